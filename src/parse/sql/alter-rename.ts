import type { Alteration } from './alteration.ts';
import type { Cursor } from './cursor.ts';

/** Reads what follows RENAME: the table, a column, a constraint, an index. */
export function readRenameAction(cursor: Cursor, alteration: Alteration): boolean {
  const { table, context } = alteration;
  const at = context.at(cursor);
  if (isPart(cursor, 'CONSTRAINT')) {
    const pair = readPair(cursor, 1);
    if (pair !== undefined)
      context.operations.push({ op: 'rename-constraint', table, name: pair.from, to: pair.to, at });
    return pair !== undefined;
  }
  if (isPart(cursor, 'INDEX') || isPart(cursor, 'KEY')) {
    const pair = readPair(cursor, 1);
    if (pair === undefined) return false;
    context.operations.push({ op: 'rename-index', name: { name: pair.from }, to: pair.to, table, at });
    return true;
  }
  if (isPart(cursor, 'COLUMN')) return renameColumn(cursor, alteration, 1);
  if (cursor.word(1) === 'TO' && cursor.peek(2) !== undefined) return renameColumn(cursor, alteration, 0);
  return renameTable(cursor, alteration);
}

/** The word says what is renamed; it may itself be the name of a column (`RENAME index TO position`). */
function isPart(cursor: Cursor, word: string): boolean {
  return cursor.is(word) && cursor.word(1) !== 'TO';
}

function readPair(cursor: Cursor, skipped: number): { from: string; to: string } | undefined {
  cursor.index += skipped;
  cursor.accept('IF', 'EXISTS');
  const from = cursor.name();
  if (!cursor.accept('TO')) cursor.accept('AS');
  const to = cursor.name();
  return from === undefined || to === undefined ? undefined : { from, to };
}

function renameColumn(cursor: Cursor, { table, context }: Alteration, skipped: number): boolean {
  const at = context.at(cursor);
  const pair = readPair(cursor, skipped);
  if (pair === undefined) return false;
  context.operations.push({ op: 'rename-column', table, column: pair.from, to: pair.to, at });
  return true;
}

/** `RENAME TO x`, MySQL's `RENAME x` and `RENAME AS x`. */
function renameTable(cursor: Cursor, { table, context }: Alteration): boolean {
  const at = context.at(cursor);
  if (!cursor.accept('TO')) cursor.accept('AS');
  const to = cursor.qualifiedName();
  if (to === undefined) return false;
  context.operations.push({ op: 'rename-table', table, to, at });
  return true;
}
