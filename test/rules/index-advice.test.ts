import { describe, expect, it } from 'vitest';
import { unindexedForeignKey } from '../../rules/data/unindexed-foreign-key.ts';
import type { Finding } from '../../src/check/finding.ts';
import { scan, withFiles } from './scan.ts';

const findingsOf = async (files: Record<string, string>): Promise<Finding[]> =>
  withFiles(files, async (root) => (await scan(root, [unindexedForeignKey]))[0]?.findings ?? []);

const fixOf = async (files: Record<string, string>): Promise<string | undefined> => (await findingsOf(files))[0]?.fix;

describe('a partial index', () => {
  const severityWith = async (where: string): Promise<string | undefined> =>
    (
      await findingsOf({
        'schema.sql': `CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE orders (id serial PRIMARY KEY, deleted_at timestamptz, open boolean, user_id int REFERENCES users (id) ON DELETE CASCADE);\nCREATE INDEX ON orders (user_id) WHERE ${where};\n`,
      })
    )[0]?.severity;

  it.each(['deleted_at IS NULL', '"orders"."deleted_at" is null AND user_id IS NOT NULL', '(deleted_at IS NULL)'])(
    'of the rows not marked as deleted makes it a note: %s',
    async (where) => expect(await severityWith(where)).toBe('info'),
  );

  it.each(['deleted_at IS NOT NULL', 'open AND deleted_at IS NULL'])('of other rows does not: %s', async (where) =>
    expect(await severityWith(where)).toBe('warning'),
  );
});

describe('the statement that makes a missing index', () => {
  it('quotes reserved words and mixed case in the way of the dialect', async () => {
    expect(
      await fixOf({
        'schema.sql':
          'CREATE TABLE "Country" ("id" serial PRIMARY KEY);\nCREATE TABLE "Order" ("id" serial PRIMARY KEY, "countryId" int REFERENCES "Country" ("id"), at timestamptz);\n',
      }),
    ).toBe('CREATE INDEX idx_order_countryid ON "Order" ("countryId");');
    expect(
      await fixOf({
        'schema.sql':
          'CREATE TABLE [dbo].[Groups] ([Id] INT IDENTITY(1,1) PRIMARY KEY)\nGO\nCREATE TABLE [dbo].[Users] ([Id] INT IDENTITY(1,1) PRIMARY KEY, [Group] INT NOT NULL REFERENCES [dbo].[Groups] ([Id]))\nGO\n',
      }),
    ).toBe('CREATE INDEX idx_users_group ON dbo.Users ([Group]);');
  });

  it('is to stand in a new migration, never in an applied one', async () => {
    const sql =
      'CREATE TABLE "User" ("id" SERIAL PRIMARY KEY);\nCREATE TABLE "Post" ("id" SERIAL PRIMARY KEY, "authorId" INTEGER NOT NULL);\nALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id");\n';
    expect(await fixOf({ 'db/migrations/1_init.sql': sql })).toBe(
      'In a new migration: CREATE INDEX idx_post_authorid ON "Post" ("authorId");',
    );
    const schema =
      'model User {\n id Int @id\n posts Post[]\n}\nmodel Post {\n id Int @id\n author User @relation(fields: [writer], references: [id])\n writer Int @map("authorId")\n}\n';
    expect(await fixOf({ 'prisma/schema.prisma': schema, 'prisma/migrations/1_init/migration.sql': sql })).toMatch(
      /^Add @@index\(\[writer\]\) to model Post in prisma\/schema\.prisma, and let a new migration make it/,
    );
  });
});

describe('how grave a missing index is', () => {
  const users = 'CREATE TABLE users (id serial PRIMARY KEY, name text, mail text, age int, born date, city text);\n';
  const severities = async (sql: string, more: Record<string, string> = {}) =>
    (await findingsOf({ 'schema.sql': sql, ...more })).map(({ key, severity }) => `${key} ${severity}`);

  it('is less for who wrote a row and for lists of choices, unless the code finds rows by it', async () => {
    const sql = `${users}CREATE TABLE countries (id serial PRIMARY KEY, name text);\nCREATE TABLE shops (id serial PRIMARY KEY, owner_id int REFERENCES users (id), created_by int REFERENCES users (id), country_id int REFERENCES countries (id), resolved_by int REFERENCES users (id) ON DELETE CASCADE);\n`;
    expect(await severities(sql)).toEqual([
      'shops.country_id info',
      'shops.created_by info',
      'shops.owner_id warning',
      'shops.resolved_by warning',
    ]);
    const code = {
      'package.json': '{"dependencies":{"pg":"^8.0.0"}}',
      'src/shops.ts':
        "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const inCountry = (id: number) => pool.query('SELECT id FROM shops WHERE country_id = $1', [id]);\n",
    };
    expect(await severities(sql, code)).toContain('shops.country_id warning');
  });

  it('is less where an index finds a part of a composite key, which the finding names', async () => {
    const sql =
      'CREATE TABLE accounts (tenant_id int, id int, PRIMARY KEY (tenant_id, id));\nCREATE TABLE orders (id serial PRIMARY KEY, tenant_id int, account_id int, FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id));\nCREATE INDEX orders_tenant ON orders (tenant_id);\n';
    const [finding] = await findingsOf({ 'schema.sql': sql });
    expect(finding?.severity).toBe('info');
    expect(finding?.message).toContain('orders_tenant leads with tenant_id alone');
  });
});
