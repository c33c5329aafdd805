import { addConstraint, cloneConstraint } from './apply-constraints.ts';
import { addIndex, cloneIndex } from './apply-indexes.ts';
import type { SchemaState } from './schema-state.ts';
import { columnOf, type TableState } from './table-state.ts';

/** Gives a child the columns of its parent; those that it has already stay where they are. */
export function inheritColumns(parent: TableState, child: TableState): void {
  for (const column of parent.columns) {
    const own = columnOf(child, column.name);
    if (own === undefined) child.columns.push({ ...column, inherited: true });
    else own.notNull ||= column.notNull;
  }
}

/** Gives a partition the keys, foreign keys and indexes of its parent that it does not have yet. */
export function joinPartition(state: SchemaState, parent: TableState, child: TableState): void {
  child.partitionOf = parent;
  parent.children.add(child);
  for (const constraint of parent.constraints) cloneConstraint(state, constraint, child);
  for (const index of parent.indexes) cloneIndex(state, index, child);
}

/** `LIKE … INCLUDING INDEXES`: keys, unique constraints and indexes, but no foreign keys. Only MySQL keeps their names. */
export function copyIndexes(state: SchemaState, source: TableState, table: TableState): void {
  const named = (name: string | undefined) => (state.dialect === 'mysql' && name !== undefined ? { name } : {});
  for (const { name, usingIndex, ...constraint } of source.constraints) {
    if (constraint.kind === 'primary-key' || constraint.kind === 'unique')
      addConstraint(state, table, { ...constraint, ...named(name) }, table.path);
  }
  for (const { name, ...index } of source.indexes) addIndex(state, table, { ...index, ...named(name) }, table.path);
}
