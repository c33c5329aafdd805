import { columnRule, type Violation, wordsOf } from '#rule';

/** Shortest text that any hash fit for passwords has: bcrypt's is 60; even bare MD5 in hexadecimal has 32. */
const SHORTEST_HASH = 32;

/** Columns that can only hold passwords as they were typed. */
export const readablePasswordColumn = columnRule({
  id: 'readable-password-column',
  summary: 'A column holds passwords in clear text',
  why: 'Whoever reads the table, a backup or a log of its statements has the passwords of all users, and of their accounts elsewhere.',
  fix: 'Store only a hash made for passwords (argon2id, scrypt, bcrypt), in a column that is named for it.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['clear text in columns that would also have room for a hash'],
  examples: {
    good: [
      {
        title: 'room for a hash, and other things about passwords',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, password varchar(60), password_hash char(64), password_reset_at timestamptz, password_version varchar(10));\n',
        },
      },
    ],
    bad: [
      {
        title: 'named so, or too short for a hash',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, plain_password varchar(100), password varchar(20));\n',
        },
        keys: ['users.plain_password', 'users.password'],
      },
    ],
  },
  judges: ({ name }) => /^(?:password|passwd|pwd|passphrase)$/.test(wordsOf(name).at(-1) ?? ''),
  check({ column, key }): Violation | undefined {
    if (wordsOf(column.name).some((word) => /^(?:plain|plaintext|clear|cleartext|raw)$/.test(word)))
      return { message: `${key} is named for passwords in clear text` };
    const length = Number(/^(?:n?varchar2?|character varying|n?char|character)\s*\((\d+)/i.exec(column.type)?.[1]);
    if (!(length < SHORTEST_HASH)) return undefined;
    return { message: `${key} is ${column.type}: too short for any hash, so it can only hold clear text` };
  },
});
