/**
 * `word` an unquoted name or keyword, `quoted` a delimited name ("x", `x`, [x]), `body` the inside of a dollar quote,
 * `hole` a template placeholder that stands where a name or value would.
 */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'body' | 'hole';

/** One lexeme of SQL. Offsets are UTF-16 code units into the text of the file. */
export interface Token {
  readonly kind: TokenKind;
  /** Content: of a quoted name or string without its quotes and escapes, of everything else as written. */
  readonly text: string;
  /** What readers compare with: a word in upper case, a symbol as it is, `''` for everything that is no keyword. */
  readonly upper: string;
  readonly start: number;
  readonly end: number;
}

/** Content of a string or quoted name with doubled closing quotes made single. */
export function undouble(content: string, quote: string): string {
  return content.includes(quote) ? content.replaceAll(quote + quote, quote) : content;
}
