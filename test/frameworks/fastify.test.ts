import { describe, expect, it } from 'vitest';
import { routesOf } from './model-of.ts';

const manifest = (extra: object = {}): string =>
  JSON.stringify({ name: 'sample', dependencies: { fastify: '^5.0.0' }, ...extra });

describe('fastify routes', () => {
  it('reads shorthand methods, their options and handlers', () => {
    const { lines, frameworks } = routesOf({
      'package.json': manifest(),
      'src/app.ts': `
        import Fastify from 'fastify';
        import { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
        import { listUsers, auth } from './users.js';
        const app = Fastify({ logger: true }).withTypeProvider<TypeBoxTypeProvider>();
        app.get('/users', listUsers);
        app.post('/users', { preHandler: [auth], schema: {} }, async function createUser() {});
        app.put('/users/:id', { onRequest: auth, async handler(request) { return request; } });
        app.get('/a', listUsers).delete('/b', listUsers);
        app.all('/any', listUsers);
        app.get('setting');
        app.listen({ port: 1 });
      `,
      'src/users.ts': 'export async function listUsers() {}\nexport const auth = async () => {};',
    });
    expect(lines).toEqual([
      'GET /users [] -> listUsers @src/users.ts',
      'POST /users [auth] -> createUser @src/app.ts',
      'PUT /users/:id [auth] -> handler @src/app.ts',
      'GET /a [] -> listUsers @src/users.ts',
      'DELETE /b [] -> listUsers @src/users.ts',
      'ALL /any [] -> listUsers @src/users.ts',
    ]);
    expect(frameworks).toMatchObject([{ name: 'fastify', major: 5, catchesAsync: true, recognised: true }]);
  });

  it('reads full declarations, also from other modules and from lists', () => {
    const { lines, routes } = routesOf({
      'app.js': `
        const app = require('fastify')();
        const { list, more } = require('./routes');
        app.route({ method: ['GET', 'HEAD'], url: '/both', handler: both });
        app.route(list);
        more.forEach((route) => app.route(route));
        for (const route of more) app.route({ ...route, url: '/again' + route.url });
        function both() {}
      `,
      'routes.js': `
        const base = { method: 'POST', preHandler: check };
        function check() {}
        exports.list = { method: 'get', url: '/list', handler: async function list() {} };
        exports.more = [
          { ...base, url: '/one', handler: one },
          { ...base, method: 'DELETE', path: '/two', handler: (request) => request },
        ];
        function one() {}
      `,
    });
    expect(lines).toEqual([
      'GET /both [] -> both @app.js',
      'HEAD /both [] -> both @app.js',
      'DELETE /again:computed [check] -> handler @routes.js ?? its path is partly computed',
      'POST /again/one [check] -> one @routes.js',
      'GET /list [] -> list @routes.js',
      'POST /one [check] -> one @routes.js',
      'DELETE /two [check] -> handler @routes.js',
    ]);
    expect(routes.find((route) => route.path === '/one')).toMatchObject({ file: 'routes.js', line: 6 });
  });

  it('keeps what is known of a partly computed path', () => {
    const { lines } = routesOf({
      'app.js': `
        const app = require('fastify')();
        const base = process.env.BASE;
        app.get(base + '/users/:id', () => 1);
        app.get(\`\${process.env.ROOT || '/api'}/v1\`, () => 1);
        app.get(compute(), () => 1);
      `,
    });
    expect(lines).toEqual([
      'GET /users/:id [] -> (anonymous) @app.js ?? its path is partly computed',
      'GET /api/v1 [] -> (anonymous) @app.js',
      'GET /:computed [] -> (anonymous) @app.js ?? its path is computed',
    ]);
  });

  it('records the version that a constraint gives', () => {
    const { routes } = routesOf({
      'app.js': `require('fastify')().get('/', { constraints: { version: '1.2.0' } }, () => 1);`,
    });
    expect(routes[0]?.version).toBe('1.2.0');
  });
});

