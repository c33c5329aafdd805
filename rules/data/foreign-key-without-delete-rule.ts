import { lineOf, tableRule, type Violation } from '#rule';

/** Foreign keys that leave it to the engine's default what becomes of the rows of a deleted parent. */
export const foreignKeyWithoutDeleteRule = tableRule({
  id: 'foreign-key-without-delete-rule',
  summary: 'A foreign key does not say what a delete of its parent does',
  why: 'The default refuses the delete, at the latest when the transaction ends. That may be meant, but nothing tells it from never having been thought about, and the code meets it as an error at run time.',
  fix: 'Say ON DELETE CASCADE, SET NULL, RESTRICT or NO ACTION, as the domain asks for.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['rules that the code enforces itself'],
  examples: {
    good: [
      {
        title: 'every key says so',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE posts (id serial PRIMARY KEY, user_id int REFERENCES users (id) ON DELETE RESTRICT);\n',
        },
      },
    ],
    bad: [
      {
        title: 'left open',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE posts (id serial PRIMARY KEY, user_id int REFERENCES users (id));\n',
        },
        keys: ['posts'],
      },
    ],
  },
  judges: ({ foreignKeys }) => foreignKeys.length > 0,
  check({ table, key }): Violation | undefined {
    const open = table.foreignKeys.filter(({ onDelete }) => onDelete === undefined);
    const [first] = open;
    if (first === undefined) return undefined;
    const names = open.map(({ columns, references }) => `${columns.join(', ')} (to ${references.table})`);
    return {
      at: lineOf(first),
      message: `${key} does not say what becomes of its rows when the row they refer to is deleted: ${names.join('; ')}`,
      related: open
        .slice(1)
        .map((other) => ({ at: lineOf(other), message: `foreign key ${other.columns.join(', ')}` })),
    };
  },
});
