import { describe, expect, it } from 'vitest';
import { outline, outlines, tablesOf } from './tables-of.ts';

const POSTGRES = { typeorm: '^0.3.0', pg: '^8.0.0' };

const BASE = `import { CreateDateColumn, PrimaryGeneratedColumn, BaseEntity } from 'typeorm';
export abstract class Base extends BaseEntity {
  @PrimaryGeneratedColumn('uuid') id: string;
  @CreateDateColumn() createdAt: Date;
}
`;
const USER = `import { Column, Entity, Index, JoinTable, ManyToMany, OneToMany, OneToOne, Unique } from 'typeorm';
import { Base } from './base';
import { Post } from './post';
import { Profile } from './profile';
enum Role { Reader = 'reader', Writer = 'writer' }
class Address {
  @Column() city: string;
  @Column({ name: 'zip', nullable: true }) postalCode: string | null;
}
@Entity({ name: 'users' })
@Unique(['name', 'role'])
@Index('by_name', ['name', 'createdAt'], { where: '"role" = 1' })
export class User extends Base {
  @Column({ type: String, unique: true, nullable: true }) email: string | null;
  @Column({ length: 80 }) name: string;
  @Column({ type: 'enum', enum: Role, default: Role.Reader }) role: Role;
  @Column(() => Address) address: Address;
  @OneToMany(() => Post, (post) => post.author) posts: Post[];
  @ManyToMany(() => Post) @JoinTable() favorites: Post[];
  @OneToOne('Profile', 'user') profile: Profile;
  @ManyToMany(() => User) @JoinTable({ name: 'follows', joinColumn: { name: 'follower' } }) following: User[];
}
`;
const POST = `import { Column, DeleteDateColumn, Entity, Index, JoinColumn, ManyToOne, RelationId } from 'typeorm';
import { Base } from './base';
import { User } from './user';
@Entity()
export class Post extends Base {
  @Column()
  @Index({ unique: true })
  slug: string;
  @Column({ name: 'author_id' })
  authorId: string;
  @ManyToOne(() => User, (user) => user.posts, {
    onDelete: 'CASCADE', nullable: false,
  })
  @JoinColumn({ name: 'author_id' })
  author: User;
  @Index()
  @ManyToOne(() => User)
  editor: User;
  @ManyToOne(() => User, { createForeignKeyConstraints: false })
  reviewer?: User;
  @RelationId((post: Post) => post.editor) editorKey: string;
  @DeleteDateColumn() deletedAt: Date;
}
`;
const PROFILE = `import { Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { User } from './user';
@Entity()
export class Profile {
  @PrimaryColumn() userId: string;
  @OneToOne(() => User, 'profile') @JoinColumn() user: User;
}
`;
const FILES = { 'src/base.ts': BASE, 'src/user.ts': USER, 'src/post.ts': POST, 'src/profile.ts': PROFILE };

