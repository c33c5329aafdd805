import { isReservedIn, lineOf, tableRule, type Violation } from '#rule';

/** Tables and columns that are called by a word of SQL. */
export const reservedWordName = tableRule({
  id: 'reserved-word-name',
  summary: 'A table or column is called by a word that SQL reserves',
  why: 'Such a name must be quoted in every statement, and quoted differently by each engine. A forgotten quote is a syntax error at best; PostgreSQL reads `SELECT user` as the name of the session’s user and finds no fault.',
  fix: 'Choose a name that is no keyword (`users`, `position`, `sort_order`), or map it in the object mapper.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: [
    'words that only newer versions of an engine reserve',
    'whether all statements are written by a library that quotes every name',
  ],
  examples: {
    good: [
      {
        title: 'words that SQL knows but does not keep for itself, or only in another engine',
        files: {
          'schema.sql':
            'CREATE TABLE groups (id serial PRIMARY KEY, name text, type text, value text, status text, date date, role text);\n',
        },
      },
    ],
    bad: [
      {
        title: 'a table, and columns',
        files: {
          'schema.sql':
            'CREATE TABLE "order" (id serial PRIMARY KEY);\nCREATE TABLE items (id serial PRIMARY KEY, "order" int, "group" text, title text);\n',
        },
        keys: ['order name', 'items columns'],
      },
    ],
  },
  // Which words it reserves, an engine that is not known does not tell.
  judges: ({ dialect }) => dialect !== 'generic',
  check({ table, key }): Violation[] {
    const columns = table.columns.filter(({ name }) => isReservedIn(table.dialect, name));
    const [first] = columns;
    return [
      ...(isReservedIn(table.dialect, table.name)
        ? [{ key: `${key} name`, message: `${table.name} is a word that ${table.dialect} keeps for itself` }]
        : []),
      ...(first
        ? [
            {
              key: `${key} columns`,
              at: lineOf(first),
              message: `columns of ${key} are called by words that ${table.dialect} keeps for itself: ${columns.map(({ name }) => name).join(', ')}`,
              related: columns.slice(1).map((column) => ({ at: lineOf(column), message: `column ${column.name}` })),
            },
          ]
        : []),
    ];
  },
});
