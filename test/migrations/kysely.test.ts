import { describe, expect, it } from 'vitest';
import { schemaOf } from './tables-of.ts';

const MANIFEST = { 'package.json': '{"name":"sample","dependencies":{"kysely":"0.27","pg":"8"}}' };

describe('Kysely migrations', () => {
  it('read tables, keys, indexes, helpers and what changes them later', async () => {
    const { lines, unknowns } = await schemaOf({
      ...MANIFEST,
      'migrations/2024_01_01_init.ts': `
import { type Kysely, sql } from 'kysely';
const withTimes = (table) => table.addColumn('created_at', 'timestamptz', (col) => col.notNull().defaultTo(sql\`now()\`));
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('id', 'serial', (col) => col.primaryKey())
    .addColumn('email', sql\`citext\`, (col) => { return col.notNull().unique(); })
    .addColumn('manager_id', 'integer', (col) => col.references('person.id').onDelete('set null'))
    .$call(withTimes)
    .execute();
  await db.schema
    .createTable('pet')
    .ifNotExists()
    .addColumn('owner_id', 'integer', (col) => col.references('person.id').notNull())
    .addColumn('vet_id', 'integer')
    .addColumn('name', 'varchar(50)')
    .addPrimaryKeyConstraint('pet_key', ['owner_id', 'name'])
    .addForeignKeyConstraint('pet_vet', ['vet_id'], 'person', ['id'], (key) => key.onDelete('restrict'))
    .execute();
  await db.schema.createIndex('pet_vet_id').on('pet').columns(['vet_id', 'name desc']).where('vet_id', 'is not', null).execute();
  await sql\`CREATE INDEX by_name ON pet (name)\`.execute(db);
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('pet').execute();
}`,
      'migrations/2024_02_01_later.ts': `
import { type Kysely, sql } from 'kysely';
export async function up(db: Kysely<any>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.schema.alterTable('pet').addColumn('age', 'integer', (col) => col.notNull()).dropColumn('name').execute();
  });
  await db.schema.alterTable('person').renameColumn('email', 'mail').execute();
  await db.schema.alterTable('person').alterColumn('mail', (col) => col.dropNotNull()).execute();
  for (const table of ['person', 'pet']) {
    await sql\`ALTER TABLE \${sql.table(table)} ADD COLUMN gone timestamptz\`.execute(db);
    await db.schema.createIndex(\`\${table}_gone\`).on(table).column('gone').execute();
  }
}`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'person(id serial!, mail citext, manager_id integer, created_at timestamptz! = now(), gone timestamptz) key(id) unique(mail) fk(manager_id -> person.id SET NULL) index(gone)',
      'pet(owner_id integer!, vet_id integer, age integer!, gone timestamptz) fk(owner_id -> person.id) fk(vet_id -> person.id RESTRICT) index(gone)',
    ]);
  });

  it('have the names that the client writes in snake case', async () => {
    const { lines } = await schemaOf({
      ...MANIFEST,
      'src/database.ts': `
import { CamelCasePlugin, Kysely } from 'kysely';
export const db = new Kysely({ plugins: [new CamelCasePlugin()] });`,
      'migrations/1.ts': `
import { type Kysely, sql } from 'kysely';
export async function up(db: Kysely<any>) {
  await db.schema.createTable('userTag').addColumn('userId', 'integer', (col) => col.primaryKey()).execute();
  await sql\`ALTER TABLE user_tag ADD COLUMN "asWritten" int\`.execute(db);
}`,
    });
    expect(lines).toEqual(['user_tag(user_id integer!, asWritten int) key(user_id)']);
  });
});

describe('a migration that returns', () => {
  const up = (body: string) =>
    schemaOf({
      'package.json': '{"name":"sample","dependencies":{"knex":"3","pg":"8"}}',
      'migrations/1.js': `exports.up = async (knex) => {\n${body}\n};`,
    });

  it('ends the loop it stands in', async () => {
    const { lines } = await up(`
  await knex.raw('CREATE TABLE a (id int)');
  for (const name of ['first', 'second']) {
    try {
      await knex.raw(\`ALTER TABLE a ADD COLUMN \${name} int\`);
      return;
    } catch (error) { console.log(error); }
  }`);
    expect(lines).toEqual(['a(id int, first int)']);
  });

  it('runs rounds one after the other', async () => {
    const { lines } = await up(`
  for (const name of ['a', 'b']) {
    await knex.raw(\`CREATE TABLE \${name} (id int)\`);
    await knex.raw(\`ALTER TABLE \${name} RENAME TO c_\${name}\`);
  }
  if (true) return;
  await knex.raw('DROP TABLE c_a');`);
    expect(lines).toEqual(['c_a(id int)', 'c_b(id int)']);
  });
});
