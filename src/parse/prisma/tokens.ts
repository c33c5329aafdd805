export interface Token {
  kind: 'word' | 'text' | 'number' | 'sign' | 'line-end';
  /** Without quotes for texts. */
  text: string;
  line: number;
  column: number;
}

const PIECE =
  /(?<space>[ \t\f\v\r\uFEFF]+)|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<end>\n)|(?<text>"(?:\\.|[^"\\\n])*"?)|(?<number>-?\d+(?:\.\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_-]*)|(?<sign>@@|[^\s])/gu;

/** The tokens of a Prisma schema, comments left out. Every character belongs to some token or is left out: nothing fails. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  for (const match of source.matchAll(PIECE)) {
    const { space, end, text, number, word, sign } = match.groups as Record<string, string | undefined>;
    const at = { line, column: match.index - lineStart + 1 };
    if (end !== undefined) tokens.push({ kind: 'line-end', text: '\n', ...at });
    else if (text !== undefined) tokens.push({ kind: 'text', text: unquoted(text), ...at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, ...at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, ...at });
    if (space === undefined) {
      const breaks = match[0].split('\n').length - 1;
      line += breaks;
      if (breaks > 0) lineStart = match.index + match[0].lastIndexOf('\n') + 1;
    }
  }
  return tokens;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

const unquoted = (text: string): string =>
  text.replace(/^"|"$/g, '').replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
