import type { Table } from '../../src/model/repo-model.ts';
import { modelOf, withFiles } from '../rules/scan.ts';

/** The tables of a small repository by name. A `package.json` with the given dependencies is made for it. */
export async function tablesOf(
  dependencies: Record<string, string>,
  files: Record<string, string>,
): Promise<Record<string, Table>> {
  const all = { 'package.json': JSON.stringify({ name: 'sample', dependencies }), ...files };
  const { tables } = await withFiles(all, modelOf);
  return Object.fromEntries(tables.map((table) => [table.name, table]));
}

/** A table in a few lines for whole comparisons: columns (`!` for NOT NULL), keys, foreign keys (`-` without an index). */
export function outline(table: Table | undefined): string[] {
  if (!table) return [];
  const { columns, primaryKey, foreignKeys, uniques, indexes } = table;
  const unique = [...uniques, ...indexes.filter((index) => index.unique)].map(
    (key) => `unique ${key.columns.join(' ')}`,
  );
  const plain = indexes.filter((index) => !index.unique).map((index) => `index ${index.columns.join(' ')}`);
  const keys = foreignKeys.map(
    (key) =>
      `${key.columns.join(' ')} -> ${key.references.table} ${key.references.columns.join(' ')} ${key.onDelete ?? ''}${key.indexed ? '' : ' -'}`,
  );
  return [
    columns.map((column) => `${column.name}${column.notNull ? '!' : ''}`).join(' '),
    `key ${primaryKey.join(' ')}`,
    ...keys.sort(),
    ...unique.sort(),
    ...plain.sort(),
  ];
}

export const outlines = (tables: Record<string, Table>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, outline(table)]));