/** What TypeORM's own migration for the entities says, save the reference that it does not enforce. */
const MIGRATION = `
CREATE TABLE "users" ("id" uuid NOT NULL DEFAULT uuid_generate_v4(), "createdAt" TIMESTAMP NOT NULL DEFAULT now(), "email" character varying, "name" character varying(80) NOT NULL, "role" "public"."users_role_enum" NOT NULL DEFAULT 'reader', "addressCity" character varying NOT NULL, "addressZip" character varying, CONSTRAINT "UQ_1" UNIQUE ("email"), CONSTRAINT "UQ_2" UNIQUE ("name", "role"), CONSTRAINT "PK_1" PRIMARY KEY ("id"));
CREATE INDEX "by_name" ON "users" ("name", "createdAt") WHERE "role" = 1;
CREATE TABLE "post" ("id" uuid NOT NULL DEFAULT uuid_generate_v4(), "createdAt" TIMESTAMP NOT NULL DEFAULT now(), "slug" character varying NOT NULL, "author_id" uuid NOT NULL, "deletedAt" TIMESTAMP, "editorId" uuid, "reviewerId" uuid, CONSTRAINT "PK_2" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "IDX_1" ON "post" ("slug");
CREATE INDEX "IDX_2" ON "post" ("editorId");
CREATE TABLE "profile" ("userId" character varying NOT NULL, CONSTRAINT "REL_1" UNIQUE ("userId"), CONSTRAINT "PK_3" PRIMARY KEY ("userId"));
CREATE TABLE "users_favorites_post" ("usersId" uuid NOT NULL, "postId" uuid NOT NULL, CONSTRAINT "PK_4" PRIMARY KEY ("usersId", "postId"));
CREATE INDEX "IDX_3" ON "users_favorites_post" ("usersId");
CREATE INDEX "IDX_4" ON "users_favorites_post" ("postId");
CREATE TABLE "follows" ("follower" uuid NOT NULL, "usersId" uuid NOT NULL, CONSTRAINT "PK_5" PRIMARY KEY ("follower", "usersId"));
CREATE INDEX "IDX_5" ON "follows" ("follower");
CREATE INDEX "IDX_6" ON "follows" ("usersId");
ALTER TABLE "post" ADD CONSTRAINT "FK_1" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE CASCADE;
ALTER TABLE "post" ADD CONSTRAINT "FK_2" FOREIGN KEY ("editorId") REFERENCES "users"("id");
ALTER TABLE "post" ADD CONSTRAINT "FK_7" FOREIGN KEY ("reviewerId") REFERENCES "users"("id");
ALTER TABLE "profile" ADD CONSTRAINT "FK_8" FOREIGN KEY ("userId") REFERENCES "users"("id");
ALTER TABLE "users_favorites_post" ADD CONSTRAINT "FK_3" FOREIGN KEY ("usersId") REFERENCES "users"("id") ON DELETE CASCADE;
ALTER TABLE "users_favorites_post" ADD CONSTRAINT "FK_4" FOREIGN KEY ("postId") REFERENCES "post"("id") ON DELETE CASCADE;
ALTER TABLE "follows" ADD CONSTRAINT "FK_5" FOREIGN KEY ("follower") REFERENCES "users"("id") ON DELETE CASCADE;
ALTER TABLE "follows" ADD CONSTRAINT "FK_6" FOREIGN KEY ("usersId") REFERENCES "users"("id") ON DELETE CASCADE;
`;

