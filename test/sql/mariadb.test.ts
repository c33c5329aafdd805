import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../src/model/repo-model.ts';
import { foldSchema } from '../../src/model/schema/index.ts';
import { parseSql } from '../../src/parse/sql/index.ts';
import { LOCKED, MYSQL, ONLINE } from '../rules/mysql-changes.ts';
import { MariaDb, mariadbIsInstalled } from './mariadb.ts';
import { tableLines } from './table-lines.ts';

/** A unique constraint of MySQL is an index like another. */
function linesOf(tables: readonly Table[]): string[] {
  const lines = tables.flatMap((table) => [
    ...tableLines(table),
    ...table.indexes.map(
      ({ name, columns, unique }) => `index ${table.name} ${name} ${columns.join()}${unique ? ' unique' : ''}`,
    ),
    ...table.uniques.map(({ name, columns }) => `index ${table.name} ${name} ${columns.join()} unique`),
  ]);
  return lines.sort();
}

async function read(statements: readonly string[]): Promise<string[]> {
  const inputs = statements.map((statement, index) => {
    const path = `migrations/${String(index).padStart(3, '0')}_step.sql`;
    return { path, facts: parseSql({ path, text: `${statement};`, dialect: 'mysql' }), role: 'migration' as const };
  });
  return linesOf((await foldSchema(inputs)).tables);
}

const tables = fc.constantFrom('users', 'orders', 'items');
const columns = fc.constantFrom('a', 'b', 'c', 'd');
const lists = fc.uniqueArray(columns, { minLength: 1, maxLength: 2 }).map((list) => list.join(', '));
const names = fc.constantFrom('one', 'two', 'three');

const create = fc
  .record({
    table: tables,
    key: fc.boolean(),
    parent: fc.option(tables),
    unique: fc.option(lists),
    index: fc.option(lists),
  })
  .map(({ table, key, parent, unique, index }) => {
    const parts = [
      key ? '`id` int(11) unsigned NOT NULL AUTO_INCREMENT' : '`id` int(11) unsigned',
      "`a` int NOT NULL DEFAULT '0' COMMENT 'a; b'",
      '`b` int(11) unsigned DEFAULT NULL',
      "`c` enum('x','y') CHARACTER SET utf8mb4 DEFAULT 'x'",
      ...(key ? ['PRIMARY KEY (`id`) USING BTREE'] : []),
      ...(unique ? [`UNIQUE KEY (${unique.replace('d', 'c')})`] : []),
      ...(index ? [`KEY by_${index.replace(', ', '_')} (${index.replace('d', 'c')})`] : []),
      ...(parent ? [`CONSTRAINT ${table}_fk FOREIGN KEY (b) REFERENCES ${parent} (id) ON DELETE SET NULL`] : []),
    ];
    return `CREATE TABLE IF NOT EXISTS \`${table}\` (${parts.join(', ')}) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4`;
  });

const actions = [
  fc.tuple(columns, columns).map(([column, after]) => `ADD COLUMN \`${column}\` varchar(20) NOT NULL AFTER ${after}`),
  columns.map((column) => `ADD ${column}${column} int GENERATED ALWAYS AS (a + 1) STORED FIRST`),
  columns.map((column) => `DROP COLUMN ${column}`),
  fc.tuple(columns, columns).map(([column, to]) => `CHANGE \`${column}\` \`${to}${to}\` int DEFAULT 3`),
  fc.tuple(columns, columns).map(([column, to]) => `RENAME COLUMN ${column} TO ${to}`),
  columns.map((column) => `MODIFY ${column} int unsigned NOT NULL`),
  columns.map((column) => `ALTER COLUMN ${column} SET DEFAULT 5`),
  fc.tuple(names, lists).map(([name, list]) => `ADD KEY ${name} (${list}) USING BTREE`),
  fc.tuple(names, lists).map(([name, list]) => `ADD UNIQUE KEY ${name} (${list})`),
  lists.map((list) => `ADD UNIQUE (${list})`),
  lists.map((list) => `ADD INDEX (${list})`),
  names.map((name) => `DROP INDEX ${name}`),
  fc.tuple(names, names).map(([name, to]) => `RENAME INDEX ${name} TO ${to}`),
  fc.constant('DROP PRIMARY KEY'),
  fc.tuple(lists).map(([list]) => `ADD PRIMARY KEY (${list})`),
  tables.map((table) => `ADD CONSTRAINT to_${table}_fk FOREIGN KEY (b) REFERENCES ${table} (id)`),
  tables.map((table) => `DROP FOREIGN KEY to_${table}_fk`),
  tables.map((table) => `RENAME TO ${table}`),
];
const steps = [
  create,
  fc
    .tuple(tables, fc.array(fc.oneof(...actions), { minLength: 1, maxLength: 2 }))
    .map(([table, list]) => `ALTER TABLE ${table} ${list.join(', ')}`),
  fc.tuple(tables, tables).map(([table, to]) => `RENAME TABLE ${table} TO ${to}`),
  fc.tuple(tables, tables).map(([table, from]) => `CREATE TABLE IF NOT EXISTS ${table} LIKE ${from}`),
  fc
    .tuple(tables, tables)
    .map(([table, from]) => `CREATE TABLE ${table} (d int, KEY one (d)) AS SELECT b AS e FROM ${from}`),
  fc.tuple(tables, names, lists).map(([table, name, list]) => `CREATE INDEX ${name} ON ${table} (${list})`),
  fc.tuple(tables, names, lists).map(([table, name, list]) => `CREATE UNIQUE INDEX ${name} ON ${table} (${list})`),
  fc.tuple(tables, names).map(([table, name]) => `DROP INDEX ${name} ON ${table}`),
  tables.map((table) => `DROP TABLE IF EXISTS ${table}`),
];
const histories = fc
  .tuple(fc.array(create, { minLength: 1, maxLength: 3 }), fc.array(fc.oneof(...steps), { maxLength: 12 }))
  .map(([first, then]) => [...first, ...then]);

