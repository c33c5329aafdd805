import type { SchemaOperation } from '../../parse/sql/sql-facts.ts';
import type { SchemaState } from './schema-state.ts';
import { columnOf, type TableState } from './table-state.ts';

/** Migrations in code look first, as often as not, whether there is such a column. */
const SCRIPT = /\.(?:sql|ddl|psql|pgsql)$/i;

/**
 * Names a column that a statement takes for granted and that the table does not have: the engine refuses such a statement,
 * or what made the column was not read.
 */
export function noteMissingColumn(
  state: SchemaState,
  table: TableState,
  operation: SchemaOperation,
  path: string,
): void {
  if (table.partial || table.temporary || table.columns.length === 0 || !SCRIPT.test(path)) return;
  const missing = columnsNeeded(operation).find((name) => columnOf(table, name) === undefined);
  if (missing === undefined) return;
  const reason = `${table.name} has no column ${missing} that was read`;
  state.unknowns.push({ path, line: operation.at.line, subject: 'statement', reason });
}

function columnsNeeded(operation: SchemaOperation): string[] {
  switch (operation.op) {
    case 'drop-column':
      return operation.certain === true ? [operation.column] : [];
    case 'alter-column':
      return [operation.column];
    case 'rename-column':
      return [operation.column];
    case 'create-index':
      return operation.index.keys.flatMap((key) => key.column ?? []);
    case 'add-constraint':
      return operation.constraint.usingIndex === undefined ? operation.constraint.columns : [];
    default:
      return [];
  }
}
