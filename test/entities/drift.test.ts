import { describe, expect, it } from 'vitest';
import { schemaDrift } from '../../rules/data/schema-drift.ts';
import { scan, withFiles } from '../rules/scan.ts';

const TYPEORM = '{"dependencies":{"typeorm":"^0.3.0","pg":"^8.0.0"}}';
const ENTITY = `import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
@Entity('users') export class User { @PrimaryGeneratedColumn() id: number; }
@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn() id: number;
  @Index() @Column() slug: string;
  @ManyToOne(() => User) author: User;
}
`;
const TABLES =
  'CREATE TABLE users (id serial PRIMARY KEY);\nCREATE TABLE posts (id serial PRIMARY KEY, slug varchar NOT NULL, "authorId" integer);\n';
const KEY = 'ALTER TABLE posts ADD FOREIGN KEY ("authorId") REFERENCES users (id);\n';

async function drift(files: Record<string, string>): Promise<string[]> {
  const [result] = await withFiles(files, (root) => scan(root, [schemaDrift]));
  return (result?.findings ?? [])
    .map(({ severity, message, at }) => `${severity} ${at.path}:${at.line} ${message}`)
    .sort();
}

describe('drift between declarations and migrations', () => {
  it('is what one has and the other has not', async () => {
    const files = { 'package.json': TYPEORM, 'src/post.ts': ENTITY };
    expect(await drift({ ...files, 'migrations/1.sql': `${TABLES}CREATE INDEX ON posts (slug);\n${KEY}` })).toEqual([]);
    expect(
      await drift({ ...files, 'migrations/1.sql': `${TABLES}CREATE UNIQUE INDEX ON posts (slug, id);\n` }),
    ).toEqual([
      'info migrations/1.sql:3 migrations make unique key slug, id in posts, which Post does not declare',
      'warning src/post.ts:7 Post declares foreign key authorId, which no migration makes in posts',
    ]);
  });

  it('is less certain where a part of the declaration could not be told', async () => {
    const hidden = ENTITY.replace('class Post {', 'class Post extends mixin(User) {');
    const files = {
      'package.json': TYPEORM,
      'src/post.ts': hidden,
      'migrations/1.sql': `${TABLES}ALTER TABLE posts ADD COLUMN body text;\n`,
    };
    expect(await drift(files)).toEqual([
      'info src/post.ts:6 Post declares index slug, foreign key authorId, which no migration makes in posts',
    ]);
  });

  it('is less certain where another library declares the table too', async () => {
    const model = `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize('postgres://localhost/app');
module.exports = sequelize.define('post', { title: DataTypes.STRING }, { tableName: 'posts', timestamps: false });
`;
    const found = await drift({
      'package.json': '{"dependencies":{"typeorm":"^0.3.0","sequelize":"^6.0.0","pg":"^8.0.0"}}',
      'src/post.ts': ENTITY,
      'src/model.js': model,
      'migrations/1.sql': `${TABLES}CREATE INDEX ON posts (slug);\n${KEY}`,
    });
    expect(found.filter((line) => line.startsWith('warning'))).toEqual([]);
    expect(found).toContain('info src/model.js:3 post declares column title, which no migration makes in posts');
  });

  it('is less certain where the migrations are those of a package that neither uses the other', async () => {
    const files = {
      'package.json': '{"name":"all","workspaces":["a","b"]}',
      'a/package.json': TYPEORM,
      'a/src/post.ts': ENTITY,
      'b/migrations/1.sql': `${TABLES}${KEY}`,
    };
    const found = 'a/src/post.ts:6 Post declares index slug, which no migration makes in posts';
    const alone = { ...files, 'b/package.json': '{"name":"b"}' };
    const used = { ...alone, 'a/package.json': TYPEORM.replace('{"typeorm"', '{"b":"*","typeorm"') };
    expect(await drift(alone)).toEqual([`info ${found}`]);
    expect(await drift(used)).toEqual([`warning ${found}`]);
  });

  it('is none where the library changes the database, or where it is another one', async () => {
    const source =
      "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', synchronize: true });\n";
    const files = { 'package.json': TYPEORM, 'src/post.ts': ENTITY };
    expect(await drift({ ...files, 'src/db.ts': source, 'migrations/1.sql': TABLES })).toEqual([]);
    const other = 'CREATE TABLE "events" (id serial PRIMARY KEY);\n';
    expect(await drift({ ...files, 'migrations/1.sql': other })).toEqual([]);
  });

  it('does not count the indexes that InnoDB makes for foreign keys', async () => {
    const mysql =
      'CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE posts (id int AUTO_INCREMENT PRIMARY KEY, slug varchar(255) NOT NULL, authorId int, KEY author (authorId), KEY by_slug (slug), FOREIGN KEY (authorId) REFERENCES users (id)) ENGINE=InnoDB;\n';
    const manifest = '{"dependencies":{"typeorm":"^0.3.0","mysql2":"^3.0.0"}}';
    expect(await drift({ 'package.json': manifest, 'src/post.ts': ENTITY, 'migrations/1.sql': mysql })).toEqual([]);
  });

  it('does not expect constraints of the associations of Sequelize', async () => {
    const models = `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize('postgres://localhost/app', { define: { timestamps: false } });
const User = sequelize.define('User', {});
const Post = sequelize.define('Post', { slug: { type: DataTypes.STRING, unique: true } });
Post.belongsTo(User, { foreignKey: 'authorId' });
`;
    const tables =
      'CREATE TABLE "Users" (id serial PRIMARY KEY);\nCREATE TABLE "Posts" (id serial PRIMARY KEY, slug text, "authorId" int);\n';
    const manifest = '{"dependencies":{"sequelize":"^6.0.0","pg":"^8.0.0"}}';
    expect(await drift({ 'package.json': manifest, 'src/models.js': models, 'migrations/1.sql': tables })).toEqual([
      'warning src/models.js:4 Post declares unique key slug, which no migration makes in Posts',
    ]);
  });

  it('counts columns of accessors, and expects no unique key of the pairs of a join table', async () => {
    const models = `import { BelongsToMany, Column, DataType, ForeignKey, Model, Table } from 'sequelize-typescript';
@Table({ tableName: 'users', timestamps: false })
export class User extends Model {
  @Column(DataType.STRING) get avatar() { return this.getDataValue('avatar'); }
  set avatar(value) { this.setDataValue('avatar', value); }
  @BelongsToMany(() => Group, () => Member) groups: Group[];
}
@Table({ tableName: 'groups', timestamps: false })
export class Group extends Model { @Column name: string; }
@Table({ tableName: 'members', timestamps: false })
export class Member extends Model {
  @Column({ type: DataType.INTEGER, primaryKey: true }) id: number;
  @ForeignKey(() => User) @Column userId: number;
  @ForeignKey(() => Group) @Column groupId: number;
}
`;
    const tables =
      'CREATE TABLE users (id serial PRIMARY KEY, avatar text);\nCREATE TABLE groups (id serial PRIMARY KEY, name text);\nCREATE TABLE members (id int PRIMARY KEY, "userId" int, "groupId" int);\n';
    const manifest = '{"dependencies":{"sequelize-typescript":"^2.0.0","sequelize":"^6.0.0","pg":"^8.0.0"}}';
    expect(await drift({ 'package.json': manifest, 'src/models.ts': models, 'migrations/1.sql': tables })).toEqual([]);
  });
});
