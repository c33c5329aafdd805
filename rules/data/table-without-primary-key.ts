import { type Table, tableRule } from '#rule';

/** Tables without a primary key, on the schema after all migrations. */
export const tableWithoutPrimaryKey = tableRule({
  id: 'table-without-primary-key',
  summary: 'A table has no primary key',
  why: 'Rows cannot be told apart: duplicates cannot be removed, logical replication cannot update, and object mappers cannot address a row.',
  fix: 'Add a primary key; for a join table, over both sides.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['keys added outside the repository', 'tables of which a part of the declaration could not be told'],
  examples: {
    good: [
      {
        title: 'a key over both sides',
        files: { 'schema.sql': 'CREATE TABLE a_b (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));\n' },
      },
      {
        title: 'a temporary table, and a column store that orders rows instead',
        files: {
          'schema.sql':
            'CREATE TEMPORARY TABLE batch (id int);\nCREATE TABLE events (at DateTime, name String) ENGINE = MergeTree ORDER BY (at);\nCREATE TABLE t (id int PRIMARY KEY);\n',
        },
      },
      {
        title: 'an entity whose fields are made by code',
        files: {
          'package.json': '{"dependencies":{"@mikro-orm/postgresql":"^6.0.0"}}',
          'src/link.ts':
            "import { EntitySchema } from '@mikro-orm/core';\nexport function link(names: string[]) {\n  const keys = names.reduce((all, name) => {\n    all[name] = { type: 'string', primary: true };\n    return all;\n  }, {});\n  return new EntitySchema({ name: 'Link', properties: { ...keys, at: { type: 'Date' } } });\n}\n",
        },
      },
    ],
    bad: [
      { title: 'no key', files: { 'schema.sql': 'CREATE TABLE logs (at timestamptz, text text);\n' }, keys: ['logs'] },
      {
        title: 'a partitioned table, once for all its parts',
        files: {
          'schema.sql':
            "CREATE TABLE logs (at timestamptz NOT NULL, text text) PARTITION BY RANGE (at);\nCREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');\n",
        },
        keys: ['logs'],
      },
    ],
  },
  check: ({ table, key }) => {
    if (table.primaryKey.length > 0 || table.partial) return undefined;
    const candidate = candidateKey(table);
    const message = `table ${key} has no primary key`;
    if (candidate === undefined) return { message };
    return {
      message: `${message}, only a unique index over ${candidate.join(', ')}`,
      fix: `Make (${candidate.join(', ')}) the primary key.`,
      ...(isGenerated(table) && { severity: 'info' as const }),
    };
  },
});

/** Columns that are unique and never null, so that they could be the key. */
function candidateKey(table: Table): string[] | undefined {
  const unique = [...table.uniques, ...table.indexes.filter((index) => index.unique && index.where === undefined)];
  return unique.find(({ columns }) =>
    columns.every((name) => table.columns.some((column) => column.name === name && column.notNull)),
  )?.columns;
}

/** Prisma's own join tables, whose definition is not in the project's hands. */
const isGenerated = ({ name, columns }: Table): boolean =>
  name.startsWith('_') && columns.map((column) => column.name).join() === 'A,B';
