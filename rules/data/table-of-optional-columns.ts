import { tableRule, type Violation } from '#rule';

/** Tables that accept a row with nothing in it. */
export const tableOfOptionalColumns = tableRule({
  id: 'table-of-optional-columns',
  summary: 'A table requires nothing but its key',
  why: 'A row without a single value is as good as any other to the database. Every reader has to be ready for null in each column, and nobody can tell which rows are complete.',
  fix: 'Make what every row must have NOT NULL; move what only some rows have to a table of its own.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['columns that the code always fills'],
  params: {
    fewestColumns: {
      description: 'Columns beside keys and instants that a table has at least to be judged.',
      default: 4,
    },
  },
  examples: {
    good: [
      {
        title: 'one that must be there; a small table',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, mail text, city text, zip text);\nCREATE TABLE tags (id serial PRIMARY KEY, label text, colour text);\nCREATE TABLE profiles (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users (id), a text, b text, c text, d text);\n',
        },
      },
    ],
    bad: [
      {
        title: 'none that must be there',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, name text, mail text, city text, zip text, created_at timestamptz NOT NULL DEFAULT now());\n',
        },
        keys: ['users'],
      },
    ],
  },
  judges: ({ partial, engine, dialect }) => !partial && !/^fts\d|^rtree/i.test(engine ?? '') && dialect !== 'generic',
  check({ table, key }, { fewestColumns }): Violation | undefined {
    const told = table.columns.filter(({ name }) => !table.primaryKey.includes(name) && !isInstant(name));
    if (table.primaryKey.length > 1 || told.length < fewestColumns || told.some(({ notNull }) => notNull))
      return undefined;
    // The row of another table, continued: whether it is there at all is what it tells.
    if (table.foreignKeys.some(({ columns }) => columns.join() === table.primaryKey.join())) return undefined;
    return { message: `all ${told.length} columns of ${key} but its key may be null` };
  },
});

const isInstant = (name: string): boolean => /_?at$|_?on$|date$/i.test(name);
