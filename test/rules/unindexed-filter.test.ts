import { describe, expect, it } from 'vitest';
import { unindexedFilter } from '../../rules/data/unindexed-filter.ts';
import { scan, withFiles } from './scan.ts';

const SQL =
  'CREATE TABLE users (id serial PRIMARY KEY, name text, mail text, city text, born date, status text, reset_password_token text, password text, password_hash text);\n';

const told = async (files: Record<string, string>): Promise<(string | undefined)[]> =>
  withFiles({ 'schema.sql': SQL, ...files }, async (root) =>
    ((await scan(root, [unindexedFilter]))[0]?.findings ?? []).map(({ fix }) => fix),
  );
const whereOf = (where: string) =>
  told({
    'package.json': '{"dependencies":{"pg":"^8.0.0"}}',
    'src/users.ts': `import { Pool } from 'pg';\nconst pool = new Pool();\nexport const found = (a: string, b: string) => pool.query("SELECT id FROM users u WHERE ${where}", [a, b]);\n`,
  });
const knexOf = (chain: string) =>
  told({
    'package.json': '{"dependencies":{"knex":"^3.0.0"}}',
    'src/users.js': `const db = require('knex')({ client: 'pg' });\nexports.found = (a, b) => db('users')${chain};\n`,
  });

describe('an index that is proposed', () => {
  it.each([
    'LOWER(name) = $1 AND password = $2',
    'lower(u.name) = $1 AND u.city = $2',
    'mail::citext = $1 AND city = $2',
    "date_trunc('day', born) = $1 AND city = $2",
    "name ILIKE $1 AND status = 'new'",
    'password_hash = $1',
  ])('takes no neighbour of the condition that finds the rows: %s', async (where) =>
    expect(await whereOf(where)).toEqual([]),
  );

  it('begins with what the rows are looked up by, and leaves the password out', async () => {
    expect(await whereOf('password = $2 AND name = $1')).toEqual(['CREATE INDEX idx_users_name ON users (name);']);
    expect(await whereOf('city = $2 AND LENGTH(name) IS NOT NULL')).toEqual([
      'CREATE INDEX idx_users_city ON users (city);',
    ]);
  });

  it('may begin with a token that is about a password', async () =>
    expect(await whereOf('reset_password_token = $1')).toEqual([
      'CREATE INDEX idx_users_reset_password_token ON users (reset_password_token);',
    ]));

  it('is so in builders too', async () => {
    expect(await knexOf(".whereRaw('LOWER(name) = ?', [a]).where('password', b)")).toEqual([]);
    expect(await knexOf(".whereILike('name', a).where('status', b)")).toEqual([]);
    expect(await knexOf('.where({ password: b, mail: a })')).toEqual(['CREATE INDEX idx_users_mail ON users (mail);']);
  });
});
