import { describe, expect, it } from 'vitest';
import { type Files, routesOf } from './model-of.ts';

const linesOf = (files: Files): string[] => routesOf(files).lines;
const MANIFEST = '{"name":"api","dependencies":{"express":"^4.18.0"}}';

describe('routes of Express', () => {
  it('have the prefixes of every mount, and the middleware before them', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'app.js': `const express = require('express'); const app = express();
        app.use(express.json()); app.use('/v1', require('./routes'));`,
      'routes/index.js': `const router = require('express').Router(); const auth = (req, res, next) => next();
        router.use('/users', auth, require('./users')); module.exports = router;`,
      'routes/users.js': `const router = require('express').Router(); const list = (req, res) => res.json([]);
        router.route('/').get(list).post(list); router.get('/:id', list); module.exports = router;`,
    });
    expect(lines).toEqual([
      'GET /v1/users [express.json(…), auth] -> list @routes/users.js',
      'POST /v1/users [express.json(…), auth] -> list @routes/users.js',
      'GET /v1/users/:id [express.json(…), auth] -> list @routes/users.js',
    ]);
  });

  it('are told from a list that is looped over, whatever method it names', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'app.js': `const express = require('express'); const app = express();
        const list = (req, res) => res.json([]); const add = (req, res) => res.end();
        const routes = [{ method: 'get', path: '/a', run: list }, { method: 'POST', path: '/b', run: add }];
        routes.forEach(({ method, path, run }) => app[method.toLowerCase()](path, run));
        for (const { method, path, run } of routes) app[method](\`/again\${path}\`, run);`,
    });
    expect(lines).toEqual([
      'GET /a [] -> list @app.js',
      'POST /b [] -> add @app.js',
      'GET /again/a [] -> list @app.js',
      'POST /again/b [] -> add @app.js',
    ]);
  });

  it('whose method is computed from what is not known are said to be unknown', () => {
    const { lines, unknowns } = routesOf({
      'package.json': MANIFEST,
      'app.js': `const app = require('express')(); const method = process.argv[2];
        app[method]('/a', (req, res) => res.end());`,
    });
    expect(lines).toEqual([]);
    expect(unknowns).toEqual([
      {
        path: 'app.js',
        line: 2,
        subject: 'route',
        reason: 'the HTTP method of the routes registered here is computed',
      },
    ]);
  });

  it('are those of each class that extends a base controller', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'base.ts': `import { Router } from 'express';
        export class Controller {
          app = Router();
          route(options) { this.app[options.method](options.path, options.handler); }
          get(path, handler) { this.route({ method: 'get', path, handler }); }
          use(path, router) { this.app.use(path, router); }
          get router() { return this.app; }
        }`,
      'users.ts': `import { Controller } from './base';
        export class Users extends Controller {
          constructor() { super(); this.get('/', this.list); this.route({ method: 'post', path: '/', handler: this.add }); }
          list(req, res) { res.json([]); }
          add(req, res) { res.end(); }
        }`,
      'orders.ts': `import { Controller } from './base';
        export class Orders extends Controller {
          constructor() { super(); this.get('/:id', this.show); }
          show(req, res) { res.json({}); }
        }`,
      'app.ts': `import express from 'express'; import { Controller } from './base';
        import { Users } from './users'; import { Orders } from './orders';
        class Api extends Controller {
          constructor() { super(); this.use('/users', new Users().router); this.app.use('/orders', new Orders().router); }
        }
        const app = express(); app.use('/v1', new Api().router);`,
    });
    expect(lines.toSorted()).toEqual([
      'GET /v1/orders/:id [] -> Orders.show @orders.ts',
      'GET /v1/users [] -> Users.list @users.ts',
      'POST /v1/users [] -> Users.add @users.ts',
    ]);
  });

  it('of routers mounted on each other in circles come to an end', () => {
    const names = Array.from({ length: 12 }, (_, index) => `r${index}`);
    const mounts = names.flatMap((a) => names.map((b) => `${a}.use('/${b}', ${b});`));
    const { lines } = routesOf({
      'package.json': MANIFEST,
      'app.js': `const express = require('express'); const app = express();
        ${names.map((name) => `const ${name} = express.Router();`).join('\n')}
        ${mounts.join('\n')}
        app.use('/api', r0); r11.get('/leaf', (req, res) => res.end());`,
    });
    expect(lines.length).toBeLessThanOrEqual(50);
  });

  it('keep the middleware of routers that are used as middleware, and what stands beside a router', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'app.js': `const express = require('express'); const app = express(); const api = express.Router();
        app.use('/', api);
        api.use(require('./key'));
        api.use('/a', audit, require('./a'));
        api.use('/b', require('./a'));
        api.use('/a/more', require('./a'));
        function audit(req, res, next) { next(); }`,
      'key.js': `const router = require('express').Router();
        router.use(function key(req, res, next) { next(); }); module.exports = router;`,
      'a.js': `const router = require('express').Router(); router.get('/', list); module.exports = router;
        function list(req, res) { res.json([]); }`,
    });
    expect(lines).toEqual([
      'GET /a [key, audit] -> list @a.js',
      'GET /a/more [key, audit] -> list @a.js',
      'GET /b [key] -> list @a.js',
    ]);
  });

  it('have no error handlers as middleware, and those of a list that a call gives are found', () => {
    const { lines, frameworks } = routesOf({
      'package.json': MANIFEST,
      'app.js': `const express = require('express'); const { celebrate } = require('celebrate'); const app = express();
        app.use(celebrate({})); app.use(handlers());
        app.get('/a', (req, res) => res.json(read()));
        function handlers() { return [logged, answered]; }
        function logged(error, req, res, next) { next(error); }
        function answered(error, req, res, next) { res.status(500).end(); }
        function read() { return 1; }`,
    });
    expect(lines).toEqual(['GET /a [celebrate(…)] -> (anonymous) @app.js']);
    expect(frameworks[0]?.errorHandlers.map(({ name, beforeRoutes }) => [name, beforeRoutes?.line])).toEqual([
      ['logged', 3],
      ['answered', 3],
    ]);
  });

  it('follow in the order in which functions are called', () => {
    const { lines, frameworks } = routesOf({
      'package.json': MANIFEST,
      'app.ts': `import express from 'express';
        export class App {
          app = express();
          constructor() { this.before(); this.routes(); this.after(); }
          after() { this.app.use((error, req, res, next) => res.status(500).end()); }
          routes() { this.app.get('/a', (req, res) => res.json(read())); }
          before() { this.app.use(function early(req, res, next) { next(); }); }
        }
        function read() { return 1; }
        new App();`,
      'later.js': `const express = require('express'); const app = express();
        connect().then(() => setup());
        app.get('/b', (req, res) => res.json(connect()));
        function setup() { app.get('/c', (req, res) => res.end()); app.use((error, req, res, next) => res.end()); }
        async function connect() {}`,
    });
    expect(lines).toEqual([
      'GET /a [early] -> (anonymous) @app.ts',
      'GET /b [] -> (anonymous) @later.js',
      'GET /c [] -> (anonymous) @later.js',
    ]);
    expect(frameworks[0]?.errorHandlers.map(({ beforeRoutes }) => beforeRoutes)).toEqual([undefined, undefined]);
  });

  it('have the middleware of their parameters, and of what was registered on the same path and goes on', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'app.js': `const app = require('express')();
        app.param('id', async function load(req, res, next, id) { next(); });
        app.post('/users', check);
        app.post('/users', (req, res) => users.create(req, res));
        app.get('/users/:id', catchAsync(async (req, res) => res.json({})));
        app.use('/files', (req, res) => res.end());
        const users = { create: function create(req, res) { res.json({}); } };
        function check(req, res, next) { if (req.body) return next(); res.status(400).end(); }
        function catchAsync(run) { return (req, res, next) => run(req, res).catch(next); }`,
    });
    expect(lines).toEqual([
      'POST /users [check] -> create @app.js',
      'GET /users/:id [load] -> (anonymous) in catchAsync @app.js',
      'ALL /files/* [] -> (anonymous) @app.js',
    ]);
  });

  it('take a function among the options of a factory for its handler only where it is given the request to serve', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'app.js': `const app = require('express')();
        app.get('/a', limited({ keyOf }), wrapped({ run: list }));
        function keyOf(req) { return req.ip; }
        function list(req, res) { res.json([]); }
        function limited({ keyOf }) { return function limit(req, res, next) { const key = keyOf(req); next(); }; }
        function wrapped({ run }) { return (req, res) => run(req, res); }`,
    });
    expect(lines).toEqual(['GET /a [limit] -> list @app.js']);
  });

  it('that a generator makes are said to be not read', () => {
    const { frameworks } = routesOf({
      'package.json': MANIFEST,
      'app.js': `const app = require('express')(); require('finale-rest').initialize({ app });
        app.get('/a', (req, res) => res.end());`,
    });
    expect(frameworks.map(({ name, recognised }) => [name, recognised])).toEqual([
      ['express', true],
      ['finale-rest', false],
    ]);
  });

  it('on a path that a call computes have no known prefix, and what guards them guards no others', () => {
    const lines = linesOf({
      'package.json': MANIFEST,
      'app.js': `const express = require('express'); const app = express(); const { base } = require('./base');
        const auth = (req, res, next) => next(); const list = (req, res) => res.json([]);
        const api = express.Router(); api.use(auth); api.get('/x', list);
        app.use(base.toPath(), api); app.get('/v1/after', list);`,
      'base.js': 'exports.base = JSON.parse(process.env.BASE);',
    });
    expect(lines).toEqual([
      'GET /x [auth] -> list @app.js ?? the path it is mounted on is computed',
      'GET /v1/after [] -> list @app.js',
    ]);
  });
});
