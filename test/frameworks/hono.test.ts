import { describe, expect, test } from 'vitest';
import { type Files, routesOf } from './model-of.ts';

const lines = (files: Files) => routesOf(files).lines;
const one = (code: string, more: Files = {}) => lines({ 'src/index.ts': code, ...more });

describe('registrations', () => {
  test('verbs, chains, handlers before the last as middleware, methods and paths in lists', () => {
    expect(
      one(
        `
        import { Hono } from 'hono';
        import { auth, validate } from './middleware';
        const app = new Hono();
        app.get('/', root);
        app.get('/users', auth, validate('query'), list).post(create);
        app
          .put('/users/:id{[0-9]{1,4}}', (c) => c.text('x'))
          .delete('/users/:id', auth, remove)
          .all('/any/*', any);
        app.on(['PUT', 'purge'], ['/a', '/b'], either);
        app.on('GET', '/c', auth, single);
        function root(c) {} function list(c) {} function create(c) {} function remove(c) {} function any(c) {} function either(c) {} function single(c) {}
        export default app;`,
        {
          'src/middleware.ts': `export const auth = async (c, next) => next(); export const validate = (what) => async (c, next) => next();`,
        },
      ),
    ).toEqual([
      'GET / [] -> root @src/index.ts',
      'GET /users [auth, validate(…)] -> list @src/index.ts',
      'POST /users [] -> create @src/index.ts',
      'PUT /users/:id [] -> (anonymous) @src/index.ts',
      'DELETE /users/:id [auth] -> remove @src/index.ts',
      'ALL /any/* [] -> any @src/index.ts',
      'PUT /a [] -> either @src/index.ts',
      'PURGE /a [] -> either @src/index.ts',
      'PUT /b [] -> either @src/index.ts',
      'PURGE /b [] -> either @src/index.ts',
      'GET /c [auth] -> single @src/index.ts',
    ]);
  });

  test('what is called like a router but is none makes no routes', () => {
    expect(
      one(`import { Hono } from 'hono';
        const app = new Hono();
        app.get('/x', (c) => c.text(c.req.header().get('/y', 1)));
        const cache = new Map(); cache.get('/z', () => 1);
        export default app;`),
    ).toEqual(['GET /x [] -> (anonymous) @src/index.ts']);
  });

  test('createFactory: applications and handler lists', () => {
    expect(
      one(`import { createFactory, createMiddleware } from 'hono/factory';
        const factory = createFactory();
        const logged = factory.createMiddleware(async function log(c, next) { await next(); });
        const guarded = createMiddleware(async function guard(c, next) { await next(); });
        const handlers = factory.createHandlers(logged, guarded, function show(c) { return c.text(''); });
        const app = factory.createApp();
        app.get('/api', ...handlers);
        export default app;`),
    ).toEqual(['GET /api [log, guard] -> show @src/index.ts']);
  });

  test('a class that extends Hono, a router typed only, a computed path', () => {
    expect(
      one(`import { Hono } from 'hono';
        class Api extends Hono { constructor() { super(); this.get('/own', own); } }
        function own(c) {} function more(c) {} function typed(c) {} function odd(c) {}
        const api = new Api();
        api.get('/more', more);
        api.get(pathFrom('elsewhere') + '/x', odd);
        export function extend(app: Hono) { app.get('/typed', typed); }
        export default api;`),
    ).toEqual([
      'GET /own [] -> own @src/index.ts',
      'GET /more [] -> more @src/index.ts',
      'GET /x [] -> odd @src/index.ts ?? its path is partly computed',
      'GET /typed [] -> typed @src/index.ts ?? its router is not mounted anywhere that could be followed',
    ]);
  });
});

