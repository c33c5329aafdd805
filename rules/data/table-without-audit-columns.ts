import { type RepoModel, runTimeQueries, type Table, tableOf, tableRule, type Violation, within, wordsOf } from '#rule';

const PG = '{"dependencies":{"pg":"^8.0.0"}}';

/** Tables whose rows change without a trace of when. */
export const tableWithoutAuditColumns = tableRule({
  id: 'table-without-audit-columns',
  summary: 'Nobody can tell when a row was created or changed',
  why: 'Support, incremental exports and the search for the cause of an incident all begin with when a row was made or last touched, and neither can be told afterwards.',
  fix: 'Add created_at and updated_at, kept by a default and a trigger or by the object mapper.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['tables that never change after a release', 'a log or history kept elsewhere'],
  examples: {
    good: [
      {
        title: 'both instants; a join table; a list of choices; a record of events',
        files: {
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, name text, mail text, created_at timestamptz, updated_at timestamptz);\nCREATE TABLE roles (id serial PRIMARY KEY, name text, label text);\nCREATE TABLE user_roles (user_id int REFERENCES users (id), role_id int REFERENCES roles (id), note text, level int, PRIMARY KEY (user_id, role_id));\nCREATE TABLE visits (id serial PRIMARY KEY, user_id int, path text, at timestamptz NOT NULL);\n',
        },
      },
    ],
    bad: [
      {
        title: 'neither; and none for the change that the code makes',
        files: {
          'package.json': PG,
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, name text, mail text, city text);\nCREATE TABLE orders (id serial PRIMARY KEY, created_at timestamptz, state text, total int);\n',
          'src/orders.ts':
            "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const close = (id: number) => pool.query('UPDATE orders SET state = $1 WHERE id = $2', ['closed', id]);\n",
        },
        keys: ['users', 'orders'],
      },
    ],
  },
  judges: (table) => isEntity(table),
  check({ table, key }, _params, model): Violation | undefined {
    const has = (words: RegExp) =>
      table.columns.some(
        (column) => isInstant(column.type, column.name) && wordsOf(column.name).some((word) => words.test(word)),
      );
    if (has(CHANGED)) return undefined;
    const changes = changesOf(model, table);
    const anyInstant = table.columns.some(({ type, name }) => isInstant(type, name));
    if (changes.length > 0)
      return { message: `rows of ${key} are changed, and no column tells when they last were`, related: changes };
    return anyInstant ? undefined : { message: `no column of ${key} tells when a row was created or changed` };
  },
});

const CHANGED = /^(?:updated?|modified|modification|changed?|touched|edited|mtime|saved|synced)$/;

/** By type, or in engines that keep instants as numbers or text by name. */
const isInstant = (type: string, name: string): boolean =>
  /^(?:timestamp|date|time)/i.test(type) || /(?:_at|At|_on|On|[dD]ate|[tT]ime|_ts)$/.test(name);

/** Fewer columns make a list of choices. */
const FEWEST_COLUMNS = 4;

/** Tables of things: neither links between two others nor lists of choices. */
const isEntity = ({ columns, primaryKey, foreignKeys, name }: Table): boolean => {
  const links =
    primaryKey.length > 1 && primaryKey.every((key) => foreignKeys.some((item) => item.columns.includes(key)));
  return columns.length >= FEWEST_COLUMNS && !links && !name.startsWith('_');
};

function changesOf(model: RepoModel, table: Table) {
  return runTimeQueries(model)
    .filter(
      ({ operation, tables: [first] }) =>
        /^(?:update|upsert)$/.test(operation) && first && tableOf(model.tables, first) === table,
    )
    .map(({ module, at, method }) => ({ at: within(module, at), message: `${method} changes rows` }));
}
