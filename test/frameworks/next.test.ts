import { describe, expect, test } from 'vitest';
import { type Files, routesOf } from './model-of.ts';

const NEXT = '{"name":"web","dependencies":{"next":"^15.0.0"}}';
const USES_NEXT = {
  'lib/types.ts': `import { NextResponse } from 'next/server'; export const ok = () => NextResponse.json({});`,
};
const lines = (files: Files) => routesOf({ 'package.json': NEXT, ...USES_NEXT, ...files }).lines;

describe('route handlers of the app folder', () => {
  test('paths by folders: parameters, groups, slots, private folders; methods by exports', () => {
    expect(
      lines({
        'app/api/users/route.ts': `export async function GET() {} export const POST = async () => {}; export const dynamic = 'force-dynamic'; export type PUT = string;`,
        'app/(shop)/@modal/items/[id]/route.ts': `async function handler() {} export { handler as PUT, handler as DELETE };`,
        'app/files/[...path]/route.js': `export function HEAD() {}`,
        'app/docs/[[...slug]]/route.tsx': `export function GET() {}`,
        'app/_lib/route.ts': `export function GET() {}`,
        'app/route.ts': `export function OPTIONS() {}`,
        'app/users/page.tsx': `export default function Page() {}`,
        'other/route.ts': `export function GET() {}`,
      }),
    ).toEqual([
      'PUT /items/:id [] -> handler @app/(shop)/@modal/items/[id]/route.ts',
      'DELETE /items/:id [] -> handler @app/(shop)/@modal/items/[id]/route.ts',
      'GET /api/users [] -> GET @app/api/users/route.ts',
      'POST /api/users [] -> POST @app/api/users/route.ts',
      'GET /docs/:slug* [] -> GET @app/docs/[[...slug]]/route.tsx',
      'HEAD /files/:path+ [] -> HEAD @app/files/[...path]/route.js',
      'OPTIONS / [] -> OPTIONS @app/route.ts',
    ]);
  });

  test('handlers of other modules and behind wrappers', () => {
    const { routes } = routesOf({
      'package.json': NEXT,
      ...USES_NEXT,
      'src/app/a/route.ts': `export { GET } from '../../server/list';`,
      'src/app/b/route.ts': `import { withAuth, wrap } from '../../server/wrap';
        export const POST = withAuth(async function create() {});
        export const PUT = wrap({ limit: 3, handler: async function update() {} });`,
      'src/server/list.ts': `export async function GET() {}`,
      'src/server/wrap.ts': `export const withAuth = (handler) => async (request) => handler(request);
        export function wrap(options) { const { handler, limit } = options; return async (request) => { check(limit); return handler(request); }; }
        function check(limit) {}`,
    });
    expect(
      routes.map(({ path, handler }) => [
        path,
        handler?.name,
        handler?.file,
        handler?.wrappers.map((item) => item.name),
      ]),
    ).toEqual([
      ['/a', 'GET', 'src/server/list.ts', []],
      ['/b', 'create', 'src/app/b/route.ts', ['withAuth']],
      ['/b', 'update', 'src/app/b/route.ts', ['wrap']],
    ]);
  });
});

describe('API routes of the pages folder', () => {
  test('one route for every method, where the file puts it', () => {
    expect(
      lines({
        'pages/api/users/index.ts': `export default async function users() {}`,
        'pages/api/users/[id].ts': `import { withAuth } from '../../../wrap'; export default withAuth(function user() {}); export const config = {};`,
        'pages/api/types.ts': `export const none = 1;`,
        'pages/about.tsx': `export default function About() {}`,
        'wrap.ts': `export const withAuth = (handler) => async (request, response) => handler(request, response);`,
      }),
    ).toEqual([
      'ALL /api/users/:id [] -> user @pages/api/users/[id].ts',
      'ALL /api/users [] -> users @pages/api/users/index.ts',
    ]);
  });
});

describe('applications', () => {
  const ROUTE = { 'app/api/x/route.ts': `export function GET() {}` };

  test('the base path of the configuration, behind plugins and functions; computed ones are unknown', () => {
    const path = (config: string) => lines({ ...ROUTE, 'next.config.mjs': config })[0]?.replace(/ \[.*route\.ts/, '');
    expect(path(`const config = { basePath: '/shop' }; export default config;`)).toBe('GET /shop/api/x');
    expect(path(`import { withX } from 'x'; export default withX()({ basePath: process.env.BASE || '/base' });`)).toBe(
      'GET /base/api/x',
    );
    expect(path(`export default (phase) => ({ reactStrictMode: true });`)).toBe('GET /api/x');
    expect(path(`export default { basePath: process.env.BASE || undefined };`)).toBe('GET /api/x');
    expect(path(`export default { basePath: process.env.BASE };`)).toBe(
      'GET /api/x ?? the base path of its application is computed',
    );
    expect(path(`import { make } from 'x'; export default make();`)).toBe(
      'GET /api/x ?? the base path of its application is computed',
    );
  });

  test('each application of a monorepo by its own folder', () => {
    expect(
      routesOf({
        'package.json': '{"name":"root"}',
        'apps/web/package.json': NEXT,
        'apps/web/src/app/api/route.ts': `import 'next/server'; export function GET() {}`,
        'apps/web/next.config.ts': `export default { basePath: '/web' };`,
        'apps/server/package.json': '{"name":"server"}',
        'apps/server/src/app/api/route.ts': `export function GET() {}`,
      }).lines,
    ).toEqual(['GET /web/api [] -> GET @apps/web/src/app/api/route.ts']);
  });

  test('middleware holds for the paths its matcher covers', () => {
    const covered = (matcher: string) =>
      lines({
        'app/api/x/route.ts': `export function GET() {}`,
        'app/feed/route.ts': `export function GET() {}`,
        'middleware.ts': `export function middleware(request) {} ${matcher}`,
      }).map((line) => line.split(' -> ')[0]);
    expect(covered('')).toEqual(['GET /api/x [middleware]', 'GET /feed [middleware]']);
    expect(covered(`export const config = { matcher: '/api/:path*' };`)).toEqual([
      'GET /api/x [middleware]',
      'GET /feed []',
    ]);
    expect(
      covered(`export const config = { matcher: ['/((?!api|_next/(?:static|image)).*)', { source: '/admin' }] };`),
    ).toEqual(['GET /api/x []', 'GET /feed [middleware]']);
  });

  test('the framework and what it guarantees', () => {
    const { frameworks } = routesOf({ 'package.json': NEXT, ...USES_NEXT, ...ROUTE });
    expect(frameworks).toMatchObject([{ name: 'next', major: 15, catchesAsync: true, recognised: true }]);
  });
});