describe('prefixes', () => {
  test('routers of other modules, nested, by factories, in loops over lists of them', () => {
    const files: Files = {
      'src/server.ts': `import { serve } from '@hono/node-server'; import app from './app'; serve({ fetch: app.fetch, port: 3000 });`,
      'src/app.ts': `import { makeRouter } from './make'; import users from './users'; import { posts } from './posts'; import { tags } from './tags';
        const app = makeRouter();
        app.route('/users', users);
        const routers = [posts, tags] as const;
        routers.forEach((router) => { app.route('/v1', router); });
        for (const [path, router] of Object.entries({ '/extra': tags })) app.route(path, router);
        export default app;`,
      'src/make.ts': `import { Hono } from 'hono'; export function makeRouter() { return new Hono({ strict: false }); }`,
      'src/users.ts': `import { makeRouter } from './make'; import { posts } from './posts';
        const users = makeRouter().get('/', (c) => c.text(''));
        export default users.route('/:id/posts', posts);`,
      'src/posts.ts': `import { Hono } from 'hono'; export const posts = new Hono().basePath('/posts').get('/', (c) => c.text(''));`,
      'src/tags.ts': `import { makeRouter } from './make'; export const tags = makeRouter().get('/tags', (c) => c.text(''));`,
    };
    expect(lines(files).map((line) => line.replace(/ \[\] -> \(anonymous\)/, ''))).toEqual([
      'GET /users/:id/posts/posts @src/posts.ts',
      'GET /v1/posts @src/posts.ts',
      'GET /extra/tags @src/tags.ts',
      'GET /v1/tags @src/tags.ts',
      'GET /users @src/users.ts',
    ]);
  });

  test('basePath is a view of the same router; mount takes the fetch of another', () => {
    expect(
      one(`import { Hono } from 'hono';
        function h(c) {}
        const app = new Hono();
        const api = app.basePath('/api');
        api.get('/a', h);
        api.basePath('/v2').get('/b', h);
        app.get('/c', h);
        const other = new Hono().get('/d', h);
        app.mount('/other', other.fetch);
        export default { port: 8080, fetch: app.fetch };`),
    ).toEqual([
      'GET /api/a [] -> h @src/index.ts',
      'GET /api/v2/b [] -> h @src/index.ts',
      'GET /c [] -> h @src/index.ts',
      'GET /other/d [] -> h @src/index.ts',
    ]);
  });

  test('a router that nothing mounts or serves has an unknown prefix, beside an application that is served', () => {
    const files: Files = {
      'src/index.ts': `import { Hono } from 'hono'; import { lost } from './lost'; import { load } from './load';
        const app = new Hono(); app.get('/x', (c) => c.text('')); app.route('/dynamic', load('lost')); console.log(lost.routes); export default app;`,
      'src/lost.ts': `import { Hono } from 'hono'; export const lost = new Hono(); lost.get('/lost', (c) => c.text(''));`,
      'src/load.ts': `export const load = (name) => globalThis.registry[name];`,
    };
    const model = routesOf(files);
    expect(model.lines).toEqual([
      'GET /x [] -> (anonymous) @src/index.ts',
      'GET /lost [] -> (anonymous) @src/lost.ts ?? its router is not mounted anywhere that could be followed',
    ]);
    expect(model.unknowns).toEqual([
      {
        path: 'src/index.ts',
        line: 2,
        subject: 'route',
        reason: 'the router that is mounted here could not be followed',
      },
    ]);
  });

  test('served by a runtime, an adapter or an event listener', () => {
    const served = (tail: string) =>
      lines({
        'src/app.ts': `import { Hono } from 'hono'; export const app = new Hono(); app.get('/x', h); function h(c) {}
          export const other = new Hono(); other.get('/y', h);`,
        'src/main.ts': `import { app, other } from './app'; import { handle } from 'hono/vercel'; console.log(other); ${tail}`,
      })[0];
    for (const tail of [
      'Bun.serve({ fetch: app.fetch });',
      'Deno.serve(app.fetch);',
      'export const GET = handle(app);',
      'app.fire();',
    ])
      expect(served(tail)).toBe('GET /x [] -> h @src/app.ts');
    expect(served('')).toContain('?? its router is not mounted');
  });
});

