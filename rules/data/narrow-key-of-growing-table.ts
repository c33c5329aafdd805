import { type Column, columnRule, isGrowing, isThing, quoteName, type Table, type Violation } from '#rule';

/** Numbered keys of 32 bits or fewer on tables that only grow. */
export const narrowKeyOfGrowingTable = columnRule({
  id: 'narrow-key-of-growing-table',
  summary: 'The key of a table that only grows is a 32-bit number',
  why: 'At 2,147,483,647 every insert fails, and widening the key then rewrites the largest table of the system while it is down. Rolled-back and conflicting inserts use up numbers, too.',
  fix: 'Use bigint for the key and for what refers to it while the table is small.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['how fast a table grows', 'growing tables whose name does not say so'],
  examples: {
    good: [
      {
        title: 'wide keys, tables of things, and SQLite, whose integers are wide',
        files: {
          'schema.sql':
            'CREATE TABLE audit_logs (id bigserial PRIMARY KEY, at timestamptz);\nCREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE events (id uuid PRIMARY KEY);\nCREATE TABLE event (id serial PRIMARY KEY, name text);\nCREATE TABLE place (id serial PRIMARY KEY);\nCREATE TABLE place_event (id serial PRIMARY KEY, place int REFERENCES place (id), event int REFERENCES event (id));\nCREATE TABLE ticket (id serial PRIMARY KEY, event int REFERENCES event (id));\nCREATE TABLE guest (id serial PRIMARY KEY, event int REFERENCES event (id));\n',
          'lite/schema.sqlite.sql': 'CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT);\n',
        },
      },
    ],
    bad: [
      {
        title: 'a serial on a log',
        files: { 'schema.sql': 'CREATE TABLE audit_logs (id serial PRIMARY KEY, at timestamptz);\n' },
        keys: ['audit_logs.id'],
      },
    ],
  },
  judges: ({ name }, table, model) =>
    table.primaryKey.join() === name && table.dialect !== 'sqlite' && isGrowing(table) && !isThing(table, model),
  check({ table, column, key }): Violation | undefined {
    if (!NARROW.test(column.type) || !isNumbered(table, column)) return undefined;
    const [owner, name] = [quoteName(table.name, table.dialect), quoteName(column.name, table.dialect)];
    return {
      message: `${key} is ${column.type}, and by its name the table only grows`,
      ...(table.dialect === 'postgresql' && {
        fix: `ALTER TABLE ${owner} ALTER COLUMN ${name} TYPE bigint; this rewrites the table, so do it while it is small.`,
      }),
    };
  },
});

const NARROW = /^(?:serial4?|int4?|integer|smallserial|smallint|mediumint|int2)\b/i;

/** Numbers handed out one after the other: known of every dialect but MySQL, where an integer key is as good as certain. */
const isNumbered = (table: Table, column: Column): boolean =>
  /serial/i.test(column.type) ||
  table.dialect === 'mysql' ||
  /nextval|identity/i.test(column.default ?? '') ||
  column.name.toLowerCase() === 'id';
