import type { Column, RepoModel, Table } from '../model/repo-model.ts';
import type { Location } from '../parse/position.ts';

/** A table for keys and messages: qualified unless it is in the default schema. */
export const tableName = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string =>
  schema && schema !== 'public' ? `${schema}.${name}` : name;

/** The line of a table, column, key or index. */
export const lineOf = ({ path, line }: { path: string; line: number }): Location => ({
  path,
  line,
  column: 1,
  endLine: line,
});

/** Engines that store rows without keys and relations of the relational kind: column stores, full-text and foreign tables. */
const KEYLESS_ENGINE =
  /mergetree|^(?:fts\d|rtree|foreign|log|tinylog|stripelog|kafka|distributed|buffer|columnstore)\b/i;

/** Whether rules about keys, references and normal forms apply to a table. */
export const isRelational = (table: Table): boolean =>
  table.dialect !== 'mongodb' && !KEYLESS_ENGINE.test(table.engine ?? '');

/** Tables in which migration tools keep their own books. */
const BOOKKEEPING =
  /^(?:_?(?:schema_?|knex_|prisma_|pg)?migrations?(?:_lock|_history)?|flyway_schema_history|databasechangelog(?:lock)?|goose_db_version|sequelizemeta|__drizzle_migrations|mikro_orm_migrations|typeorm_metadata|_prisma_migrations)$/i;

/**
 * The project's own relational tables, each once: of a partitioned table the whole stands for its parts, and what a
 * migration tool makes for itself is left out.
 */
export const relationalTables = (model: RepoModel): Table[] =>
  model.tables.filter(
    (table) => isRelational(table) && table.partitionOf === undefined && !BOOKKEEPING.test(table.name),
  );

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');

/** Whether two names differ in nothing but case and underscores: `userId`, `user_id`. */
export const sameColumnName = (one: string, other: string): boolean => plain(one) === plain(other);

/** The columns of each key and index of a table that no two rows may have in common, partial indexes among them. */
export const uniqueColumns = ({ primaryKey, uniques, indexes }: Table): string[][] =>
  [
    primaryKey,
    ...uniques.map(({ columns }) => columns),
    ...indexes.filter(({ unique }) => unique).map(({ columns }) => columns),
  ].filter((columns) => columns.length > 0);

export const columnOf = (table: Table, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name);

/** The words of a name: `createdAt`, `created_at` → `created`, `at`. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());

/** Statements of the schema that were not understood, for `blind`. */
export const unreadStatements = (model: RepoModel): string[] =>
  model.unknowns
    .filter((item) => item.subject === 'statement')
    .map((item) => `${item.path}:${item.line} was not understood`);
