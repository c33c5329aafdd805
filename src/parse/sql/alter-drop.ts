import type { Alteration } from './alteration.ts';
import type { Cursor } from './cursor.ts';
import type { ConstraintFact } from './sql-facts.ts';

/** Parts of a table that are dropped without a trace in the final schema. */
const WITHOUT_TRACE = new Set(['PARTITION', 'PERIOD', 'SYSTEM', 'DEFAULT', 'SUPPLEMENTAL']);

/** Reads what follows DROP: a column, several, a constraint, a key or an index. */
export function readDropAction(cursor: Cursor, alteration: Alteration): boolean {
  if (WITHOUT_TRACE.has(cursor.word()) && cursor.peek(1) !== undefined) return true;
  if (cursor.accept('PRIMARY', 'KEY')) return dropConstraint(alteration, cursor, { kind: 'primary-key' });
  if (cursor.accept('FOREIGN', 'KEY')) return dropNamed(cursor, alteration, 'foreign-key');
  if (cursor.is('UNIQUE', '(')) return true;
  if (isNamedPart(cursor, 'CONSTRAINT') || isNamedPart(cursor, 'CHECK')) {
    cursor.index++;
    return dropNamed(cursor, alteration);
  }
  if (isNamedPart(cursor, 'INDEX') || isNamedPart(cursor, 'KEY')) {
    cursor.index++;
    return dropIndex(cursor, alteration);
  }
  return dropColumns(cursor, alteration);
}

/** `DROP INDEX x` names an index; `DROP index` alone, or with CASCADE, is a column of that name. */
function isNamedPart(cursor: Cursor, word: string): boolean {
  return cursor.is(word) && cursor.peek(1) !== undefined && !/^(?:CASCADE|RESTRICT)$/.test(cursor.word(1));
}

function dropConstraint(
  { table, context }: Alteration,
  cursor: Cursor,
  what: { name?: string; kind?: ConstraintFact['kind'] },
): boolean {
  const cascade = cursor.is('CASCADE') ? { cascade: true } : {};
  context.operations.push({ op: 'drop-constraint', table, ...what, ...cascade, at: context.at(cursor) });
  return true;
}

function dropNamed(cursor: Cursor, alteration: Alteration, kind?: ConstraintFact['kind']): boolean {
  cursor.accept('IF', 'EXISTS');
  const name = cursor.qualifiedName()?.name;
  if (name === undefined) return false;
  return dropConstraint(alteration, cursor, kind === undefined ? { name } : { name, kind });
}

function dropIndex(cursor: Cursor, { table, context }: Alteration): boolean {
  cursor.accept('IF', 'EXISTS');
  const name = cursor.qualifiedName();
  if (name === undefined) return false;
  context.operations.push({ op: 'drop-index', name, table, at: context.at(cursor) });
  return true;
}

function dropColumns(cursor: Cursor, { table, context }: Alteration): boolean {
  cursor.accept('COLUMN');
  const certain = cursor.accept('IF', 'EXISTS') ? {} : { certain: true };
  const slices = cursor.is('(') ? cursor.parenthesised()!.byComma() : [cursor];
  return slices.every((slice) => {
    const column = slice.name();
    if (column === undefined) return false;
    context.operations.push({ op: 'drop-column', table, column, ...certain, at: context.at(slice) });
    return true;
  });
}
