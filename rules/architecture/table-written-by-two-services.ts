import {
  defineRule,
  type QueryFact,
  type RepoModel,
  runTimeQueries,
  type Subject,
  type Table,
  tableOf,
  unreadQueries,
  within,
} from '#rule';

/** A table of the schema with the writes of each service. */
interface Shared extends Subject {
  tables: { table: Table; writes: Map<string, QueryFact> }[];
  services: string[];
}

const ROOT = '{"name":"shop","workspaces":["apps/*"]}';
const APP = (name: string): string => `{"name":"${name}","dependencies":{"express":"^4.18.0","pg":"^8.0.0"}}`;
const SERVER = (sql: string): string =>
  `import express from 'express';\nimport { Pool } from 'pg';\nconst pool = new Pool();\nconst app = express();\napp.post('/v1/orders', async (req, res) => {\n  await pool.query('${sql}', [1]);\n  res.sendStatus(201);\n});\n`;
const SCHEMA =
  'CREATE TABLE orders (id serial PRIMARY KEY, state text);\nCREATE TABLE bills (id serial PRIMARY KEY);\n';

/** Tables of one schema that several services of the repository write. */
export const tableWrittenByTwoServices = defineRule({
  id: 'table-written-by-two-services',
  summary: 'Two services write the same table',
  why: 'Whoever changes the table must know every writer and release them together; a rule that one of them keeps, the other breaks.',
  fix: 'Let one service own the table; the others call it, or send it events.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'writers in other repositories',
    'writes in triggers and procedures',
    'tables that are shared on purpose',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'each its own',
        files: {
          'package.json': ROOT,
          'schema.sql': SCHEMA,
          'apps/orders/package.json': APP('orders'),
          'apps/orders/src/app.ts': SERVER('INSERT INTO orders (id) VALUES ($1)'),
          'apps/bills/package.json': APP('bills'),
          'apps/bills/src/app.ts': SERVER('INSERT INTO bills (id) VALUES ($1)'),
        },
      },
      {
        title: 'packages that are parts of one service',
        files: {
          'package.json': ROOT,
          'schema.sql': SCHEMA,
          'apps/orders/package.json': APP('orders').replace('"pg"', '"bills":"*","pg"'),
          'apps/orders/src/app.ts': SERVER('INSERT INTO orders (id) VALUES ($1)'),
          'apps/bills/package.json': APP('bills'),
          'apps/bills/src/app.ts': SERVER('UPDATE orders SET state = $1 WHERE id = 2'),
        },
      },
    ],
    bad: [
      {
        title: 'bills changes orders',
        files: {
          'package.json': ROOT,
          'schema.sql': SCHEMA,
          'apps/orders/package.json': APP('orders'),
          'apps/orders/src/app.ts': SERVER('INSERT INTO orders (id) VALUES ($1)'),
          'apps/bills/package.json': APP('bills'),
          'apps/bills/src/app.ts': SERVER('UPDATE orders SET state = $1 WHERE id = 2'),
        },
        keys: ['apps/bills + apps/orders'],
      },
    ],
  },
  *subjects(model): Iterable<Shared> {
    const found = new Map<string, Shared>();
    for (const [table, writes] of writers(model)) {
      const services = [...writes.keys()].sort();
      const key = services.join(' + ');
      const [first] = writes.values();
      if (!first) continue;
      const subject = found.get(key) ?? { key, at: within(first.module, first.at), tables: [], services };
      subject.tables.push({ table, writes });
      found.set(key, subject);
    }
    yield* found.values();
  },
  check({ tables, services }) {
    if (services.length < 2) return undefined;
    const names = tables.map(({ table }) => table.name);
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    return {
      message: `${services.join(', ')} write the same ${names.length === 1 ? 'table' : 'tables'}: ${names.slice(0, 5).join(', ')}${more}`,
      related: tables.slice(0, 5).flatMap(({ table, writes }) =>
        [...writes].map(([service, write]) => ({
          at: within(write.module, write.at),
          message: `${service} writes ${table.name}`,
        })),
      ),
    };
  },
  blind: unreadQueries,
});

/** Packages that serve requests and that no other package of the repository is made with: those are parts of one service. */
function servicesOf(model: RepoModel): Set<string> {
  const needed = new Set(model.packages.flatMap(({ dependencies }) => Object.keys(dependencies)));
  const homes = model.routes.flatMap((route) => model.code.module(route.file)?.package ?? []);
  return new Set(homes.filter(({ name }) => !needed.has(name)).map(({ path }) => path));
}

/** By table, the first write of each package that serves requests itself. */
function writers(model: RepoModel): Map<Table, Map<string, QueryFact>> {
  const serving = servicesOf(model);
  const found = new Map<Table, Map<string, QueryFact>>();
  for (const query of runTimeQueries(model)) {
    const service = model.code.module(query.module)?.package.path;
    const [named] = query.tables;
    if (service === undefined || !serving.has(service) || !named) continue;
    if (!/^(insert|update|delete|upsert)$/.test(query.operation)) continue;
    const table = tableOf(model.tables, named);
    if (!table) continue;
    const writes = found.get(table) ?? new Map<string, QueryFact>();
    if (!writes.has(service)) writes.set(service, query);
    found.set(table, writes);
  }
  return found;
}
