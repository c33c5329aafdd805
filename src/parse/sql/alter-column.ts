import type { Alteration } from './alteration.ts';
import type { Cursor } from './cursor.ts';
import { readColumn, readType } from './read-column.ts';
import type { ReadContext } from './read-context.ts';
import type { ColumnFact, SchemaOperation } from './sql-facts.ts';

type AlterColumn = Extract<SchemaOperation, { op: 'alter-column' }>;

/** Reads what follows ALTER: changes of one column, or of a constraint or index, which keep what they cover. */
export function readAlterColumn(cursor: Cursor, alteration: Alteration): boolean {
  if (isOther(cursor)) return true;
  cursor.accept('COLUMN');
  cursor.accept('IF', 'EXISTS');
  const column = cursor.name();
  if (column === undefined) return false;
  const { table, context } = alteration;
  if (cursor.accept('RENAME', 'TO')) return renameColumn(cursor, alteration, column);
  const operation: AlterColumn = { op: 'alter-column', table, column, at: context.at(cursor) };
  if (!readChange(cursor, alteration, operation)) return false;
  context.operations.push(operation);
  return true;
}

/** `ALTER CONSTRAINT x`, `ALTER INDEX x INVISIBLE`, `ALTER CHECK x`: not a column, unless it is called so. */
function isOther(cursor: Cursor): boolean {
  const isPart = cursor.is('CONSTRAINT') || cursor.is('INDEX') || cursor.is('CHECK');
  return isPart && !/^(?:TYPE|SET|DROP|ADD)$/.test(cursor.word(1));
}

function renameColumn(cursor: Cursor, { table, context }: Alteration, column: string): boolean {
  const to = cursor.name();
  if (to === undefined) return false;
  context.operations.push({ op: 'rename-column', table, column, to, at: context.at(cursor) });
  return true;
}

function readChange(cursor: Cursor, { context }: Alteration, operation: AlterColumn): boolean {
  if (cursor.accept('SET', 'NOT', 'NULL') || cursor.accept('NOT', 'NULL')) operation.notNull = true;
  else if (cursor.accept('DROP', 'NOT', 'NULL') || cursor.accept('SET', 'NULL') || cursor.accept('NULL')) {
    operation.notNull = false;
  } else if (cursor.accept('SET', 'DEFAULT') || cursor.accept('DEFAULT')) {
    operation.default = context.written(cursor, cursor.index, cursor.end);
  } else if (cursor.accept('DROP', 'DEFAULT')) operation.default = null;
  else if (cursor.accept('ADD', 'GENERATED')) operation.notNull = true;
  else if (cursor.accept('SET', 'DATA', 'TYPE') || cursor.accept('TYPE')) operation.type = readType(cursor, context);
  else if (!SETTINGS.has(cursor.word())) return readRetyped(cursor, context, operation);
  return true;
}

/** Options of a column that a final schema does not tell: statistics, storage, identity sequences. */
const SETTINGS = new Set(['SET', 'DROP', 'ADD', 'RESET', 'RESTART']);

/** T-SQL's and H2's `ALTER COLUMN x varchar(20) NOT NULL`, which makes the column nullable when it does not say. */
function readRetyped(cursor: Cursor, context: ReadContext, operation: AlterColumn): boolean {
  const type = readType(cursor, context);
  if (type === '') return false;
  operation.type = type;
  while (!cursor.done && !cursor.is('NOT', 'NULL') && !cursor.is('NULL')) cursor.skip();
  if (cursor.accept('NOT', 'NULL')) operation.notNull = true;
  else if (context.dialect === 'sqlserver' || cursor.is('NULL')) operation.notNull = false;
  return true;
}

/** MySQL's MODIFY and CHANGE, Oracle's MODIFY with or without parentheses. `renames`: a new name follows the old. */
export function readRedefinition(cursor: Cursor, alteration: Alteration, renames: boolean): boolean {
  cursor.accept('COLUMN');
  cursor.accept('IF', 'EXISTS');
  if (cursor.is('PARTITION') || cursor.is('CONSTRAINT') || cursor.is('LOB') || cursor.is('DEFAULT', 'ATTRIBUTES'))
    return true;
  const slices = cursor.is('(') ? cursor.parenthesised()!.byComma() : [cursor];
  return slices.every((slice) => readRedefined(slice, alteration, renames));
}

function readRedefined(slice: Cursor, alteration: Alteration, renames: boolean): boolean {
  const { table, context } = alteration;
  const from = slice.index;
  const old = renames ? slice.name() : slice.clone().name();
  const definition = readColumn(slice, context);
  if (old === undefined || definition === undefined) return false;
  const { column, constraints } = definition;
  if (renames || context.dialect === 'mysql') {
    context.operations.push({ op: 'redefine-column', table, from: old, column, at: column.at });
  } else pushChanges(alteration, definition.column, statesNullability(slice, from));
  for (const constraint of constraints) {
    context.operations.push({ op: 'add-constraint', table, constraint, at: constraint.at });
  }
  return true;
}

/** Oracle's MODIFY changes only what it names. */
function pushChanges({ table, context }: Alteration, column: ColumnFact, nullability: boolean): void {
  context.operations.push({
    op: 'alter-column',
    table,
    column: column.name,
    ...(column.type === '' ? {} : { type: column.type }),
    ...(nullability ? { notNull: column.notNull } : {}),
    ...(column.default === undefined ? {} : { default: column.default }),
    at: column.at,
  });
}

function statesNullability(slice: Cursor, from: number): boolean {
  return slice.tokens.slice(from, slice.end).some((token, index) => {
    const previous = slice.tokens[from + index - 1]?.upper;
    return token.upper === 'NULL' && previous !== 'DEFAULT' && previous !== 'SET';
  });
}
