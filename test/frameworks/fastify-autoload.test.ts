import { describe, expect, it } from 'vitest';
import { type Files, routesOf } from './model-of.ts';

const plugin = (path = '/'): string => `module.exports = async (fastify) => { fastify.get('${path}', () => 1); };`;

/** The paths that an application autoloading `routes` serves, in the order of files. */
function pathsOf(options: string, files: Files, hooks = false): string[] {
  const { routes, unknowns } = routesOf({
    'src/app.js': `
      const path = require('path');
      const app = require('fastify')();
      app.register(require('@fastify/autoload'), { dir: path.join(__dirname, 'routes'), ${options} });
    `,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`src/routes/${name}`, text])),
  });
  expect(unknowns).toEqual([]);
  return routes.map(
    ({ path, prefix, middleware }) =>
      path + (prefix.known ? '' : ' ?') + (hooks ? ` [${middleware.map((item) => item.name).join()}]` : ''),
  );
}

describe('@fastify/autoload', () => {
  it('makes prefixes of folders; an index file shadows its siblings', () => {
    expect(
      pathsOf('', {
        'admin/index.js': plugin(),
        'admin/shadowed.js': plugin('/shadowed'),
        'admin/reports/a.js': plugin('/a'),
        'root.js': plugin(),
        'users.js': plugin('/users'),
        'users.test.js': plugin('/test'),
        'not-a-plugin.js': 'module.exports = { helper: 1 };',
      }),
    ).toEqual(['/admin', '/admin/reports/a', '/', '/users']);
  });

  it('adds the prefix of the options, and leaves folders out when told to', () => {
    const files = { 'users/list.js': plugin('/list') };
    expect(pathsOf("options: { prefix: '/v1/' }", files)).toEqual(['/v1/users/list']);
    expect(pathsOf("options: { prefix: '/v1' }, dirNameRoutePrefix: false", files)).toEqual(['/v1/list']);
    expect(pathsOf('options: Object.assign({}, opts)', files)).toEqual(['/users/list']);
    expect(pathsOf('options: { prefix: process.env.PREFIX }', files)).toEqual(['/list ?']);
    expect(pathsOf('dirNameRoutePrefix: (parent, name) => rename(name)', files)).toEqual(['/list ?']);
  });

  it('reads prefixes that files give themselves', () => {
    expect(
      pathsOf("options: { prefix: '/v1' }", {
        'a/one.js': `${plugin('/x')} module.exports.autoPrefix = '/auto';`,
        'a/two.js': `${plugin('/x')} module.exports.prefixOverride = '/over';`,
        'b/off.js': `${plugin('/x')} module.exports.autoload = false;`,
        'c/three.mjs': "export const autoPrefix = '/es';\nexport default async (f) => { f.get('/x', () => 1) };",
      }),
    ).toEqual(['/v1/auto/x', '/over/x', '/v1/es/x']);
  });

  it('makes parameters of folder names', () => {
    const files = { 'users/_id/index.js': plugin(), 'files/a__name/index.js': plugin('/x') };
    expect(pathsOf('routeParams: true', files)).toEqual(['/files/a:name/x', '/users/:id']);
    expect(pathsOf('', files)).toEqual(['/files/a__name/x', '/users/_id']);
  });

  it('honours patterns, filters and depth', () => {
    const files = { 'a.route.js': plugin('/a'), 'b.js': plugin('/b'), 'in/c.route.js': plugin('/c') };
    expect(pathsOf('ignorePattern: /^in|b/', files)).toEqual(['/a']);
    expect(pathsOf("matchFilter: (path) => path.endsWith('.route.js')", files)).toEqual(['/a', '/in/c']);
    expect(pathsOf("ignoreFilter: 'route'", files)).toEqual(['/b']);
    expect(pathsOf('maxDepth: 0', files)).toEqual(['/a', '/b']);
  });

  it('runs hook files before what they stand beside, and below when cascading', () => {
    const files = {
      'api/autohooks.js': "module.exports = async (f) => { f.addHook('onRequest', guard); }; function guard() {}",
      'api/index.js': plugin(),
      'api/deep/index.js': plugin(),
      'root.js': plugin(),
    };
    expect(pathsOf('autoHooks: true', files, true)).toEqual(['/api/deep []', '/api [guard]', '/ []']);
    expect(pathsOf('autoHooks: true, cascadeHooks: true', files, true)).toEqual([
      '/api/deep [guard]',
      '/api [guard]',
      '/ []',
    ]);
    expect(pathsOf('', files, true)).toEqual(['/api/deep []', '/api []', '/ []']);
  });

  it('finds the folder from ES modules, and through plugins', () => {
    const { lines } = routesOf({
      'package.json': '{"name":"sample","type":"module"}',
      'src/server.js':
        "import Fastify from 'fastify'; import fp from 'fastify-plugin'; import app from './app.js';\nFastify().register(fp(app), { prefix: '/no' });",
      'src/app.js': `
        import autoload from '@fastify/autoload';
        import { dirname, join } from 'node:path';
        import { fileURLToPath } from 'node:url';
        const here = dirname(fileURLToPath(import.meta.url));
        export default async function (fastify, opts) {
          fastify.register(autoload, { dir: join(here, 'plugins') });
          fastify.register(autoload, { dir: join(import.meta.dirname, 'routes'), options: { ...opts, prefix: '/api' } });
        }
      `,
      'src/plugins/auth.js': `
        import fp from 'fastify-plugin';
        export default fp(async (f) => { f.decorate('auth', async function auth() {}); });
      `,
      'src/routes/users/index.js':
        "export default async (f) => { f.get('/me', { onRequest: f.auth }, me); };\nconst me = () => 1;",
      'src/routes/ping.js': "export default { method: 'GET', url: '/ping', handler: ping };\nfunction ping() {}",
    });
    expect(lines).toEqual([
      'GET /api/ping [] -> ping @src/routes/ping.js',
      'GET /api/users/me [auth] -> me @src/routes/users/index.js',
    ]);
  });

  it('reports a folder that is computed or empty', () => {
    const { unknowns } = routesOf({
      'app.js': `
        const app = require('fastify')();
        app.register(require('@fastify/autoload'), { dir: process.env.ROUTES });
        app.register(require('@fastify/autoload'), { dir: __dirname + '/nothing' });
      `,
    });
    expect(unknowns.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 the folder that @fastify/autoload loads is computed',
      '4 no plugin is found in /nothing that @fastify/autoload loads',
    ]);
  });
});
