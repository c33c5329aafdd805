import type { Table } from '../../src/model/repo-model.ts';
import { modelOf, withFiles } from '../rules/scan.ts';

export interface Schema {
  /** Each table in one line, in the order of creation: `name(columns) key(…) unique(…) fk(…) index(…)`. */
  lines: string[];
  tables: Record<string, Table>;
  /** `path:line reason` of what could not be told about statements. */
  unknowns: string[];
}

/** The schema that a small repository leads to. */
export async function schemaOf(files: Record<string, string>): Promise<Schema> {
  const model = await withFiles({ 'package.json': '{"name":"sample"}', ...files }, modelOf);
  return {
    lines: model.tables.map(inOneLine),
    tables: Object.fromEntries(model.tables.map((table) => [table.name, table])),
    unknowns: model.unknowns
      .filter((one) => one.subject === 'statement')
      .map((one) => `${one.path}:${one.line} ${one.reason}`),
  };
}

/** Lines of the columns and keys of a table: `author@4`, `fk author@4`, `index a, b@9`. */
export const placesOf = (table: Table | undefined): string[] => [
  ...(table?.columns ?? []).map((column) => `${column.name}@${column.line}`),
  ...(table?.foreignKeys ?? []).map((key) => `fk ${key.columns.join(', ')}@${key.line}`),
  ...(table?.indexes ?? []).map((index) => `index ${index.columns.join(', ')}@${index.line}`),
];

function inOneLine(table: Table): string {
  const columns = table.columns.map(({ name, type, notNull, default: value }) =>
    [name, type + (notNull ? '!' : ''), ...(value === undefined ? [] : [`= ${value}`])].join(' '),
  );
  const parts = [
    `${table.schema === undefined ? '' : `${table.schema}.`}${table.name}(${columns.join(', ')})`,
    ...(table.primaryKey.length > 0 ? [`key(${table.primaryKey.join(', ')})`] : []),
    ...table.uniques.map((unique) => `unique(${unique.columns.join(', ')})`),
    ...table.foreignKeys.map(
      ({ columns: own, references, onDelete, indexed }) =>
        `fk(${own.join(', ')} -> ${references.table}.${references.columns.join(', ')}${onDelete === undefined ? '' : ` ${onDelete}`})${indexed ? ' indexed' : ''}`,
    ),
    ...table.indexes.map(
      (index) =>
        `${index.unique ? 'unique ' : ''}index(${index.columns.join(', ')})${index.where === undefined ? '' : ` where ${index.where}`}`,
    ),
  ];
  return parts.join(' ');
}
