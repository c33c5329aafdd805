import type { SchemaOperation } from '../parse/sql/sql-facts.ts';
import type { Found } from './migration-hazards.ts';

/** What SQLite does not add to a table by ALTER TABLE ADD COLUMN, by its documentation. */
export function sqliteHazard(operation: SchemaOperation): Found | undefined {
  if (operation.op !== 'add-column') return undefined;
  const { column, constraints } = operation;
  const key = constraints.find(({ kind }) => kind === 'unique' || kind === 'primary-key');
  if (key !== undefined)
    return {
      kind: 'fails',
      message: `adds the column ${column.name} with ${key.kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY'}, which SQLite refuses`,
      fix: 'Add the column without it and CREATE UNIQUE INDEX afterwards, or make the table anew.',
    };
  if (!/^\(|^current_(?:timestamp|date|time)\b/i.test(column.default ?? '') || isConstant(column.default!))
    return undefined;
  return {
    kind: 'fails',
    message: `adds the column ${column.name} with a default that is not constant, which SQLite refuses as soon as the table has a row`,
    fix: 'Make the table anew with the column, or add it with a constant default and fill the rows.',
  };
}

/** `('x')`, `(0)`: parentheses around a literal change nothing. */
const isConstant = (value: string): boolean =>
  /^\(\s*(?:'[^']*'|"[^"]*"|[-+]?[\d.]+|null|true|false)\s*\)$/i.test(value);