describe('middleware', () => {
  test('in the order of the chain, limited by path, before what comes later only', () => {
    expect(
      one(`import { Hono } from 'hono';
        const [a, b, c, d, e] = [mw('a'), mw('b'), mw('c'), mw('d'), mw('e')];
        function h(x) {}
        const app = new Hono();
        app.use(a()).use('*', b());
        app.use('/admin/*', c());
        app.use('/admin', d());
        app.get('/x', h);
        app.get('/admin', h);
        app.get('/admin/users', h);
        app.use(e());
        app.get('/late', h);
        export default app;`),
    ).toEqual([
      'GET /x [a(…), b(…)] -> h @src/index.ts',
      'GET /admin [a(…), b(…), c(…), d(…)] -> h @src/index.ts',
      'GET /admin/users [a(…), b(…), c(…)] -> h @src/index.ts',
      'GET /late [a(…), b(…), e(…)] -> h @src/index.ts',
    ]);
  });

  test('a mounted router passes on through its middleware to what is mounted after it', () => {
    expect(
      one(`import { Hono } from 'hono';
        function h(c) {} function auth(c, next) {}
        const gate = new Hono(); gate.use('/posts/*', auth);
        const api = new Hono(); api.get('/posts', h); api.get('/tags', h);
        const app = new Hono();
        app.route('/api', gate);
        app.route('/api', api);
        export default app;`),
    ).toEqual(['GET /api/posts [auth] -> h @src/index.ts', 'GET /api/tags [] -> h @src/index.ts']);
  });
});

describe('OpenAPI routes', () => {
  test('described in another module, by functions, with middleware; the document itself', () => {
    const files: Files = {
      'src/index.ts': `import { OpenAPIHono } from '@hono/zod-openapi'; import tasks from './tasks.index';
        const app = new OpenAPIHono(); app.doc('/doc', { openapi: '3.0.0' }); app.route('/v1', tasks); app.onError(onError);
        function onError(error, c) {} export default app;`,
      'src/tasks.index.ts': `import { OpenAPIHono, createRoute } from '@hono/zod-openapi'; import * as routes from './tasks.routes'; import * as handlers from './tasks.handlers';
        const router = new OpenAPIHono()
          .openapi(routes.list, handlers.list)
          .openapi(routes.getOne, handlers.getOne)
          .openapi(createRoute({ method: 'delete', path: '/tasks/{id}/{part}' }), (c) => c.text(''));
        export default router;`,
      'src/tasks.routes.ts': `import { createRoute } from '@hono/zod-openapi'; import { auth, log } from './middleware';
        const described = (method: string, path: string) => createRoute({ method, path: '/tasks' + path, middleware: [auth, log] as const });
        export const list = createRoute({ path: '/tasks', method: 'get', middleware: auth });
        export const getOne = described('get', '/{id}');`,
      'src/tasks.handlers.ts': `export const list = async (c) => c.json([]); export const getOne = async (c) => c.json({});`,
      'src/middleware.ts': `export const auth = async (c, next) => next(); export const log = async (c, next) => next();`,
    };
    const model = routesOf(files);
    expect(model.lines).toEqual([
      'GET /doc [] -> none',
      'GET /v1/tasks [auth] -> list @src/tasks.handlers.ts',
      'GET /v1/tasks/:id [auth, log] -> getOne @src/tasks.handlers.ts',
      'DELETE /v1/tasks/:id/:part [] -> (anonymous) @src/tasks.index.ts',
    ]);
    const [use] = model.frameworks;
    expect(use).toMatchObject({ name: 'hono', catchesAsync: true });
    expect(use?.errorHandlers).toMatchObject([{ name: 'onError', external: false, fn: { module: 'src/index.ts' } }]);
  });
});
