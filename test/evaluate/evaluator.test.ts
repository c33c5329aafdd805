import { describe, expect, it } from 'vitest';
import { asked } from './sample-evaluator.ts';

describe('the evaluator', () => {
  it('ends where an object is spread into itself', () => {
    const list = `
      function list(name) {
        let where = { name };
        where = { ...where, page: 1 };
        return where.sort;
      }
      ask(list('ann'));`;
    expect(asked({ 'a.js': list })).toHaveLength(1);
  });

  it('knows what a base class gives the classes that extend it', () => {
    const files = {
      'base.ts': `import { Router } from 'express';
        export class Base { app = Router(); get router() { return this.app; } }`,
      'a.ts': `import { Base } from './base'; export class A extends Base {} ask(new A().router);`,
    };
    expect(asked(files)).toEqual(['express.Router()']);
  });

  it('knows what a constructor function and its prototype give', () => {
    const files = {
      'users.js': `function Users(db) {
          const rows = db.collection('users');
          this.find = function () { return 'found'; };
          this.rows = rows;
        }
        Users.prototype.count = () => 3;
        module.exports.Users = Users;`,
      'app.js': `const { Users } = require('./users'); const { MongoClient } = require('mongodb');
        const users = new Users(new MongoClient('x').db());
        ask(users.find()); ask(users.count()); ask(users.rows);`,
    };
    expect(asked(files)).toEqual(['"found"', '3', 'new mongodb.MongoClient().db().collection()']);
  });

  it('sees what is hung on module.exports after it was replaced', () => {
    const files = {
      'db.js': `const config = { host: 'h' }; module.exports = config; module.exports.connection = require('sequelize');`,
      'a.js': `const config = require('./db'); ask(config.connection); ask(config.host);`,
      'b.mjs': `import config from './db.js'; ask(config.connection);`,
    };
    expect(asked(files)).toEqual(['sequelize', '"h"', 'sequelize']);
  });

  it('knows what an index makes of the modules in its folder', () => {
    const index = `const fs = require('fs'); const path = require('path'); const Sequelize = require('sequelize');
      const sequelize = new Sequelize(process.env.URL); const db = {};
      fs.readdirSync(__dirname).filter((file) => file !== 'index.js').forEach((file) => {
        const model = require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes);
        db[model.name] = model;
      });
      db.sequelize = sequelize;
      module.exports = db;`;
    const files = {
      'models/index.js': index,
      'models/user.js':
        "module.exports = (sequelize, DataTypes) => { const User = sequelize.define('User', {}); return User; };",
      'models/blog-post.js': "module.exports = (sequelize) => sequelize.define('BlogPost', {});",
      'app.js': `const db = require('./models'); const { BlogPost } = db;
        ask(db.User); ask(BlogPost); ask(db.sequelize);`,
    };
    expect(asked(files)).toEqual(['new sequelize().define()', 'new sequelize().define()', 'new sequelize()']);
  });

  it('ends where a list is made of its own elements', () => {
    const app = `let list = ['a', 'b']; list = [...new Set(list)]; list = list.concat([...list]); for (const one of list) ask(one);`;
    expect(asked({ 'app.js': app })).toEqual(['"a" | "b"']);
  });

  it('knows the elements of a Map', () => {
    const app = `const routes = new Map([['/a', 1], ['/b', 2]]); for (const [path] of routes) ask(path);`;
    expect(asked({ 'app.js': app })).toEqual(['"/a" | "/b"']);
  });

  it('knows what a container gives', () => {
    const files = {
      'service.ts': 'export class Users { name = "users"; }',
      'app.ts': `import { Container } from 'typedi'; import { container } from 'tsyringe'; import { Users } from './service';
        Container.set('limit', 10);
        ask(Container.get(Users).name); ask(container.resolve(Users).name); ask(Container.get('limit'));`,
    };
    expect(asked(files)).toEqual(['"users"', '"users"', '10']);
  });

  it('takes what an entity class finds for an instance of it', () => {
    const files = {
      'user.ts': `import { Model } from 'sequelize';
        export class User extends Model { setFlag() { return 'flag'; } static findOne() { return 'mine'; } }`,
      'app.ts': `import { User } from './user';
        async function run() {
          const user = await User.findByPk(1);
          ask(user.setFlag()); ask(user.save); ask(await User.findOne());
        }`,
    };
    expect(asked(files)).toEqual(['"flag"', 'new sequelize.Model().save', '"mine"']);
  });
});
