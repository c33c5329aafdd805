import { describe, expect, it } from 'vitest';
import { placesOf, schemaOf } from './tables-of.ts';

describe('node-pg-migrate', () => {
  it('reads columns, constraints, indexes and SQL', async () => {
    const { lines, unknowns } = await schemaOf({
      'package.json': '{"name":"sample","dependencies":{"node-pg-migrate":"7","pg":"8"}}',
      'migrations/1700000000000_init.js': `
exports.up = (pgm) => {
  pgm.createTable('users', { id: 'id', name: { type: 'varchar(100)', notNull: true, unique: true } });
  pgm.createTable({ schema: 'app', name: 'posts' }, {
    id: { type: 'uuid', primaryKey: true },
    user_id: { type: 'integer', references: '"users"', onDelete: 'cascade' },
    editor_id: { type: 'integer', references: 'users(id)' },
    at: { type: 'timestamp', default: pgm.func('now()') },
  }, { constraints: { unique: [['user_id', 'at']], check: 'user_id > 0' } });
  pgm.createIndex({ schema: 'app', name: 'posts' }, ['editor_id', { name: 'at', sort: 'DESC' }], { where: 'editor_id IS NOT NULL' });
  pgm.addColumns('users', { mail: { type: 'text' }, age: { type: 'int' } });
  pgm.sql('CREATE INDEX by_mail ON users (mail)');
};
exports.down = (pgm) => pgm.dropTable('users');`,
      'migrations/1700000000001_later.js': `
exports.up = (pgm) => {
  pgm.dropColumns('users', ['age']);
  pgm.alterColumn('users', 'mail', { notNull: true });
  pgm.dropConstraint('users', 'users_name_key');
  pgm.addConstraint('users', 'one_mail', { unique: 'mail' });
  pgm.dropIndex('users', 'mail', { name: 'by_mail' });
};`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'users(id serial!, name varchar(100)!, mail text!) key(id) unique(mail)',
      'app.posts(id uuid!, user_id integer, editor_id integer, at timestamp = now()) key(id) unique(user_id, at) fk(user_id -> users.id CASCADE) indexed fk(editor_id -> users.id) indexed index(editor_id, at) where editor_id IS NOT NULL',
    ]);
  });
});

describe('db-migrate', () => {
  it('follows callbacks, bound calls and SQL files', async () => {
    const { lines, tables, unknowns } = await schemaOf({
      'package.json': '{"name":"sample","dependencies":{"db-migrate":"1","db-migrate-mysql":"2","mysql":"2"}}',
      'migrations/20200101-init.js': `
var async = require('async');
exports.up = function (db, callback) {
  db.createTable('owners', { id: { type: 'int', primaryKey: true, autoIncrement: true }, name: 'string' }, function (err) {
    if (err) return callback(err);
    db.createTable('pets', { columns: { id: { type: 'int', primaryKey: true }, owner_id: 'int', vet_id: { type: 'int', foreignKey: { name: 'vet', table: 'owners', mapping: 'id', rules: { onDelete: 'CASCADE' } } } } }, function () {
      async.series([
        db.addForeignKey.bind(db, 'pets', 'owners', 'pets_owner', { owner_id: 'id' }, { onDelete: 'SET NULL' }),
        db.addIndex.bind(db, 'pets', 'by_owner', ['owner_id', 'id'], true),
      ], callback);
    });
  });
};`,
      'migrations/20200102-sql.js': `
var fs = require('fs');
var path = require('path');
exports.up = function (db) {
  var filePath = path.join(__dirname, 'sqls', '20200102-sql-up.sql');
  return new Promise(function (resolve, reject) {
    fs.readFile(filePath, { encoding: 'utf-8' }, function (err, data) {
      if (err) return reject(err);
      resolve(data);
    });
  }).then(function (data) {
    return db.runSql(data);
  });
};`,
      'migrations/sqls/20200102-sql-up.sql':
        '\nALTER TABLE pets ADD COLUMN age int;\nCREATE TABLE vets (id int PRIMARY KEY);',
      'migrations/sqls/20200102-sql-down.sql': 'ALTER TABLE pets DROP COLUMN age;',
      'migrations/20200103-more.js': `
exports.up = (db, cb) => db.runSql(\`
  ALTER TABLE vets ADD COLUMN name varchar(20);
  ALTER TABLE pets DROP COLUMN name;
\`, cb);`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'owners(id int!, name varchar) key(id)',
      'pets(id int!, owner_id int, vet_id int, age int) key(id) fk(vet_id -> owners.id CASCADE) indexed fk(owner_id -> owners.id SET NULL) indexed unique index(owner_id, id)',
      'vets(id int!, name varchar(20)) key(id)',
    ]);
    expect(tables.vets?.path).toBe('migrations/sqls/20200102-sql-up.sql');
    expect(placesOf(tables.vets)).toEqual(['id@3', 'name@3']);
  });
});

describe('MikroORM and AdonisJS', () => {
  it('run in the order of the files, whatever the numbers in the names', async () => {
    const migration = (name: string, sql: string) =>
      `import { Migration } from '@mikro-orm/migrations';\nexport class ${name} extends Migration {\n  async up() { this.addSql('${sql}'); }\n}\n`;
    const { lines } = await schemaOf({
      'package.json': '{"name":"sample","dependencies":{"@mikro-orm/postgresql":"6"}}',
      'src/migrations/InitialSetup20240401000000.ts': migration(
        'InitialSetup20240401000000',
        'create table "author" ("id" int primary key);',
      ),
      'src/migrations/Migration202408271511.ts': migration(
        'Migration202408271511',
        'alter table if exists "author" add column if not exists "age" int;',
      ),
    });
    expect(lines).toEqual(['author(id int!, age int) key(id)']);
  });

  it('read what the class itself is given', async () => {
    const { lines } = await schemaOf({
      'package.json': '{"name":"sample","dependencies":{"@mikro-orm/postgresql":"6"}}',
      'src/migrations/Migration20240102000000.ts': `
import { Migration } from '@mikro-orm/migrations';
export class Migration20240102000000 extends Migration {
  async up(): Promise<void> {
    this.addSql('alter table "author" add column "age" int null;');
    this.addSql(\`create index "author_age_index" on "author" ("age");\`);
  }
  async down() { this.addSql('drop index "author_age_index";'); }
}`,
      'src/migrations/Migration20240101000000.ts': `
import { Migration } from '@mikro-orm/migrations';
export class Migration20240101000000 extends Migration {
  up() { this.addSql('create table "author" ("id" serial primary key);'); }
}`,
      'database/migrations/1700_users.ts': `
import { BaseSchema } from '@adonisjs/lucid/schema';
export default class extends BaseSchema {
  protected tableName = 'users';
  async up() { this.schema.createTable(this.tableName, (table) => { table.increments('id'); }); }
  async down() { this.schema.dropTable(this.tableName); }
}`,
    });
    expect(lines).toEqual(['users(id serial!) key(id)', 'author(id serial!, age int) key(id) index(age)']);
  });
});
