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
});
