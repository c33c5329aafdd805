import { defineRule, type Subject, type Table } from '#rule';

interface Judged extends Subject {
  table: Table;
}

/** Tables without a primary key, on the schema after all migrations. */
export const tableWithoutPrimaryKey = defineRule({
  id: 'table-without-primary-key',
  summary: 'A table has no primary key',
  why: 'Rows cannot be told apart: duplicates cannot be removed, logical replication cannot update, and object mappers cannot address a row.',
  fix: 'Add a primary key; for a join table, over both sides.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['keys added outside the repository'],
  params: {},
  examples: {
    good: [
      {
        title: 'a key over both sides',
        files: { 'schema.sql': 'CREATE TABLE a_b (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));\n' },
      },
    ],
    bad: [
      { title: 'no key', files: { 'schema.sql': 'CREATE TABLE logs (at timestamptz, text text);\n' }, keys: ['logs'] },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const table of model.tables) {
      yield {
        key: table.schema && table.schema !== 'public' ? `${table.schema}.${table.name}` : table.name,
        at: { path: table.path, line: table.line, column: 1, endLine: table.line },
        table,
      };
    }
  },
  check: ({ table }) =>
    table.primaryKey.length > 0 ? undefined : { message: `table ${table.name} has no primary key` },
});
