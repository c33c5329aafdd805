import { describe, expect, it } from 'vitest';
import { routesOf } from './model-of.ts';

describe('hapi routes', () => {
  it('reads objects and lists of them, from any module', () => {
    const { lines, frameworks, routes } = routesOf({
      'package.json': '{"name":"sample","dependencies":{"@hapi/hapi":"^21.0.0"}}',
      'server.js': `
        const Hapi = require('@hapi/hapi');
        const users = require('./users');
        const server = Hapi.server({ port: 1 });
        server.route({ method: 'GET', path: '/', handler: () => 'ok' });
        server.route({ method: ['PUT', 'patch'], path: '/users/{id}', options: { handler: users.update } });
        server.route([{ method: '*', path: '/{any*}', handler: { directory: { path: 'public' } } }, ...users.routes]);
        server.route(users.routes.concat({ method: 'POST', path: '/last', config: () => ({ handler: users.update }) }));
      `,
      'users.js': `
        const controller = { list: async (request, h) => [] };
        exports.update = async function update() {};
        exports.routes = [
          { method: 'GET', path: '/users', handler: controller.list },
          { method: 'DELETE', path: '/files/{name}.{ext?}', handler: exports.update },
        ];
      `,
    });
    expect(lines).toEqual([
      'GET / [] -> handler @server.js',
      'PUT /users/:id [] -> update @users.js',
      'PATCH /users/:id [] -> update @users.js',
      'ALL /:any* [] -> directory',
      'POST /last [] -> update @users.js',
      'GET /users [] -> list @users.js',
      'DELETE /files/:name.:ext? [] -> update @users.js',
    ]);
    expect(routes.find((route) => route.path === '/users')).toMatchObject({ file: 'users.js', line: 5 });
    expect(frameworks).toMatchObject([{ name: 'hapi', major: 21, catchesAsync: true }]);
  });

  it('reads prerequisites: functions, objects, lists and server methods by name', () => {
    const { lines } = routesOf({
      'server.ts': `
        import { Server } from '@hapi/hapi';
        import { guard } from './guard';
        const server = new Server();
        server.method('load', async function load() {});
        server.route({
          method: 'GET', path: '/x', handler: end,
          options: { pre: [check, { method: fetchUser, assign: 'user' }, [guard('admin'), 'load(params.id)'], { assign: 'own', method: async () => 1 }] },
        });
        server.route({ method: 'GET', path: '/y', handler: (request) => server.methods.load(1), options: { pre: [server.methods.load] } });
        function end() {} function check() {} function fetchUser() {}
      `,
      'guard.ts': "export const guard = (role: string) => ({ assign: 'guard', method: async (request) => role });",
    });
    expect(lines).toEqual([
      'GET /x [check, fetchUser, guard(…), load, own] -> end @server.ts',
      'GET /y [load] -> handler @server.ts',
    ]);
  });
});

