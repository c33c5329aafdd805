import { describe, expect, it } from 'vitest';
import { outline, outlines, tablesOf } from './tables-of.ts';

const DRIZZLE = { 'drizzle-orm': '^0.44.0', pg: '^8.0.0' };

const SCHEMA = {
  'src/helpers.ts': `import { timestamp } from 'drizzle-orm/pg-core';
export const instants = { createdAt: timestamp('created_at', { withTimezone: true }).defaultNow().notNull(), deletedAt: timestamp('deleted_at') };
`,
  'src/schema.ts': `import { sql } from 'drizzle-orm';
import { type AnyPgColumn, boolean, foreignKey, index, integer, pgEnum, pgTable, primaryKey, serial, text, unique, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core';
import { instants } from './helpers';
export const role = pgEnum('role', ['reader', 'writer']);
export const users = pgTable('users', {
  id: serial('id').primaryKey(),
  email: varchar('email', { length: 120 }).notNull().unique(),
  role: role('role').default('reader'),
  tags: text().array(),
  ...instants,
}, (t) => [
  uniqueIndex('by_email').on(sql\`lower(\${t.email})\`),
  index().on(t.role, t.createdAt.desc()).where(sql\`\${t.deletedAt} is null\`),
]);
export const posts = pgTable('posts', {
  id: uuid().primaryKey().defaultRandom(),
  authorId: integer('author_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  editorId: integer('editor_id').references(() => users.id),
  parentId: uuid('parent_id').references((): AnyPgColumn => posts.id),
  slug: text('slug').notNull(),
  open: boolean('open'),
}, (table) => ({
  slugs: unique('slugs').on(table.authorId, table.slug),
  editors: index('editors').on(table.editorId),
  found: index('found').using('gin', table.slug),
}));
export const votes = pgTable('votes', { userId: integer('user_id'), postId: uuid('post_id'), at: integer() }, (t) => [
  primaryKey({ columns: [t.userId, t.postId] }),
  foreignKey({ columns: [t.userId], foreignColumns: [users.id], name: 'voter' }).onDelete('cascade'),
]);
`,
};

/** What drizzle-kit generates for the schema. */
const MIGRATION = `
CREATE TYPE "role" AS ENUM('reader', 'writer');
CREATE TABLE "users" ("id" serial PRIMARY KEY NOT NULL, "email" varchar(120) NOT NULL, "role" "role" DEFAULT 'reader', "tags" text[], "created_at" timestamp with time zone DEFAULT now() NOT NULL, "deleted_at" timestamp, CONSTRAINT "users_email_unique" UNIQUE("email"));
CREATE TABLE "posts" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL, "author_id" integer NOT NULL, "editor_id" integer, "parent_id" uuid, "slug" text NOT NULL, "open" boolean, CONSTRAINT "slugs" UNIQUE("author_id","slug"));
CREATE TABLE "votes" ("user_id" integer, "post_id" uuid, "at" integer, CONSTRAINT "votes_user_id_post_id_pk" PRIMARY KEY("user_id","post_id"));
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "posts" ADD CONSTRAINT "posts_editor_id_users_id_fk" FOREIGN KEY ("editor_id") REFERENCES "public"."users"("id");
ALTER TABLE "posts" ADD CONSTRAINT "posts_parent_id_posts_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."posts"("id");
ALTER TABLE "votes" ADD CONSTRAINT "voter" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
CREATE UNIQUE INDEX "by_email" ON "users" USING btree (lower("email"));
CREATE INDEX "users_role_created_at_index" ON "users" USING btree ("role","created_at" DESC NULLS LAST) WHERE deleted_at is null;
CREATE INDEX "editors" ON "posts" USING btree ("editor_id");
CREATE INDEX "found" ON "posts" USING gin ("slug");
`;

describe('Drizzle tables', () => {
  it('are the tables that drizzle-kit makes', async () => {
    const declared = await tablesOf(DRIZZLE, SCHEMA);
    const migrated = await tablesOf(DRIZZLE, { 'drizzle/0000_init.sql': MIGRATION.replace('lower("email")', '…') });
    expect(outlines(declared)).toEqual(outlines(migrated));
    expect(declared.users?.indexes.map(({ where }) => where)).toEqual([undefined, 'deleted_at is null']);
    expect(declared.users?.columns.map(({ type }) => type)).toEqual([
      ...['serial', 'varchar(120)', "enum('reader','writer')", 'text[]', 'timestamp with time zone', 'timestamp'],
    ]);
    expect(declared.posts?.columns[1]).toMatchObject({ line: 17, field: { names: ['authorId'] } });
    expect(declared.users?.columns[4]).toMatchObject({ path: 'src/helpers.ts', line: 2 });
    expect(declared.posts).toMatchObject({ source: 'drizzle', entity: { name: 'posts' }, line: 15 });
  });

  it('can have a creator, a schema, and names in one case', async () => {
    const tables = await tablesOf(DRIZZLE, {
      'src/schema.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
import { pgSchema, pgTableCreator } from 'drizzle-orm/pg-core';
import { sqliteTable, text, integer } from 'drizzle-orm/sqlite-core';
const createTable = pgTableCreator((name) => \`app_\${name}\`);
export const notes = createTable('notes', (d) => ({ noteId: d.integer().primaryKey(), bodyText: d.text().notNull() }));
export const auth = pgSchema('auth');
export const keys = auth.table('keys', (d) => ({ id: d.text('key_id').primaryKey(), noteId: d.integer().references(() => notes.noteId) }));
export const local = sqliteTable('local', { kind: text({ enum: ['a', 'b'] }), done: integer({ mode: 'boolean' }) });
export const db = drizzle({ casing: 'snake_case' });
`,
    });
    expect(outline(tables.app_notes)).toEqual(['note_id! body_text!', 'key note_id']);
    expect(tables.keys).toMatchObject({ schema: 'auth', dialect: 'postgresql' });
    expect(outline(tables.keys)).toEqual(['key_id! note_id', 'key key_id', 'note_id -> app_notes note_id  -']);
    expect(tables.local).toMatchObject({
      dialect: 'sqlite',
      columns: [{ type: "enum('a','b')" }, { type: 'boolean' }],
    });
  });
});
