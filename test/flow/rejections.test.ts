import { describe, expect, it } from 'vitest';
import { floatingPromise } from '../../rules/errors/floating-promise.ts';
import { scan, withFiles } from '../rules/scan.ts';

const manifest = (dependencies: Record<string, string>): string => JSON.stringify({ dependencies });

/** `severity key` of every finding. */
async function found(files: Record<string, string>): Promise<string[]> {
  const [result] = await withFiles(files, (root) => scan(root, [floatingPromise]));
  return (result?.findings ?? []).map((item) => `${item.severity} ${item.key}`);
}

const inMongoose = (body: string) => ({
  'package.json': manifest({ mongoose: '^8.0.0', express: '^4.18.0' }),
  'src/a.js': `const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));\n${body}`,
});

describe('what gives a promise that can be rejected', () => {
  it('a callback in last place: none', async () => {
    const files = {
      'package.json': manifest({ mongodb: '^3.6.0', redis: '^4.0.0' }),
      'src/a.js':
        "const { MongoClient } = require('mongodb');\nexports.open = (url, cb) => {\n  MongoClient.connect(url, cb);\n  MongoClient.connect(url, report);\n};\nfunction report() {}\n",
    };
    expect(await found(files)).toEqual([]);
  });

  it('drivers without promises, and majors before they had them: none', async () => {
    const files = {
      'package.json': manifest({ mysql: '^2.18.0', redis: '^3.1.0' }),
      'src/a.js':
        "const mysql = require('mysql');\nconst redis = require('redis');\nconst client = redis.createClient();\nconst db = mysql.createConnection({});\nexports.save = () => {\n  client.set('a', 'b');\n  db.query('SELECT 1');\n};\n",
    };
    expect(await found(files)).toEqual([]);
    files['package.json'] = manifest({ mysql: '^2.18.0', redis: '^4.1.0' });
    expect(await found(files)).toEqual(['error src/a.js#save client.set']);
  });

  it('commands collected in a pipeline: only when it is executed', async () => {
    const files = {
      'package.json': manifest({ ioredis: '^5.0.0' }),
      'src/a.ts':
        "import Redis from 'ioredis';\nconst redis = new Redis();\nexport function save() {\n  const pipeline = redis.pipeline();\n  pipeline.set('a', 'b');\n  pipeline.exec();\n  redis.set('a', 'b');\n}\n",
    };
    expect(await found(files)).toEqual(['error src/a.ts#save redis.set']);
  });

  it('what is awaited of an unknown package: nobody can tell', async () => {
    const files = {
      'src/a.ts':
        "import { PubSub } from 'some-pubsub';\nconst bus = new PubSub();\nasync function publish(name: string) { await bus.publish(name); }\nexport function done() {\n  publish('done');\n  bus.find('x').then(() => 1);\n}\n",
    };
    expect(await found(files)).toEqual(['warning src/a.ts#done bus.find']);
  });

  it('a catch that throws again does not end the chain; one that reports does', async () => {
    const body =
      "exports.a = () => { User.find({}).then(() => 1).catch(() => { throw new Error('x'); }); };\nexports.b = () => { User.find({}).then(() => 1).catch((error) => tell(error)); };\nexports.c = () => { User.find({}).catch(() => []).then(() => { throw new Error('x'); }); };\nasync function tell(error) { await User.create({ error }); }\n";
    expect(await found(inMongoose(body))).toEqual(['error src/a.js#a User.find', 'error src/a.js#c User.find']);
  });

  it('a method that only throws stands for those that override it', async () => {
    const files = {
      'src/a.ts':
        "class Base {\n  async clear(): Promise<void> { throw new Error('not implemented'); }\n}\nexport const run = (base: Base) => { base.clear(); };\n",
    };
    expect(await found(files)).toEqual([]);
  });

  it('a failing file call that blocks rejects the promise of the function around it', async () => {
    const files = {
      'src/a.ts':
        "import fs from 'node:fs';\nasync function read() { return fs.readFileSync('a'); }\nexport function run() { read(); }\n",
    };
    expect(await found(files)).toEqual(['error src/a.ts#run read']);
  });

  it('Sequelize adds methods for associations, and no others', async () => {
    const files = {
      'package.json': manifest({ sequelize: '^6.0.0' }),
      'src/a.js':
        "const { Sequelize, DataTypes } = require('sequelize');\nconst db = new Sequelize('x');\nconst User = db.define('user', {});\nconst Role = db.define('role', {});\nUser.belongsToMany(Role, { through: 'user_roles' });\nexports.a = async () => {\n  const user = await User.findOne();\n  user.setFlag('x');\n  user.setDataValue('a', 1);\n  user.addRole(1);\n};\n",
    };
    expect(await found(files)).toEqual(['error src/a.js#a user.addRole']);
  });
});

describe('where a promise is dropped', () => {
  it('at load time: a note, and none where the process listens', async () => {
    const main = { ...inMongoose(''), 'src/main.js': "const { start } = require('./start');\nstart();\n" };
    const start = {
      'src/start.js':
        "const mongoose = require('mongoose');\nexports.start = async () => { await mongoose.connect('x'); };\n",
    };
    expect(await found({ ...main, ...start })).toEqual(['info src/main.js#(module) start']);
    const listening = { 'src/last.js': "process.on('uncaughtException', (error) => console.error(error));\n" };
    expect(await found({ ...main, ...start, ...listening })).toEqual([]);
  });

  it('an exported promise is awaited by whoever imports it', async () => {
    const files = { 'src/a.ts': "export const font = fetch('x').then((answer) => answer.arrayBuffer());\n" };
    expect(await found(files)).toEqual([]);
  });

  it('void in a request', async () => {
    const body =
      "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => {\n  void touch();\n  res.end();\n});\nasync function touch() { await User.updateOne({}, {}); }\n";
    expect(await found(inMongoose(body))).toEqual(['warning src/a.js#(module)>callback touch']);
  });

  it('many calls of one callee in a module are one finding', async () => {
    const calls = 'touch();\n'.repeat(6);
    const body = `exports.run = () => {\n${calls}};\nasync function touch() { await User.updateOne({}, {}); }\n`;
    expect(await found(inMongoose(body))).toEqual(['error src/a.js touch']);
  });

  it('a promise kept in a name and awaited together with others', async () => {
    const body =
      'exports.run = () => { all(); };\nasync function all() {\n  const users = User.find({}).then(() => 1);\n  await Promise.all([users]);\n}\n';
    expect(await found(inMongoose(body))).toEqual(['error src/a.js#run all']);
  });

  it('a callback that returns a promise to what ignores it', async () => {
    const body = 'exports.run = (ids) => { ids.forEach((id) => User.deleteOne({ id }).then(() => 1)); };\n';
    expect(await found(inMongoose(body))).toEqual(['warning src/a.js#run ids.forEach async callback']);
  });
});
