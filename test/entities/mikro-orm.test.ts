import { describe, expect, it } from 'vitest';
import { outline, outlines, tablesOf } from './tables-of.ts';

const POSTGRES = { '@mikro-orm/core': '^6.0.0', '@mikro-orm/postgresql': '^6.0.0' };
const SQLITE = { '@mikro-orm/core': '^6.0.0', '@mikro-orm/sqlite': '^6.0.0' };

const ENTITIES = {
  'src/entities.ts': `import { Collection, Entity, Enum, Index, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryKey, Property, Unique } from '@mikro-orm/core';
enum Kind { Short = 'short', Long = 'long' }
abstract class Base { @PrimaryKey() id!: number; @Property() createdAt = new Date(); }
@Entity()
export class Author extends Base {
  @Property({ unique: true }) email!: string;
  @Property({ fieldName: 'full_name', nullable: true }) name?: string;
  @Property({ persist: false }) count?: number;
  @OneToMany(() => Book, (book) => book.author) books = new Collection<Book>(this);
}
@Entity({ tableName: 'books', schema: 'shop' })
@Index({ properties: ['kind', 'author'] })
@Unique({ properties: ['title', 'author'] })
export class Book extends Base {
  @Index() @Property() title!: string;
  @Enum(() => Kind) kind!: Kind;
  @ManyToOne(() => Author, { deleteRule: 'cascade' }) author!: Author;
  @ManyToOne({ entity: () => Author, nullable: true, index: true, fieldName: 'edited_by' }) editor?: Author;
  @OneToOne(() => Author, { nullable: true }) owner?: Author;
  @ManyToMany(() => Author) readers = new Collection<Author>(this);
}
`,
};

/** What MikroORM's own migration for the entities says on PostgreSQL. */
const MIGRATION = `
create table "author" ("id" serial primary key, "created_at" timestamptz not null, "email" varchar(255) not null, "full_name" varchar(255) null);
alter table "author" add constraint "author_email_unique" unique ("email");
create table "shop"."books" ("id" serial primary key, "created_at" timestamptz not null, "title" varchar(255) not null, "kind" text not null, "author_id" int not null, "edited_by" int null, "owner_id" int null);
create index "books_title_index" on "shop"."books" ("title");
create index "books_edited_by_index" on "shop"."books" ("edited_by");
alter table "shop"."books" add constraint "books_owner_id_unique" unique ("owner_id");
create index "books_kind_author_id_index" on "shop"."books" ("kind", "author_id");
alter table "shop"."books" add constraint "books_title_author_id_unique" unique ("title", "author_id");
create table "shop"."books_readers" ("book_id" int not null, "author_id" int not null, constraint "books_readers_pkey" primary key ("book_id", "author_id"));
alter table "shop"."books" add constraint "books_author_id_foreign" foreign key ("author_id") references "author" ("id") on delete cascade;
alter table "shop"."books" add constraint "books_edited_by_foreign" foreign key ("edited_by") references "author" ("id") on delete set null;
alter table "shop"."books" add constraint "books_owner_id_foreign" foreign key ("owner_id") references "author" ("id") on delete set null;
alter table "shop"."books_readers" add constraint "books_readers_book_id_foreign" foreign key ("book_id") references "shop"."books" ("id") on delete cascade;
alter table "shop"."books_readers" add constraint "books_readers_author_id_foreign" foreign key ("author_id") references "author" ("id") on delete cascade;
`;

