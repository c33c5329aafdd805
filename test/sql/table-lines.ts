import type { Table } from '../../src/model/repo-model.ts';

/** Table, columns, primary key and foreign keys in lines that can be compared with an engine's; indexes are each engine's own matter. */
export const tableLines = (table: Table): string[] => [
  `table ${table.name}`,
  ...table.columns.map(({ name, notNull }) => `column ${table.name}.${name}${notNull ? ' not null' : ''}`),
  ...(table.primaryKey.length > 0 ? [`key ${table.name} ${table.primaryKey.join()}`] : []),
  ...table.foreignKeys.map(
    ({ columns, references, indexed }) =>
      `foreign ${table.name} ${columns.join()} -> ${references.table}${indexed ? ' indexed' : ''}`,
  ),
];
