import type { Column, QueryColumn, QueryFact, QueryTable, Table } from '../repo-model.ts';

/** Conditions and order of one query on one table. */
export interface TableUse {
  table: Table;
  equality: UsedColumn[];
  range: UsedColumn[];
  sort: UsedColumn[];
  /** Columns that it is joined by. */
  join: UsedColumn[];
  /** Conditions that the code adds only sometimes. */
  optional: UsedColumn[];
  /** Columns compared by a pattern, which a plain index serves at best in part. */
  pattern: UsedColumn[];
  /** Columns of which what a function gives is compared: no plain index serves them. */
  wrapped: UsedColumn[];
}
export interface UsedColumn {
  column: Column;
  use: QueryColumn;
}

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');
const sameName = (one: string, other: string): boolean => plain(one) === plain(other);

/** Libraries whose queries go to collections of documents, and to nothing else. */
const DOCUMENTS = /^(?:mongoose|mongodb|@nestjs\/mongoose|@typegoose\/typegoose)$/;

/**
 * The table of the schema that a query of a library names, by its own name or its entity's; undefined when none or several
 * have that name.
 */
export function tableOf(tables: readonly Table[], wanted: QueryTable, library?: string): Table | undefined {
  if (wanted.derived) return undefined;
  const possible = (table: Table): boolean =>
    library === undefined || (table.source === 'mongoose') === DOCUMENTS.test(library);
  const names = [wanted.name, ...wanted.otherNames].map((name) => name.toLowerCase());
  const named = names.map((name) => tables.filter((table) => table.name.toLowerCase() === name && possible(table)));
  // A name with other forms is that of a class or model.
  const entities = tables.filter((table) => table.entity?.name === wanted.name && possible(table));
  const found = [...(names.length > 1 ? [entities] : []), ...named].find((group) => group.length > 0);
  return found?.length === 1 ? found[0] : undefined;
}

/** What a query asks of each table that the schema has. */
export function usesOf(tables: readonly Table[], query: QueryFact): TableUse[] {
  const named = query.tables.map((table) => ({ named: table, table: tableOf(tables, table, query.library) }));
  return named.flatMap(({ named: of, table }, index) => {
    if (!table || named.findIndex((item) => item.table === table) !== index) return [];
    const own = query.columns.filter((column) => belongs(column, of, index, named.length));
    const use: TableUse = {
      table,
      equality: [],
      range: [],
      sort: [],
      join: [],
      optional: [],
      pattern: [],
      wrapped: [],
    };
    for (const item of own) {
      const column = columnNamed(table, item.name);
      if (!column || item.role === 'negation') continue;
      const chosen = item.role === 'equality' || item.role === 'range';
      const list = item.optional && chosen ? use.optional : use[item.role];
      if (!list.some((other) => other.column === column)) list.push({ column, use: item });
    }
    return [use];
  });
}

/** By its own name, or that of a member of the entity which holds it. */
const columnNamed = ({ columns }: Table, name: string): Column | undefined =>
  columns.find((column) => sameName(column.name, name)) ??
  columns.find(({ field }) => field?.names.some((member) => sameName(member, name)));

/** Whether a column is of that table; an unqualified one only of the first, and of the only one for certain. */
function belongs(column: QueryColumn, of: QueryTable, index: number, count: number): boolean {
  if (column.table === undefined) return count === 1 || index === 0;
  const names = [of.alias, of.name, ...of.otherNames].filter((name) => name !== undefined);
  return names.some((name) => sameName(name, column.table as string));
}

/** Methods of indexes that do not find the rows with a value of their first column. */
const UNORDERED = /^(?:gin|gist|spgist|brin|text|fulltext|spatial|2d|2dsphere)$/;

/** Columns that a search can start from: the first of each key and index, and of foreign keys the engine indexes itself. */
function leading(table: Table): string[] {
  return [
    table.primaryKey[0],
    ...table.uniques.map((unique) => unique.columns[0]),
    ...table.indexes.filter(({ method }) => !UNORDERED.test(method ?? '')).map((index) => index.columns[0]),
    ...table.foreignKeys.filter((key) => key.indexed).map((key) => key.columns[0]),
  ].flatMap((name) => (name === undefined ? [] : [plain(name)]));
}

export const isLeading = (table: Table, column: Column): boolean => leading(table).includes(plain(column.name));

/** Whether a value of the column belongs to one row at most. */
export const isUnique = ({ primaryKey, uniques, indexes }: Table, { name }: Column): boolean =>
  [
    primaryKey,
    ...uniques.map((unique) => unique.columns),
    ...indexes.flatMap((index) => (index.unique ? [index.columns] : [])),
  ].some((columns) => columns.length === 1 && sameName(columns[0] as string, name));

/** A foreign key without an index is another rule's finding. */
export const isForeignKey = (table: Table, column: Column): boolean =>
  table.foreignKeys.some((key) => key.columns[0] !== undefined && sameName(key.columns[0], column.name));

const FEW_BY_TYPE = /^(bool|boolean|bit|enum|tinyint\(1\)|smallint\(1\))/i;
const FEW_BY_NAME =
  /^(is_?[A-Z_]\w*|has_?[A-Z_]\w*|role|gender|state|active|deleted|deleted_?at|archived|archived_?at|visible|published|draft|blacklisted|built_?in|provider|level|category|visibility|currency|locale|language)$|(^|_|[a-z](?=[A-Z]))(enabled|disabled|status|type|kind)$/i;

/** Whether a column has so few values that an index on it alone helps little. */
export const hasFewValues = (column: Pick<Column, 'name' | 'type'>, table?: Table): boolean =>
  FEW_BY_TYPE.test(column.type) ||
  FEW_BY_NAME.test(column.name) ||
  (table?.checks?.some((check) => lists(check, column)) ?? false);

/** Whether a column holds what is compared once the row is found, such as a password, and by which no row should be looked up. */
export const holdsPassword = ({ name }: Pick<Column, 'name'>): boolean =>
  /(?:passw(?:or)?d|pwd|pass_?phrase|secret|(?:^|_)pass)(?:_?(?:hash|digest))?$/i.test(name);

/** `CHECK (plan IN ('free', 'paid'))` and the form PostgreSQL gives it: `plan = ANY (ARRAY['free', …])`. */
const lists = (check: string, { name }: Pick<Column, 'name'>): boolean =>
  new RegExp(
    `(^|[^\\w])["\`[]?${name.replace(/\W/g, '\\$&')}["\`\\]]?\\)?(::\\w+)?\\s*(IN\\s*\\(|=\\s*ANY\\s*\\()`,
    'i',
  ).test(check);
