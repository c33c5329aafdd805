import { type Column, columnRule, sameColumnName, type Table, uniqueColumns, type Violation } from '#rule';

/** Columns that name a row to the outside and that several rows may share. */
export const naturalKeyNotUnique = columnRule({
  id: 'natural-key-not-unique',
  summary: 'A name by which rows are addressed is not unique',
  why: 'A slug or an ISBN is looked up as if it belonged to one row. When two rows have it, one of them can never be reached, and which one changes with the plan of the query.',
  fix: 'Add a unique index, together with the tenant or parent if it is unique only there.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['natural keys under other names', 'columns that repeat the key of a row in another table'],
  examples: {
    good: [
      {
        title: 'unique alone, with an owner, or without case; and a log that repeats the key',
        files: {
          'schema.sql':
            'CREATE TABLE posts (id serial PRIMARY KEY, slug text UNIQUE);\nCREATE TABLE pages (id serial PRIMARY KEY, site_id int, slug text, UNIQUE (site_id, slug));\nCREATE TABLE books (id serial PRIMARY KEY, isbn text);\nCREATE UNIQUE INDEX ON books (lower(isbn));\nCREATE TABLE order_items (id serial PRIMARY KEY, sku text, quantity int);\n',
        },
      },
    ],
    bad: [
      {
        title: 'a slug, and a number of an account',
        files: {
          'schema.sql':
            'CREATE TABLE posts (id serial PRIMARY KEY, slug varchar(80) NOT NULL);\nCREATE TABLE accounts (id serial PRIMARY KEY, iban text);\n',
        },
        keys: ['posts.slug', 'accounts.iban'],
      },
    ],
  },
  judges: (column, table) => isNaturalKey(column, table),
  check({ table, column, key }): Violation | undefined {
    if (
      table.partial ||
      isUnique(table, column) ||
      table.foreignKeys.some(({ columns }) => columns.includes(column.name))
    )
      return undefined;
    return { message: `${key} names a row, and several rows may have the same` };
  },
});

/** Tables of things, as opposed to those that record something about them. */
const RECORDS =
  /(?:items?|lines?|logs?|histor(?:y|ies)|events?|audits?|versions?|revisions?|snapshots?|imports?|archives?|stats|views?|clicks?|details?|stocks?|orders?|variants?|attributes?|movements?)$/i;

const isNaturalKey = ({ name }: Column, table: Table): boolean =>
  ['slug', 'isbn', 'isbn13', 'ean', 'iban', 'sku'].some((known) => sameColumnName(known, name)) &&
  !RECORDS.test(table.name);

function isUnique(table: Table, { name }: Column): boolean {
  const word = new RegExp(`\\b${name}\\b`, 'i');
  return uniqueColumns(table).some((columns) => columns.some((part) => word.test(part)));
}
