import { describe, expect, it } from 'vitest';
import { foldSchema } from '../../src/model/schema/index.ts';
import { parseSql } from '../../src/parse/sql/index.ts';

interface Told {
  /** Tables with their columns, as `orders(id, note)`. */
  tables: string[];
  /** Migrations in their order, as `V1__a.sql Flyway down in-transaction`. */
  migrations: string[];
}

/** What files of SQL come to, without the folder that they are in. */
async function read(files: Record<string, string>): Promise<Told> {
  const inputs = Object.entries(files).map(([path, text]) => ({
    path,
    facts: parseSql({ path, text }),
    role: 'migration' as const,
  }));
  const { tables, databases } = await foldSchema(inputs);
  const migrations = databases
    .flatMap(({ histories }) => histories)
    .flatMap((history) =>
      history.migrations.map(({ path, tool, down, transaction }) =>
        [
          path.slice(history.folder.length + 1),
          tool ?? 'unknown',
          ...(down ? ['down'] : []),
          transaction === undefined ? 'unknown' : transaction ? 'in-transaction' : 'no-transaction',
        ].join(' '),
      ),
    );
  return {
    tables: tables.map(({ name, columns }) => `${name}(${columns.map((column) => column.name).join(', ')})`),
    migrations,
  };
}

const ORDERS = 'CREATE TABLE orders (id bigserial PRIMARY KEY);\n';
const add = (column: string): string => `ALTER TABLE orders ADD COLUMN ${column} text;\n`;
const drop = (column: string): string => `ALTER TABLE orders DROP COLUMN ${column};\n`;
const INDEX = 'CREATE INDEX CONCURRENTLY i ON orders (a);\n';