describe('hapi plugins', () => {
  it('composes the prefixes of registrations, nested and in lists', () => {
    const { lines } = routesOf({
      'server.js': `
        const Hapi = require('@hapi/hapi');
        const server = new Hapi.Server();
        const start = async () => {
          await server.register([
            { plugin: require('./users'), routes: { prefix: '/api' } },
            { plugin: require('./items').plugin, options: {}, routes: { prefix: process.env.PREFIX } },
            require('hapi-pino'),
          ]);
          await server.register(require('./users'), { routes: { prefix: '/v2' } });
          server.realm.modifiers.route.prefix = '/own';
          server.route({ method: 'GET', path: '/status', handler: () => 1 });
        };
      `,
      'users.js': `
        exports.plugin = {
          name: 'users',
          async register(server, options) {
            server.route({ method: 'GET', path: '/users', handler: () => 1 });
            await server.register({ plugin: { name: 'deep', register: deep }, routes: { prefix: '/deep' } });
          },
        };
        function deep(server) { server.route({ method: 'GET', path: '/', handler: () => 1 }); }
      `,
      'items.js': `
        const register = (server) => { server.route({ method: 'GET', path: '/items', handler: () => 1 }); };
        module.exports = { plugin: { pkg: require('./package.json'), register } };
      `,
    });
    expect(lines).toEqual([
      'GET /items [] -> handler @items.js ?? the path it is mounted on is computed',
      'GET /own/status [] -> handler @server.js',
      'GET /own/api/users [] -> handler @users.js',
      'GET /own/v2/users [] -> handler @users.js',
      'GET /own/api/deep [] -> handler @users.js',
      'GET /own/v2/deep [] -> handler @users.js',
    ]);
  });

  it('reads plugins that are typed, classes or of the older form', () => {
    const { lines } = routesOf({
      'server.ts': `
        import * as Hapi from '@hapi/hapi';
        import typed from './typed';
        import { Orders } from './orders';
        export async function init(): Promise<Hapi.Server> {
          const server: Hapi.Server = Hapi.server();
          await server.register(typed);
          await server.register({ plugin: new Orders() });
          await server.register({ register: require('./old'), options: {} }, { routes: { prefix: '/old' } });
          return server;
        }
      `,
      'typed.ts': `
        import type { Plugin, Server } from '@hapi/hapi';
        const plugin: Plugin<undefined> = {
          name: 'typed',
          register: async (server: Server) => { addRoutes(server); },
        };
        function addRoutes(server: Server) { server.route({ method: 'GET', path: '/typed', handler: () => 1 }); }
        export default plugin;
      `,
      'orders.ts': `
        export class Orders {
          name = 'orders';
          register(server) { server.route({ method: 'POST', path: '/orders', handler: this.create }); }
          create() {}
        }
      `,
      'old.js': `
        exports.register = function (server, options, next) {
          server.route({ method: 'GET', path: '/x', config: { handler: (request, reply) => reply() } });
          next();
        };
        exports.register.attributes = { name: 'old' };
      `,
    });
    expect(lines).toEqual([
      'GET /old/x [] -> handler @old.js',
      'POST /orders [] -> Orders.create @orders.ts',
      'GET /typed [] -> handler @typed.ts',
    ]);
  });

  it('reads manifests of glue, also behind a store', () => {
    const files = {
      'manifest.js': `
        const manifest = {
          server: { port: 1 },
          register: { plugins: ['./lib/a', { plugin: './lib/b', routes: { prefix: '/b' } }, { plugin: 'hapi-pino' }] },
        };
        const store = new (require('@hapi/confidence').Store)(manifest);
        exports.get = (key) => store.get(key);
        exports.manifest = manifest;
      `,
      'lib/a.js':
        "exports.plugin = { name: 'a', register(server) { server.route({ method: 'GET', path: '/a', handler: () => 1 }); } };",
      'lib/b/index.js':
        "module.exports = { name: 'b', register: (server) => { server.route({ method: 'GET', path: '/x', handler: () => 1 }); } };",
    };
    const expected = ['GET /a [] -> handler @lib/a.js', 'GET /b/x [] -> handler @lib/b/index.js'];
    for (const given of ["require('./manifest').manifest", "require('./manifest').get('/')"]) {
      const composing = `const Glue = require('@hapi/glue');\nGlue.compose(${given}, { relativeTo: __dirname });`;
      const { lines, unknowns } = routesOf({ ...files, 'server.js': composing });
      expect(lines).toEqual(expected);
      expect(unknowns).toEqual([]);
    }
  });

  it('knows the addresses of exported tables where nothing gives a plugin a prefix', () => {
    const { lines } = routesOf({
      'server.js': `const Hapi = require('@hapi/hapi'); const server = Hapi.server({ port: 3000 });
        server.register(require('./plugin')); server.route(require(process.env.ROUTES));`,
      'plugin.js': "module.exports = { name: 'own', register(server) {} };",
      'routes/users.js': `require('@hapi/boom');
        module.exports = [{ method: 'GET', path: '/users', handler: (request) => [] }];`,
    });
    expect(lines).toEqual(['GET /users [] -> handler @routes/users.js']);
  });

  it('leaves unknown what cannot be followed', () => {
    const reason = '?? its router is not mounted anywhere that could be followed';
    const { lines, unknowns } = routesOf({
      'server.js': `
        const server = require('@hapi/hapi').server();
        server.register(require(process.env.PLUGIN));
        for (const name of fs.readdirSync('x')) server.route(load(name));
      `,
      'routes/users.js': "module.exports = [{ method: 'GET', path: '/users', handler: () => 1 }];",
      'plugin.js':
        "module.exports = { name: 'alone', register(server) { server.route({ method: 'GET', path: '/alone', handler: () => 1 }); } };",
    });
    expect(lines).toEqual([
      `GET /alone [] -> handler @plugin.js ${reason}`,
      `GET /users [] -> handler @routes/users.js ${reason}`,
    ]);
    expect(unknowns.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 a plugin that is registered here could not be followed',
      '4 routes that are added here could not be followed',
    ]);
  });
});

