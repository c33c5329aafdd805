import { describe, expect, it } from 'vitest';
import { placesOf, schemaOf } from './tables-of.ts';

const POSTGRES = '{"name":"sample","dependencies":{"typeorm":"0.3","pg":"8"}}';

describe('TypeORM migrations', () => {
  it('run SQL from strings and templates, each statement on its own line', async () => {
    const { lines, tables, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'src/migrations/1700000000000-init.ts': `
import { MigrationInterface, QueryRunner } from 'typeorm';
const TABLE = 'users';
const FOLLOWS = \`
  CREATE TABLE "follows" (
    "user_id" integer NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    PRIMARY KEY ("user_id")
  )\`;
export class Init1700000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`CREATE TABLE "\${TABLE}" ("id" SERIAL NOT NULL, CONSTRAINT "PK_1" PRIMARY KEY ("id"))\`);
    await queryRunner.query(FOLLOWS);
    await queryRunner.query('CREATE INDEX "IDX_1" ON "follows" ' + '("user_id")');
    await queryRunner.query(\`INSERT INTO "users" VALUES (\${process.env.ID})\`);
    await queryRunner.query(\`CREATE TABLE "\${process.env.NAME}" ("id" int)\`);
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`DROP TABLE "follows"\`);
  }
}`,
    });
    expect(lines).toEqual([
      'users(id serial!) key(id)',
      'follows(user_id integer!) key(user_id) fk(user_id -> users.id CASCADE) indexed index(user_id)',
    ]);
    expect(placesOf(tables.follows)).toEqual(['user_id@6', 'fk user_id@6', 'index user_id@13']);
    expect(unknowns).toEqual(['src/migrations/1700000000000-init.ts:15 not understood: CREATE TABLE  ( id int']);
  });

  it('build tables with the schema builder, in the order of their times', async () => {
    const { lines, tables, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'src/migrations/AddOwner.ts': `
import { MigrationInterface, QueryRunner, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
export class AddOwner1600000000002 implements MigrationInterface {
  private readonly owner = new TableForeignKey({
    columnNames: ['ownerId'], referencedTableName: 'user', referencedColumnNames: ['id'], onDelete: 'CASCADE',
  });
  async up(queryRunner: QueryRunner) {
    await queryRunner.addColumns('pet', [new TableColumn({ name: 'ownerId', type: 'int', isNullable: true })]);
    await queryRunner.createForeignKey('pet', this.owner);
    await queryRunner.createIndex('pet', new TableIndex({ name: 'by_owner', columnNames: ['ownerId', 'name'] }));
    await queryRunner.dropColumn('pet', 'age');
  }
}`,
      'src/migrations/CreatePet.ts': `
import { Table } from 'typeorm';
const base = [{ name: 'id', type: 'int', isPrimary: true, isGenerated: true }];
const pet = new Table({
  name: 'pet',
  columns: [...base, { name: 'name', type: 'varchar', length: '255' }, { name: 'age', type: 'int' }],
  uniques: [{ columnNames: ['name'] }],
});
export class CreatePet1600000000001 {
  async up(queryRunner) {
    await queryRunner.createTable(new Table({ name: 'user', columns: base }));
    await queryRunner.createTable(pet);
  }
}`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'user(id int!) key(id)',
      'pet(id int!, name varchar(255)!, ownerId int) key(id) unique(name) fk(ownerId -> user.id CASCADE) indexed index(ownerId, name)',
    ]);
    expect(placesOf(tables.pet)).toEqual(['id@3', 'name@6', 'ownerId@8', 'fk ownerId@4', 'index ownerId, name@10']);
  });

  it('change and drop what was built, by name, by object, or by what was looked up', async () => {
    const { lines, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'src/migrations/1.ts': `
import { QueryRunner, Table, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
export class A1700000000000 {
  async up(queryRunner: QueryRunner) {
    await queryRunner.createTable(new Table({ name: 'users', columns: [{ name: 'id', type: 'int', isPrimary: true }, { name: 'nick', type: 'text', isNullable: true }, { name: 'old', type: 'int' }] }));
    await queryRunner.createTable(new Table({
      name: 'posts',
      columns: [{ name: 'id', type: 'int', isPrimary: true }, { name: 'user_id', type: 'int' }, { name: 'editor_id', type: 'int' }, { name: 'slug', type: 'text' }],
      foreignKeys: [
        { columnNames: ['user_id'], referencedTableName: 'users', referencedColumnNames: ['id'] },
        { columnNames: ['editor_id'], referencedTableName: 'users', referencedColumnNames: ['id'] },
      ],
      indices: [{ columnNames: ['slug'] }, { columnNames: ['user_id'] }],
    }));
    await queryRunner.createTable(new Table({ name: 'gone', columns: [{ name: 'id', type: 'int' }] }));
    await queryRunner.createTable(new Table({ name: 'tmp', columns: [{ name: 'id', type: 'int', isPrimary: true }] }));
    await queryRunner.renameColumn('users', 'old', new TableColumn({ name: 'older', type: 'int' }));
    await queryRunner.changeColumn('users', 'nick', new TableColumn({ name: 'nickname', type: 'varchar', isUnique: true }));
    await queryRunner.changeColumns('posts', [{ oldColumn: new TableColumn({ name: 'slug', type: 'text' }), newColumn: new TableColumn({ name: 'slug', type: 'text', isNullable: true }) }]);
    const posts = await queryRunner.getTable('posts');
    const key = posts!.foreignKeys.find((one) => one.columnNames.indexOf('user_id') !== -1);
    await queryRunner.dropForeignKey('posts', key!);
    await queryRunner.dropForeignKey('posts', 'FK_aa6710601e531de2158434c82a3');
    await queryRunner.dropIndex('posts', new TableIndex({ columnNames: ['user_id'] }));
    await queryRunner.dropPrimaryKey('tmp');
    await queryRunner.renameTable('tmp', 'kept');
    await queryRunner.dropTable('gone', true);
  }
}`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'users(id int!, nickname varchar!, older int!) key(id) unique(nickname)',
      'posts(id int!, user_id int!, editor_id int!, slug text) key(id) index(slug)',
      'kept(id int!)',
    ]);
  });
});
