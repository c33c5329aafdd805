import { describe, expect, it } from 'vitest';
import { linesOf, queriesOf } from './queries-of.ts';

const DRIZZLE = `
  import { drizzle } from 'drizzle-orm/node-postgres';
  import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm';
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  const users = pgTable('users', { id: integer(), name: text(), deletedAt: text() });
  const posts = pgTable('posts', { id: integer(), userId: integer() });
  const db = drizzle('');
`;

describe('queries inside queries', () => {
  it('are not run on their own', async () => {
    const queries = await queriesOf(['drizzle-orm'], {
      'a.ts': `${DRIZZLE}
        const latest = db.select().from(posts).as('latest');
        const ids = db.select().from(users);
        export const all = async () => [
          await db.select().from(posts).where(inArray(posts.userId, db.select().from(users))),
          await db.select().from(posts).where(inArray(posts.userId, ids)),
          await db.select().from(users),
        ];`,
    });
    expect(queries.map(({ tables, subquery }) => `${tables[0]?.name} ${subquery}`)).toEqual([
      'posts true',
      'users true',
      'posts false',
      'users true',
      'posts false',
      'users false',
    ]);
  });

  it('tell conditions that most rows satisfy from those that choose', async () => {
    const lines = await linesOf(['drizzle-orm'], {
      'a.ts': `${DRIZZLE}
        export const a = () => db.select().from(users).where(and(eq(users.name, 'x'), isNull(users.deletedAt)));
        export const b = () => db.select().from(users).where(ne(users.name, 'x'));
        export const c = () => db.select().from(users).where(or(eq(users.name, 'x'), eq(users.id, 1)));`,
    });
    expect(lines).toEqual([
      'select users [users.name equality, users.deletedAt negation]',
      'select users [users.name negation]',
      'select users [users.name equality?, users.id equality?] partial',
    ]);
  });

  it('are parts of a builder when a function builds them, and what they give is no table', async () => {
    const queries = await queriesOf(['knex'], {
      'a.js': `
        const knex = require('knex');
        const db = knex({ client: 'pg' });
        exports.a = () => db
          .with('latest', () => db('events').select('id').groupBy('id'))
          .leftJoin('users', 'users.id', 'latest.id')
          .select('id')
          .from('latest')
          .whereIn('id', function () { return db('seen').select('id'); });
        exports.b = () => db('events').then(async (rows) => db('users').whereIn('id', rows));`,
    });
    const told = queries.map(({ tables, subquery }) =>
      [...tables.map(({ name, derived }) => (derived ? `(${name})` : name)), ...(subquery ? ['subquery'] : [])].join(
        ' ',
      ),
    );
    expect(told.sort()).toEqual(['(latest) users', 'events', 'events subquery', 'seen subquery', 'users']);
  });
});
