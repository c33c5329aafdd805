import { describe, expect, it } from 'vitest';
import { linesOf, queriesOf } from './queries-of.ts';

const PG = `
  const { Pool } = require('pg');
  const pool = new Pool();
  module.exports = { query: (text, params) => pool.query(text, params) };
`;

describe('what callers give to the function that makes a query', () => {
  it('is another text for each of them', async () => {
    const queries = await queriesOf(['pg', 'express'], {
      'db.js': PG,
      'users.js': `
        const db = require('./db');
        class Repository {
          run(sql, values) { return db.query(sql, values); }
        }
        const repository = new Repository();
        exports.byEmail = (email) => db.query('SELECT id FROM users WHERE email = $1 LIMIT 1', [email]);
        exports.byName = (name) => repository.run(\`SELECT id FROM users WHERE name = '\${name}'\`);`,
      'app.js': `
        const express = require('express');
        const users = require('./users');
        const app = express();
        app.get('/users', async (req, res) => res.json(await users.byName(req.query.name)));`,
    });
    const byLine = queries.sort((one, other) => one.at.line - other.at.line);
    expect(
      byLine.map(({ module, at, columns, sql }) => [module, at.line, columns[0]?.name, sql?.holes[0]?.from]),
    ).toEqual([
      ['users.js', 7, 'email', undefined],
      ['users.js', 8, 'name', 'request'],
    ]);
    expect(byLine[0]?.columns[0]?.value).toMatchObject({ kind: 'reference', name: 'email' });
  });

  it('is another condition for each of them, beside what is not known', async () => {
    const files = (last: string) => ({
      'users.js': `
        const mongoose = require('mongoose');
        const User = mongoose.model('User', new mongoose.Schema({ email: String }));
        exports.find = (filter) => User.findOne(filter);`,
      'service.js': `
        const users = require('./users');
        exports.a = (email) => users.find({ email });
        exports.b = (name) => { const where = { name, active: true }; return users.find(where); };
        ${last}`,
    });
    expect(await linesOf(['mongoose'], files(''))).toEqual([
      'select User [email equality] singleRow',
      'select User [name equality, active equality] singleRow',
    ]);
    expect(await linesOf(['mongoose'], files('exports.c = (criteria) => users.find(parse(criteria));'))).toEqual([
      'select User [] partial singleRow',
      'select User [email equality] singleRow',
      'select User [name equality, active equality] singleRow',
    ]);
  });

  it('may be options, whole or in part', async () => {
    const lines = await linesOf(['@prisma/client'], {
      'users.ts': `
        import { PrismaClient } from '@prisma/client';
        const prisma = new PrismaClient();
        export const list = ({ where, take }) => prisma.user.findMany({ where, take });
        export const all = (args) => prisma.user.findMany(args);`,
      'service.ts': `
        import { all, list } from './users';
        export const a = () => list({ where: { email: 'a' }, take: 5 });
        export const b = () => all({ where: { name: 'b' }, orderBy: { age: 'asc' }, take: 7 });`,
    });
    expect(lines).toEqual(['select user [email equality] limit 5', 'select user [name equality, age sort] limit 7']);
  });
});

describe('loops that nobody writes as one', () => {
  it('are functions handed to an iteration, and rows saved one by one', async () => {
    const lines = await linesOf(['mongoose'], {
      'a.js': `
        const mongoose = require('mongoose');
        const Tag = mongoose.model('Tag', new mongoose.Schema({ name: String }));
        const add = async (name) => { await Tag.create({ name }); };
        exports.addAll = (names) => Promise.all(names.map(add));
        exports.addFixed = () => Promise.all(['a', 'b'].map(add));
        exports.load = async (items) => {
          for (const item of items) { const tag = new Tag(); tag.name = item.name; await tag.save(); }
          const other = new Tag();
          await other.save();
        };`,
    });
    expect(lines).toEqual([
      'insert Tag [] singleRow called in loop over names called in loop over …',
      'insert Tag [] singleRow in loop over items',
      'insert Tag [] singleRow',
    ]);
  });

  it('are resolvers of fields, save those of the roots and those that take nothing of their object', async () => {
    const lines = await linesOf(['graphql', 'knex'], {
      'a.js': `
        const knex = require('knex');
        const db = knex({ client: 'pg' });
        const posts = (user) => db('posts').where({ author: user.id });
        exports.resolvers = {
          Query: { users: () => db('users') },
          User: { posts, count: () => db('posts').count() },
        };`,
    });
    expect(lines.filter((line) => line.includes('loop'))).toEqual([
      'select posts [author equality] in loop over the User objects of an answer',
    ]);
  });
});

describe('rows of which only the number is used', () => {
  it('are told from rows that are read', async () => {
    const queries = await queriesOf(['pg', '@prisma/client'], {
      'a.ts': `
        import { PrismaClient } from '@prisma/client';
        import { Pool } from 'pg';
        const prisma = new PrismaClient();
        const pool = new Pool();
        export const a = async () => (await prisma.post.findMany({ where: { a: 1 } })).length;
        export const b = async () => { const rows = await prisma.post.findMany(); return { n: rows.length }; };
        export const c = async () => { const { rowCount } = await pool.query('SELECT * FROM posts'); return rowCount; };
        export const d = async () => { const rows = await prisma.post.findMany(); return rows.length > 1 ? rows : []; };`,
    });
    expect(queries.map((query) => query.onlyCounted)).toEqual([true, true, true, false]);
  });
});