const title = mariadbIsInstalled
  ? 'the final schema is what MariaDB has'
  : 'the final schema is what MariaDB has (not run: there is no mariadbd, which apt-get install mariadb-server brings)';

describe.skipIf(!mariadbIsInstalled)(title, () => {
  let engine: MariaDb;
  beforeAll(async () => {
    engine = new MariaDb();
    await engine.start();
  }, 60_000);
  afterAll(() => engine.stop());

  it('after any history that it takes', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(histories, async (statements) => {
      const { taken, schema } = await engine.after(statements);
      expect(await read(taken), taken.join(';\n')).toEqual(schema);
    });
    await fc.assert(property, { numRuns: 40, seed: 7 });
  });

  it('after what dumps and hand-written scripts hold', async () => {
    const statements = [
      '/*!40101 SET @saved_cs_client = @@character_set_client */',
      "CREATE TABLE `users` (`id` int(10) unsigned NOT NULL, `mail` varchar(191) NOT NULL COMMENT 'it''s; \\'quoted\\'', `bio` text, `at` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), `place` point NOT NULL, `full` varchar(99) GENERATED ALWAYS AS (concat(`mail`, '; ')) STORED) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='a; (b)'",
      'ALTER TABLE `users` ADD PRIMARY KEY (`id`), ADD UNIQUE KEY `mail` (`mail`), ADD KEY `bio` (`bio`(20),`at`) USING BTREE, ADD FULLTEXT KEY `words` (`bio`), ADD SPATIAL KEY `place` (`place`)',
      'ALTER TABLE `users` MODIFY `id` int(10) unsigned NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=42',
      "CREATE TABLE `orders` (`id` bigint NOT NULL AUTO_INCREMENT, `user_id` int unsigned DEFAULT NULL, `day` date NOT NULL, `kind` enum('a','b)') DEFAULT 'a', PRIMARY KEY (`id`) USING BTREE, KEY `by_user` (`user_id`), CONSTRAINT `orders_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE) ENGINE=InnoDB ROW_FORMAT=DYNAMIC",
      'CREATE TABLE log (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (year(at)) (PARTITION a VALUES LESS THAN (2024) ENGINE = InnoDB, PARTITION b VALUES LESS THAN MAXVALUE ENGINE = InnoDB)',
      'CREATE TABLE cache (`key` varchar(20) KEY, value varbinary(9)) ENGINE=MEMORY',
      'CREATE TABLE plain (id int unsigned, a int, CONSTRAINT plain_fk FOREIGN KEY (a) REFERENCES users (id)) ENGINE=MyISAM',
      'CREATE TABLE copy LIKE orders',
      'CREATE TABLE total (n bigint, INDEX (n)) SELECT count(*) AS n, user_id FROM orders GROUP BY user_id',
      'ALTER TABLE orders DROP FOREIGN KEY orders_fk, ADD COLUMN IF NOT EXISTS note varchar(9) NULL AFTER user_id, RENAME COLUMN day TO on_day',
      'RENAME TABLE cache TO store, copy TO cache',
    ];
    const { taken, schema } = await engine.after(statements);
    expect(taken).toEqual(statements);
    expect(await read(statements)).toEqual(schema);
  });

  const withoutLock = async (sql: string): Promise<boolean> => {
    const last = sql.trim().replace(/;$/, ', LOCK=NONE').replaceAll('\n', ' ');
    const before = MYSQL.trim().replaceAll(';\n', ';').split(';').filter(Boolean);
    return (await engine.after([...before, "INSERT INTO orders (state) VALUES ('a')", last])).taken.includes(last);
  };

  it.each(LOCKED)('does not while others write: %s', async (_name, sql) => {
    expect(await withoutLock(sql)).toBe(false);
  });

  it.each(ONLINE)('does while others write: %s', async (_name, sql) => {
    expect(await withoutLock(sql)).toBe(true);
  });
});
