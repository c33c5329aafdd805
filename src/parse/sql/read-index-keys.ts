import type { Cursor } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import type { IndexFact } from './sql-facts.ts';

type IndexKey = IndexFact['keys'][number];

/** Reads the parenthesised keys of an index: columns, expressions, order, prefix lengths. */
export function readIndexKeys(cursor: Cursor, context: ReadContext): IndexKey[] {
  return (
    cursor
      .parenthesised()
      ?.byComma()
      .map((slice) => readKey(slice, context)) ?? []
  );
}

function readKey(slice: Cursor, context: ReadContext): IndexKey {
  const from = slice.index;
  const descending = slice.tokens.slice(from, slice.end).some((token) => token.upper === 'DESC');
  const order = descending ? { descending } : {};
  const column = readKeyColumn(slice);
  if (column !== undefined) return { ...column, ...order, ...readOptions(slice, context) };
  return { expression: context.written(slice, from, slice.end), ...order };
}

/** What follows a column beside its order: `COLLATE "C"`, `text_pattern_ops`. */
function readOptions(slice: Cursor, context: ReadContext): Pick<IndexKey, 'options'> {
  const from = slice.index;
  while (!slice.done && !/^(?:ASC|DESC|NULLS)$/.test(slice.word())) slice.skip();
  return slice.index > from ? { options: context.written(slice, from, slice.index) } : {};
}

/** A plain column with what may follow one; undefined for an expression. `(x)` in parentheses is the column x. */
function readKeyColumn(slice: Cursor): Pick<IndexKey, 'column' | 'prefixLength'> | undefined {
  if (slice.is('(')) {
    const inside = slice.parenthesised()!;
    const column = isConstant(inside) ? undefined : inside.name();
    return column !== undefined && inside.done && !followedByOperator(slice) ? { column } : undefined;
  }
  const literal = slice.peek()?.kind === 'string';
  const column = literal ? undefined : slice.name();
  if (column === undefined) return undefined;
  if (!slice.is('(')) return followedByOperator(slice) ? undefined : { column };
  const inside = slice.parenthesised()!;
  const length = inside.peek();
  if (length?.kind !== 'number' || inside.end - inside.index > 1 || followedByOperator(slice)) return undefined;
  return { column, prefixLength: Number(length.text) };
}

/** `((true))`: an index that lets one row in. */
function isConstant(inside: Cursor): boolean {
  return inside.peek()?.kind === 'word' && /^(?:TRUE|FALSE|NULL)$/.test(inside.word());
}

/** Whether what follows a name makes it a part of an expression: only words and quoted names may follow a column. */
function followedByOperator(slice: Cursor): boolean {
  const next = slice.peek();
  return next !== undefined && (next.kind === 'symbol' || next.kind === 'string' || next.kind === 'number');
}
