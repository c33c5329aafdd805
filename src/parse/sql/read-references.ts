import type { Cursor } from './cursor.ts';
import type { ConstraintFact } from './sql-facts.ts';

type References = Pick<ConstraintFact, 'references' | 'onDelete' | 'onUpdate' | 'notValid'>;

/** Reads `REFERENCES table (columns) ON DELETE …` and what may follow; undefined where no table is named. */
export function readReferences(cursor: Cursor): References | undefined {
  if (!cursor.accept('REFERENCES')) return undefined;
  const table = cursor.qualifiedName();
  if (table === undefined) return undefined;
  const columns = cursor.is('(') ? readKeyColumns(cursor) : [];
  return { references: { table, columns }, ...readActions(cursor) };
}

/** The names inside the parentheses at the cursor, without sort orders, prefix lengths and operator classes. */
export function readColumnNames(cursor: Cursor): string[] {
  const inside = cursor.parenthesised();
  if (inside === undefined) return [];
  return inside.byComma().flatMap((slice) => slice.name() ?? []);
}

/** The same on either side of a foreign key: PostgreSQL 18's may hold for a span of time, `(id, PERIOD valid_at)`. */
export function readKeyColumns(cursor: Cursor): string[] {
  const inside = cursor.parenthesised();
  if (inside === undefined) return [];
  return inside.byComma().flatMap((slice) => {
    if (slice.peek(1) !== undefined) slice.accept('PERIOD');
    return slice.name() ?? [];
  });
}

function readActions(cursor: Cursor): Omit<References, 'references'> {
  const actions: Omit<References, 'references'> = {};
  for (;;) {
    if (cursor.accept('ON', 'DELETE')) actions.onDelete = readAction(cursor);
    else if (cursor.accept('ON', 'UPDATE')) actions.onUpdate = readAction(cursor);
    else if (cursor.accept('NOT', 'VALID')) actions.notValid = true;
    else if (cursor.accept('MATCH')) cursor.skip();
    else if (!acceptTiming(cursor)) return actions;
  }
}

function acceptTiming(cursor: Cursor): boolean {
  return (
    cursor.accept('DEFERRABLE') ||
    cursor.accept('NOT', 'DEFERRABLE') ||
    cursor.accept('INITIALLY', 'DEFERRED') ||
    cursor.accept('INITIALLY', 'IMMEDIATE')
  );
}

/** Upper-case action: `CASCADE`, `SET NULL`, `NO ACTION`, … */
function readAction(cursor: Cursor): string {
  const first = cursor.next()?.upper ?? '';
  const second = first === 'SET' || first === 'NO' ? (cursor.next()?.upper ?? '') : '';
  if (first === 'SET' && cursor.is('(')) cursor.skip();
  return second === '' ? first : `${first} ${second}`;
}
