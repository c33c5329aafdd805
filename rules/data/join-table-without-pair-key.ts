import { quoteName, singular, type Table, tableRule, uniqueColumns, type Violation, wordsOf } from '#rule';

const SIDES = 'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE roles (id serial PRIMARY KEY);\n';
const LINK = 'user_id int NOT NULL REFERENCES users (id), role_id int NOT NULL REFERENCES roles (id)';

/** Join tables in which the same pair of rows can be linked twice. */
export const joinTableWithoutPairKey = tableRule({
  id: 'join-table-without-pair-key',
  summary: 'A join table lets the same pair of rows be linked twice',
  why: 'Two requests at once, or a repeated one, link the pair twice: lists show it double, counts are off, and removing the link once does not remove it.',
  fix: 'Make both columns the primary key, or add a unique constraint over them.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['join tables with data of their own, in which a pair may well stand several times'],
  examples: {
    good: [
      {
        title: 'a key over both; a table with data of its own; one that a side may be missing from',
        files: {
          'schema.sql': `${SIDES}CREATE TABLE user_roles (${LINK}, PRIMARY KEY (role_id, user_id));\nCREATE TABLE grants (id serial PRIMARY KEY, ${LINK}, granted_on date NOT NULL, reason text);\nCREATE TABLE views (id serial PRIMARY KEY, user_id int REFERENCES users (id), role_id int NOT NULL REFERENCES roles (id));\n`,
        },
      },
    ],
    bad: [
      {
        title: 'only a number of its own',
        files: {
          'schema.sql': `${SIDES}CREATE TABLE user_roles (id serial PRIMARY KEY, ${LINK}, created_at timestamptz);\n`,
        },
        keys: ['user_roles'],
      },
    ],
  },
  judges: (table) => pairOf(table) !== undefined,
  check({ table, key }): Violation | undefined {
    const pair = pairOf(table) ?? [];
    if (uniqueColumns(table).some((columns) => columns.every((name) => pair.includes(name)))) return undefined;
    return {
      message: `${key} links ${pair.join(' and ')}, and nothing keeps a pair from being stored twice`,
      fix: advice(table, pair),
      ...(isNumbered(table) && !isNamedAfterPair(table) && { severity: 'info' as const }),
    };
  },
});

/** The two sides of a table that holds nothing but links. */
function pairOf(table: Table): string[] | undefined {
  const { foreignKeys, columns } = table;
  const pair = foreignKeys.flatMap((key) => (key.columns.length === 1 ? key.columns : []));
  if (foreignKeys.length !== 2 || pair.length !== 2 || pair[0] === pair[1]) return undefined;
  const mayLack = columns.some(({ name, notNull }) => pair.includes(name) && !notNull);
  if (mayLack && !isNamedAfterPair(table)) return undefined;
  return columns.every(({ name }) => pair.includes(name) || OWN_COLUMN.test(name)) ? pair : undefined;
}

const OWN_COLUMN = /^_?(?:id|uuid)$|^(?:created|updated|inserted|added|deleted)_?(?:at|on|date)?$/i;

/** Whether a table is called after both of its sides, so that it is about the pair. */
function isNamedAfterPair({ name, foreignKeys }: Table): boolean {
  const words = wordsOf(name).map(singular);
  return foreignKeys.every(({ references }) => words.includes(singular(wordsOf(references.table).at(-1) ?? '')));
}

const isNumbered = ({ columns }: Table): boolean => columns.some(({ name }) => /^_?(?:id|uuid)$/i.test(name));

function advice(table: Table, pair: string[]): string {
  const quote = (name: string): string => quoteName(name, table.dialect);
  const name = `${table.name}_${pair.join('_')}_key`.slice(0, 60);
  const schema = table.schema && table.schema !== 'public' ? `${quote(table.schema)}.` : '';
  return `Remove duplicates, then: CREATE UNIQUE INDEX ${quote(name)} ON ${schema}${quote(table.name)} (${pair.map(quote).join(', ')});`;
}
