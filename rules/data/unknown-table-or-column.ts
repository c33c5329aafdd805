import {
  defineRule,
  type NamedPart,
  namedParts,
  type QueryFact,
  queryKey,
  runTimeQueries,
  type SchemaKnowledge,
  type Subject,
  schemaKnowledge,
  tableName,
  unreadStatements,
  type Violation,
  within,
} from '#rule';

interface Named extends Subject {
  query: QueryFact;
  parts: NamedPart[];
}

const PG = '{"dependencies":{"pg":"^8.0.0","knex":"^3.0.0"}}';
const SCHEMA =
  'CREATE TABLE users (id serial PRIMARY KEY, email text, "createdAt" timestamptz);\nCREATE TABLE orders (id serial PRIMARY KEY, user_id int, state text);\nCREATE TABLE items (id serial PRIMARY KEY, order_id int);\nCREATE VIEW open_orders AS SELECT id FROM orders WHERE state = $$open$$;\n';
const POOL = (...texts: string[]): string =>
  `import { Pool } from 'pg';\nconst pool = new Pool();\n${texts.map((text, at) => `export const q${at} = (id) => pool.query(\`${text}\`, [id]);\n`).join('')}`;
const KNOWN = POOL('SELECT id FROM users', 'SELECT id FROM orders', 'SELECT id FROM items');

/** Queries that name what the final schema does not have. */
export const unknownTableOrColumn = defineRule({
  id: 'unknown-table-or-column',
  summary: 'A query names a table or column that the schema does not have',
  why: 'The database refuses such a query whenever it is run. A misspelt, renamed or dropped column is found by the first user who gets there, because no compiler reads what stands in a string.',
  fix: 'Write the name as the schema has it, or add the migration that is missing.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'names in queries whose text is put together by code that could not be followed',
    'names without a table in statements that read several tables',
    'tables that other systems make in the same database: where most names are unknown, none is reported',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'tables, views, rows that a statement makes itself, aliases, functions, catalogues, and any case',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/a.ts': KNOWN,
          'src/b.ts': POOL(
            'SELECT o.id, u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE O.STATE = $1',
            'WITH recent AS (SELECT id FROM orders) SELECT recent.whatever FROM recent',
            'WITH counts AS (SELECT o.user_id, count(*) AS n FROM orders o GROUP BY 1) SELECT o.n FROM counts o',
            'SELECT t.n FROM (SELECT count(*) AS n FROM orders) t, generate_series(1, 3) AS s WHERE s.anything > 1',
            'SELECT id FROM open_orders',
            'SELECT column_name FROM information_schema.columns WHERE table_name = $1',
            'SELECT EXTRACT(year FROM "createdAt") FROM users WHERE ctid IS NOT NULL',
            'INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET email = EXCLUDED.email',
          ),
          'src/c.ts':
            "import knex from 'knex';\nconst db = knex({ client: 'pg' });\nexport const list = () => db('orders').where({ state: 'open' }).orderBy('total');\nexport const ranked = () => db.with('ranked', db('orders')).from('ranked').where('rank', 1);\n",
        },
      },
      {
        title: 'another package that has a table of the same name in its own database',
        files: {
          'package.json': '{"workspaces":["a","b","c"]}',
          'a/package.json': PG,
          'a/src/a.ts': POOL(
            'SELECT id FROM users',
            'SELECT id FROM orders',
            'SELECT id FROM items',
            'SELECT price FROM goods',
          ),
          'b/package.json': '{}',
          'b/schema.sql': `${SCHEMA}CREATE TABLE goods (id serial PRIMARY KEY);\n`,
          'c/package.json': '{}',
          'c/schema.sql': 'CREATE TABLE goods (id serial PRIMARY KEY);\n',
        },
      },
      {
        title: 'a temporary table, and one that code makes',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/a.ts': KNOWN,
          'src/b.ts': POOL('CREATE TEMP TABLE batch (id int)', 'INSERT INTO batch (id) VALUES ($1)'),
        },
      },
      {
        title: 'a database of which the repository holds hardly any table',
        files: {
          'package.json': PG,
          'schema.sql': 'CREATE TABLE users (id serial PRIMARY KEY);\n',
          'src/a.ts': POOL('SELECT id FROM users', 'SELECT id FROM invoices', 'SELECT id FROM payments'),
        },
      },
    ],
    bad: [
      {
        title: 'a table and columns that are not there, and a name that needs quotes',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/a.ts': KNOWN,
          'src/b.ts': POOL(
            'SELECT id FROM order_lines',
            'SELECT o.total FROM orders o WHERE o.id = $1',
            'UPDATE orders SET status = $1',
            'INSERT INTO items (order_id, price) VALUES (1, $1)',
            'SELECT id FROM users WHERE createdAt > $1',
          ),
        },
        keys: [
          'src/b.ts#q0 order_lines',
          'src/b.ts#q1 orders.total',
          'src/b.ts#q2 orders.status',
          'src/b.ts#q3 items.price',
          'src/b.ts#q4 users.createdAt',
        ],
      },
      {
        title: 'a column in the condition of a query builder',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/a.ts': KNOWN,
          'src/b.ts':
            "import knex from 'knex';\nconst db = knex({ client: 'pg' });\nexport const list = () => db('orders').where({ status: 'open' });\n",
        },
        keys: ['src/b.ts#list orders.status'],
      },
    ],
  },
  *subjects(model): Iterable<Named> {
    const knowledge = schemaKnowledge(model);
    for (const query of runTimeQueries(model)) {
      const parts = namedParts(knowledge, query);
      if (parts.length > 0) yield { key: queryKey(model, query), at: within(query.module, query.at), query, parts };
    }
  },
  check({ key, query, parts }, _params, model): Violation[] {
    const knowledge = schemaKnowledge(model);
    const place = key.split(' ')[0] ?? key;
    const seen = new Set<string>();
    return parts.flatMap((part) => {
      const found = judge(knowledge, query, part);
      if (!found || seen.has(found.name)) return [];
      seen.add(found.name);
      return { ...found.violation, key: `${place} ${found.name}` };
    });
  },
  blind: unreadStatements,
});

function judge(
  knowledge: SchemaKnowledge,
  query: QueryFact,
  { table, column, at }: NamedPart,
): { name: string; violation: Violation } | undefined {
  const place = within(at?.module ?? query.module, at?.position ?? query.at);
  const [first] = table.known;
  if (!first) {
    if (table.unclear || !knowledge.isMissing(query, table.name)) return undefined;
    const message = `${query.method} names the table ${table.name}, which nothing in the repository creates`;
    return { name: table.name, violation: { at: place, message } };
  }
  if (column === undefined || knowledge.hasColumn(table.known, column)) return undefined;
  const name = `${tableName(first)}.${column.name}`;
  const related = [{ at: { ...lineAt(first) }, message: `table ${tableName(first)}` }];
  const folded = knowledge.foldedColumn(table.known, column);
  const message = folded
    ? `${column.name} of ${tableName(first)} is read as ${column.name.toLowerCase()} without quotes, and the column is "${folded}"`
    : `${query.method} names ${name}, and ${tableName(first)} has no such column`;
  return {
    name,
    violation: { at: place, message, related, ...(folded && { fix: `Write "${folded}".` }) },
  };
}

const lineAt = ({ path, line }: { path: string; line: number }) => ({ path, line, column: 1, endLine: line });
