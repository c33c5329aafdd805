import { describe, expect, it } from 'vitest';
import { linesOf, queriesOf } from './queries-of.ts';

describe('queries of each library', () => {
  it('Kysely', async () => {
    const lines = await linesOf(['kysely'], {
      'a.ts': `
        import { Kysely } from 'kysely';
        const db = new Kysely<DB>({});
        export const a = () => db.selectFrom('users as u').innerJoin('orders as o', 'o.user_id', 'u.id').selectAll()
          .where('u.email', '=', 'x').where('deleted_at', 'is', null).orderBy('created_at', 'desc').limit(20).execute();
        export const b = () => db.updateTable('users').set({ a: 1 }).where('id', '=', 1).execute();
        export const c = () => db.transaction().execute(async (trx) => trx.insertInto('orders').values({}).execute());
        export const d = () => db.selectFrom('users').selectAll().executeTakeFirst();`,
    });
    expect(lines).toEqual([
      'select users+orders [o.user_id join, u.id join, u.email equality, deleted_at negation, created_at sort] limit 20',
      'update users [id equality]',
      'insert orders [] inTransaction',
      'select users [] singleRow',
    ]);
  });

  it('Objection', async () => {
    const lines = await linesOf(['objection'], {
      'a.js': `
        import { Model } from 'objection';
        class Person extends Model { static tableName = 'persons'; }
        class Pet extends Model { static get tableName() { return 'pets'; } }
        export const a = () => Person.query().where('age', '>', 10).orderBy('name');
        export const b = (id) => Person.query().findById(id);
        export const c = () => Pet.query().patch({ a: 1 }).where({ id: 1 });
        export const d = () => Pet.query().page(0, 10);`,
    });
    expect(lines).toEqual([
      'select persons [age range, name sort]',
      'select persons [] singleRow',
      'update pets [id equality]',
      'select pets [] limit unknown',
    ]);
  });

  it('MikroORM', async () => {
    const lines = await linesOf(['@mikro-orm/core'], {
      'a.ts': `
        import { Entity, EntityManager, EntityRepository } from '@mikro-orm/core';
        @Entity({ tableName: 'books' })
        class Book {}
        export class Books {
          constructor(private readonly em: EntityManager, private readonly books: EntityRepository<Book>) {}
          a() { return this.em.find(Book, { title: 'x' }, { limit: 10, orderBy: { year: 'asc' } }); }
          b() { return this.books.findAll(); }
          c() { return this.books.findOne({ title: 'y' }); }
          d() { return this.em.transactional(async (em) => em.nativeUpdate(Book, { id: 1 }, { title: 'z' })); }
          e() { return this.em.createQueryBuilder(Book, 'b').where({ title: 'a' }).limit(5).getResultList(); }
        }`,
    });
    expect(lines).toEqual([
      'select books [title equality, year sort] limit 10',
      'select books []',
      'select books [title equality] singleRow',
      'update books [id equality] inTransaction',
      'select books [title equality] limit 5',
    ]);
  });

  it('tags of Slonik, Postgres.js and Prisma', async () => {
    const queries = await queriesOf(['slonik', 'postgres', '@prisma/client'], {
      'a.ts': `
        import { createPool, sql } from 'slonik';
        const pool = await createPool('x');
        export const a = (id) => pool.any(sql.type(row)\`SELECT * FROM users WHERE id = \${id}\`);
        export const b = (name) => pool.one(sql\`SELECT * FROM users ORDER BY \${sql.raw(name)}\`);`,
      'b.ts': `
        import postgres from 'postgres';
        const sql = postgres('x');
        export const a = async (id) => await sql\`SELECT name FROM posts WHERE id = \${id} LIMIT 3\`;
        export const b = () => sql.begin((tx) => tx\`INSERT INTO posts (id) VALUES (1)\`);`,
      'c.ts': `
        import { PrismaClient } from '@prisma/client';
        const prisma = new PrismaClient();
        export const a = (email) => prisma.$queryRaw\`SELECT id FROM "User" WHERE email = \${email}\`;
        export const b = () => prisma.$transaction([prisma.user.create({ data: {} }), prisma.user.count()]);`,
    });
    const told = queries.map(({ tables, operation, inTransaction, sql }) =>
      [operation, tables[0]?.name, inTransaction, sql?.holes.map((hole) => hole.name).join()].filter(Boolean).join(' '),
    );
    expect(told).toEqual([
      'select users',
      'select users name',
      'select posts',
      'insert posts true',
      'insert user true',
      'count user true',
      'select User',
    ]);
  });

  it('TypeORM conditions without options, lists with a count, and text of builders', async () => {
    const queries = await queriesOf(['typeorm'], {
      'a.ts': `
        import { DataSource, Entity } from 'typeorm';
        @Entity('follows')
        class Follow {}
        const ds = new DataSource({});
        const follows = ds.getRepository(Follow);
        export const a = (id) => follows.find({ followerId: id });
        export const b = () => { const qb = follows.createQueryBuilder('f'); return Promise.all([qb.getCount(), qb.getMany()]); };
        export const c = (ids) => follows.createQueryBuilder('f').where(\`f.id IN (\${ids})\`).getMany();`,
    });
    expect(queries.map(({ operation, columns, sql }) => [operation, columns[0]?.name, sql?.holes[0]?.name])).toEqual([
      ['select', 'followerId', undefined],
      ['select', undefined, undefined],
      ['select', undefined, 'ids'],
    ]);
  });

  it('connections that a callback is given, and models by name', async () => {
    const lines = await linesOf(['mysql', 'mongodb', 'sequelize'], {
      'a.js': `
        const mysql = require('mysql');
        const { MongoClient } = require('mongodb');
        const { Sequelize } = require('sequelize');
        const pool = mysql.createPool({});
        const sequelize = new Sequelize('x');
        pool.getConnection((error, connection) => { connection.query('SELECT id FROM users', done); });
        MongoClient.connect('x', (error, db) => { db.collection('orders').findOne({ name: 1 }); });
        exports.a = (t) => sequelize.models.account.create({}, { transaction: t });
        exports.b = async () => { await pool.beginTransaction(); await pool.query('DELETE FROM users WHERE id = 1'); };`,
    });
    expect(lines).toEqual([
      'select users []',
      'select orders [name equality] singleRow',
      'insert account [] singleRow inTransaction',
      'delete users [id equality] inTransaction',
    ]);
  });

  it('run a list of queries as one', async () => {
    const queries = await queriesOf(['drizzle-orm'], {
      'a.ts': `
        import { drizzle } from 'drizzle-orm/libsql';
        import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
        const users = sqliteTable('users', { name: text() });
        const db = drizzle('');
        export const a = () => db.batch([db.insert(users).values({}), db.delete(users)]);
        export const b = () => Promise.all([db.insert(users).values({}), db.delete(users)]);`,
    });
    expect(queries.map((query) => query.inTransaction)).toEqual([true, true, false, false]);
  });

  it('Drizzle conditions that are put into a list', async () => {
    const lines = await linesOf(['drizzle-orm'], {
      'a.ts': `
        import { drizzle } from 'drizzle-orm/libsql';
        import { and, eq, isNull } from 'drizzle-orm';
        import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
        const users = sqliteTable('users', { name: text(), role: text(), deletedAt: text() });
        const db = drizzle('');
        export const a = (name?: string) => {
          const conditions = [isNull(users.deletedAt)];
          if (name) conditions.push(eq(users.name, name));
          return db.select().from(users).where(and(...conditions));
        };
        export const b = (role?: string) => db.select().from(users).where(and(role ? eq(users.role, role) : undefined));`,
    });
    expect(lines).toEqual([
      'select users [users.deletedAt negation, users.name equality?]',
      'select users [users.role equality?]',
    ]);
  });
});
