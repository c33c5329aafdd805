import type { SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { addConstraint, removeConstraint } from './apply-constraints.ts';
import type { SchemaState } from './schema-state.ts';
import { type ColumnState, columnOf, sameName, type TableState } from './table-state.ts';

type Operation<Op extends SchemaOperation['op']> = Extract<SchemaOperation, { op: Op }>;

/** Adds a column with its constraints, and the column to the children too. One that exists stays as it is. */
export function addColumn(
  state: SchemaState,
  table: TableState,
  { column, constraints }: Operation<'add-column'>,
  path: string,
): void {
  if (!insertColumn(state, table, { ...column, path, inherited: false })) return;
  for (const constraint of constraints) addConstraint(state, table, constraint, path);
}

function insertColumn(state: SchemaState, table: TableState, column: ColumnState): boolean {
  if (columnOf(table, column.name) !== undefined && !isOtherCase(state, table, column.name)) return false;
  table.columns.push(column);
  for (const child of table.children) insertColumn(state, child, { ...column, inherited: true });
  return true;
}

function isOtherCase(state: SchemaState, table: TableState, name: string): boolean {
  return state.traits.caseSensitive && !table.columns.some((column) => column.name === name);
}

/** Drops a column with what depends on it. */
export function dropColumn(state: SchemaState, table: TableState, name: string): void {
  const column = columnOf(table, name);
  if (column === undefined) return;
  table.columns = table.columns.filter((other) => other !== column);
  if (state.traits.dropsIndexWithColumn) dropDependents(state, table, column.name);
  else shrinkIndexes(table, column.name);
  dropReferences(state, table, column.name);
  for (const child of table.children) {
    if (columnOf(child, name)?.inherited === true) dropColumn(state, child, name);
  }
}

function dropDependents(state: SchemaState, table: TableState, column: string): void {
  for (const constraint of table.constraints.filter((other) => other.columns.includes(column))) {
    removeConstraint(state, table, constraint);
  }
  table.indexes = table.indexes.filter(
    (index) =>
      !index.keys.some((key) => key.column === column || names(key.expression, column)) &&
      !index.include.includes(column) &&
      !names(index.where, column),
  );
}

/** Whether an expression, as written, names a column. */
function names(expression: string | undefined, column: string): boolean {
  if (expression === undefined) return false;
  const word = column.replace(/[^\w$]/g, '\\$&');
  return new RegExp(`(?<![\\w$'])${word}(?![\\w$'(])`, 'i').test(expression);
}

/** MySQL: keys lose the column and go only when nothing of them is left. */
function shrinkIndexes(table: TableState, column: string): void {
  for (const constraint of table.constraints) {
    if (constraint.kind === 'foreign-key') continue;
    const had = constraint.columns.length > 0;
    constraint.columns = constraint.columns.filter((name) => name !== column);
    if (had && constraint.columns.length === 0)
      table.constraints = table.constraints.filter((other) => other !== constraint);
  }
  table.constraints = table.constraints.filter(
    (other) => other.kind !== 'foreign-key' || !other.columns.includes(column),
  );
  for (const index of table.indexes) index.keys = index.keys.filter((key) => key.column !== column);
  table.indexes = table.indexes.filter((index) => index.keys.length > 0);
}

/** Foreign keys of other tables cannot outlive the column that they refer to. */
function dropReferences(state: SchemaState, target: TableState, column: string): void {
  const dependents = [...state.referencesTo(target)].map(({ table, index }) => ({
    table,
    constraint: table.constraints[index]!,
  }));
  for (const { table, constraint } of dependents) {
    if (constraint.references?.columns.some((name) => sameName(name, column)))
      removeConstraint(state, table, constraint);
  }
}

/** Renames a column wherever it is named: keys, indexes, foreign keys of other tables, children. */
export function renameColumn(state: SchemaState, table: TableState, from: string, to: string): void {
  const column = columnOf(table, from);
  if (column === undefined || (columnOf(table, to) !== undefined && !sameName(from, to))) return;
  const old = column.name;
  const renamed = (name: string): string => (name === old ? to : name);
  const references = [...state.referencesTo(table)];
  column.name = to;
  for (const constraint of table.constraints) constraint.columns = constraint.columns.map(renamed);
  for (const index of table.indexes) {
    index.keys = index.keys.map((key) => (key.column === old ? { ...key, column: to } : key));
    index.include = index.include.map(renamed);
  }
  for (const { table: other, index } of references) {
    const { references: target } = other.constraints[index]!;
    if (target !== undefined) target.columns = target.columns.map((name) => (sameName(name, old) ? to : name));
  }
  for (const child of table.children) renameColumn(state, child, from, to);
}

/** Changes type, nullability or default, of the children too. */
export function alterColumn(state: SchemaState, table: TableState, operation: Operation<'alter-column'>): void {
  const column = columnOf(table, operation.column);
  if (column === undefined) return;
  if (operation.type !== undefined) column.type = operation.type;
  if (operation.notNull !== undefined) column.notNull = operation.notNull;
  if (operation.default === null) delete column.default;
  else if (operation.default !== undefined) column.default = operation.default;
  for (const child of table.children) alterColumn(state, child, operation);
}

/** MySQL's MODIFY and CHANGE: the whole definition again. */
export function redefineColumn(state: SchemaState, table: TableState, operation: Operation<'redefine-column'>): void {
  if (!sameName(operation.from, operation.column.name))
    renameColumn(state, table, operation.from, operation.column.name);
  const column = columnOf(table, operation.column.name);
  if (column === undefined) return;
  const isKey = table.constraints.some((other) => other.kind === 'primary-key' && other.columns.includes(column.name));
  const { default: value, ...rest } = operation.column;
  delete column.default;
  Object.assign(column, rest, { notNull: rest.notNull || isKey }, value === undefined ? {} : { default: value });
}