describe('fastify plugins', () => {
  it('composes prefixes of nested registrations in any form', () => {
    const { lines } = routesOf({
      'package.json': manifest(),
      'src/app.ts': `
        import fastify from 'fastify';
        import users from './users.ts';
        import { API } from './paths.ts';
        const app = fastify();
        app.register(async (api) => {
          await api.register(users, { prefix: '/users' });
          api.register(import('./orders.ts'), { prefix: 'orders/' });
          api.register(require('./items.cjs'), (parent) => ({ prefix: '/items' }));
        }, { prefix: API });
        app.register(users, { prefix: process.env.PREFIX });
      `,
      'src/paths.ts': 'const version = 1; export const API = `/api/v${version}`;',
      'src/users.ts': `
        import type { FastifyPluginAsync } from 'fastify';
        const users: FastifyPluginAsync = async (fastify) => { fastify.get('/', list); };
        async function list() {}
        export default users;
      `,
      'src/orders.ts': `
        import type { FastifyInstance } from 'fastify';
        export default async function orders(app: FastifyInstance) { app.post('/:id/pay', pay); }
        const pay = () => {};
      `,
      'src/items.cjs': 'module.exports = function (f, opts, done) { f.delete("/:id", (q) => q); done(); };',
    });
    expect(lines).toEqual([
      'DELETE /api/v1/items/:id [] -> (anonymous) @src/items.cjs',
      'POST /api/v1/orders/:id/pay [] -> pay @src/orders.ts',
      'GET / [] -> list @src/users.ts ?? the path it is mounted on is computed',
      'GET /api/v1/users [] -> list @src/users.ts',
    ]);
  });

  it('registers lists of plugins, each with its own prefix', () => {
    const { lines } = routesOf({
      'app.js': `
        const app = require('fastify')();
        const a = async (f) => { f.get('/x', () => 1) };
        const b = async (f) => { f.get('/y', () => 1) };
        for (const { plugin, prefix } of [{ plugin: a, prefix: '/a' }, { plugin: b, prefix: '/b' }])
          app.register(plugin, { prefix });
        [a, b].forEach((plugin) => app.register(plugin));
      `,
    });
    expect(lines).toEqual([
      'GET /a/x [] -> (anonymous) @app.js',
      'GET /x [] -> (anonymous) @app.js',
      'GET /b/y [] -> (anonymous) @app.js',
      'GET /y [] -> (anonymous) @app.js',
    ]);
  });

  it('gives a wrapped plugin no prefix and no scope of its own', () => {
    const { lines } = routesOf({
      'app.js': `
        const fp = require('fastify-plugin');
        const app = require('fastify')();
        app.get('/before', () => 1);
        app.register(fp(async function auth(f) { f.addHook('onRequest', guard); f.get('/login', () => 1); }), { prefix: '/no' });
        app.register(async (f) => { f.get('/inner', () => 1); }, { prefix: '/in' });
        app.register(fp(async (f) => { f.get('/own', () => 1); }, { encapsulate: true }), { prefix: '/yes' });
        function guard() {}
      `,
    });
    expect(lines).toEqual([
      'GET /before [guard] -> (anonymous) @app.js',
      'GET /login [guard] -> (anonymous) @app.js',
      'GET /in/inner [guard] -> (anonymous) @app.js',
      'GET /yes/own [guard] -> (anonymous) @app.js',
    ]);
  });

  it('follows helpers, classes and factories that take or make the instance', () => {
    const { lines } = routesOf({
      'package.json': manifest(),
      'src/server.ts': `
        import fastify, { type FastifyInstance } from 'fastify';
        import { addRoutes } from './routes';
        import { crud } from './crud';
        export class Server {
          private readonly app: FastifyInstance;
          constructor() { this.app = fastify(); }
          start() {
            addRoutes(this.app);
            this.app.register((instance, _, done) => { addRoutes(instance); done(); }, { prefix: '/v2' });
            this.app.register(crud('users'), { prefix: '/crud' });
          }
        }
      `,
      'src/routes.ts': `
        import type { FastifyInstance } from 'fastify';
        export function addRoutes(app: FastifyInstance) { app.get('/ping', ping); }
        const ping = () => 'pong';
      `,
      'src/crud.ts': `
        import type { FastifyInstance } from 'fastify';
        export const crud = (name: string) => async (app: FastifyInstance) => { app.get(\`/\${name}\`, () => name); };
      `,
    });
    expect(lines).toEqual([
      'GET /crud/users [] -> (anonymous) @src/crud.ts',
      'GET /ping [] -> ping @src/routes.ts',
      'GET /v2/ping [] -> ping @src/routes.ts',
    ]);
  });

  it('leaves the prefix of plugins that nothing registers unknown', () => {
    const reason = '?? its router is not mounted anywhere that could be followed';
    const { lines } = routesOf({
      'package.json': manifest(),
      'typed.ts': `
        import type { FastifyInstance } from 'fastify';
        export default async (app: FastifyInstance) => { app.get('/typed', () => 1); };
      `,
      'shaped.js': "module.exports = async function (fastify, opts) { fastify.get('/shaped', () => 1) }",
      'other.js': "module.exports = async function (cache) { cache.get('/key', () => 1) }",
    });
    expect(lines).toEqual([
      `GET /shaped [] -> (anonymous) @shaped.js ${reason}`,
      `GET /typed [] -> (anonymous) @typed.ts ${reason}`,
    ]);
  });

  it('takes the plugin that a script starts with fastify-cli for the application', () => {
    const { lines } = routesOf({
      'package.json': manifest({ scripts: { start: 'npm run build && fastify start -l info -x /root dist/app.js' } }),
      'src/app.ts': `
        import type { FastifyPluginAsync } from 'fastify';
        const app: FastifyPluginAsync = async (fastify) => { fastify.get('/', () => 1); };
        export default app;
      `,
    });
    expect(lines).toEqual(['GET /root [] -> (anonymous) @src/app.ts']);
  });

  it('says which registration it could not follow', () => {
    const { unknowns } = routesOf({
      'app.js': "const app = require('fastify')();\napp.register(require(process.env.PLUGIN));",
    });
    expect(unknowns).toEqual([
      { path: 'app.js', line: 2, subject: 'route', reason: 'a plugin that is registered here could not be followed' },
    ]);
  });
});

