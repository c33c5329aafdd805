import type { QualifiedName, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { addColumn, alterColumn, dropColumn, redefineColumn, renameColumn } from './apply-columns.ts';
import { addConstraint, dropConstraint, renameConstraint } from './apply-constraints.ts';
import { addIndex, dropIndex, isTaken, renameIndex } from './apply-indexes.ts';
import { joinPartition } from './apply-inheritance.ts';
import { createTable, dropTable, dropTables, moveTable, renameTable } from './apply-tables.ts';
import { noteMissingColumn } from './missing-columns.ts';
import { queryColumns } from './query-columns.ts';
import type { SchemaState } from './schema-state.ts';
import { sameName, type TableState } from './table-state.ts';

/** Changes of one table, which must exist. */
type TableChange = Extract<SchemaOperation, { table: QualifiedName }>;

/**
 * Applies one operation to the schema. Returns names of tables that it needs and that do not exist. The operation has
 * then had no effect; only where it may not wait for them, a table is created without what it would have from them.
 */
export function applyOperation(
  state: SchemaState,
  operation: SchemaOperation,
  path: string,
  mayWait: boolean,
): QualifiedName[] {
  switch (operation.op) {
    case 'create-table':
      return createTable(state, operation, path, mayWait);
    case 'create-view':
      state.addView(operation.view, viewColumns(state, operation));
      return [];
    case 'drop-table':
      return dropTables(state, operation);
    case 'drop-index':
      dropIndex(state, operation);
      return [];
    case 'rename-index':
      renameIndex(state, operation);
      return [];
    case 'attach-partition':
      return attach(state, operation);
    case 'detach-partition':
      return withTable(state, operation.child, (table) => {
        table.partitionOf?.children.delete(table);
        table.partitionOf = undefined;
      });
    case 'use-schema':
      state.currentSchema = operation.schema;
      return [];
    case 'rename-schema':
    case 'drop-schema':
      changeSchema(state, operation);
      return [];
    default:
      return withTable(state, operation.table, (table) => {
        noteMissingColumn(state, table, operation, path);
        changeTable(state, table, operation, path);
      });
  }
}

function viewColumns(
  state: SchemaState,
  { columns, query }: Extract<SchemaOperation, { op: 'create-view' }>,
): string[] | undefined {
  if (columns.length > 0 || query === undefined) return columns.length > 0 ? columns : undefined;
  const selected = queryColumns(state, query);
  return selected.unknown === undefined ? selected.columns.map((column) => column.name) : undefined;
}

function withTable(state: SchemaState, name: QualifiedName, change: (table: TableState) => void): QualifiedName[] {
  const table = state.find(name);
  if (table !== undefined) change(table);
  return table !== undefined || state.isView(name) ? [] : [name];
}

function changeTable(state: SchemaState, table: TableState, change: TableChange, path: string): void {
  switch (change.op) {
    case 'rename-table':
      renameTable(state, table, change.to);
      break;
    case 'set-schema':
      moveTable(state, table, change.schema);
      break;
    case 'partition-table':
      table.partitionBy = change.by;
      break;
    case 'add-column':
      addColumn(state, table, change, path);
      break;
    case 'drop-column':
      dropColumn(state, table, change.column);
      break;
    case 'rename-column':
      renameColumn(state, table, change.column, change.to);
      break;
    case 'alter-column':
      alterColumn(state, table, change);
      break;
    case 'redefine-column':
      redefineColumn(state, table, change);
      break;
    case 'add-constraint':
      addConstraint(state, table, change.constraint, path);
      break;
    case 'drop-constraint':
      dropConstraint(state, table, change);
      break;
    case 'rename-constraint':
      renameConstraint(table, change.name, change.to);
      break;
    case 'create-index':
      if (!(change.inline && state.refused) && !(change.ifNotExists && isTaken(state, table, change.index.name)))
        addIndex(state, table, change.index, path, undefined, change.only === true);
      break;
  }
}

function attach(state: SchemaState, operation: Extract<SchemaOperation, { op: 'attach-partition' }>): QualifiedName[] {
  const parent = state.find(operation.parent);
  const child = state.find(operation.child);
  if (parent !== undefined && child !== undefined) joinPartition(state, parent, child);
  return [...(parent === undefined ? [operation.parent] : []), ...(child === undefined ? [operation.child] : [])];
}

function changeSchema(
  state: SchemaState,
  operation: Extract<SchemaOperation, { op: 'rename-schema' | 'drop-schema' }>,
): void {
  for (const table of state.tables()) {
    const inDefault = sameName(operation.schema, state.traits.defaultSchema) && table.schema === undefined;
    if (!sameName(table.schema, operation.schema) && !inDefault) continue;
    if (operation.op === 'drop-schema') dropTable(state, table, true);
    else moveTable(state, table, operation.to);
  }
}
