import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { foldSchema } from '../../src/model/schema/index.ts';
import { parseSql } from '../../src/parse/sql/index.ts';
import type { Dialect } from '../../src/parse/sql/sql-facts.ts';
import { type Engine, linesOf, postgresql, type SchemaLines, sqliteEngine } from './engine-truth.ts';

/** What Lintel reads of statements that stand one after the other in migrations. */
async function read(statements: string[], dialect: Dialect): Promise<SchemaLines> {
  const inputs = statements.map((statement, index) => {
    const path = `migrations/${String(index).padStart(3, '0')}_step.sql`;
    return { path, facts: parseSql({ path, text: `${statement};` }), role: 'migration' as const };
  });
  const { tables } = await foldSchema(inputs, () => ({ dialect, evidence: ['told'] }));
  return linesOf(tables);
}

/** Runs what the engine takes and compares what both then have. */
async function compare(engine: Engine, statements: string[], dialect: Dialect): Promise<string[]> {
  await engine.clear();
  const taken: string[] = [];
  for (const statement of statements) if (await engine.run(statement)) taken.push(statement);
  expect(await read(taken, dialect), taken.join(';\n')).toEqual(await engine.schema());
  return taken;
}

const tables = fc.constantFrom('users', 'orders', 'items');
const columns = fc.constantFrom('a', 'b', 'c');
const lists = fc.uniqueArray(columns, { minLength: 1, maxLength: 2 }).map((list) => list.join(', '));
const names = fc.constantFrom('one', 'two', 'three');

const create = fc
  .record({ table: tables, key: fc.boolean(), parent: fc.option(tables), unique: fc.option(lists) })
  .map(({ table, key, parent, unique }) => {
    const parts = [
      key ? 'id integer PRIMARY KEY' : 'id integer',
      'a integer NOT NULL',
      parent ? `b integer REFERENCES ${parent} (id)` : 'b integer',
      'c integer DEFAULT 3',
      ...(unique ? [`UNIQUE (${unique})`] : []),
    ];
    return `CREATE TABLE ${table} (${parts.join(', ')})`;
  });
const shared = [
  create,
  fc.tuple(tables, columns).map(([table, column]) => `ALTER TABLE ${table} DROP COLUMN ${column}`),
  fc
    .tuple(tables, columns)
    .map(([table, column]) => `ALTER TABLE ${table} RENAME COLUMN ${column} TO ${column}${column}`),
  fc.tuple(tables, columns).map(([table, column]) => `ALTER TABLE ${table} ADD COLUMN ${column}${column} text`),
  fc.tuple(tables, names, lists).map(([table, name, list]) => `CREATE INDEX ${name} ON ${table} (${list})`),
  fc
    .tuple(tables, names, columns)
    .map(([table, name, column]) => `CREATE UNIQUE INDEX ${name} ON ${table} (${column}) WHERE a > 1`),
  names.map((name) => `DROP INDEX ${name}`),
  tables.map((table) => `DROP TABLE IF EXISTS ${table}`),
];
// What REFERENCES follow in SQLite is a setting of the connection, so that only PostgreSQL is asked.
const onlyPostgresql = [
  fc.tuple(tables, tables).map(([table, to]) => `ALTER TABLE ${table} RENAME TO ${to}`),
  fc.tuple(tables, columns).map(([table, column]) => `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`),
  fc.tuple(tables, columns).map(([table, column]) => `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`),
  fc.tuple(tables, lists).map(([table, list]) => `ALTER TABLE ${table} ADD PRIMARY KEY (${list})`),
  fc
    .tuple(tables, columns, tables)
    .map(
      ([table, column, to]) =>
        `ALTER TABLE ${table} ADD CONSTRAINT ${table}_fk FOREIGN KEY (${column}) REFERENCES ${to} (id) NOT VALID`,
    ),
  tables.map((table) => `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${table}_fk`),
  tables.map((table) => `ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey CASCADE`),
  fc.tuple(tables, columns).map(([table, column]) => `ALTER TABLE ${table} DROP COLUMN ${column} CASCADE`),
  fc
    .tuple(tables, names)
    .map(([table, name]) => `CREATE INDEX IF NOT EXISTS ${name} ON ${table} (b) WHERE b IS NOT NULL`),
  tables.map((table) => `DROP TABLE ${table} CASCADE`),
];
const histories = (...steps: fc.Arbitrary<string>[]): fc.Arbitrary<string[]> =>
  fc
    .tuple(fc.array(create, { minLength: 1, maxLength: 3 }), fc.array(fc.oneof(...steps), { maxLength: 14 }))
    .map(([first, then]) => [...first, ...then]);

