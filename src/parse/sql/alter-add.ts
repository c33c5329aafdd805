import type { Alteration } from './alteration.ts';
import type { Cursor } from './cursor.ts';
import { readColumn } from './read-column.ts';
import { readTableConstraint } from './read-constraint.ts';
import { pushIndex } from './read-index.ts';

/** Reads what follows ADD: a column, several in parentheses, a constraint or an index. */
export function readAddAction(cursor: Cursor, alteration: Alteration): boolean {
  if (isPartitioning(cursor)) return true;
  const column = cursor.accept('COLUMN');
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  if (cursor.is('('))
    return cursor
      .parenthesised()!
      .byComma()
      .every((slice) => readAdded(slice, alteration, false));
  if (column) return readAddedColumn(cursor, alteration, ifNotExists);
  return readAddDefault(cursor, alteration) || readAdded(cursor, alteration, ifNotExists);
}

function isPartitioning(cursor: Cursor): boolean {
  const next = cursor.word(1);
  if (cursor.is('PARTITION'))
    return next === '(' || next === 'IF' || next === 'PARTITIONS' || cursor.peek(1)?.kind === 'word';
  return cursor.is('PERIOD', 'FOR') || cursor.is('SYSTEM', 'VERSIONING') || cursor.is('SUPPLEMENTAL', 'LOG');
}

function readAdded(cursor: Cursor, alteration: Alteration, ifNotExists: boolean): boolean {
  const { table, only, context } = alteration;
  cursor.accept('COLUMN');
  const element = readTableConstraint(cursor, context);
  if (element === undefined) return readAddedColumn(cursor, alteration, ifNotExists);
  if ('constraint' in element) {
    const { constraint } = element;
    const children = only ? { only } : {};
    context.operations.push({ op: 'add-constraint', table, constraint, ...children, at: constraint.at });
  } else if ('index' in element) pushIndex(context, table, element.index, { ifNotExists });
  else if ('notNull' in element)
    context.operations.push({
      op: 'alter-column',
      table,
      column: element.notNull,
      notNull: true,
      at: context.at(cursor),
    });
  return true;
}

function readAddedColumn(cursor: Cursor, { table, context }: Alteration, ifNotExists: boolean): boolean {
  const definition = readColumn(cursor, context);
  if (definition === undefined) return false;
  const { column, constraints, indexes } = definition;
  context.operations.push({ op: 'add-column', table, column, constraints, ifNotExists, at: column.at });
  for (const index of indexes) pushIndex(context, table, index, { ifNotExists: false });
  return true;
}

/** T-SQL's `ADD CONSTRAINT name DEFAULT (x) FOR column`. */
function readAddDefault(cursor: Cursor, { table, context }: Alteration): boolean {
  const from = cursor.index;
  if (cursor.accept('CONSTRAINT')) cursor.name();
  if (!cursor.accept('DEFAULT')) {
    cursor.index = from;
    return false;
  }
  const start = cursor.index;
  while (!cursor.done && !cursor.is('FOR')) cursor.skip();
  const value = context.written(cursor, start, cursor.index);
  cursor.accept('FOR');
  const column = cursor.name();
  if (column === undefined) return false;
  context.operations.push({ op: 'alter-column', table, column, default: value, at: context.at(cursor, from) });
  return true;
}
