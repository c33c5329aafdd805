import type { Cursor } from './cursor.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import type { QualifiedName } from './sql-facts.ts';

/** Functions of TimescaleDB, pg_partman and Citus that divide the table they name first. */
const DIVIDING = /^(?:create_hypertable|create_parent|create_distributed_table)$/;

/** Reads `PARTITION BY RANGE (at) …` as written up to its parentheses; nothing where something else stands. */
export function readPartitionBy(cursor: Cursor, context: ReadContext): string | undefined {
  if (!cursor.accept('PARTITION', 'BY')) return undefined;
  const from = cursor.index;
  while (!cursor.done && !cursor.is('(')) cursor.index++;
  cursor.parenthesised();
  return context.written(cursor, from, cursor.index);
}

/** Reads `create_hypertable('metrics', 'time')` and its like behind SELECT, PERFORM or CALL. */
export function readDividingCall(cursor: Cursor, context: ReadContext): Outcome {
  const by = cursor.qualifiedName()?.name ?? '';
  const inside = DIVIDING.test(by) ? cursor.parenthesised() : undefined;
  const table = inside?.tokens.slice(inside.index, inside.end).find((token) => token.kind === 'string');
  if (table === undefined) return 'skipped';
  context.operations.push({ op: 'partition-table', table: nameIn(table.text), by, at: context.at(cursor) });
  return 'read';
}

/** The table that a text names: `metrics`, `public.metrics`, `"Metrics"`. */
function nameIn(text: string): QualifiedName {
  const parts = (text.match(/"[^"]*"|[^."]+/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1) : part.toLowerCase(),
  );
  const [name = '', schema] = parts.reverse();
  return schema === undefined ? { name } : { schema, name };
}
