import type { Position } from './position.ts';

/** Turns UTF-16 offsets into positions by binary search over line starts. */
export class LineTable {
  readonly #starts: number[] = [0];
  /** Where the last offset was found: the next one is mostly on the same line. */
  #last = 0;

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get lines(): number {
    return this.#starts.length;
  }

  lineAt(offset: number): number {
    const starts = this.#starts;
    const last = this.#last;
    if (offset >= (starts[last] as number) && !(offset >= (starts[last + 1] as number))) return last + 1;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    this.#last = low;
    return low + 1;
  }

  position(start: number, end: number): Position {
    const line = this.lineAt(start);
    const column = start - (this.#starts[line - 1] as number) + 1;
    return { line, column, endLine: this.lineAt(Math.max(start, end - 1)) };
  }
}
