import type { QualifiedName } from './sql-facts.ts';
import type { Token } from './token.ts';

/** How names of a dialect are written. */
export interface NameStyle {
  /** Unquoted names mean their lower-case form. */
  foldsCase: boolean;
  /** A string may stand for a name (SQLite, MySQL). */
  stringsAreNames: boolean;
  /** Bytes of UTF-8 after which the engine cuts names off. */
  longest: number;
}

/** Reads along the tokens of one statement, or of a slice of it. */
export class Cursor {
  readonly tokens: readonly Token[];
  readonly style: NameStyle;
  readonly end: number;
  index: number;

  constructor(tokens: readonly Token[], style: NameStyle, from = 0, end = tokens.length) {
    this.tokens = tokens;
    this.style = style;
    this.index = from;
    this.end = end;
  }

  /** A cursor over part of the same tokens. */
  slice(from: number, end: number): Cursor {
    return new Cursor(this.tokens, this.style, from, end);
  }

  /** A cursor at the same place that moves on its own. */
  clone(): Cursor {
    return this.slice(this.index, this.end);
  }

  get done(): boolean {
    return this.index >= this.end;
  }

  peek(ahead = 0): Token | undefined {
    const at = this.index + ahead;
    return at < this.end ? this.tokens[at] : undefined;
  }

  /** Keyword or symbol at the cursor, `''` when there is none. */
  word(ahead = 0): string {
    return this.peek(ahead)?.upper ?? '';
  }

  /** Whether these keywords or symbols follow. */
  is(...words: string[]): boolean {
    return words.every((word, ahead) => this.word(ahead) === word);
  }

  /** Moves past these keywords or symbols when all of them follow. */
  accept(...words: string[]): boolean {
    if (!this.is(...words)) return false;
    this.index += words.length;
    return true;
  }

  /** Moves past one of these keywords or symbols and returns it. */
  acceptAny(words: ReadonlySet<string>): string | undefined {
    const word = this.word();
    if (word === '' || !words.has(word)) return undefined;
    this.index++;
    return word;
  }

  next(): Token | undefined {
    const token = this.peek();
    if (token !== undefined) this.index++;
    return token;
  }

  /** Moves past one token, or past everything between it and its closing parenthesis or bracket. */
  skip(): void {
    if (this.is('(')) this.parenthesised();
    else if (this.is('[')) this.index = this.#closingBracket() + 1;
    else this.index++;
  }

  /** Index of the bracket that closes the one at the cursor; the cursor itself when none does. */
  #closingBracket(): number {
    let depth = 0;
    for (let at = this.index; at < this.end; at++) {
      const word = this.tokens[at]!.upper;
      if (word === '[') depth++;
      else if (word === ']' && --depth === 0) return at;
    }
    return this.index;
  }

  /** The inside of the parentheses that open at the cursor, which moves behind them; undefined without any. */
  parenthesised(): Cursor | undefined {
    if (!this.is('(')) return undefined;
    const from = this.index + 1;
    let depth = 0;
    for (let at = this.index; at < this.end; at++) {
      const word = this.tokens[at]!.upper;
      if (word === '(') depth++;
      else if (word === ')' && --depth === 0) {
        this.index = at + 1;
        return new Cursor(this.tokens, this.style, from, at);
      }
    }
    this.index = this.end;
    return new Cursor(this.tokens, this.style, from, this.end);
  }

  /** The rest, split at commas outside parentheses. Empty slices (a trailing comma) are left out. */
  byComma(): Cursor[] {
    const slices: Cursor[] = [];
    let from = this.index;
    while (!this.done) {
      if (!this.is(',')) {
        this.skip();
        continue;
      }
      slices.push(new Cursor(this.tokens, this.style, from, this.index));
      from = ++this.index;
    }
    slices.push(new Cursor(this.tokens, this.style, from, this.end));
    return slices.filter((slice) => !slice.done);
  }

  /** One name. Undefined, without moving, where none stands. */
  name(): string | undefined {
    const token = this.peek();
    const name = token === undefined ? undefined : nameOf(token, this.style);
    if (name !== undefined) this.index++;
    return name;
  }

  /** A name with at most a schema before it: of `server.database.schema.table` the last two. */
  qualifiedName(): QualifiedName | undefined {
    const parts: (string | undefined)[] = [this.name()];
    if (parts[0] === undefined && !this.#isHole()) return undefined;
    if (parts[0] === undefined) this.index++;
    while (this.accept('.')) {
      if (this.is('.')) parts.push(undefined);
      else {
        parts.push(this.name());
        if (parts.at(-1) === undefined && this.#isHole()) this.index++;
      }
    }
    const name = parts.at(-1);
    if (name === undefined) return undefined;
    const schema = parts.at(-2);
    return schema === undefined || schema.startsWith('@') ? { name } : { schema, name };
  }

  #isHole(): boolean {
    const token = this.peek();
    return token?.kind === 'hole' || (token?.kind === 'quoted' && token.text === '');
  }

  /** A comma-separated list of names. */
  qualifiedNames(): QualifiedName[] {
    const names: QualifiedName[] = [];
    for (let name = this.qualifiedName(); name !== undefined; name = this.qualifiedName()) {
      names.push(name);
      if (!this.accept(',')) break;
    }
    return names;
  }
}

/** What a token says as a name; undefined when it is none. */
export function nameOf(token: Token, style: NameStyle): string | undefined {
  switch (token.kind) {
    case 'word':
      return cutOff(style.foldsCase ? token.text.toLowerCase() : token.text, style);
    case 'quoted':
      return token.text === '' ? undefined : cutOff(token.text, style);
    case 'string':
      return style.stringsAreNames && token.text !== '' ? token.text : undefined;
    default:
      return undefined;
  }
}

/** PostgreSQL keeps 63 bytes of a name, so that longer ones are one name when they begin alike. */
function cutOff(name: string, { longest }: NameStyle): string {
  if (name.length * 3 <= longest || Buffer.byteLength(name) <= longest) return name;
  return new TextDecoder().decode(Buffer.from(name).subarray(0, longest)).replace(/\uFFFD+$/, '');
}
