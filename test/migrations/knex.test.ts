import { describe, expect, it } from 'vitest';
import { placesOf, schemaOf } from './tables-of.ts';

const POSTGRES = '{"name":"sample","dependencies":{"knex":"3","pg":"8"}}';

describe('Knex migrations', () => {
  it('read tables, keys and indexes, each where it stands', async () => {
    const { lines, tables, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'migrations/20240101_init.js': `
exports.up = function (knex) {
  return knex.schema
    .createTable('users', (t) => {
      t.increments();
      t.string('email', 120).notNullable().unique();
      t.timestamps(true, true);
    })
    .createTable('articles', function (table) {
      table.uuid('id').primary();
      table
        .integer('author')
        .notNullable()
        .references('users.id')
        .onDelete('CASCADE');
      table.integer('editor_id').unsigned().references('id').inTable('users').index();
      table.string('slug').defaultTo('');
      table.unique(['slug', 'author']);
      table.index(['author', 'slug'], 'by_author');
      table.foreign(['editor_id', 'slug']).references(['id', 'email']).inTable('users');
    });
};
exports.down = (knex) => knex.schema.dropTable('articles').dropTable('users');
`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'users(id serial!, email varchar(120)!, created_at timestamptz! = CURRENT_TIMESTAMP, updated_at timestamptz! = CURRENT_TIMESTAMP) key(id) unique(email)',
      "articles(id uuid!, author integer!, editor_id integer, slug varchar(255) = '') key(id) unique(slug, author) fk(author -> users.id CASCADE) indexed fk(editor_id -> users.id) indexed fk(editor_id, slug -> users.id, email) index(editor_id) index(author, slug)",
    ]);
    expect(placesOf(tables.articles)).toEqual([
      'id@10',
      'author@12',
      'editor_id@16',
      'slug@17',
      'fk author@12',
      'fk editor_id@16',
      'fk editor_id, slug@20',
      'index editor_id@16',
      'index author, slug@19',
    ]);
  });

  it('are folded in the order of their names, with what they change and take away', async () => {
    const { lines } = await schemaOf({
      'package.json': POSTGRES,
      'db/migrations/20240103_rename.ts': `
import type { Knex } from 'knex';
export async function up(knex: Knex): Promise<void> {
  await knex.schema.renameTable('people', 'users');
  await knex.schema.alterTable('users', (t) => { t.dropColumn('age'); t.renameColumn('mail', 'email'); t.dropIndex(['team_id'], 'people_team_id_index'); t.string('name').notNullable().alter(); });
  await knex.raw('CREATE INDEX users_email ON users (email)');
}`,
      'db/migrations/20240101_people.ts': `
import type { Knex } from 'knex';
export async function up(knex: Knex) {
  const exists = await knex.schema.hasTable('people');
  if (exists) return;
  await knex.schema.createTable('teams', (t) => { t.increments('id'); });
  await knex.schema.createTable('people', (t) => { t.increments('id'); t.string('mail'); t.integer('age'); t.string('name'); t.integer('team_id').references('id').inTable('teams'); t.index('team_id'); });
}
export async function down(knex: Knex) { await knex.schema.dropTable('people'); }`,
    });
    expect(lines).toEqual([
      'teams(id serial!) key(id)',
      'users(id serial!, email varchar(255), name varchar(255)!, team_id integer) key(id) fk(team_id -> teams.id) index(email)',
    ]);
  });

  it('follow helpers, constants, loops over lists, and transactions', async () => {
    const { lines, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'src/tables.js': "exports.OWNER = 'owners';",
      'migrations/1_init.js': `
const { OWNER } = require('../src/tables');
const KINDS = ['cats', 'dogs'];
function withOwner(table) { table.integer('owner_id').references('id').inTable(OWNER); }
async function createPets(knex, kind) {
  await knex.schema.createTable(kind, (table) => { table.increments(); withOwner(table); });
}
module.exports = {
  async up(knex) {
    await knex.transaction(async (trx) => {
      await trx.schema.createTable(OWNER, (t) => t.bigIncrements('id'));
      for (const kind of KINDS) await createPets(trx, kind);
      await Promise.all(KINDS.map((kind) => trx.schema.table(kind, (t) => t.index('owner_id'))));
    });
  },
};`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'owners(id bigserial!) key(id)',
      'cats(id serial!, owner_id integer) key(id) fk(owner_id -> owners.id) indexed index(owner_id)',
      'dogs(id serial!, owner_id integer) key(id) fk(owner_id -> owners.id) indexed index(owner_id)',
    ]);
  });

  it('say what they cannot tell', async () => {
    const { lines, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'migrations/1_init.js': `
exports.up = async (knex) => {
  await knex.schema.createTable(process.env.TABLE, (t) => t.increments());
  await knex.schema.createTable('a', (t) => { t.integer('x').references('id').inTable(process.env.TABLE); });
  await knex.schema.createTable('b', require('elsewhere'));
  if (process.env.HOSTED) await knex.schema.createTable('c', (t) => t.increments());
  await knex.raw(process.env.STATEMENT);
};`,
    });
    expect(lines).toEqual(['a(x integer)', 'b()', 'c(id serial!) key(id)']);
    expect(unknowns).toEqual([
      'migrations/1_init.js:3 the table of createTable is not constant',
      'migrations/1_init.js:4 what a.x refers to is not constant',
      'migrations/1_init.js:5 what createTable does with the table is not known',
      'migrations/1_init.js:6 what this changes depends on a condition that is not known',
      'migrations/1_init.js:7 runs SQL that is not known',
    ]);
  });
});
