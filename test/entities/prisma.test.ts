import { describe, expect, it } from 'vitest';
import { parsePrisma } from '../../src/parse/prisma/index.ts';
import { outline, outlines, tablesOf } from './tables-of.ts';

const SOURCE = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL") // one of ours\n}\n';

const BLOG = `${SOURCE}
/// People who write.
model User {
  id        Int      @id @default(autoincrement())
  email     String   @unique
  name      String?  @db.VarChar(80)
  role      Role     @default(READER)
  tags      String[]
  createdAt DateTime @default(now()) @map("created_at")
  posts     Post[]   @relation("written")
  likes     Post[]   @relation("liked")
  @@map("users")
}

model Post {
  id       String @id @default(uuid())
  slug     String
  author   User   @relation("written", fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int    @map("author_id")
  editor   User?  @relation(fields: [editorId],
                            references: [id])
  editorId Int?
  likedBy  User[] @relation("liked")
  topics   Topic[]
  @@unique([authorId, slug])
  @@index([slug(sort: Desc)], map: "by_slug")
}

model Topic { id Int @id
  name String
  posts Post[] }

model Vote {
  userId Int
  postId String
  @@id([userId, postId])
}

enum Role { READER
  WRITER @map("writer")
  @@map("roles") }
`;

/** What Prisma's own migration for the schema says. */
const MIGRATION = `
CREATE TABLE "users" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, "name" VARCHAR(80), "role" "roles" NOT NULL DEFAULT 'READER', "tags" TEXT[], "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "users_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" TEXT NOT NULL, "slug" TEXT NOT NULL, "author_id" INTEGER NOT NULL, "editorId" INTEGER, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Topic" ("id" INTEGER NOT NULL, "name" TEXT NOT NULL, CONSTRAINT "Topic_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Vote" ("userId" INTEGER NOT NULL, "postId" TEXT NOT NULL, CONSTRAINT "Vote_pkey" PRIMARY KEY ("userId","postId"));
CREATE TABLE "_liked" ("A" TEXT NOT NULL, "B" INTEGER NOT NULL);
CREATE TABLE "_PostToTopic" ("A" TEXT NOT NULL, "B" INTEGER NOT NULL);
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");
CREATE INDEX "by_slug" ON "Post"("slug" DESC);
CREATE UNIQUE INDEX "Post_author_id_slug_key" ON "Post"("author_id", "slug");
CREATE UNIQUE INDEX "_liked_AB_unique" ON "_liked"("A", "B");
CREATE INDEX "_liked_B_index" ON "_liked"("B");
CREATE UNIQUE INDEX "_PostToTopic_AB_unique" ON "_PostToTopic"("A", "B");
CREATE INDEX "_PostToTopic_B_index" ON "_PostToTopic"("B");
ALTER TABLE "Post" ADD CONSTRAINT "Post_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Post" ADD CONSTRAINT "Post_editorId_fkey" FOREIGN KEY ("editorId") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "_liked" ADD CONSTRAINT "_liked_A_fkey" FOREIGN KEY ("A") REFERENCES "Post"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "_liked" ADD CONSTRAINT "_liked_B_fkey" FOREIGN KEY ("B") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "_PostToTopic" ADD CONSTRAINT "_PostToTopic_A_fkey" FOREIGN KEY ("A") REFERENCES "Post"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "_PostToTopic" ADD CONSTRAINT "_PostToTopic_B_fkey" FOREIGN KEY ("B") REFERENCES "Topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;
`;

