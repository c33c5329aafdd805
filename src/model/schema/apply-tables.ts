import type { QualifiedName, QueryFact, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { addConstraint } from './apply-constraints.ts';
import { copyIndexes, inheritColumns, joinPartition } from './apply-inheritance.ts';
import { queryColumns } from './query-columns.ts';
import type { SchemaState } from './schema-state.ts';
import { columnOf, partitionsOf, type TableState } from './table-state.ts';

type Operation<Op extends SchemaOperation['op']> = Extract<SchemaOperation, { op: Op }>;

/** Applies CREATE TABLE. Returns names of tables it builds on that do not exist, for which it waits if it may. */
export function createTable(
  state: SchemaState,
  operation: Operation<'create-table'>,
  path: string,
  mayWait: boolean,
): QualifiedName[] {
  const existing = state.existing(operation.table);
  state.refused = existing !== undefined && operation.orReplace !== true;
  if (state.refused) return [];
  const missing = sources(operation).filter((name) => state.find(name) === undefined);
  if (missing.length > 0 && mayWait) return missing;
  if (existing !== undefined) dropTable(state, existing, false);
  const table = emptyTable(state, operation, path);
  fillFromOthers(state, operation, table);
  if (operation.query !== undefined && !namesOnly(operation)) fillFromQuery(state, operation.query, table);
  for (const fact of operation.columns) {
    const inherited = columnOf(table, fact.name);
    if (inherited === undefined) table.columns.push({ ...fact, path, inherited: false });
    else Object.assign(inherited, { ...fact, notNull: fact.notNull || inherited.notNull, path, inherited: false });
  }
  state.add(table);
  for (const constraint of operation.constraints) addConstraint(state, table, constraint, path);
  if (table.partitionOf !== undefined) joinPartition(state, table.partitionOf, table);
  return missing;
}

/** `CREATE TABLE t (a, b) AS SELECT …`: the names stand for what is selected. */
function namesOnly(operation: Operation<'create-table'>): boolean {
  return operation.columns.length > 0 && operation.columns.every((column) => column.type === '');
}

function fillFromQuery(state: SchemaState, query: QueryFact, table: TableState): void {
  const { columns, unknown } = queryColumns(state, query);
  const { path, at } = table;
  for (const column of columns) {
    if (columnOf(table, column.name) !== undefined) continue;
    table.columns.push({ ...column, notNull: false, generated: false, inherited: false, path, at });
  }
  if (unknown !== undefined) table.partial = true;
  if (unknown !== undefined && !table.temporary) {
    const reason = `columns of ${table.name}: ${unknown}`;
    state.unknowns.push({ path, line: at.line, subject: 'statement', reason });
  }
}

/** Tables that a new one takes columns from. */
function sources(operation: Operation<'create-table'>): QualifiedName[] {
  const { inherits = [], like = [], partitionOf } = operation;
  return [...inherits, ...like, ...(partitionOf === undefined ? [] : [partitionOf])];
}

function emptyTable(state: SchemaState, operation: Operation<'create-table'>, path: string): TableState {
  return {
    schema: state.schemaFor(operation.table),
    name: operation.table.name,
    temporary: operation.temporary,
    engine: operation.engine,
    withoutRowid: operation.withoutRowid === true,
    partial: false,
    path,
    at: operation.at,
    columns: [],
    constraints: [],
    indexes: [],
    inherits: [],
    partitionOf: undefined,
    partitionBy: operation.partitionBy,
    children: new Set(),
  };
}

/** Columns from parents, from the table it is LIKE, and from the one it is a partition of, as far as they exist. */
function fillFromOthers(state: SchemaState, operation: Operation<'create-table'>, table: TableState): void {
  for (const name of operation.inherits ?? []) {
    const parent = state.find(name);
    if (parent === undefined) continue;
    table.inherits.push(parent);
    parent.children.add(table);
    inheritColumns(parent, table);
  }
  for (const name of operation.like ?? []) {
    const source = state.find(name);
    if (source !== undefined) copyLike(state, operation, source, table);
  }
  table.partitionOf = operation.partitionOf === undefined ? undefined : state.find(operation.partitionOf);
  if (table.partitionOf !== undefined) inheritColumns(table.partitionOf, table);
}

function copyLike(
  state: SchemaState,
  operation: Operation<'create-table'>,
  source: TableState,
  table: TableState,
): void {
  for (const column of source.columns) {
    if (columnOf(table, column.name) !== undefined) continue;
    table.columns.push({ ...column, inherited: false, path: table.path, at: table.at });
  }
  if (operation.likeIndexes === true) copyIndexes(state, source, table);
}

/** Applies DROP TABLE: what depends on the table goes too where the engine says so. Returns names of tables that do not exist. */
export function dropTables(state: SchemaState, operation: Operation<'drop-table'>): QualifiedName[] {
  const missing: QualifiedName[] = [];
  for (const name of operation.tables) {
    // Without IF EXISTS the statement says that there is such a table, in whatever schema the connection made it.
    const certain = name.schema !== undefined && operation.ifExists !== true;
    const table = certain ? state.find(name) : state.findHere(name);
    if (table !== undefined) dropTable(state, table, operation.cascade === true);
    else if (!state.isView(name)) missing.push(name);
  }
  return missing;
}

export function dropTable(state: SchemaState, table: TableState, cascade: boolean): void {
  const dependent = cascade ? [...table.children] : partitionsOf(table);
  if (cascade) removeReferences(state, table);
  state.remove(table);
  for (const parent of [...table.inherits, table.partitionOf]) parent?.children.delete(table);
  for (const child of dependent) dropTable(state, child, cascade);
}

function removeReferences(state: SchemaState, target: TableState): void {
  const doomed = [...state.referencesTo(target)].map(({ table, index }) => ({
    table,
    constraint: table.constraints[index]!,
  }));
  for (const { table, constraint } of doomed) {
    table.constraints = table.constraints.filter((other) => other !== constraint);
  }
}

/** Applies a rename, which foreign keys of other tables follow. */
export function renameTable(state: SchemaState, table: TableState, to: QualifiedName): void {
  state.moved = true;
  const references = [...state.referencesTo(table)];
  state.remove(table);
  table.name = to.name;
  if (to.schema !== undefined) table.schema = to.schema;
  state.add(table);
  follow(references, table);
}

/** Moves a table to another schema. */
export function moveTable(state: SchemaState, table: TableState, schema: string): void {
  state.moved = true;
  const references = [...state.referencesTo(table)];
  table.schema = schema;
  follow(references, table);
}

function follow(references: { table: TableState; index: number }[], target: TableState): void {
  for (const { table, index } of references) {
    const constraint = table.constraints[index]!;
    const { references: old } = constraint;
    if (old === undefined) continue;
    const name = { schema: target.schema ?? '', name: target.name };
    table.constraints[index] = { ...constraint, references: { ...old, table: name }, formerTarget: old.table };
  }
}
