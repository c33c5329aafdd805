import { describe, expect, it } from 'vitest';
import { unindexedForeignKey } from '../../rules/data/unindexed-foreign-key.ts';
import { check } from '../../src/check/check.ts';
import type { Finding } from '../../src/check/finding.ts';
import { modelOf, withFiles } from './scan.ts';

const PARENTS =
  'CREATE TABLE statuses (id serial PRIMARY KEY, name text);\nCREATE TABLE tenants (id serial PRIMARY KEY, a int, b int, c int, d int, e int, UNIQUE (a, b));\n';

const findings = (files: Record<string, string>, params: Record<string, unknown> = {}): Promise<Finding[]> =>
  withFiles(files, async (root) => {
    const settings = { rules: { 'unindexed-foreign-key': { severity: undefined, params } }, bindings: {} };
    return check(await modelOf(root), [unindexedForeignKey], settings)[0]?.findings ?? [];
  });

const schema = (...statements: string[]): string => `${PARENTS}${statements.map((text) => `${text};\n`).join('')}`;

describe('an index that serves a foreign key', () => {
  const found = async (table: string, index: string): Promise<number> =>
    (await findings({ 'schema.sql': schema(table, index) })).length;
  const ONE = 'CREATE TABLE orders (id serial PRIMARY KEY, x int, t int REFERENCES tenants (id))';
  const TWO =
    'CREATE TABLE orders (id serial PRIMARY KEY, x int, p int, q int, FOREIGN KEY (p, q) REFERENCES tenants (a, b))';

  it.each([
    ['leads with it', ONE, 'CREATE INDEX ON orders (t, x)', 0],
    ['has it in second place', ONE, 'CREATE INDEX ON orders (x, t)', 1],
    ['leads with its columns in another order', TWO, 'CREATE INDEX ON orders (q, p, x)', 0],
    ['has another column between them', TWO, 'CREATE INDEX ON orders (p, x, q)', 1],
    ['leaves out rows without a parent', ONE, 'CREATE INDEX ON orders (t) WHERE t IS NOT NULL', 0],
    ['leaves out other rows', ONE, 'CREATE INDEX ON orders (t) WHERE x > 1', 1],
    ['is unique', ONE, 'CREATE UNIQUE INDEX ON orders (t, x)', 0],
    ['is a unique constraint', ONE, 'ALTER TABLE orders ADD UNIQUE (t)', 0],
    ['is a hash', ONE, 'CREATE INDEX ON orders USING hash (t)', 0],
    ['is BRIN', ONE, 'CREATE INDEX ON orders USING brin (t)', 1],
    ['is GIN', ONE, 'CREATE INDEX ON orders USING gin (t)', 1],
    ['is over an expression', ONE, 'CREATE INDEX ON orders (abs(t))', 1],
  ])('%s', async (_what, table, index, expected) => expect(await found(table, index)).toBe(expected));
});

it('may begin with columns that every query gives, where that is said', async () => {
  const files = {
    'schema.sql': schema(
      'CREATE TABLE orders (id serial PRIMARY KEY, tenant_id int NOT NULL, t int REFERENCES tenants (id))',
      'CREATE INDEX ON orders (tenant_id, t)',
    ),
  };
  expect(await findings(files)).toHaveLength(1);
  expect(await findings(files, { leadingColumns: ['tenant_id'] })).toEqual([]);
  expect(await findings(files, { leadingColumns: ['region'] })).toHaveLength(1);
});

describe('what the code does with a reference to a list of choices', () => {
  const severity = async (statement: string, table = 'status_id int REFERENCES statuses (id)') => {
    const [finding] = await findings({
      'schema.sql': schema(`CREATE TABLE orders (id serial PRIMARY KEY, note text, ${table})`),
      'package.json': '{"dependencies":{"pg":"^8.0.0"}}',
      'src/a.ts': `import { Pool } from 'pg';\nconst pool = new Pool();\nexport const run = (id: number) => pool.query(\`${statement}\`, [id]);\n`,
    });
    return [finding?.severity, finding?.related.at(-1)?.message];
  };

  it.each([
    ['none', 'SELECT note FROM orders WHERE id = $1', 'info', 'table orders'],
    ['WHERE', 'SELECT note FROM orders WHERE status_id = $1', 'warning', 'query finds rows of orders by status_id'],
    [
      'JOIN',
      'SELECT o.note FROM statuses s JOIN orders o ON o.status_id = s.id',
      'warning',
      'query finds rows of orders by status_id',
    ],
    [
      'ORDER BY of a page',
      'SELECT note FROM orders ORDER BY status_id LIMIT 20',
      'warning',
      'query finds rows of orders by status_id',
    ],
    [
      'a delete of the parent',
      'DELETE FROM statuses WHERE id = $1',
      'warning',
      'query on statuses looks for its rows in orders',
    ],
  ])('counts: %s', async (_what, statement, grade, evidence) =>
    expect(await severity(statement)).toEqual([grade, evidence]),
  );

  it('does not count where another condition finds the few rows', async () => {
    expect((await severity('SELECT note FROM orders WHERE id = $1 AND status_id = 2'))[0]).toBe('info');
  });

  it('weighs a cascade without any use', async () => {
    const cascade = 'status_id int REFERENCES statuses (id) ON DELETE CASCADE';
    expect((await severity('SELECT note FROM orders WHERE id = $1', cascade))[0]).toBe('warning');
  });
});

describe('MySQL', () => {
  const models =
    'model Tenant {\n  id Int @id\n  orders Order[]\n}\nmodel Order {\n  id Int @id\n  tenantId Int\n  tenant Tenant @relation(fields: [tenantId], references: [id])\n}\n';
  const prisma = (mode: string): Record<string, string> => ({
    'prisma/schema.prisma': `datasource db {\n  provider = "mysql"\n${mode}}\n${models}`,
  });

  it('indexes foreign keys itself, unless the object mapper emulates them', async () => {
    expect(await findings(prisma(''))).toEqual([]);
    expect((await findings(prisma('  relationMode = "prisma"\n'))).map(({ key }) => key)).toEqual(['Order.tenantId']);
  });
});
