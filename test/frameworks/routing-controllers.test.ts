import { describe, expect, test } from 'vitest';
import { type Files, routesOf } from './model-of.ts';

const USERS = `
  import { JsonController, Get, Post, Put, Delete, Head, All, Method, UseBefore, Authorized } from 'routing-controllers';
  import { Audit, validate } from './middleware';
  @JsonController('/users')
  @UseBefore(Audit)
  export class UserController {
    @Get() list() {}
    @Get('/:id') @UseBefore(validate('id')) one() {}
    @Post('/') @Authorized('admin') create() {}
    @Method('propfind', '/find') find() {}
    @Get(/^\\/raw\\/(\\d+)$/) raw() {}
    helper() {}
  }`;
const MIDDLEWARE = `export class Audit { use(request, response, next) {} }
  export const validate = (name) => (request, response, next) => next();`;

const files = (server: string, more: Files = {}): Files => ({
  'src/server.ts': server,
  'src/user.controller.ts': USERS,
  'src/middleware.ts': MIDDLEWARE,
  ...more,
});

describe('routes', () => {
  test('controllers given as classes, with prefix, class and method middleware and authorisation', () => {
    const { lines, routes } = routesOf(
      files(`import { createExpressServer } from 'routing-controllers'; import { UserController } from './user.controller';
        const check = async (action, roles) => true;
        createExpressServer({ routePrefix: '/api', controllers: [UserController], authorizationChecker: check }).listen(3000);`),
    );
    expect(lines).toEqual([
      'GET /api/users [Audit] -> UserController.list @src/user.controller.ts',
      'GET /api/users/:id [Audit, validate(…)] -> UserController.one @src/user.controller.ts',
      'POST /api/users [Audit, Authorized] -> UserController.create @src/user.controller.ts',
      'PROPFIND /api/users/find [Audit] -> UserController.find @src/user.controller.ts',
      'GET /api/users/raw/(\\d+) [Audit] -> UserController.raw @src/user.controller.ts',
    ]);
    expect(routes[2]?.middleware[1]?.fn?.module).toBe('src/server.ts');
    expect(routes[0]?.mounts).toMatchObject([{ prefix: '/api', at: { path: 'src/server.ts', line: 3 } }]);
  });

  test('controllers given as file patterns, of compiled files too, or not at all', () => {
    const path = (options: string) =>
      routesOf(
        files(
          `import { createKoaServer } from 'routing-controllers'; import path from 'path'; createKoaServer(${options});`,
          {
            'src/other/other.controller.ts': `import { Controller, Get } from 'routing-controllers'; @Controller('/other') export class Other { @Get() all() {} }`,
          },
        ),
      ).routes.map((route) => `${route.path}${route.prefix.known ? '' : ' ?'}`);
    const users = ['/users', '/users/:id', '/users', '/users/find', '/users/raw/(\\d+)'];
    expect(path(`{ controllers: [__dirname + '/*.controller.js'] }`)).toEqual(['/other ?', ...users]);
    expect(path(`{ controllers: [path.join(__dirname, '**', '*.controller{.ts,.js}')] }`)).toEqual([
      '/other',
      ...users,
    ]);
    expect(path('')).toEqual(['/other', ...users]);
  });

  test('on an Express application: its middleware comes first, a computed prefix is unknown', () => {
    const { lines } = routesOf(
      files(`import express from 'express'; import { useExpressServer } from 'routing-controllers'; import { UserController } from './user.controller';
        export class App {
          app = express();
          constructor(controllers) { this.app.use(log); useExpressServer(this.app, { routePrefix: process.env.PREFIX, controllers }); }
        }
        function log(request, response, next) {}
        new App([UserController]);`),
    );
    expect(lines[0]).toBe(
      'GET /users [log, Audit] -> UserController.list @src/user.controller.ts ?? the path it is mounted on is computed',
    );
  });

  test('inherited actions, composed decorators, and a controller that no server lists', () => {
    const { lines } = routesOf({
      'src/server.ts': `import { createExpressServer } from 'routing-controllers'; import { Cats } from './cats'; createExpressServer({ controllers: [Cats] });`,
      'src/base.ts': `import { Get, Delete } from 'routing-controllers'; export abstract class Base { @Get('/') list() {} @Delete('/:id') remove() {} }`,
      'src/cats.ts': `import { JsonController, Get, UseBefore } from 'routing-controllers'; import { Base } from './base';
        function Guarded(path: string) { return (target, key, descriptor) => { UseBefore(guard)(target, key, descriptor); Get(path)(target, key, descriptor); }; }
        export function guard(request, response, next) {}
        @JsonController('/cats') export class Cats extends Base { @Guarded('/own') own() {} remove() {} }
        @JsonController('/dogs') export class Dogs { @Get() all() {} }`,
    });
    expect(lines).toEqual([
      'GET /cats [] -> Base.list @src/base.ts',
      'GET /cats/own [guard] -> Cats.own @src/cats.ts',
      'GET /dogs [] -> Dogs.all @src/cats.ts ?? no server of the repository was seen to list its controller',
    ]);
  });
});

describe('global middleware and errors', () => {
  const GLOBAL = `import { Middleware } from 'routing-controllers';
    @Middleware({ type: 'before' }) export class Log { use(request, response, next) {} }
    @Middleware({ type: 'before', priority: 10 }) export class First { use(request, response, next) {} }
    @Middleware({ type: 'after' }) export class Errors { error(error, request, response, next) {} }`;

  test('before middleware by priority, error middleware as handlers, the default unless it is off', () => {
    const model = (options: string) =>
      routesOf(
        files(
          `import { createExpressServer } from 'routing-controllers'; import { Errors, First, Log } from './global'; import { UserController } from './user.controller';
          createExpressServer({ controllers: [UserController], ${options} });`,
          { 'src/global.ts': GLOBAL },
        ),
      );
    const all = model('defaultErrorHandler: false');
    expect(all.lines[0]).toBe('GET /users [First, Log, Audit] -> UserController.list @src/user.controller.ts');
    const [use] = all.frameworks;
    expect(use).toMatchObject({ name: 'routing-controllers', catchesAsync: true });
    expect(use?.errorHandlers).toMatchObject([{ name: 'Errors', external: false, fn: { module: 'src/global.ts' } }]);
    const some = model('middlewares: [Log]');
    expect(some.lines[0]).toContain('[Log, Audit]');
    expect(some.frameworks[0]?.errorHandlers).toMatchObject([
      { name: 'the default error handler of routing-controllers', external: true },
    ]);
  });

  test('Koa middleware that catches what comes after it, and error middleware put on the Express application', () => {
    const koa = routesOf(
      files(
        `import { createKoaServer } from 'routing-controllers'; import './global'; createKoaServer({ defaultErrorHandler: false });`,
        {
          'src/global.ts': `import { Middleware } from 'routing-controllers';
          @Middleware({ type: 'before' }) export class Catch { async use(ctx, next) { try { await next(); } catch (error) { ctx.status = 500; } } }`,
        },
      ),
    );
    expect(koa.frameworks[0]?.errorHandlers).toMatchObject([{ name: 'Catch', external: false }]);
    const express = routesOf(
      files(`import express from 'express'; import { useExpressServer } from 'routing-controllers';
        const app = express(); useExpressServer(app, { defaultErrorHandler: false });
        app.use(function onError(error, request, response, next) {});`),
    );
    const use = express.frameworks.find((item) => item.name === 'routing-controllers');
    expect(use?.errorHandlers).toMatchObject([{ name: 'onError', external: false }]);
  });
});