describe('schema.prisma', () => {
  it('makes the tables that its migration makes', async () => {
    const prisma = { '@prisma/client': '^5.0.0' };
    const declared = await tablesOf(prisma, { 'prisma/schema.prisma': BLOG });
    const migrated = await tablesOf(prisma, { 'prisma/migrations/1_init/migration.sql': MIGRATION });
    expect(outlines(declared)).toEqual(outlines(migrated));
    expect(declared.Post?.source).toBe('prisma');
    expect(declared.users?.columns.map((column) => column.type)).toEqual([
      ...['integer', 'text', 'varchar(80)', "enum('READER','WRITER')", 'text[]', 'timestamp(3)'],
    ]);
  });

  it('tells the line of each part and the field that stands for a column', async () => {
    const { Post } = await tablesOf({}, { 'prisma/schema.prisma': BLOG });
    const author = Post?.columns.find((column) => column.name === 'author_id');
    expect(author).toMatchObject({ path: 'prisma/schema.prisma', line: 23, field: { names: ['authorId', 'author'] } });
    expect(Post?.foreignKeys.map((key) => key.line)).toEqual([22, 24]);
    expect(Post?.indexes.map((index) => index.line)).toEqual([29, 30]);
  });

  it('keys join tables since version 6', async () => {
    const { _liked } = await tablesOf({ '@prisma/client': '6.1.0' }, { 'prisma/schema.prisma': BLOG });
    expect(outline(_liked).slice(1)).toEqual([
      ...['key A B', 'A -> Post id CASCADE', 'B -> users id CASCADE', 'index B'],
    ]);
  });

  it('leaves references to the client in its own relation mode, and to documents', async () => {
    const models =
      'model User {\n id Int @id\n posts Post[]\n}\nmodel Post {\n id Int @id\n author User @relation(fields: [authorId], references: [id])\n authorId Int\n}\n';
    const planet = `datasource db {\n provider = "mysql"\n relationMode = "prisma"\n}\n${models}`;
    const mysql = await tablesOf({}, { 'schema.prisma': planet });
    expect(mysql.Post?.foreignKeys).toMatchObject([{ indexed: false, enforced: false }]);
    const engine = await tablesOf({}, { 'schema.prisma': planet.replace(' relationMode = "prisma"\n', '') });
    expect(engine.Post?.foreignKeys).toMatchObject([{ indexed: true, because: 'InnoDB indexes foreign keys itself' }]);
    const mongo = await tablesOf({}, { 'schema.prisma': `datasource db {\n provider = "mongodb"\n}\n${models}` });
    expect(mongo.Post).toMatchObject({ dialect: 'mongodb', foreignKeys: [{ enforced: false }] });
  });

  it('reads a schema kept in several files', async () => {
    const tables = await tablesOf(
      {},
      {
        'prisma/main.prisma': SOURCE,
        'prisma/models/user.prisma': 'model User {\n id Int @id\n posts Post[]\n}\n',
        'prisma/models/post.prisma':
          'model Post {\n id Int @id\n author User @relation(fields: [authorId], references: [id])\n authorId Int\n @@schema("blog")\n}\n',
      },
    );
    expect(tables.Post).toMatchObject({ schema: 'blog', dialect: 'postgresql', path: 'prisma/models/post.prisma' });
    expect(outline(tables.Post)).toContain('authorId -> User id RESTRICT -');
  });

  it('takes the table of migrations and says where the code declares it', async () => {
    const files = { 'prisma/schema.prisma': BLOG, 'prisma/migrations/1_init/migration.sql': MIGRATION };
    const { Post } = await tablesOf({}, files);
    expect(Post).toMatchObject({
      source: 'ddl',
      path: 'prisma/migrations/1_init/migration.sql',
      entity: { library: 'prisma', name: 'Post', path: 'prisma/schema.prisma', line: 19 },
    });
    expect(Post?.foreignKeys[0]?.field).toMatchObject({ path: 'prisma/schema.prisma', line: 22 });
  });

  it('names what it does not understand and reads on', () => {
    const { unknowns, models } = parsePrisma({
      path: 'a.prisma',
      text: 'rubbish\nmodel A {\n  id Int @id\n  = 3\n  name String /* plain */ @default("a \\"b\\"")\n}\nblob X {\n a b\n}\n',
    });
    expect(unknowns.map(({ line }) => line)).toEqual([1, 4, 7]);
    expect(models[0]?.fields.map((field) => field.name)).toEqual(['id', 'name']);
  });
});