describe('fastify hooks, decorations and errors', () => {
  it('applies hooks to their scope and below, by stage and not by order', () => {
    const { lines } = routesOf({
      'app.js': `
        const app = require('fastify')();
        app.addHook('preHandler', late);
        app.get('/open', { preValidation: validate }, () => 1);
        app.register(async (f) => {
          f.get('/me', { preHandler: [own] }, () => 1);
          f.addHook('onRequest', guard);
          f.addHook('onSend', compress);
        }, { prefix: '/in' });
        function late() {} function validate() {} function own() {} function guard() {} function compress() {}
      `,
    });
    expect(lines).toEqual([
      'GET /open [validate, late] -> (anonymous) @app.js',
      'GET /in/me [guard, late, own] -> (anonymous) @app.js',
    ]);
  });

  it('finds what decorations and plugin options hold', () => {
    const { lines, routes } = routesOf({
      'package.json': manifest(),
      'app.js': `
        const fp = require('fastify-plugin');
        const app = require('fastify')();
        const users = { list: async function list() {} };
        app.register(fp(async (fastify) => {
          fastify.decorate('authenticate', async function authenticate() {});
          fastify.decorate('guards', { getter() { return { admin: async function admin() {} } } });
        }));
        app.register(require('./routes'), { prefix: '/users', users, base: '/base' });
      `,
      'routes.js': `
        module.exports = async function (fastify, opts) {
          fastify.get(opts.base, { onRequest: fastify.authenticate, preHandler: [fastify.guards.admin] }, opts.users.list);
        };
      `,
    });
    expect(lines).toEqual(['GET /users/base [authenticate, admin] -> list @routes.js'.replace('routes.js', 'app.js')]);
    expect(routes[0]?.middleware.map(({ stage, file }) => [stage, file])).toEqual([
      ['onRequest', 'app.js'],
      ['preHandler', 'app.js'],
    ]);
  });

  it('records error handlers', () => {
    const { frameworks } = routesOf({
      'app.js': `
        const app = require('fastify')();
        app.setErrorHandler(function onError(error, request, reply) { reply.send(error); });
      `,
    });
    expect(frameworks[0]?.errorHandlers).toMatchObject([
      { name: 'onError', external: false, at: { path: 'app.js', line: 3 }, fn: { module: 'app.js' } },
    ]);
  });
});
