import { CODE, isDigit, isNamePart, isNameStart } from './characters.ts';
import { CloseFinder } from './find-close.ts';
import type { LexicalTraits } from './lexical-traits.ts';
import { scanBracketed, scanDollarQuote, scanPrefixedString, scanQuoted } from './scan-quoted.ts';
import { scanSymbol } from './scan-symbol.ts';
import { skipTrivia } from './skip-trivia.ts';
import { holeAt, withoutHoles } from './template-holes.ts';
import type { Token } from './token.ts';

/** A quote or comment that is never closed. */
export interface LexicalProblem {
  at: number;
  reason: string;
}

/** Reads tokens of one stretch of text, one after the other. Time is linear in the text, whatever it holds. */
export class Scanner {
  readonly text: string;
  readonly end: number;
  readonly close: CloseFinder;
  readonly problems: LexicalProblem[] = [];
  traits: LexicalTraits;
  position: number;
  /** How many `/*!` are open: their closing marks are then no tokens. */
  conditionalDepth = 0;
  /** A `--> statement-breakpoint` was passed since this was last cleared. */
  breakpoint = false;
  /** Terminator that `DELIMITER` set. No name and no comment begins inside it (`END$$`, `//`). */
  delimiter: string | undefined;

  constructor(text: string, traits: LexicalTraits, start = 0, end = text.length) {
    this.text = text;
    this.traits = traits;
    this.position = start;
    this.end = end;
    this.close = new CloseFinder(text, end);
  }

  /** Moves past white space and comments. */
  skipTrivia(): void {
    skipTrivia(this);
  }

  /** The next token, or undefined at the end. */
  next(): Token | undefined {
    this.skipTrivia();
    if (this.position >= this.end) return undefined;
    const token = this.#scan(this.position, this.text.charCodeAt(this.position));
    this.position = token.end;
    return token;
  }

  #scan(start: number, code: number): Token {
    if (isNameStart(code)) return scanPrefixedString(this, start) ?? this.#word(start);
    if (isDigit(code)) return this.#number(start);
    switch (code) {
      case CODE.quote:
      case CODE.doubleQuote:
      case CODE.backtick:
        return scanQuoted(this, start, start);
      case CODE.openBracket:
        return scanBracketed(this, start) ?? scanSymbol(this, start);
      case CODE.dollar:
        return this.#dollar(start);
      case CODE.hash:
      case CODE.at:
        return this.#startsName(start) ? this.#word(start) : scanSymbol(this, start);
      default:
        return holeAt(this.text, start, this.traits) === undefined ? scanSymbol(this, start) : this.#word(start);
    }
  }

  /** `#temp`, `##temp`, `#__table`, `@variable`; not the operators `@>`, `#>`. */
  #startsName(start: number): boolean {
    let at = start + 1;
    if (this.text.charCodeAt(at) === this.text.charCodeAt(start)) at++;
    return isNameStart(this.text.charCodeAt(at));
  }

  #dollar(start: number): Token {
    if (this.traits.dollarQuotes) {
      const body = scanDollarQuote(this, start);
      if (body !== undefined) return body;
    }
    return this.#word(start);
  }

  #number(start: number): Token {
    let end = start + 1;
    while (end < this.end && isDigit(this.text.charCodeAt(end))) end++;
    const code = this.text.charCodeAt(end);
    if (code === CODE.dot && isDigit(this.text.charCodeAt(end + 1))) {
      end++;
      while (end < this.end && isDigit(this.text.charCodeAt(end))) end++;
    } else if (isNamePart(code) && end < this.end) {
      return this.#word(start);
    }
    return { kind: 'number', text: this.text.slice(start, end), upper: '', start, end };
  }

  #atDelimiter(code: number, at: number): boolean {
    return code === this.delimiter?.charCodeAt(0) && this.text.startsWith(this.delimiter, at);
  }

  /** A name or keyword with the placeholders that are glued to it. */
  #word(start: number): Token {
    const { text } = this;
    let end = start;
    let holes = false;
    while (end < this.end) {
      const code = text.charCodeAt(end);
      if (end > start && this.#atDelimiter(code, end)) break;
      if (isNamePart(code) && !(code === CODE.dollar && isHoleOpen(text.charCodeAt(end + 1)))) end++;
      else {
        const hole = isHoleGlue(code) || end === start ? holeAt(text, end, this.traits) : undefined;
        if (hole === undefined || hole.control) break;
        holes = true;
        end = Math.min(hole.end, this.end);
      }
    }
    if (end === start) end++;
    return wordToken(text.slice(start, end), holes, start, end);
  }
}

/** After `$`: `${x}` and `$(x)` are placeholders. */
function isHoleOpen(code: number): boolean {
  return code === CODE.openBrace || code === CODE.openParenthesis;
}

/** Placeholders that may stand in the middle of a name. */
function isHoleGlue(code: number): boolean {
  return code === CODE.dollar || code === CODE.openBrace;
}

function wordToken(written: string, holes: boolean, start: number, end: number): Token {
  if (!holes) return { kind: 'word', text: written, upper: written.toUpperCase(), start, end };
  const text = withoutHoles(written);
  const isHole = text === '' || text.startsWith(':') || text.startsWith('$(');
  return isHole
    ? { kind: 'hole', text: written, upper: '', start, end }
    : { kind: 'word', text, upper: text.toUpperCase(), start, end };
}
