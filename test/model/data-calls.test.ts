import { describe, expect, test } from 'vitest';
import { unreadQueries } from '../../src/rule/queries.ts';
import { modelOf, withFiles } from '../rules/scan.ts';

/** Methods of the calls of one module that reach a database, in order; `!` marks those that connect. */
const dataCalls = (files: Record<string, string>, path: string): Promise<string[]> =>
  withFiles(files, async (root) => {
    const model = await modelOf(root);
    const calls = model.code.module(path)?.facts.calls ?? [];
    return calls.flatMap((call) => {
      const found = model.code.dataCall(path, call);
      return found ? [`${found.method}${found.connects ? '!' : ''}`] : [];
    });
  });

describe('calls that reach a database', () => {
  test('end where the rows of a query begin', async () => {
    const files = {
      'a.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function run(id: string) {
  const users = await prisma.user.findMany({ take: 10 });
  users.find((user) => user.id === id);
  users[0].tags.delete('x');
  users[0].createdAt?.getTime();
  await prisma.$transaction([]);
}
`,
    };
    expect(await dataCalls(files, 'a.ts')).toEqual(['findMany', '$transaction']);
  });

  test('go on with methods of the row itself', async () => {
    const files = {
      'user.js':
        "const mongoose = require('mongoose');\nmodule.exports = mongoose.model('User', new mongoose.Schema({}));\n",
      'a.js': `const User = require('./user');
exports.run = async (id) => {
  const user = await User.findById(id).lean();
  user.tokens.find((token) => token.kind === id);
  user.pictures.delete(id);
  await user.save();
  await new User({ id }).save();
  User.find((error, users) => users);
};
`,
    };
    expect(await dataCalls(files, 'a.js')).toEqual(['lean', 'findById', 'save', 'save', 'find']);
  });

  test('are not methods that the repository adds to a model', async () => {
    const files = {
      'user.ts': `import { Model } from 'sequelize';
export class User extends Model {
  getPreference(name: string) { return name; }
}
`,
      'a.ts': `import { User } from './user';
export async function run(id: string) {
  const user = new User();
  user.getPreference('theme');
  await user.reload();
  await User.findByPk(id);
}
`,
    };
    expect(await dataCalls(files, 'a.ts')).toEqual(['reload', 'findByPk']);
  });

  test('of search engines, embedded stores and models that Sails loads by name', async () => {
    const files = {
      'package.json': '{"dependencies":{"sails":"^0.12.0"}}',
      'api/models/User.js': 'module.exports = { attributes: {} };\n',
      'a.js': `const { Client } = require('@elastic/elasticsearch');
const MarsDB = require('marsdb');
const orders = new MarsDB.Collection('orders');
const elastic = new Client({ node: 'http://localhost:9200' });
exports.run = async (id) => {
  await elastic.search({ index: 'orders' });
  orders.insert({ id });
  sails.models.user.findOne(id);
  User.destroy(id);
  sails.log(id);
};
`,
    };
    expect(await dataCalls(files, 'a.js')).toEqual(['search', 'insert', 'findOne', 'destroy']);
  });
});

describe('queries that go unread', () => {
  const unread = (text: string): Promise<string[]> =>
    withFiles({ 'src/a.ts': text }, async (root) => unreadQueries(await modelOf(root)));

  test('are those of a client nothing recognises', async () => {
    expect(
      await unread("import { Client } from '@elastic/elasticsearch';\nexport const client = new Client();\n"),
    ).toEqual(['queries of @elastic/elasticsearch are not read']);
  });

  test('are those of a known client of which no query was met', async () => {
    expect(await unread("import knex from 'knex';\nexport const run = (db: any) => db.go(knex);\n")).toEqual([
      'knex is in use, but no query of it was recognised',
    ]);
  });

  test('are not those of a driver that a query builder is given', async () => {
    const text = `import { Pool } from 'pg';
import { drizzle } from 'drizzle-orm/node-postgres';
const db = drizzle(new Pool());
export const run = () => db.select().from('users');
`;
    expect(await unread(text)).toEqual([]);
  });
});
