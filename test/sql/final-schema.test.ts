import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../src/model/repo-model.ts';
import { foldSchema } from '../../src/model/schema/index.ts';
import { secondParser } from '../../src/parse/sql/expressions.ts';
import { parseSql } from '../../src/parse/sql/index.ts';

async function schemaOf(files: Record<string, string>): Promise<Record<string, Table>> {
  const inputs = Object.entries(files).map(([path, text]) => ({
    path,
    facts: parseSql({ path, text }),
    role: 'source' as const,
  }));
  const { tables } = await foldSchema(inputs);
  return Object.fromEntries(tables.map((table) => [table.name, table]));
}
const columnsOf = (table: Table | undefined): string[] => (table?.columns ?? []).map((column) => column.name);

describe('splitting', () => {
  it('sees through dollar quotes, comments, COPY data and trigger bodies', async () => {
    const tables = await schemaOf({
      'schema.sql': [
        '-- a; comment',
        'CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN INSERT INTO x VALUES (1); RETURN NEW; END; $body$ LANGUAGE plpgsql;',
        "/* outer /* inner ; */ still */ CREATE TABLE a (id serial PRIMARY KEY, note text DEFAULT E'it''s; \\' fine');",
        'COPY a (id, note) FROM stdin;',
        '1\tCREATE TABLE wrong (id int);',
        '\\.',
        'CREATE TABLE b (id int PRIMARY KEY);',
      ].join('\n'),
    });
    expect(Object.keys(tables).sort()).toEqual(['a', 'b']);
    expect(columnsOf(tables.a)).toEqual(['id', 'note']);
  });

  it('knows DELIMITER and GO', async () => {
    const tables = await schemaOf({
      'mysql.sql':
        'CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = 1; SET @y = 2; END//\nDELIMITER ;\nCREATE TABLE b (id int PRIMARY KEY) ENGINE=InnoDB;\n',
    });
    expect(Object.keys(tables).sort()).toEqual(['a', 'b']);
    const server = await schemaOf({
      'mssql.sql':
        'CREATE TABLE [dbo].[Users] ([Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY)\nGO\nCREATE TABLE [dbo].[Roles] ([Id] INT NOT NULL PRIMARY KEY)\nGO\n',
    });
    expect(Object.keys(server).sort()).toEqual(['Roles', 'Users']);
  });
});

describe('migrations folded in order', () => {
  it('applies renames, drops and additions by the number in the name', async () => {
    const tables = await schemaOf({
      'migrations/10_rename.sql':
        'ALTER TABLE users RENAME COLUMN mail TO email;\nALTER TABLE IF EXISTS users DROP COLUMN IF EXISTS age;',
      'migrations/2_add.sql': 'ALTER TABLE users ADD COLUMN age int;',
      'migrations/1_users.sql':
        'CREATE TABLE users (id bigserial PRIMARY KEY, mail text NOT NULL);\nCREATE TABLE old (id int);',
      'migrations/11_drop.sql': 'DROP TABLE old;',
    });
    expect(Object.keys(tables)).toEqual(['users']);
    expect(columnsOf(tables.users)).toEqual(['id', 'email']);
  });

  it('takes dates with hyphens for the numbers that they are', async () => {
    const tables = await schemaOf({
      'migrations/20170804200817_emails/up.sql': 'CREATE TABLE emails (id serial PRIMARY KEY);',
      'migrations/2017-09-23-182408_token/up.sql': 'ALTER TABLE emails ADD COLUMN token text;',
      'migrations/2017-09-23-210614_readme/up.sql': 'ALTER TABLE emails RENAME COLUMN token TO secret;',
      'migrations/20180101000000_drop/up.sql': 'ALTER TABLE emails DROP COLUMN secret;',
    });
    expect(columnsOf(tables.emails)).toEqual(['id']);
  });

  it("begins with Flyway's baseline where the versions before it are gone", async () => {
    const baseline = 'CREATE TABLE t (id int PRIMARY KEY, a int);';
    const later = { 'V1_20_1__b.sql': 'ALTER TABLE t ADD COLUMN b int;' };
    const tables = await schemaOf({ 'B1_20_0__baseline.sql': baseline, ...later });
    expect(columnsOf(tables.t)).toEqual(['id', 'a', 'b']);
    const older = { 'V1_9_0__t.sql': 'CREATE TABLE t (id int PRIMARY KEY, old int);' };
    const both = await schemaOf({ 'B1_20_0__baseline.sql': baseline, ...older, ...later });
    expect(columnsOf(both.t)).toEqual(['id', 'old', 'b']);
  });

  it('leaves the way back out', async () => {
    const tables = await schemaOf({
      'migrations/001_users.up.sql': 'CREATE TABLE users (id int PRIMARY KEY);',
      'migrations/001_users.down.sql': 'DROP TABLE users;',
      'migrations/002_posts.sql':
        '-- +goose Up\nCREATE TABLE posts (id int PRIMARY KEY);\n-- +goose Down\nDROP TABLE posts;\n',
    });
    expect(Object.keys(tables).sort()).toEqual(['posts', 'users']);
  });
});

