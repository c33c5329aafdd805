import type { Position, Unknown } from '../position.ts';
import { Cursor, type NameStyle } from './cursor.ts';
import { LineIndex } from './line-index.ts';
import type { Dialect, SchemaOperation } from './sql-facts.ts';
import type { Token } from './token.ts';

/** What became of a statement: read for its effect on the schema, left out because it has none, or not understood. */
export type Outcome = 'read' | 'skipped' | 'not-understood';

export type StatementReader = (cursor: Cursor, context: ReadContext) => Outcome;

/** Where readers put what they find, and what they need to know of the file. */
export class ReadContext {
  readonly path: string;
  readonly dialect: Dialect;
  readonly text: string;
  readonly style: NameStyle;
  readonly lines: LineIndex;
  readonly operations: SchemaOperation[] = [];
  readonly unknowns: Unknown[] = [];
  /** How many routines and dynamic statements are around what is being read. */
  depth = 0;
  /** Bodies of routines by name, for the script that calls them later. */
  readonly routines = new Map<string, RoutineBody>();

  /** Reads a statement inside another: of a block, a routine, a literal. */
  readonly read: StatementReader;

  constructor(path: string, dialect: Dialect, text: string, read: StatementReader) {
    this.path = path;
    this.dialect = dialect;
    this.text = text;
    this.lines = new LineIndex(text);
    this.read = read;
    this.style = {
      foldsCase: dialect === 'postgresql',
      stringsAreNames: dialect === 'sqlite' || dialect === 'mysql' || dialect === 'generic',
      longest: dialect === 'postgresql' ? 63 : Number.POSITIVE_INFINITY,
    };
  }

  cursor(tokens: readonly Token[]): Cursor {
    return new Cursor(tokens, this.style);
  }

  /** Place of the tokens `from` up to, not including, `to` of a cursor's list. */
  at(cursor: Cursor, from = 0, to = cursor.end): Position {
    const first = cursor.tokens[Math.min(from, cursor.tokens.length - 1)];
    const last = cursor.tokens[Math.min(Math.max(from, to - 1), cursor.tokens.length - 1)];
    return this.lines.position(first?.start ?? 0, last?.end ?? 0);
  }

  /** Source of the tokens `from` up to `to` with white space and comments folded to one space. */
  written(cursor: Cursor, from: number, to: number): string {
    let source = '';
    for (let at = from; at < to; at++) {
      const token = cursor.tokens[at]!;
      if (at > from && token.start > cursor.tokens[at - 1]!.end) source += ' ';
      source += this.text.slice(token.start, token.end);
    }
    return source;
  }

  /** Puts the operations from `index` on into a schema where they name none. */
  qualify(index: number, schema: string): void {
    for (const operation of this.operations.slice(index)) {
      if ('table' in operation && operation.table !== undefined) operation.table.schema ??= schema;
    }
  }

  /** Notes that something at a token could not be understood. */
  unknown(token: Token | undefined, reason: string): void {
    const line = this.lines.lineAt(token?.start ?? 0);
    this.unknowns.push({ path: this.path, line, subject: 'statement', reason });
  }
}

/** The statements of a routine: its tokens, already split off from its head. */
export interface RoutineBody {
  tokens: readonly Token[];
}