describe('migrations in SQL, in the order, direction and transaction of their tool', () => {
  it('Flyway: by version, repeatable ones last, undo apart; a file of statements that allow no transaction has none', async () => {
    const { tables, migrations } = await read({
      'db/R__views.sql':
        'CREATE OR REPLACE VIEW v AS SELECT id FROM orders;\nALTER TABLE orders RENAME COLUMN b TO last;\n',
      'db/V1__init.sql': ORDERS,
      'db/V1.10__b.sql': 'ALTER TABLE orders RENAME COLUMN c TO b;\n',
      'db/V1.2__c.sql': `${add('a')}${add('c')}`,
      'db/U1.2__c.sql': drop('c'),
      'db/V2__index.sql': INDEX,
      'db/V10__mixed.sql': `${INDEX}${add('d')}`,
    });
    expect(tables).toEqual(['orders(id, a, last, d)']);
    expect(migrations).toEqual([
      'V1__init.sql Flyway in-transaction',
      'V1.2__c.sql Flyway down in-transaction',
      'V1.10__b.sql Flyway in-transaction',
      'V2__index.sql Flyway no-transaction',
      'V10__mixed.sql Flyway in-transaction',
      'R__views.sql Flyway in-transaction',
    ]);
  });

  it('goose: sections, statements that hold semicolons, and NO TRANSACTION', async () => {
    const { tables, migrations } = await read({
      'db/00001_init.sql': `-- +goose Up\n${ORDERS}-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE orders;\n`,
      'db/00002_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${add('a')}`,
    });
    expect(tables).toEqual(['orders(id, a)']);
    expect(migrations).toEqual(['00001_init.sql goose down in-transaction', '00002_a.sql goose no-transaction']);
  });

  it('dbmate: sections, transaction:false, and the dump beside', async () => {
    const { tables, migrations } = await read({
      'db/migrations/20240101000000_init.sql': `-- migrate:up\n${ORDERS}\n-- migrate:down\nDROP TABLE orders;\n`,
      'db/migrations/20240201000000_index.sql': `-- migrate:up transaction:false\n${add('a')}\n-- migrate:down\n`,
      'db/schema.sql':
        'CREATE TABLE public.orders (\n  id bigint NOT NULL,\n  a text\n);\nCREATE TABLE public.schema_migrations (version character varying(128) NOT NULL);\nALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);\n',
    });
    expect(tables.filter((table) => table.startsWith('orders'))).toEqual(['orders(id, a)']);
    expect(migrations).toEqual([
      '20240101000000_init.sql dbmate down in-transaction',
      '20240201000000_index.sql dbmate down no-transaction',
    ]);
  });

  it('golang-migrate: files for each direction, by number; several statements of a file are one transaction', async () => {
    const { tables, migrations } = await read({
      'm/10_b.up.sql': 'ALTER TABLE orders RENAME COLUMN a TO b;\n',
      'm/10_b.down.sql': 'ALTER TABLE orders RENAME COLUMN b TO a;\n',
      'm/2_a.up.sql': `${add('a')}${add('c')}`,
      'm/2_a.down.sql': drop('a'),
      'm/1_init.up.sql': ORDERS,
    });
    expect(tables).toEqual(['orders(id, b, c)']);
    expect(migrations).toEqual([
      '1_init.up.sql golang-migrate no-transaction',
      '2_a.up.sql golang-migrate down in-transaction',
      '10_b.up.sql golang-migrate down no-transaction',
    ]);
  });

  it('Diesel and Prisma: a folder for each migration', async () => {
    const diesel = await read({
      'migrations/2024-01-01-000000_init/up.sql': ORDERS,
      'migrations/2024-01-01-000000_init/down.sql': 'DROP TABLE orders;\n',
      'migrations/2024-02-01-000000_a/up.sql': add('a'),
    });
    expect(diesel.tables).toEqual(['orders(id, a)']);
    expect(diesel.migrations).toEqual([
      '2024-01-01-000000_init/up.sql Diesel down unknown',
      '2024-02-01-000000_a/up.sql Diesel unknown',
    ]);
    const prisma = await read({
      'prisma/migrations/20240201000000_a/migration.sql': `${add('a')}${add('b')}`,
      'prisma/migrations/20240101000000_init/migration.sql': ORDERS,
    });
    expect(prisma.tables).toEqual(['orders(id, a, b)']);
    expect(prisma.migrations).toEqual([
      '20240101000000_init/migration.sql Prisma no-transaction',
      '20240201000000_a/migration.sql Prisma in-transaction',
    ]);
  });

  it('Drizzle, db-migrate and node-pg-migrate: one folder, files or sections for the way back', async () => {
    const drizzle = await read({
      'drizzle/0001_loud_owl.sql':
        'ALTER TABLE "orders" ADD COLUMN "a" text;--> statement-breakpoint\nCREATE INDEX "i" ON "orders" ("a");',
      'drizzle/0000_quiet_fox.sql': ORDERS,
    });
    expect(drizzle.tables).toEqual(['orders(id, a)']);
    expect(drizzle.migrations).toEqual([
      '0000_quiet_fox.sql Drizzle in-transaction',
      '0001_loud_owl.sql Drizzle in-transaction',
    ]);
    const dbMigrate = await read({
      'migrations/sqls/20240101000000-init-up.sql': ORDERS,
      'migrations/sqls/20240101000000-init-down.sql': 'DROP TABLE orders;\n',
      'migrations/sqls/20240201000000-a-up.sql': add('a'),
      'migrations/sqls/20240201000000-a-down.sql': drop('a'),
    });
    expect(dbMigrate.tables).toEqual(['orders(id, a)']);
    expect(dbMigrate.migrations).toEqual([
      '20240101000000-init-up.sql unknown down unknown',
      '20240201000000-a-up.sql unknown down unknown',
    ]);
    const nodePg = await read({
      'migrations/1704067200000_init.sql': `-- Up Migration\n${ORDERS}\n-- Down Migration\nDROP TABLE orders;\n`,
      'migrations/1706745600000_a.sql': `-- Up Migration\n${add('a')}\n-- Down Migration\n`,
    });
    expect(nodePg.tables).toEqual(['orders(id, a)']);
    expect(nodePg.migrations.map((line) => line.split(' ')[2])).toEqual(['down', 'down']);
  });

  it('Liquibase: changesets for the database alone, rollbacks in comments, runInTransaction', async () => {
    const { tables, migrations } = await read({
      'changelog/001-init.postgresql.sql': `--liquibase formatted sql\n\n--changeset ann:1\n${ORDERS}--rollback DROP TABLE orders;\n\n--changeset ann:2 dbms:mysql\nCREATE TABLE orders (id bigint AUTO_INCREMENT PRIMARY KEY, wrong int);\nALTER TABLE orders ADD wrong int;\n\n--changeset ann:3 dbms:"postgresql,h2"\n${add('a')}--rollback\n--changeset ann:4 dbms:!postgresql\n${add('wrong')}--changeset ann:5\n${add('b')}`,
      'changelog/002-index.postgresql.sql': `--liquibase formatted sql\n--changeset ann:6 runInTransaction:false\n${INDEX}`,
    });
    expect(tables).toEqual(['orders(id, a, b)']);
    expect(migrations).toEqual([
      '001-init.postgresql.sql Liquibase down in-transaction',
      '002-index.postgresql.sql Liquibase no-transaction',
    ]);
  });

  it('folders for two databases side by side stay apart', async () => {
    const { tables, migrations } = await read({
      'migrations/mysql/1_init.up.sql':
        'CREATE TABLE `orders` (`id` bigint AUTO_INCREMENT PRIMARY KEY, `m` int unsigned);\n',
      'migrations/mysql/2_a.up.sql': 'ALTER TABLE `orders` ADD COLUMN `a` text;\n',
      'migrations/postgres/1_init.up.sql': ORDERS,
      'migrations/postgres/2_a.up.sql': add('a'),
      'migrations/postgres/2_a.down.sql': drop('a'),
    });
    expect(tables.sort()).toEqual(['orders(id, a)', 'orders(id, m, a)']);
    expect(migrations).toHaveLength(4);
  });

  it('plain folders: by the number in the name', async () => {
    const { tables, migrations } = await read({
      'sql/10-last.sql': 'ALTER TABLE orders RENAME COLUMN a TO z;\n',
      'sql/2-a.sql': add('a'),
      'sql/1-init.sql': ORDERS,
    });
    expect(tables).toEqual(['orders(id, z)']);
    expect(migrations.map((line) => line.split(' ')[0])).toEqual(['1-init.sql', '2-a.sql', '10-last.sql']);
  });
});
