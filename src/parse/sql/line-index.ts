import type { Position } from '../position.ts';

/** Turns offsets of a text into 1-based lines and columns. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** The place from `start` up to `end`, which is the offset after its last character. */
  position(start: number, end: number): Position {
    const line = this.lineAt(start);
    return { line, column: start - this.#starts[line - 1]! + 1, endLine: this.lineAt(Math.max(start, end - 1)) };
  }

  /** 1-based line that holds the offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
