import { CODE } from './characters.ts';

/**
 * Finds where quoted things end. Answers that cost a look to the end of the text are remembered, so that text full of
 * unclosed quotes still takes linear time.
 */
export class CloseFinder {
  readonly #text: string;
  /** Closing texts that do not occur at or after an offset. */
  readonly #absent = new Set<string>();
  #escapedFailures = 0;
  #nesting = true;
  readonly end: number;

  constructor(text: string, end: number) {
    this.#text = text;
    this.end = end;
  }

  /** Offset of the first `close` at or after `from`, -1 when there is none. */
  find(close: string, from: number): number {
    if (this.#absent.has(close)) return -1;
    const found = this.#text.indexOf(close, from);
    if (found >= 0 && found + close.length <= this.end) return found;
    this.#absent.add(close);
    return -1;
  }

  /** Offset after the quote that closes content beginning at `from`; a doubled quote is content. -1 when unclosed. */
  quoted(quote: string, from: number, backslash: boolean): number {
    return backslash ? this.#escaped(quote.charCodeAt(0), from) : this.#doubled(quote, from);
  }

  #doubled(quote: string, from: number): number {
    let at = from;
    for (;;) {
      const found = this.find(quote, at);
      if (found < 0) return -1;
      if (this.#text[found + 1] !== quote || found + 1 >= this.end) return found + 1;
      at = found + 2;
    }
  }

  #escaped(quote: number, from: number): number {
    if (this.#escapedFailures > 8) return -1;
    for (let at = from; at < this.end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === CODE.backslash) at++;
      else if (code === quote) {
        if (this.#text.charCodeAt(at + 1) !== quote || at + 1 >= this.end) return at + 1;
        at++;
      }
    }
    this.#escapedFailures++;
    return -1;
  }

  /** Offset after the `*​/` of a comment whose `/*` is at `from`; -1 when unclosed. */
  comment(from: number, nested: boolean): number {
    if (nested && this.#nesting) {
      const end = this.#nestedComment(from);
      if (end >= 0) return end;
      this.#nesting = false;
    }
    const found = this.find('*/', from + 2);
    return found < 0 ? -1 : found + 2;
  }

  #nestedComment(from: number): number {
    const marks = /\/\*|\*\//g;
    marks.lastIndex = from;
    let depth = 0;
    for (
      let mark = marks.exec(this.#text);
      mark !== null && marks.lastIndex <= this.end;
      mark = marks.exec(this.#text)
    ) {
      depth += mark[0] === '/*' ? 1 : -1;
      if (depth === 0) return marks.lastIndex;
    }
    return -1;
  }
}
