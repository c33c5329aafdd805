import { type Column, lineOf, type Table, tableRule, type Violation } from '#rule';

/** Columns of yes or no that have a third state. */
export const nullableFlag = tableRule({
  id: 'nullable-flag',
  summary: 'A yes-or-no column can also be null',
  why: '`WHERE active` and `WHERE NOT active` both pass over the rows that have null, so that the two together are fewer than all. Code reads null as false, and the next reader as “not decided yet”.',
  fix: 'Make it NOT NULL with a default; if there are three states, give them names.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['flags that are kept as numbers or letters', 'third states that are meant'],
  examples: {
    good: [
      {
        title: 'never null',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, active boolean NOT NULL DEFAULT true, admin bool NOT NULL);\n',
        },
      },
      {
        title: 'null that the declaration asks for',
        files: {
          'prisma/schema.prisma':
            'datasource db {\n  provider = "postgresql"\n}\nmodel Team {\n  id Int @id\n  showLogo Boolean?\n  open Boolean @default(true)\n}\n',
        },
      },
    ],
    bad: [
      {
        title: 'with and without a default',
        files: {
          'schema.sql': 'CREATE TABLE users (id serial PRIMARY KEY, active boolean DEFAULT true, admin bool);\n',
        },
        keys: ['users'],
      },
    ],
  },
  judges: (table) => table.columns.some((column) => isFlag(column, table)),
  check({ table, key }): Violation | undefined {
    const open = table.columns.filter((column) => isFlag(column, table) && !column.notNull && !isMeant(column, table));
    const [first, ...others] = open;
    if (first === undefined || table.partial) return undefined;
    const names = open.map(({ name }) => name).join(', ');
    return {
      at: lineOf(first),
      message: `${key} can have null for ${names}: neither yes nor no`,
      related: others.map((column) => ({ at: lineOf(column), message: `column ${column.name} ${column.type}` })),
    };
  },
});

const isFlag = ({ type }: Column, { dialect }: Table): boolean =>
  /^bool(?:ean)?\b(?!.*\[)/i.test(type) ||
  (dialect === 'mysql' && /^tinyint\s*\(1\)/i.test(type)) ||
  (dialect === 'sqlserver' && /^bit\b/i.test(type));

/** Object mappers in which a column is never null unless that is asked for. */
const STRICT = /^(?:prisma|typeorm|mikro-orm)$/;

/** Asked for in so many words, and without a value for those who say nothing: a third state. */
const isMeant = ({ default: value }: Column, { entity }: Table): boolean =>
  STRICT.test(entity?.library ?? '') && (value === undefined || /^null$/i.test(value));