describe('hapi extensions, authentication and errors', () => {
  it('applies extensions to the whole server, save sandboxed ones', () => {
    const { lines, frameworks } = routesOf({
      'server.js': `
        const server = require('@hapi/hapi').server();
        server.route({ method: 'GET', path: '/open', handler: end });
        server.register({ name: 'p', register(inner) {
          inner.ext('onPreHandler', late);
          inner.ext('onRequest', only, { sandbox: 'plugin' });
          inner.ext([{ type: 'onPreAuth', method: [first, second] }]);
          inner.ext('onPreResponse', function onError(request, h) { if (request.response.isBoom) report(); return h.continue; });
          inner.ext('onPreResponse', function stamp(request, h) { request.response.header('x', 1); return h.continue; });
          inner.route({ method: 'GET', path: '/in', handler: end, options: { pre: [own] } });
        } });
        function end() {} function late() {} function only() {} function first() {} function second() {} function own() {}
      `,
    });
    expect(lines).toEqual([
      'GET /open [first, second, late] -> end @server.js',
      'GET /in [only, first, second, late, own] -> end @server.js',
    ]);
    expect(frameworks[0]?.errorHandlers).toMatchObject([{ name: 'onError', external: false, at: { line: 8 } }]);
  });

  it('tells which strategy authenticates a route', () => {
    const { lines, routes } = routesOf({
      'server.js': `
        const server = require('@hapi/hapi').server();
        const routes = (extra) => extra;
        server.auth.strategy('jwt', 'jwt', { key: 'x', validate: async function validate() {} });
        server.auth.strategy('basic', 'basic', { validate: () => 1 });
        server.route({ method: 'GET', path: '/default', handler: end });
        server.route({ method: 'GET', path: '/off', handler: end, options: { auth: false } });
        server.route({ method: 'GET', path: '/scope', handler: end, options: { auth: { scope: 'admin' } } });
        server.route({ method: 'GET', path: '/own', handler: end, options: { auth: { strategies: ['basic', 'jwt'] } } });
        server.route({ method: 'GET', path: '/named', handler: end, options: { auth: 'basic' } });
        server.auth.default({ strategy: 'jwt' });
        function end() {}
      `,
    });
    expect(lines).toEqual([
      'GET /default [auth(jwt)] -> end @server.js',
      'GET /off [] -> end @server.js',
      'GET /scope [auth(jwt)] -> end @server.js',
      'GET /own [auth(basic), auth(jwt)] -> end @server.js',
      'GET /named [auth(basic)] -> end @server.js',
    ]);
    expect(routes[0]?.middleware[0]).toMatchObject({ stage: 'auth', line: 4, fn: { module: 'server.js' } });
  });

  it('finds handlers that decorations and the state of the server hold', () => {
    const { lines } = routesOf({
      'server.ts': `
        import Hapi from '@hapi/hapi';
        import routes from './routes';
        const server = Hapi.server();
        server.app.users = { list: async function list() {} };
        server.decorate('server', 'shared', async function shared() {});
        server.register(routes);
      `,
      'routes.ts': `
        import type { Server } from '@hapi/hapi';
        export default {
          name: 'routes',
          register(server: Server) {
            server.route({ method: 'GET', path: '/users', handler: server.app.users.list });
            server.route({ method: 'GET', path: '/shared', handler: server.shared });
          },
        };
      `,
    });
    expect(lines).toEqual(['GET /users [] -> list @server.ts', 'GET /shared [] -> shared @server.ts']);
  });
});