describe('the final schema is what PostgreSQL has', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await postgresql();
  }, 60_000);

  it('after statements that other readers lose', async () => {
    const statements = [
      "CREATE TYPE mood AS ENUM ('sad', 'ok')",
      "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY (START 10) PRIMARY KEY, moods mood[] NOT NULL, tags text[][] DEFAULT '{}')",
      'CREATE TABLE "Order" ("userId" bigint NOT NULL UNIQUE DEFAULT abs(-1), CONSTRAINT o_fk FOREIGN KEY ("userId") REFERENCES users (id) ON DELETE CASCADE)',
      'ALTER TABLE "Order" ADD COLUMN note varchar(256) COLLATE "C" CHECK (note <> \'\'), ADD COLUMN at timestamptz DEFAULT now()',
      'ALTER TABLE IF EXISTS "Order" DROP CONSTRAINT IF EXISTS missing',
      'ALTER TABLE "Order" ADD CONSTRAINT positive CHECK ("userId" > 0) NOT VALID',
      'ALTER TABLE "Order" VALIDATE CONSTRAINT positive',
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS by_note ON "Order" (lower(note))',
      'CREATE TABLE log (id bigint, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)',
      'CREATE TABLE log_1 (id bigint, at date NOT NULL, PRIMARY KEY (id, at))',
      "ALTER TABLE log ATTACH PARTITION log_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
      'DO $$ BEGIN ALTER TABLE users ADD COLUMN nick text; END $$',
      'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END',
      'ALTER TABLE users RENAME COLUMN nick TO alias',
    ];
    expect(await compare(engine, statements, 'postgresql')).toEqual(statements);
  });

  it('after any history that it takes', async () => {
    const property = fc.asyncProperty(histories(...shared, ...onlyPostgresql), async (statements) => {
      await compare(engine, statements, 'postgresql');
    });
    await fc.assert(property, { numRuns: 60, seed: 15 });
  });
});

describe('the final schema is what SQLite has', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await sqliteEngine();
  });

  it('after what its scripts hold and those of others do not', async () => {
    const statements = [
      "CREATE TABLE users (id integer PRIMARY KEY, [full name] text, \"select\" text DEFAULT 'a;b', 'quoted' blob)",
      'CREATE TABLE keys (name text PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID',
      'CREATE TABLE lines (a int, b int, c AS (a + b) STORED, FOREIGN KEY (a) REFERENCES users (id) FOREIGN KEY (b) REFERENCES users (id) PRIMARY KEY (a, b)) WITHOUT ROWID',
      'CREATE TABLE bare (x, y, z DEFAULT (1 + 2), UNIQUE (x, y) ON CONFLICT REPLACE)',
      'CREATE TABLE copy AS SELECT id, "full name" AS name, count(*) AS n FROM users GROUP BY 1',
      'CREATE TABLE _users_new (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, mail varchar(20) COLLATE NOCASE, owner int REFERENCES _users_new ON DELETE SET NULL)',
      'INSERT INTO _users_new (id) SELECT id FROM users',
      'CREATE UNIQUE INDEX by_mail ON _users_new (mail COLLATE BINARY DESC) WHERE mail IS NOT NULL',
      'CREATE INDEX by_owner ON _users_new (owner)',
      'CREATE TRIGGER t AFTER INSERT ON keys BEGIN UPDATE keys SET value = 1; DELETE FROM bare; END',
      'ALTER TABLE bare RENAME TO "bare bones"',
      'ALTER TABLE "bare bones" ADD COLUMN w text REFERENCES users (id)',
    ];
    expect(await compare(engine, statements, 'sqlite')).toEqual(statements);
  });

  it('after any history that it takes', async () => {
    const property = fc.asyncProperty(histories(...shared), async (statements) => {
      await compare(engine, statements, 'sqlite');
    });
    await fc.assert(property, { numRuns: 100, seed: 3 });
  });
});
