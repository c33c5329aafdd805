import { describe, expect, it } from 'vitest';
import { unsafeMigration } from '../../rules/data/unsafe-migration.ts';
import { check } from '../../src/check/check.ts';
import type { Finding } from '../../src/check/finding.ts';
import { LOCKED, MYSQL, ONLINE } from './mysql-changes.ts';
import { modelOf, withFiles } from './scan.ts';

const findingsOf = async (files: Record<string, string>, after = ''): Promise<Finding[]> =>
  withFiles(files, async (root) => {
    const settings = { rules: {}, bindings: { 'unsafe-migration': { controls: [], params: { after } } } };
    const [result] = check(await modelOf(root), [unsafeMigration], settings);
    return result?.findings ?? [];
  });

const INIT =
  'CREATE TABLE "Order" ("id" SERIAL PRIMARY KEY, "state" TEXT, "amount" INTEGER);\nCREATE TABLE "Note" ("id" SERIAL PRIMARY KEY);\n';
const prisma = (sql: string): Record<string, string> => ({
  'prisma/migrations/20240101000000_init/migration.sql': INIT,
  'prisma/migrations/20240201000000_next/migration.sql': sql,
});

describe('what a migration does to tables in use', () => {
  it('tells one finding for a migration, the gravest first, with the others as places', async () => {
    const [finding, ...more] = await findingsOf(
      prisma(
        'ALTER TABLE "Order" DROP COLUMN "state";\nALTER TABLE "Order" ALTER COLUMN "amount" TYPE BIGINT;\nALTER TABLE "Note" ADD COLUMN "key" UUID NOT NULL DEFAULT gen_random_uuid();\n',
      ),
    );
    expect(more).toEqual([]);
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toMatch(/^changes amount to bigint/);
    expect(finding?.related?.map(({ at }) => at.line).sort()).toEqual([1, 3]);
  });

  it('knows how the tool runs a file: alone a concurrent index may stand in it, beside others not', async () => {
    const index = 'CREATE INDEX CONCURRENTLY "a" ON "Order" ("state");\n';
    expect(await findingsOf(prisma(index))).toEqual([]);
    const [finding] = await findingsOf(prisma(`${index}CREATE INDEX CONCURRENTLY "b" ON "Order" ("amount");\n`));
    expect(finding?.message).toContain('which no transaction may do, and Prisma runs this file in one');
  });

  it('takes the word of a check that no value is null, and of a key made from an index', async () => {
    const files = {
      ...prisma('ALTER TABLE "Order" ADD CONSTRAINT "c" CHECK ("state" IS NOT NULL) NOT VALID;\n'),
      'prisma/migrations/20240301000000_last/migration.sql':
        'ALTER TABLE "Order" ALTER COLUMN "state" SET NOT NULL;\nALTER TABLE "Note" ADD CONSTRAINT "u" UNIQUE USING INDEX "i";\n',
    };
    expect(await findingsOf(files)).toEqual([]);
  });

  it('does not take the rebuilding of a table for its end', async () => {
    const rebuilt =
      'PRAGMA foreign_keys=OFF;\nCREATE TABLE `__new_a` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `b` text);\nINSERT INTO `__new_a` SELECT `id`, `b` FROM `a`;\nDROP TABLE `a`;\nALTER TABLE `__new_a` RENAME TO `a`;\n';
    expect(
      await findingsOf({
        'drizzle/0000_quiet_fox.sql': 'CREATE TABLE `a` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL);\n',
        'drizzle/0001_loud_owl.sql': rebuilt,
      }),
    ).toEqual([]);
  });

  it('says less of a column that goes when no query names it any more', async () => {
    const drop = prisma('ALTER TABLE "Order" DROP COLUMN "state";\n');
    expect((await findingsOf(drop))[0]?.severity).toBe('info');
    const code = {
      'package.json': '{"dependencies":{"pg":"^8.0.0"}}',
      'src/orders.ts':
        "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const open = () => pool.query('SELECT id FROM \"Order\" WHERE \"state\" = $1', ['open']);\n",
    };
    expect((await findingsOf({ ...drop, ...code }))[0]?.severity).toBe('warning');
  });

  it('judges the newest, or all that come after the one that is applied everywhere', async () => {
    const add = (column: string) => `ALTER TABLE "Order" ADD COLUMN "${column}" TEXT NOT NULL;\n`;
    const files = { ...prisma(add('b')), 'prisma/migrations/20240301000000_last/migration.sql': add('c') };
    const paths = async (after?: string) => (await findingsOf(files, after)).map(({ key }) => key.split('/')[2]);
    expect(await paths()).toEqual(['20240301000000_last']);
    expect(await paths('20240101')).toEqual(['20240201000000_next', '20240301000000_last']);
    expect(await paths('20240301000000_last')).toEqual([]);
  });
});

const messageOf = async (first: string, second: string): Promise<string | undefined> =>
  (await findingsOf({ 'migrations/001_init.sql': first, 'migrations/002_next.sql': second }))[0]?.message;

describe('what MySQL copies a table for', () => {
  it.each(LOCKED)('%s', async (_name, sql, message) => {
    expect(await messageOf(MYSQL, `${sql}\n`)).toMatch(message);
  });

  it.each(ONLINE)('not for %s', async (_name, sql) => {
    expect(await messageOf(MYSQL, `${sql}\n`)).toBeUndefined();
  });
});

describe('what SQLite refuses to add', () => {
  const LITE = 'CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT);\n';
  it.each([
    ['ALTER TABLE t ADD COLUMN a text UNIQUE;', /UNIQUE, which SQLite refuses/],
    ['ALTER TABLE t ADD COLUMN a text DEFAULT CURRENT_TIMESTAMP;', /a default that is not constant/],
    ["ALTER TABLE t ADD COLUMN a text DEFAULT (datetime('now'));", /a default that is not constant/],
    ["ALTER TABLE t ADD COLUMN a text NOT NULL DEFAULT ('x');", undefined],
    ['ALTER TABLE t ADD COLUMN a integer DEFAULT 0;', undefined],
  ])('%s', async (sql, message) => {
    const found = await messageOf(LITE, `${sql}\n`);
    if (message === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(message);
  });
});

describe('how its tool runs a migration', () => {
  const INDEX = 'CREATE INDEX CONCURRENTLY i ON orders (state);\n';
  const FIRST = 'CREATE TABLE orders (id bigserial PRIMARY KEY, state text);\n';
  it.each([
    ['-- +goose Up\n', /goose runs this file in one/],
    ['-- +goose NO TRANSACTION\n-- +goose Up\n', undefined],
    ['-- migrate:up\n', /dbmate runs this file in one/],
    ['-- migrate:up transaction:false\n', undefined],
    ['--liquibase formatted sql\n--changeset ann:2\n', /Liquibase runs this file in one/],
    ['--liquibase formatted sql\n--changeset ann:2 runInTransaction:false\n', undefined],
  ])('%s', async (head, message) => {
    const found = await messageOf(FIRST, `${head}${INDEX}`);
    if (message === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(message);
  });
});