describe('TypeORM entities', () => {
  it('make the tables that their migration makes', async () => {
    const declared = await tablesOf(POSTGRES, FILES);
    const migrated = await tablesOf(POSTGRES, { 'migrations/1_init.sql': MIGRATION });
    expect(outlines(declared)).toEqual(outlines(migrated));
    expect(declared.post?.foreignKeys.map(({ columns, enforced }) => [columns[0], enforced])).toEqual([
      ['author_id', undefined],
      ['editorId', undefined],
      ['reviewerId', false],
    ]);
    expect(declared.post?.foreignKeys[0]).toMatchObject({ path: 'src/post.ts', line: 14 });
    expect(declared.users?.columns[0]).toMatchObject({ path: 'src/base.ts', line: 3 });
  });

  it('are named by the naming strategy that the data source has', async () => {
    const tables = await tablesOf(POSTGRES, {
      ...FILES,
      'src/data-source.ts':
        "import { DataSource } from 'typeorm';\nimport { SnakeNamingStrategy } from 'typeorm-naming-strategies';\nexport default new DataSource({ type: 'postgres', namingStrategy: new SnakeNamingStrategy() });\n",
    });
    expect(outline(tables.users)[0]).toBe('id! created_at! email name! role! address_city! address_zip');
    expect(outline(tables.post)[0]).toBe('id! created_at! slug! author_id! deleted_at editor_id reviewer_id');
    expect(outline(tables.users_favorites_post)[0]).toBe('users_id! post_id!');
  });

  it('are the schema where the data source synchronises', async () => {
    const old = { 'migrations/1_init.sql': 'CREATE TABLE "post" ("id" uuid PRIMARY KEY);\n' };
    const source = (options: string) =>
      `import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', ${options} });\n`;
    const grown = await tablesOf(POSTGRES, { ...FILES, ...old, 'src/db.ts': source('synchronize: true') });
    expect(grown.post).toMatchObject({ source: 'typeorm', path: 'src/post.ts' });
    const fixed = await tablesOf(POSTGRES, { ...FILES, ...old, 'src/db.ts': source('synchronize: false') });
    expect(fixed.post).toMatchObject({ source: 'ddl', entity: { name: 'Post', path: 'src/post.ts' } });
  });

  it('take the database from the options before the drivers', async () => {
    const drivers = { typeorm: '^0.3.0', mysql2: '^3.0.0', pg: '^8.0.0' };
    const source =
      "import { TypeOrmModule } from '@nestjs/typeorm';\nexport const db = TypeOrmModule.forRoot({ type: 'mysql' });\n";
    const tables = await tablesOf(drivers, { ...FILES, 'src/db.ts': source });
    expect(tables.post).toMatchObject({ dialect: 'mysql', foreignKeys: [{ indexed: true }, {}, { indexed: false }] });
  });

  it('share a table by inheritance, and read composed decorators', async () => {
    const tables = await tablesOf(POSTGRES, {
      'src/a.ts': `import { ChildEntity, Column, Entity, Index, PrimaryColumn, TableInheritance } from 'typeorm';
import { applyDecorators } from '@nestjs/common';
const Key = (name: string) => applyDecorators(PrimaryColumn({ name }), Index());
@Entity('contents') @TableInheritance({ column: { type: 'varchar', name: 'kind' } })
export class Content { @Key('content_id') id: number; @Column() title: string; }
@ChildEntity() export class Photo extends Content { @Column() size: string; }
`,
    });
    expect(Object.keys(tables)).toEqual(['contents']);
    expect(outline(tables.contents)).toEqual([
      ...['content_id! title! size kind!', 'key content_id', 'index content_id', 'index kind'],
    ]);
  });

  it('keep trees, the actions of the other side, and the prefix of all tables', async () => {
    const tables = await tablesOf(POSTGRES, {
      'src/data-source.ts': `import { DataSource } from 'typeorm';
export const source = new DataSource({ type: 'postgres', entityPrefix: 'app_', entities: [] });`,
      'src/a.ts': `import { Entity, JoinTable, ManyToMany, PrimaryColumn, PrimaryGeneratedColumn, Tree, TreeChildren, TreeParent } from 'typeorm';
@Entity() @Tree('closure-table')
export class Area { @PrimaryGeneratedColumn() id: number; @TreeParent() parent: Area; @TreeChildren() children: Area[]; }
@Entity() @Tree('nested-set')
export class Menu { @PrimaryColumn() code: string; @TreeParent() parent: Menu; @ManyToMany(() => Page, (page) => page.menus) pages: Page[]; }
@Entity() @Tree('materialized-path')
export class Page { @PrimaryColumn() slug: string; @ManyToMany(() => Area) @JoinTable() areas: Area[]; @ManyToMany(() => Menu, (menu) => menu.pages) @JoinTable() menus: Menu[]; }
`,
    });
    expect(Object.keys(tables).sort()).toEqual([
      ...['app_area', 'app_area_closure', 'app_menu', 'app_page', 'app_page_areas_area', 'app_page_menus_menu'],
    ]);
    expect(outline(tables.app_area_closure)).toEqual([
      ...['id_ancestor! id_descendant!', 'key id_ancestor id_descendant'],
      ...['id_ancestor -> app_area id CASCADE', 'id_descendant -> app_area id CASCADE'],
      ...['index id_ancestor', 'index id_descendant'],
    ]);
    expect(outline(tables.app_menu)[0]).toBe('code! nsleft! nsright! parentCode');
    expect(outline(tables.app_page)[0]).toBe('slug! mpath');
    const actions = (name: string) => tables[name]?.foreignKeys.map(({ onDelete }) => onDelete);
    expect(actions('app_page_areas_area')).toEqual(['CASCADE', 'CASCADE']);
    expect(actions('app_page_menus_menu')).toEqual(['CASCADE', 'NO ACTION']);
  });

  it('can be schemas instead of classes', async () => {
    const tables = await tablesOf(POSTGRES, {
      'src/a.js': `const { EntitySchema } = require('typeorm');
const base = { id: { type: Number, primary: true, generated: true } };
exports.Category = new EntitySchema({ name: 'Category', tableName: 'categories', columns: { ...base, name: { type: 'varchar', unique: true } } });
exports.Item = new EntitySchema({
  name: 'Item',
  columns: { ...base, code: { type: 'varchar', nullable: true } },
  relations: {
    category: { type: 'many-to-one', target: 'Category', joinColumn: { name: 'category_id' }, onDelete: 'cascade' },
    related: { type: 'many-to-many', target: 'Item', joinTable: { name: 'related_items' } },
  },
  indices: [{ columns: ['code', 'category'], unique: true }],
});
`,
    });
    expect(outlines(tables)).toEqual({
      categories: ['id! name!', 'key id', 'unique name'],
      item: ['id! code category_id', 'key id', 'category_id -> categories id CASCADE -', 'unique code category_id'],
      related_items: [
        ...['itemId_1! itemId_2!', 'key itemId_1 itemId_2', 'itemId_1 -> item id CASCADE'],
        ...['itemId_2 -> item id CASCADE', 'index itemId_1', 'index itemId_2'],
      ],
    });
  });
});
