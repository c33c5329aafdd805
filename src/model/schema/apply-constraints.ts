import type { ConstraintFact, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { defaultConstraintName } from './default-names.ts';
import type { SchemaState } from './schema-state.ts';
import { type ConstraintState, columnOf, partitionsOf, sameName, type TableState } from './table-state.ts';

type Operation<Op extends SchemaOperation['op']> = Extract<SchemaOperation, { op: Op }>;

/** Adds a constraint to a table and its partitions. One that the engine would refuse as a duplicate is left out. */
export function addConstraint(
  state: SchemaState,
  table: TableState,
  fact: ConstraintFact,
  path: string,
  origin?: ConstraintState,
): void {
  const constraint = complete(state, table, fact, path, origin);
  if (isDuplicate(table, constraint)) return;
  table.constraints.push(constraint);
  if (constraint.kind === 'primary-key') forbidNull(state, table, constraint.columns);
  for (const partition of partitionsOf(table)) cloneConstraint(state, constraint, partition);
}

function complete(
  state: SchemaState,
  table: TableState,
  fact: ConstraintFact,
  path: string,
  origin: ConstraintState | undefined,
): ConstraintState {
  const columns = fact.usingIndex === undefined ? fact.columns : takeIndex(table, fact.usingIndex);
  const spelled = columns.map((name) => columnOf(table, name)?.name ?? name);
  const constraint: ConstraintState = { ...fact, columns: spelled, path, origin, formerTarget: undefined };
  const name = fact.name ?? fact.usingIndex ?? defaultConstraintName(constraint, table, state);
  if (name !== undefined) constraint.name = name;
  if (fact.references !== undefined) constraint.references = locate(state, fact.references);
  return constraint;
}

/** Says in which schema the referenced table is, so that a later `SET search_path` does not change it. */
function locate(
  state: SchemaState,
  references: NonNullable<ConstraintFact['references']>,
): NonNullable<ConstraintFact['references']> {
  const target = state.find(references.table);
  const schema = target === undefined ? state.schemaFor(references.table) : (target.schema ?? '');
  const { name } = references.table;
  return { ...references, table: schema === undefined ? { name } : { schema, name } };
}

/** A constraint made from an index replaces it. */
function takeIndex(table: TableState, name: string): string[] {
  const index = table.indexes.find((other) => sameName(other.name, name));
  if (index === undefined) return [];
  table.indexes = table.indexes.filter((other) => other !== index);
  return index.keys.flatMap((key) => key.column ?? []);
}

function isDuplicate(table: TableState, constraint: ConstraintState): boolean {
  return table.constraints.some((other) => {
    if (other.kind === 'primary-key' && constraint.kind === 'primary-key') return true;
    return constraint.name !== undefined && other.name === constraint.name;
  });
}

function forbidNull(state: SchemaState, table: TableState, names: string[]): void {
  const columns = names.flatMap((name) => columnOf(table, name) ?? []);
  const isRowid = columns.length === 1 && columns[0]!.type === 'integer';
  if (!state.traits.primaryKeyIsNotNull && !isRowid && !table.withoutRowid) return;
  for (const column of columns) column.notNull = true;
}

/** Gives a partition its own copy of a constraint of the partitioned table, unless it has an equal one. */
export function cloneConstraint(state: SchemaState, constraint: ConstraintState, child: TableState): void {
  const { name, usingIndex, ...rest } = constraint;
  const same = child.constraints.find((other) => isEquivalent(other, constraint));
  if (same !== undefined) same.origin = constraint;
  else addConstraint(state, child, rest, child.path, constraint);
}

function isEquivalent(one: ConstraintState, other: ConstraintState): boolean {
  if (one.kind !== other.kind || one.kind === 'check') return false;
  if (one.kind === 'primary-key') return true;
  const target = one.references?.table.name === other.references?.table.name;
  return target && one.columns.join() === other.columns.join();
}

/** Applies DROP CONSTRAINT, DROP PRIMARY KEY and the like, to partitions too. */
export function dropConstraint(state: SchemaState, table: TableState, operation: Operation<'drop-constraint'>): void {
  const constraint = table.constraints.find((other) => isMeant(table, other, operation));
  if (constraint === undefined) {
    // MySQL keeps unique constraints and indexes under one set of names.
    table.indexes = table.indexes.filter(
      (index) => operation.name === undefined || !sameName(index.name, operation.name),
    );
    return;
  }
  removeConstraint(state, table, constraint);
  if (operation.cascade === true && constraint.kind !== 'foreign-key') {
    dropDependents(state, table, constraint.columns, constraint.kind === 'primary-key');
  }
}

export function removeConstraint(state: SchemaState, table: TableState, constraint: ConstraintState): void {
  table.constraints = table.constraints.filter((other) => other !== constraint);
  for (const partition of partitionsOf(table)) {
    const copy = partition.constraints.find((other) => other.origin === constraint);
    if (copy !== undefined) removeConstraint(state, partition, copy);
  }
}

function isMeant(table: TableState, constraint: ConstraintState, operation: Operation<'drop-constraint'>): boolean {
  if (operation.kind !== undefined && operation.kind !== constraint.kind) return false;
  if (operation.columns !== undefined) return sameColumns(constraint.columns, operation.columns);
  if (operation.name === undefined) return operation.kind === constraint.kind;
  return sameName(constraint.name, operation.name) || isOldDefault(table, constraint, operation.name);
}

/** Before version 12 PostgreSQL named foreign keys after their first column only. */
function isOldDefault(table: TableState, constraint: ConstraintState, name: string): boolean {
  return constraint.kind === 'foreign-key' && sameName(name, `${table.name}_${constraint.columns[0]}_fkey`);
}

/** Drops the foreign keys that refer to columns whose uniqueness is gone. `primary`: those that name none, too. */
export function dropDependents(state: SchemaState, target: TableState, key: string[], primary: boolean): void {
  const dependents = [...state.referencesTo(target)].map(({ table, index }) => ({
    table,
    constraint: table.constraints[index]!,
  }));
  for (const { table, constraint } of dependents) {
    const columns = constraint.references?.columns ?? [];
    const relies = columns.length === 0 ? primary : sameColumns(columns, key);
    if (relies) removeConstraint(state, table, constraint);
  }
}

function sameColumns(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((name) => other.some((column) => sameName(column, name)));
}

export function renameConstraint(table: TableState, name: string, to: string): void {
  const part =
    table.constraints.find((constraint) => sameName(constraint.name, name)) ??
    table.indexes.find((index) => sameName(index.name, name));
  if (part !== undefined) part.name = to;
}