describe('foreign keys and what indexes them', () => {
  const indexed = async (extra: string, tail = ''): Promise<boolean | undefined> => {
    const text = `CREATE TABLE p (id serial PRIMARY KEY);\nCREATE TABLE c (id serial PRIMARY KEY, p_id int REFERENCES p (id), at timestamptz${extra});\n${tail}`;
    return (await schemaOf({ 'schema.sql': text })).c?.foreignKeys[0]?.indexed;
  };

  it.each([
    ['nothing', '', '', false],
    ['an index that leads with it', '', 'CREATE INDEX ON c (p_id, at);', true],
    ['an index that has it second', '', 'CREATE INDEX ON c (at, p_id);', false],
    ['a unique constraint', ', UNIQUE (p_id)', '', true],
    ['an index created concurrently', '', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON c USING btree (p_id);', true],
    ['a partial index for rows that have it', '', 'CREATE INDEX i ON c (p_id) WHERE p_id IS NOT NULL;', true],
    [
      'a partial index for rows that also lack something',
      '',
      'CREATE INDEX i ON c (p_id) WHERE (p_id IS NOT NULL AND (at IS NULL));',
      false,
    ],
    ['another partial index', '', 'CREATE INDEX i ON c (p_id) WHERE at > now();', false],
    ['a GIN index', '', 'CREATE INDEX i ON c USING gin (p_id);', false],
    ['an expression', '', 'CREATE INDEX i ON c (abs(p_id));', false],
    ['an index that was dropped again', '', 'CREATE INDEX i ON c (p_id); DROP INDEX i;', false],
  ])('%s', async (_name, extra, tail, expected) => {
    expect(await indexed(extra, tail)).toBe(expected);
  });

  it('InnoDB indexes them itself', async () => {
    const tables = await schemaOf({
      'schema.sql':
        'CREATE TABLE p (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE c (id int AUTO_INCREMENT PRIMARY KEY, p_id int, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id)) ENGINE=InnoDB;',
    });
    expect(tables.c?.foreignKeys[0]?.indexed).toBe(true);
  });
});

describe('held against node-sql-parser', () => {
  it.each([
    'CREATE TABLE users (id SERIAL PRIMARY KEY, email VARCHAR(255) NOT NULL UNIQUE, created_at TIMESTAMP DEFAULT now())',
    'CREATE TABLE IF NOT EXISTS orders (id BIGINT NOT NULL, user_id INTEGER REFERENCES users (id), total NUMERIC(10,2) DEFAULT 0, PRIMARY KEY (id))',
    'CREATE TABLE tags (a INT, b TEXT, CONSTRAINT u UNIQUE (a, b))',
  ])('reads the same table and columns: %s', async (statement) => {
    const parsed = (await secondParser('postgresql')).astify(statement) as unknown;
    const ast = (Array.isArray(parsed) ? parsed[0] : parsed) as {
      table: { table: string }[];
      create_definitions: { resource: string; column?: { column: { expr: { value: string } } } }[];
    };
    const columns = ast.create_definitions
      .filter((item) => item.resource === 'column')
      .map((item) => item.column?.column.expr.value);
    const tables = await schemaOf({ 'schema.sql': `${statement};` });
    expect(columnsOf(tables[ast.table[0]?.table ?? ''])).toEqual(columns);
  });
});

describe('any text', () => {
  it('never throws, and counts what it read', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            "'",
            '"',
            '$',
            '$$',
            ';',
            '(',
            ')',
            '--',
            '/*',
            '*/',
            '\n',
            'CREATE TABLE a',
            ' id int',
            ',',
            '`',
            '[',
            ']',
            'E',
            '\\',
            'DO ',
            'ALTER TABLE a ADD ',
          ),
        }),
        (text) => {
          const { statements } = parseSql({ path: 'a.sql', text });
          expect(statements.read + statements.skipped + statements.notUnderstood).toBeLessThanOrEqual(statements.total);
        },
      ),
    );
  });
});
