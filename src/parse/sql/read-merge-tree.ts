import type { Cursor } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import type { ConstraintFact } from './sql-facts.ts';

/** ClickHouse's table engines that keep rows in the order of a key. */
export const isMergeTree = (engine: string | undefined): boolean => /MergeTree$/i.test(engine ?? '');

/**
 * ClickHouse: reads the key behind the columns at the cursor, `PRIMARY KEY (a, b)` or else `ORDER BY (a, b)`; `known` is what an
 * earlier clause of the statement gave. Undefined for keys that are not columns alone, and for none (`ORDER BY tuple()`).
 */
export function readSortingKey(
  cursor: Cursor,
  context: ReadContext,
  known: ConstraintFact | undefined,
): ConstraintFact | undefined {
  const from = cursor.index;
  const isKey = cursor.accept('PRIMARY', 'KEY');
  if (!isKey && !cursor.accept('ORDER', 'BY')) return known;
  const columns = keyColumns(cursor);
  if (columns === undefined || (!isKey && known !== undefined)) return known;
  return { kind: 'primary-key', columns, at: context.at(cursor, from) };
}

/** The columns at the cursor, in parentheses or one alone; undefined where an expression stands. */
function keyColumns(cursor: Cursor): string[] | undefined {
  if (!cursor.is('(')) {
    const name = cursor.name();
    return name === undefined || cursor.is('(') ? undefined : [name];
  }
  const slices = cursor.parenthesised()?.byComma() ?? [];
  const names = slices.map((slice) => {
    const name = slice.name();
    return slice.done ? name : undefined;
  });
  return names.length > 0 && names.every((name) => name !== undefined) ? (names as string[]) : undefined;
}

/** ClickHouse: a data-skipping index or a projection among the columns, which is no index in the sense of a search tree. */
export function isSkippingPart(slice: Cursor): boolean {
  if (slice.is('PROJECTION')) return slice.word(2) === '(';
  if (!slice.is('INDEX')) return false;
  return slice.tokens.slice(slice.index, slice.end).some((token) => token.upper === 'TYPE');
}
