import { describe, expect, it } from 'vitest';
import { placesOf, schemaOf } from './tables-of.ts';

const SQLITE = { 'package.json': '{"name":"sample","dependencies":{"better-sqlite3":"9"}}' };

describe('tables that a service makes when it starts', () => {
  it('come from the SQL text it runs, in loops and tags too, and stay although other code drops them', async () => {
    const { lines, tables, unknowns } = await schemaOf({
      ...SQLITE,
      'src/db.js': `const Database = require('better-sqlite3');
const db = new Database('app.db');
const POSTS = 'posts';
db.exec(\`
  CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT UNIQUE NOT NULL);
  CREATE TABLE IF NOT EXISTS \${POSTS} (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id));
\`);
const statements = ['CREATE TABLE tags (name TEXT)', 'CREATE INDEX tags_name ON tags (name)'];
for (const statement of statements) db.prepare(statement).run();
function reset() { db.exec('DROP TABLE users'); }
console.log('CREATE TABLE of_logs (id int)');`,
      'src/notes/setup.js': `const sql = require('postgres')();
exports.setup = async () => { await sql\`CREATE TABLE notes (id int PRIMARY KEY, post_id int REFERENCES posts(id))\`; };`,
      'test/setup.test.js': "db.exec('CREATE TABLE of_tests (id int)');",
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'users(id integer!, email text!) key(id) unique(email)',
      'posts(id integer!, user_id integer!) key(id) fk(user_id -> users.id)',
      'tags(name text) index(name)',
      'notes(id int, post_id int) key(id) fk(post_id -> posts.id)',
    ]);
    expect(placesOf(tables.users)).toEqual(['id@5', 'email@5']);
  });

  it('come from the builders of Knex and Kysely', async () => {
    const { lines } = await schemaOf({
      'package.json': '{"name":"sample","dependencies":{"knex":"3","kysely":"0.27","pg":"8"}}',
      'src/setup.js': `
exports.setup = async (db, kysely) => {
  const exists = await db.schema.hasTable('users');
  if (!exists) await db.schema.createTable('users', (table) => { table.increments('id'); table.string('name').index(); });
  await kysely.schema.createTable('pets').addColumn('id', 'integer', (col) => col.primaryKey()).execute();
};`,
    });
    expect(lines).toEqual(['users(id serial!, name varchar(255)) key(id) index(name)', 'pets(id integer!) key(id)']);
  });

  it('are those of migrations and SQL files where both make them, once, and not those of other stores', async () => {
    const { lines, tables } = await schemaOf({
      ...SQLITE,
      'schema.sql': 'CREATE TABLE users (id integer PRIMARY KEY, name text);',
      'src/a.js': "db.exec('CREATE TABLE users (id integer); CREATE INDEX by_id ON users (id)');",
      'src/b.js': "db.run('CREATE TABLE posts (id integer)');",
      'src/c.js': "db.run('CREATE TABLE posts (id integer, more text)');",
      'src/events.js':
        "import { createClient } from '@clickhouse/client';\nclient.command({ query: 'CREATE TABLE events (id int)' });",
    });
    expect(lines).toEqual(['users(id integer!, name text) key(id)', 'posts(id integer)']);
    expect(tables.users?.path).toBe('schema.sql');
  });

  it('are told of where their names are not constant', async () => {
    const { unknowns } = await schemaOf({
      ...SQLITE,
      'src/a.js': 'exports.make = (db, name) => db.exec(`CREATE TABLE ${name} (id integer)`);',
    });
    expect(unknowns).toEqual([expect.stringMatching(/^src\/a\.js:1 not understood: CREATE TABLE/)]);
  });
});
