import { defineRule, type ForeignKey, type Subject, type Table } from '#rule';

interface Key extends Subject {
  table: Table;
  foreignKey: ForeignKey;
}

/** Foreign keys that no index leads with, on the schema after all migrations. */
export const unindexedForeignKey = defineRule({
  id: 'unindexed-foreign-key',
  summary: 'A foreign key has no index',
  why: 'Joins from the parent, and every delete or key change of a parent row, read the whole child table while holding locks. PostgreSQL, SQLite and SQL Server do not index foreign keys by themselves.',
  fix: 'Create an index that leads with the foreign key’s columns.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['indexes created outside the repository', 'tables so small that no index helps'],
  params: {},
  examples: {
    good: [
      {
        title: 'a composite index leads with it',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE orders (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users (id), at timestamptz);\nCREATE INDEX ON orders (user_id, at);\n',
        },
      },
      {
        title: 'InnoDB indexes it itself',
        files: {
          'schema.sql':
            'CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id)) ENGINE=InnoDB;\n',
        },
      },
    ],
    bad: [
      {
        title: 'no index',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE orders (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users (id));\n',
        },
        keys: ['orders.user_id'],
      },
    ],
  },
  *subjects(model): Iterable<Key> {
    for (const table of model.tables) {
      for (const foreignKey of table.foreignKeys) {
        const at = { path: foreignKey.path, line: foreignKey.line, column: 1, endLine: foreignKey.line };
        yield { key: `${qualified(table)}.${foreignKey.columns.join(',')}`, at, table, foreignKey };
      }
    }
  },
  check({ table, foreignKey }) {
    if (foreignKey.indexed) return undefined;
    const columns = foreignKey.columns.join(', ');
    return {
      message: `${qualified(table)} (${columns}) references ${foreignKey.references.table} and ${foreignKey.because}`,
      fix: `CREATE INDEX ON ${qualified(table)} (${columns});`,
      related: [
        ...table.columns
          .filter((column) => foreignKey.columns.includes(column.name))
          .map((column) => ({
            at: { path: column.path, line: column.line, column: 1, endLine: column.line },
            message: `column ${column.name}`,
          })),
        {
          at: { path: table.path, line: table.line, column: 1, endLine: table.line },
          message: `table ${qualified(table)}`,
        },
      ],
    };
  },
  blind: (model) =>
    model.unknowns
      .filter((item) => item.subject === 'statement')
      .map((item) => `${item.path}:${item.line} was not understood`),
});

const qualified = (table: Table): string =>
  table.schema && table.schema !== 'public' ? `${table.schema}.${table.name}` : table.name;
