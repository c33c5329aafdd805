import type { IndexFact, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { dropDependents, removeConstraint } from './apply-constraints.ts';
import { defaultIndexName } from './default-names.ts';
import type { SchemaState } from './schema-state.ts';
import { columnOf, type IndexState, partitionsOf, sameName, type TableState } from './table-state.ts';

type Operation<Op extends SchemaOperation['op']> = Extract<SchemaOperation, { op: Op }>;

/** Adds an index to a table, and unless `only` is set to its partitions. */
export function addIndex(
  state: SchemaState,
  table: TableState,
  fact: IndexFact,
  path: string,
  origin?: IndexState,
  only = false,
): void {
  const keys = fact.keys.map((key) =>
    key.column === undefined ? key : { ...key, column: columnOf(table, key.column)?.name ?? key.column },
  );
  const index: IndexState = { ...fact, keys, path, origin };
  const name = fact.name ?? defaultIndexName(keys, table, state);
  if (name !== undefined) index.name = name;
  if (name !== undefined && table.indexes.some((other) => sameName(other.name, name))) return;
  table.indexes.push(index);
  if (only) return;
  for (const partition of partitionsOf(table)) cloneIndex(state, index, partition);
}

/** Whether an index has the name already: in its table, or anywhere in the schema where the names of indexes are the schema's. */
export function isTaken(state: SchemaState, table: TableState, name: string | undefined): boolean {
  if (name === undefined) return false;
  const ofTables = state.dialect === 'mysql' || state.dialect === 'sqlserver';
  const tables = ofTables ? [table] : state.tables().filter(({ schema }) => schema === table.schema);
  return tables.some(({ indexes }) => indexes.some((other) => sameName(other.name, name)));
}

/** Gives a partition its own copy of an index of the partitioned table, unless it has an equal one. */
export function cloneIndex(state: SchemaState, index: IndexState, child: TableState): void {
  const shape = keysOf(index);
  const same = child.indexes.find(
    (other) => keysOf(other) === shape && other.method === index.method && other.where === index.where,
  );
  if (same !== undefined) {
    same.origin = index;
    return;
  }
  const { name, ...rest } = index;
  addIndex(state, child, rest, child.path, index);
}

function keysOf(index: IndexState): string {
  return index.keys.map((key) => key.column ?? key.expression).join();
}

/** Applies DROP INDEX. In MySQL and SQL Server a unique constraint is dropped the same way. */
export function dropIndex(state: SchemaState, operation: Operation<'drop-index'>): void {
  const { name } = operation.name;
  const table = operation.table === undefined ? undefined : state.find(operation.table);
  const tables = table === undefined ? state.tables() : [table];
  for (const candidate of tables) {
    const index = candidate.indexes.find((other) => sameName(other.name, name));
    if (index !== undefined) {
      removeIndex(state, candidate, index);
      const columns = index.keys.flatMap((key) => key.column ?? []);
      if (operation.cascade === true && index.unique) dropDependents(state, candidate, columns, false);
      return;
    }
  }
  if (table !== undefined) dropKey(state, table, name);
}

function removeIndex(state: SchemaState, table: TableState, index: IndexState): void {
  table.indexes = table.indexes.filter((other) => other !== index);
  for (const partition of partitionsOf(table)) {
    const copy = partition.indexes.find((other) => other.origin === index);
    if (copy !== undefined) removeIndex(state, partition, copy);
  }
}

function dropKey(state: SchemaState, table: TableState, name: string): void {
  const key = table.constraints.find(
    (constraint) => constraint.kind !== 'foreign-key' && constraint.kind !== 'check' && sameName(constraint.name, name),
  );
  if (key !== undefined) removeConstraint(state, table, key);
}

/** Applies a rename of an index, or of the constraint that an index stands for. */
export function renameIndex(state: SchemaState, operation: Operation<'rename-index'>): void {
  const table = operation.table === undefined ? undefined : state.find(operation.table);
  for (const candidate of table === undefined ? state.tables() : [table]) {
    const part =
      candidate.indexes.find((index) => sameName(index.name, operation.name.name)) ??
      candidate.constraints.find((constraint) => sameName(constraint.name, operation.name.name));
    if (part === undefined) continue;
    part.name = operation.to;
    return;
  }
}
