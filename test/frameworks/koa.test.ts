import { describe, expect, it } from 'vitest';
import { routesOf } from './model-of.ts';

describe('koa routes', () => {
  it('reads methods, names, lists of paths, patterns and parameters', () => {
    const { lines, frameworks } = routesOf({
      'package.json': '{"name":"sample","dependencies":{"koa":"^2.13.0","@koa/router":"^12.0.0"}}',
      'app.js': `
        const Koa = require('koa');
        const Router = require('@koa/router');
        const users = require('./users');
        const app = new Koa();
        const router = new Router();
        router.param('id', users.load);
        router.get('/users', users.list).del('/users/:id', check, users.remove);
        router.post('create', '/users', [check, validate()], users.create);
        router.get(['/a', '/b'], (ctx) => 1);
        router.get(/^\\/files\\/(.*)$/, (ctx) => 1);
        router.all('/any', (ctx) => 1);
        router.register('/both', ['get', 'POST'], check, users.list);
        app.use(router.routes()).use(router.allowedMethods());
        function check() {}
      `,
      'users.js': `
        exports.list = async (ctx) => {};
        exports.create = async (ctx) => {};
        exports.remove = async (ctx) => {};
        exports.load = async (id, ctx, next) => next();
      `,
    });
    expect(lines).toEqual([
      'GET /users [] -> list @users.js',
      'DELETE /users/:id [load, check] -> remove @users.js',
      'POST /users [check, validate(…)] -> create @users.js',
      'GET /a [] -> (anonymous) @app.js',
      'GET /b [] -> (anonymous) @app.js',
      'GET /files/(.*) [] -> (anonymous) @app.js',
      'ALL /any [] -> (anonymous) @app.js',
      'GET /both [check] -> list @users.js',
      'POST /both [check] -> list @users.js',
    ]);
    expect(frameworks).toMatchObject([{ name: 'koa', major: 2, catchesAsync: true, errorHandlers: [] }]);
  });

  it('reads the declarations of koa-joi-router', () => {
    const { lines } = routesOf({
      'app.js': `
        const Koa = require('koa');
        const router = require('koa-joi-router');
        const pub = router();
        pub.get('/search', { validate: {}, meta: {} }, search);
        pub.route({ method: ['POST', 'put'], path: '/items', validate: {}, pre: check, handler: [log, save] });
        pub.route(require('./more'));
        pub.prefix('/v1');
        new Koa().use(pub.middleware());
        function search() {} function save() {} function log() {} function check() {}
      `,
      'more.js': "module.exports = [{ method: 'get', path: '/more', handler: async function more() {} }];",
    });
    expect(lines).toEqual([
      'GET /v1/search [] -> search @app.js',
      'POST /v1/items [check, log] -> save @app.js',
      'PUT /v1/items [check, log] -> save @app.js',
      'GET /v1/more [] -> more @more.js',
    ]);
  });
});

