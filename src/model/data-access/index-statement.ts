import type { Column, Table } from '../repo-model.ts';
import { quoteName } from './sql-names.ts';

/** Longest name that every engine keeps whole; PostgreSQL cuts at 63 bytes, MySQL refuses more than 64. */
const LONGEST_NAME = 60;

/** The statement that makes the index, in the order in which an index is searched: equality, sort, range. */
export function indexStatement(table: Table, columns: readonly Pick<Column, 'name'>[]): string {
  const names = [...new Set(columns.map((column) => column.name))];
  if (table.dialect === 'mongodb') return `schema.index({ ${names.map((name) => `${name}: 1`).join(', ')} })`;
  const quote = (name: string): string => quoteName(name, table.dialect);
  const qualified = [...(table.schema && table.schema !== 'public' ? [table.schema] : []), table.name].map(quote);
  const name = ['idx', table.name, ...names].join('_').replace(/\W+/g, '_').toLowerCase().slice(0, LONGEST_NAME);
  return `CREATE INDEX ${name} ON ${qualified.join('.')} (${names.map(quote).join(', ')});`;
}
