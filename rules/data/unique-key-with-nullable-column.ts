import {
  columnOf,
  lineOf,
  relationalTables,
  type Subject,
  schemaRule,
  type Table,
  tableName,
  type Violation,
} from '#rule';

interface Key extends Subject {
  table: Table;
  columns: string[];
}

/** Unique keys over several columns that null in one of them switches off. */
export const uniqueKeyWithNullableColumn = schemaRule({
  id: 'unique-key-with-nullable-column',
  summary: 'A unique key does not hold for rows that lack one of its columns',
  why: 'Null is not equal to null: two rows that agree in every other column of the key, and have null in this one, are both accepted.',
  fix: 'Make the column NOT NULL, say NULLS NOT DISTINCT (PostgreSQL 15), or add a partial unique index for the rows without it.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['keys that are meant to hold only for rows with every column'],
  examples: {
    good: [
      {
        title: 'columns that are never null, and an index of its own for rows that lack one',
        files: {
          'schema.sql':
            'CREATE TABLE a (id serial PRIMARY KEY, x int NOT NULL, y int NOT NULL, z int, UNIQUE (x, y), UNIQUE (x, z));\nCREATE UNIQUE INDEX ON a (x) WHERE z IS NULL;\nCREATE TABLE b (id serial PRIMARY KEY, nick text UNIQUE, owner int NOT NULL, idempotency_key text, parent_id int REFERENCES b (id), UNIQUE (owner, idempotency_key), UNIQUE (id, parent_id));\n',
        },
      },
      {
        title: 'nulls that are not distinct',
        files: {
          'schema.sql':
            'CREATE TABLE a (id serial PRIMARY KEY, x int NOT NULL, y int, UNIQUE NULLS NOT DISTINCT (x, y));\nCREATE TABLE b (id serial PRIMARY KEY, x int NOT NULL, y int);\nCREATE UNIQUE INDEX ON b (x, y) NULLS NOT DISTINCT;\n',
        },
      },
    ],
    bad: [
      {
        title: 'a key that does not hold for what is not deleted, and one that does not at the top of a tree',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, deleted_at timestamptz, UNIQUE (email, deleted_at));\nCREATE TABLE folders (id serial PRIMARY KEY, name text NOT NULL, parent_id int REFERENCES folders (id), UNIQUE (parent_id, name));\n',
        },
        keys: ['users (email, deleted_at)', 'folders (parent_id, name)'],
      },
    ],
  },
  *subjects(model): Iterable<Key> {
    for (const table of relationalTables(model).filter(({ dialect }) => dialect !== 'sqlserver')) {
      for (const { columns, path, line } of keysOf(table)) {
        yield { key: `${tableName(table)} (${columns.join(', ')})`, at: lineOf({ path, line }), table, columns };
      }
    }
  },
  check({ table, columns }): Violation | undefined {
    const nullable = columns.find((name) => columnOf(table, name)?.notNull === false && isMeant(table, name));
    if (nullable === undefined || hasOwnIndex(table, nullable)) return undefined;
    const others = columns.filter((name) => name !== nullable).join(', ');
    const removed = DELETED.test(nullable);
    return {
      message: removed
        ? `the unique key of ${tableName(table)} holds ${nullable}, which is null in every row that is not deleted: among those ${others} may repeat`
        : `rows of ${tableName(table)} without ${nullable} may repeat the same ${others}, in spite of the unique key`,
      ...(removed && { severity: 'warning' as const }),
    };
  },
});

const DELETED = /^(?:deleted|removed|archived)_?(?:at|on|date)?$/i;

/** A missing time of deletion or a missing parent is a case of its own; other optional columns often mean "no key then". */
const isMeant = (table: Table, name: string): boolean =>
  DELETED.test(name) || table.foreignKeys.some(({ columns }) => columns.includes(name));

/** Unique keys over several columns of all rows, which the primary key does not make unique anyway. */
const keysOf = (table: Table): { columns: string[]; path: string; line: number }[] =>
  [
    ...table.uniques
      .filter((unique) => unique.nullsNotDistinct !== true)
      .map(({ columns }) => ({ columns, path: table.path, line: table.line })),
    ...table.indexes.filter((index) => index.unique && index.where === undefined && index.nullsNotDistinct !== true),
  ].filter(
    ({ columns }) =>
      columns.length > 1 && !(table.primaryKey.length > 0 && table.primaryKey.every((name) => columns.includes(name))),
  );

/** A partial unique index stands in for the rows that lack the column. */
const hasOwnIndex = (table: Table, column: string): boolean =>
  table.indexes.some(({ unique, where }) => unique && where?.includes(column));