describe('MikroORM entities', () => {
  it('make the tables that their migration makes', async () => {
    const declared = await tablesOf(POSTGRES, ENTITIES);
    const migrated = await tablesOf(POSTGRES, { 'migrations/1_init.sql': MIGRATION });
    expect(outlines(declared)).toEqual(outlines(migrated));
    expect(declared.books?.foreignKeys.map(({ indexed }) => indexed)).toEqual([false, true, true]);
    expect(declared.books).toMatchObject({ source: 'mikro-orm', schema: 'shop', entity: { name: 'Book', line: 14 } });
  });

  it('index their foreign keys by themselves save on PostgreSQL', async () => {
    const { books, books_readers } = await tablesOf(SQLITE, ENTITIES);
    expect(books?.foreignKeys.map(({ indexed }) => indexed)).toEqual([true, true, true]);
    expect(books_readers?.foreignKeys.map(({ indexed }) => indexed)).toEqual([true, true]);
  });

  it('have one table for both sides of a relation, made by the side that owns it', async () => {
    const tables = await tablesOf(POSTGRES, {
      'src/entities.ts': `import { Collection, Entity, ManyToMany, OneToOne, PrimaryKey } from '@mikro-orm/core';
@Entity() export class Book {
  @PrimaryKey() id!: number;
  @ManyToMany(() => Tag, 'books', { owner: true, pivotTable: 'book_tag' }) tags = new Collection<Tag>(this);
  @OneToOne(() => Cover, (cover) => cover.book, { owner: true }) cover!: Cover;
}
@Entity() export class Tag {
  @PrimaryKey() id!: number;
  @ManyToMany(() => Book, (book) => book.tags) books = new Collection<Book>(this);
}
@Entity() export class Cover {
  @PrimaryKey() id!: number;
  @OneToOne(() => Book, (book) => book.cover) book!: Book;
}
`,
    });
    expect(Object.keys(tables).sort()).toEqual(['book', 'book_tag', 'cover', 'tag']);
    expect(outline(tables.cover)).toEqual(['id!', 'key id']);
    expect(tables.book?.foreignKeys.map(({ columns }) => columns)).toEqual([['cover_id']]);
  });

  it('have the columns of embedded objects, of child classes, and keys that refer to keys of several columns', async () => {
    const tables = await tablesOf(POSTGRES, {
      'src/entities.ts': `import { Collection, Embeddable, Embedded, Entity, ManyToMany, ManyToOne, OneToOne, PrimaryKey, Property } from '@mikro-orm/core';
@Embeddable() export class Geo { @Property() lat!: number; @Property({ nullable: true }) lng?: number; }
@Embeddable() export class Address { @Property({ unique: true }) street!: string; @Property({ fieldName: 'zip' }) zipCode!: string; @Embedded(() => Geo) geo!: Geo; }
@Entity() export class Author {
  @PrimaryKey() id!: number;
  @Embedded(() => Address) home!: Address;
  @Embedded(() => Geo, { prefix: 'w_', nullable: true }) work?: Geo;
  @Embedded(() => Geo, { prefix: false }) flat!: Geo;
  @Embedded(() => Geo, { array: true }) many: Geo[] = [];
  @ManyToMany(() => Author) friends = new Collection<Author>(this);
}
@Entity() export class Passport { @OneToOne(() => Author, { primary: true }) owner!: Author; }
@Entity() export class Sale { @ManyToOne(() => Author, { primary: true }) author!: Author; @ManyToOne(() => Passport, { primary: true }) tag!: Passport; }
@Entity() export class Note { @PrimaryKey() id!: number; @ManyToOne(() => Sale) sale!: Sale; }
@Entity({ discriminatorColumn: 'kind', discriminatorMap: { person: 'Person', worker: 'Worker' } })
export class Person { @PrimaryKey() id!: number; @Property() kind!: string; }
@Entity() export class Worker extends Person { @Property() wage!: number; @ManyToOne(() => Author) chief!: Author; }
`,
    });
    expect(Object.keys(tables).sort()).toEqual(['author', 'author_friends', 'note', 'passport', 'person', 'sale']);
    expect(outline(tables.author)).toEqual([
      'id! home_street! home_zip! home_geo_lat! home_geo_lng w_lat w_lng lat! lng many!',
      ...['key id', 'unique home_street'],
    ]);
    expect(outline(tables.author_friends)[0]).toBe('author_1_id! author_2_id!');
    expect(outline(tables.passport)).toEqual(['owner_id!', 'key owner_id', 'owner_id -> author id CASCADE']);
    expect(outline(tables.note)[0]).toBe('id! sale_author_id! sale_tag_owner_id!');
    expect(outline(tables.person)).toEqual([
      ...['id! kind! wage chief_id', 'key id', 'chief_id -> author id SET NULL -', 'index kind'],
    ]);
  });

  it('can be schemas, and say when an index is hidden in a statement', async () => {
    const tables = await tablesOf(POSTGRES, {
      'src/tag.ts': `import { Entity, EntitySchema, Index, ManyToMany, PrimaryKey, Property } from '@mikro-orm/core';
export const Tag = new EntitySchema({
  name: 'BookTag',
  properties: {
    id: { type: 'uuid', primary: true },
    label: { type: 'string', unique: true },
    parent: { kind: 'm:1', entity: () => 'BookTag', nullable: true },
    children: { kind: '1:m', entity: 'BookTag', mappedBy: 'parent' },
  },
  indexes: [{ properties: ['parent', 'label'] }],
});
@Entity() @Index({ name: 'x', expression: 'create index x on note (body)' })
export class Note { @PrimaryKey() id!: number; @Property() body!: string; @ManyToMany({ entity: () => Note, pivotEntity: () => Link }) notes; }
@Entity() export class Link { @PrimaryKey() id!: number; }
`,
    });
    expect(Object.keys(tables)).toEqual(['note', 'link', 'book_tag']);
    expect(outline(tables.book_tag)).toEqual([
      ...[
        'id! label! parent_id',
        'key id',
        'parent_id -> book_tag id SET NULL',
        'unique label',
        'index parent_id label',
      ],
    ]);
    expect(tables.note?.partial).toBe(true);
  });
});