describe('koa routers', () => {
  it('composes prefixes of options, calls, nesting and mounts', () => {
    const { lines } = routesOf({
      'app.ts': `
        import Koa from 'koa';
        import mount from 'koa-mount';
        import compose from 'koa-compose';
        import Router from 'koa-router';
        import { API } from './config';
        import orders from './orders';
        const app = new Koa();
        const api = new Router({ prefix: API });
        const users = new Router();
        users.prefix('/users');
        users.get('/:id', show);
        api.use(users.routes(), users.allowedMethods());
        api.use(['/shop', '/store'], orders);
        api.get('/', show);
        const admin = new Koa();
        const panel = new Router({ prefix: '/panel' });
        panel.get('/', show);
        admin.use(panel.routes());
        app.use(compose([api.routes(), mount('/admin', admin)]));
        function show() {}
      `,
      'config.ts': "const version = 'v2';\nexport const API = '/api/' + version;",
      'orders.ts': `
        import Router from 'koa-router';
        const router = new Router<{}, {}>({ prefix: '/orders' });
        router.post('/', create);
        function create() {}
        export default router.routes();
      `,
    });
    expect(lines).toEqual([
      'GET /api/v2/users/:id [] -> show @app.ts',
      'GET /api/v2 [] -> show @app.ts',
      'GET /admin/panel [] -> show @app.ts',
      'POST /api/v2/shop/orders [] -> create @orders.ts',
      'POST /api/v2/store/orders [] -> create @orders.ts',
    ]);
  });

  it('mounts what a list, an index or a folder holds', () => {
    const { lines } = routesOf({
      'app.js': `
        const Koa = require('koa');
        const routes = require('./routes');
        const extra = [require('./extra/x'), require('./extra/y')];
        const app = new Koa();
        Object.keys(routes).forEach((name) => { app.use(routes[name].routes()); });
        for (const router of extra) app.use(router.routes());
      `,
      'routes/index.js': "module.exports = { a: require('./a'), b: require('./b') };",
      'routes/a.js': router('/a'),
      'routes/b.js': router('/b'),
      'extra/x.js': router('/x'),
      'extra/y.js': router('/y'),
    });
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['/x', '/y', '/a', '/b']);
    expect(lines.some((line) => line.includes('??'))).toBe(false);
  });

  it('tells the routers of a factory apart', () => {
    const { lines } = routesOf({
      'app.js': `
        const Koa = require('koa');
        const Router = require('koa-router');
        const make = (prefix) => new Router({ prefix });
        const a = make('/a');
        const b = make('/b');
        a.get('/x', one);
        b.get('/x', two);
        const app = new Koa();
        app.use(a.routes());
        app.use(b.routes());
        function one() {} function two() {}
      `,
    });
    expect(lines).toEqual(['GET /a/x [] -> one @app.js', 'GET /b/x [] -> two @app.js']);
  });

  it('follows applications that are classes, and helpers that take the router', () => {
    const { lines } = routesOf({
      'app.ts': `
        import Koa from 'koa';
        import Router from '@koa/router';
        import { addRoutes } from './routes';
        class App extends Koa {
          constructor() { super(); this.configure(); }
          configure() {
            const router = new Router();
            addRoutes(router);
            this.use(log);
            this.use(router.routes());
          }
        }
        function log() {}
        export default new App();
      `,
      'routes.ts': `
        import type Router from '@koa/router';
        export function addRoutes(router: Router): void { router.get('/ping', ping); }
        const ping = () => 1;
      `,
    });
    expect(lines).toEqual(['GET /ping [log] -> ping @routes.ts']);
  });

  it('leaves unknown what cannot be followed', () => {
    const { lines } = routesOf({
      'app.js': `
        const Router = require('koa-router');
        const alone = new Router({ prefix: '/alone' });
        alone.get('/x', (ctx) => 1);
        const app = new (require('koa'))();
        const late = new Router({ prefix: process.env.PREFIX });
        late.get('/y', (ctx) => 1);
        app.use(late.routes());
      `,
    });
    expect(lines).toEqual([
      'GET /alone/x [] -> (anonymous) @app.js ?? its router is not mounted anywhere that could be followed',
      'GET /y [] -> (anonymous) @app.js ?? its path is partly computed',
    ]);
  });
});

describe('koa middleware and errors', () => {
  it('keeps the order of middleware and the paths it is limited to', () => {
    const { lines } = routesOf({
      'app.js': `
        const Koa = require('koa');
        const mount = require('koa-mount');
        const Router = require('@koa/router');
        const app = new Koa();
        const open = new Router(), closed = new Router({ prefix: '/in' });
        open.get('/early', end);
        open.use('/only', only);
        open.get('/only/x', end);
        open.get('/late', end);
        closed.use(auth).get('/me', own, end);
        app.use(log).use(open.routes());
        app.use(mount('/in', limited));
        app.use(guard);
        app.use(closed.routes());
        app.use(after);
        function end() {} function only() {} function auth() {} function own() {} function log() {}
        function guard() {} function limited() {} function after() {}
      `,
    });
    expect(lines).toEqual([
      'GET /early [log] -> end @app.js',
      'GET /only/x [log, only] -> end @app.js',
      'GET /late [log] -> end @app.js',
      'GET /in/me [log, limited, guard, auth, own] -> end @app.js',
    ]);
  });

  it('records what answers errors, and not what only observes them', () => {
    const { frameworks } = routesOf({
      'app.js': `
        const Koa = require('koa');
        const app = new Koa();
        app.use(require('./errors')());
        app.use(async function observe(ctx, next) { try { await next(); } catch (error) { report(error); throw error; } });
        app.use(async function map(ctx, next) { return next().catch((error) => { ctx.status = 500; }); });
        app.use(async function plain(ctx, next) { try { work(); } catch {} await next(); });
        app.use(require('koa-json-error')());
        app.on('error', function onError(error) { console.error(error); });
        require('koa-onerror')(app);
      `,
      'errors.js': `
        module.exports = () => async function errors(ctx, next) {
          try { await next(); } catch (error) { ctx.status = error.status || 500; }
        };
      `,
    });
    expect(frameworks[0]?.errorHandlers.map(({ name, external, at }) => [name, external, at.line])).toEqual([
      ['errors', false, 4],
      ['map', false, 6],
      ['require(…)(…)', true, 8],
      ['onError', false, 9],
      ['koa-onerror', true, 10],
    ]);
  });
});

function router(path: string): string {
  return `const Router = require('koa-router');\nmodule.exports = new Router();\nmodule.exports.get('${path}', (ctx) => 1);`;
}
