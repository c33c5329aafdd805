import {
  type Column,
  columnRule,
  sameColumnName,
  singular,
  type Table,
  tableName,
  uniqueColumns,
  type Violation,
  wordsOf,
} from '#rule';

/** Tables of people who sign in by a name that several rows may have. */
export const loginNotUnique = columnRule({
  id: 'login-not-unique',
  summary: 'Several users can have the same sign-in name',
  why: 'A check in the code before the insert does not help against two requests at once. From then on it is chance whose account a login, a reset of a password or an invitation reaches.',
  fix: 'Add a unique index over the name, in lower case where case does not matter.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: ['names that are unique for a reason the schema does not show'],
  examples: {
    good: [
      {
        title: 'unique as it is, in lower case, within a tenant, or among those not deleted',
        files: {
          'schema.sql': 'CREATE TABLE users (id serial PRIMARY KEY, password text, email text UNIQUE);\n',
          'b/schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, password_hash text, email text);\nCREATE UNIQUE INDEX ON users (lower(email));\nCREATE TABLE members (id serial PRIMARY KEY, tenant_id int, password text, email text, UNIQUE (tenant_id, email));\nCREATE TABLE admins (id serial PRIMARY KEY, password text, email text, deleted_at date);\nCREATE UNIQUE INDEX ON admins (email) WHERE deleted_at IS NULL;\n',
        },
      },
      {
        title: 'people who do not sign in',
        files: { 'schema.sql': 'CREATE TABLE customers (id serial PRIMARY KEY, email text);\n' },
      },
    ],
    bad: [
      {
        title: 'an address that several may have',
        files: {
          'schema.sql': 'CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, password text NOT NULL);\n',
        },
        keys: ['users.email'],
      },
      {
        title: 'a name that several may have, beside an address',
        files: {
          'schema.sql':
            'CREATE TABLE staff (id serial PRIMARY KEY, email text, username text NOT NULL, password text);\n',
        },
        keys: ['staff.username'],
      },
    ],
  },
  judges: (column, table) => column === loginOf(table),
  check({ table, column }): Violation | undefined {
    const names = table.columns.filter(isLogin);
    if (names.some((name) => isUniqueIn(table, name))) return undefined;
    const all = [column, ...names.filter((name) => name !== column)].map(({ name }) => `${tableName(table)}.${name}`);
    return { message: `${all.join(' or ')} is what people sign in by, and several rows may have the same` };
  },
});

const isLogin = ({ name }: Column): boolean =>
  ['email', 'emailaddress', 'username', 'login', 'loginname', 'mail'].some((known) => sameColumnName(known, name));

/** The sign-in name of a table that holds passwords of people. */
function loginOf(table: Table): Column | undefined {
  const person = singular(wordsOf(table.name).at(-1) ?? '');
  if (!/^(?:user|account|member|customer|admin|administrator|employee|staff)$/.test(person)) return undefined;
  const signsIn = table.columns.some(({ name }) =>
    /^(?:encrypted_?|hashed_?|user_?)?(?:password|passwd|pwd)(?:_?(?:hash|digest))?$/i.test(name),
  );
  return signsIn ? [...table.columns.filter(isLogin)].sort(bySpecificity)[0] : undefined;
}

/** A user name that exists beside an address is what people sign in by. */
const bySpecificity = (one: Column, other: Column): number =>
  Number(/mail/i.test(one.name)) - Number(/mail/i.test(other.name));

function isUniqueIn(table: Table, column: Column): boolean {
  const word = new RegExp(`\\b${column.name}\\b`, 'i');
  return uniqueColumns(table).some((columns) => columns.some((name) => word.test(name)));
}
