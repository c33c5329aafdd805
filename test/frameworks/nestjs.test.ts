import { describe, expect, test } from 'vitest';
import { type Files, routesOf } from './model-of.ts';

const MAIN = (body: string, root = 'AppModule', from = './app.module') => `
  import { NestFactory } from '@nestjs/core';
  import { ValidationPipe, VersioningType, VERSION_NEUTRAL, RequestMethod } from '@nestjs/common';
  import { ConfigService } from '@nestjs/config';
  import { ${root} } from '${from}';
  async function bootstrap() {
    const app = await NestFactory.create(${root});
    ${body}
    await app.listen(3000);
  }
  bootstrap();`;

const MODULE = (controllers: string, from: string, more = '') => `
  import { Module } from '@nestjs/common';
  import { ${controllers} } from '${from}';
  @Module({ controllers: [${controllers}]${more} })
  export class AppModule {}`;

/** One application with the given set-up and controllers in `cats.controller.ts`. */
const app = (main: string, controllers: string, code: string, more: Files = {}): Files => ({
  'src/main.ts': MAIN(main),
  'src/app.module.ts': MODULE(controllers, './cats.controller'),
  'src/cats.controller.ts': `import { Controller, Get, Post, Put, Delete, All, Sse, Version, RequestMapping, RequestMethod,
    UseGuards, UseInterceptors, UsePipes, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';\n${code}`,
  ...more,
});

const CATS = `@Controller('cats') export class CatsController { @Get() findAll() {} @Get(':id') findOne() {} }`;

describe('paths', () => {
  test('controller and method paths: constants, enum members, lists, objects, every verb', () => {
    const { lines } = routesOf(
      app(
        '',
        'CatsController, DogsController, RootController',
        `enum Path { One = 'one' }
        const ROUTES = { dogs: 'dogs', all: ['a', 'b'] } as const;
        @Controller(['cats', '/felines/']) export class CatsController { @Get(Path.One) one() {} }
        @Controller({ path: ROUTES.dogs, host: 'x.example.com' }) export class DogsController {
          @Post(ROUTES.all) create() {}
          @All('*') any() {}
          @Sse('events') events() {}
          @RequestMapping({ path: 'mapped', method: RequestMethod.PUT }) mapped() {}
          helper() {}
        }
        @Controller() export class RootController { @Delete('/:id/') remove() {} }`,
      ),
    );
    expect(lines).toEqual([
      'GET /cats/one [] -> CatsController.one @src/cats.controller.ts',
      'GET /felines/one [] -> CatsController.one @src/cats.controller.ts',
      'POST /dogs/a [] -> DogsController.create @src/cats.controller.ts',
      'POST /dogs/b [] -> DogsController.create @src/cats.controller.ts',
      'ALL /dogs/* [] -> DogsController.any @src/cats.controller.ts',
      'GET /dogs/events [] -> DogsController.events @src/cats.controller.ts',
      'PUT /dogs/mapped [] -> DogsController.mapped @src/cats.controller.ts',
      'DELETE /:id [] -> RootController.remove @src/cats.controller.ts',
    ]);
  });

  test('a path that is computed is said to be unknown, never guessed', () => {
    const { lines } = routesOf(
      app(
        '',
        'CatsController',
        `import { pathOf } from './nowhere';
        @Controller(pathOf('cats')) export class CatsController { @Get('one') one() {} @Get(pathOf('x')) two() {} }`,
      ),
    );
    expect(lines.map((line) => line.replace(/ \[.*\?\?/, ' ??'))).toEqual([
      'GET /one ?? the path of its controller is computed',
      'GET /:computed ?? the path of its controller is computed',
    ]);
  });

  test('only decorators of Nest make routes', () => {
    const code = `import { Controller as Other, Get as OtherGet } from 'routing-thing';
      @Other('cats') export class CatsController { @OtherGet() findAll() {} }`;
    const files = app('', 'CatsController', code);
    files['src/cats.controller.ts'] = code;
    expect(routesOf(files).lines).toEqual([]);
  });
});

describe('global prefix', () => {
  test('a constant, with exclusions by path, pattern and method', () => {
    const { lines } = routesOf(
      app(
        `app.setGlobalPrefix('/api/', { exclude: ['health', 'docs/(.*)', { path: 'cats/:id', method: RequestMethod.GET }] });`,
        'CatsController, OpsController',
        `${CATS}
        @Controller() export class OpsController { @Get('health') health() {} @Get('docs/a/b') docs() {} @Post('cats/:id') other() {} }`,
      ),
    );
    expect(lines.map((line) => line.split(' [')[0])).toEqual([
      'GET /api/cats',
      'GET /cats/:id',
      'GET /health',
      'GET /docs/a/b',
      'POST /api/cats/:id',
    ]);
  });

  test('from configuration: an environment variable beside its default, a default argument, a registered namespace', () => {
    const paths = (main: string, more: Files = {}) =>
      routesOf(app(main, 'CatsController', CATS, more)).lines[0]?.replace(/ \[.*CatsController.findAll @\S+/, '');
    expect(paths(`app.setGlobalPrefix(process.env.PREFIX || 'api');`)).toBe('GET /api/cats');
    expect(paths(`const config = app.get(ConfigService); app.setGlobalPrefix(config.get('PREFIX', 'api'));`)).toBe(
      'GET /api/cats',
    );
    expect(paths(`const prefix = app.get(ConfigService).get('PREFIX') ?? 'api'; app.setGlobalPrefix(prefix);`)).toBe(
      'GET /cats ?? the global prefix is computed at src/main.ts:8',
    );
    const registered = {
      'src/config.ts': `import { registerAs } from '@nestjs/config';
        export default registerAs('app', () => ({ http: { prefix: process.env.PREFIX || 'v1' } }));`,
    };
    expect(
      paths(`app.setGlobalPrefix(app.get(ConfigService).getOrThrow('app.http.prefix', { infer: true }));`, registered),
    ).toBe('GET /v1/cats');
    expect(paths(`app.setGlobalPrefix(app.get(ConfigService).get('PREFIX'));`)).toBe(
      'GET /cats ?? the global prefix is computed at src/main.ts:8',
    );
  });

  test('a service of the repository that the container gives', () => {
    const files = app(`app.setGlobalPrefix(app.get(Settings).prefix);`, 'CatsController', CATS, {
      'src/settings.ts': `export class Settings { get prefix() { return 'api'; } }`,
    });
    files['src/main.ts'] = `import { Settings } from './settings';\n${files['src/main.ts']}`;
    expect(routesOf(files).lines[0]).toMatch(/^GET \/api\/cats \[\]/);
  });

  test('set in another function, and set only under a condition', () => {
    const files = app(`configure(app);`, 'CatsController', CATS, {
      'src/configure.ts': `import { INestApplication } from '@nestjs/common';
        export function configure(app: INestApplication) { app.setGlobalPrefix('api').enableVersioning({ defaultVersion: '2' }); }`,
    });
    files['src/main.ts'] = `import { configure } from './configure';\n${files['src/main.ts']}`;
    expect(routesOf(files).lines[0]).toMatch(/^GET \/api\/v2\/cats /);
    const conditional = routesOf(app(`if (process.env.X) app.setGlobalPrefix('api');`, 'CatsController', CATS));
    expect(conditional.lines[0]).toMatch(
      /^GET \/api\/cats .* \?\? setGlobalPrefix is called under a condition at src\/main.ts:8$/,
    );
    const settled = routesOf(
      app(
        `const on = true; if (on) app.setGlobalPrefix('api'); else app.setGlobalPrefix('x');`,
        'CatsController',
        CATS,
      ),
    );
    expect(settled.lines[0]).toBe('GET /api/cats [] -> CatsController.findAll @src/cats.controller.ts');
  });
});

describe('versioning', () => {
  const VERSIONED = `
    @Controller({ path: 'cats', version: ['1', '2'] }) export class CatsController {
      @Get() all() {}
      @Version('3') @Get('new') newer() {}
      @Version(VERSION_NEUTRAL) @Get('ping') ping() {}
    }
    @Controller('dogs') export class DogsController { @Get() all() {} }`;
  const short = (main: string) =>
    routesOf(app(main, 'CatsController, DogsController', VERSIONED)).routes.map((route) =>
      [route.method, route.path, route.version].filter((part) => part !== undefined).join(' '),
    );

  test('by path, with prefix, default version and neutral routes', () => {
    expect(short(`app.setGlobalPrefix('api'); app.enableVersioning({ type: VersioningType.URI });`)).toEqual([
      'GET /api/v1/cats',
      'GET /api/v2/cats',
      'GET /api/v3/cats/new',
      'GET /api/cats/ping',
      'GET /api/dogs',
    ]);
    expect(short(`app.enableVersioning({ prefix: 'api/v', defaultVersion: '9' });`)).toEqual([
      'GET /api/v1/cats',
      'GET /api/v2/cats',
      'GET /api/v3/cats/new',
      'GET /cats/ping',
      'GET /api/v9/dogs',
    ]);
    expect(short(`app.enableVersioning({ prefix: false, defaultVersion: VERSION_NEUTRAL });`).at(-1)).toBe('GET /dogs');
  });

  test('by header the path stays and the version is told apart; without versioning there is none', () => {
    expect(short(`app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version' });`)).toEqual([
      'GET /cats 1, 2',
      'GET /cats/new 3',
      'GET /cats/ping',
      'GET /dogs',
    ]);
    expect(short('')).toEqual(['GET /cats', 'GET /cats/new', 'GET /cats/ping', 'GET /dogs']);
  });

  test('an exclusion from the global prefix is compared without the version', () => {
    expect(
      short(`app.setGlobalPrefix('api', { exclude: ['dogs'] }); app.enableVersioning({ defaultVersion: '1' });`).at(-1),
    ).toBe('GET /v1/dogs');
  });

  test('a version or a kind of versioning that is computed makes the prefix unknown', () => {
    const { routes } = routesOf(
      app(`app.enableVersioning({ defaultVersion: process.env.V });`, 'CatsController', CATS),
    );
    expect(routes[0]).toMatchObject({
      path: '/cats',
      prefix: { known: false, reason: 'its version is computed, see src/main.ts:8' },
    });
  });

  test('mounts tell where each part comes from', () => {
    const { routes } = routesOf(
      app(`app.setGlobalPrefix('api');\napp.enableVersioning({ defaultVersion: '1' });`, 'CatsController', CATS),
    );
    expect(routes[0]?.mounts.map((mount) => `${mount.prefix} ${mount.at.path}:${mount.at.line}`)).toEqual([
      'api src/main.ts:8',
      'v1 src/main.ts:9',
      'cats src/cats.controller.ts:3',
    ]);
  });
});

describe('decorators', () => {
  test('composed ones are followed: applyDecorators, parameters, defaults, flags, re-exports, written by hand', () => {
    const files = app(
      '',
      'CatsController, DogsController, BirdsController',
      `import { Api, Auth, Endpoint } from './decorators';
      @Api('cats', { secured: true }) export class CatsController { @Endpoint('list') list() {} @Auth('admin') @Get() all() {} }
      @Api('dogs') export class DogsController { @Endpoint() list() {} }
      @Api('birds', { path: 'b' }) export class BirdsController { @Auth() @Get() all() {} }`,
      {
        'src/decorators/index.ts': `export * from './composed'; export { Endpoint } from './by-hand';`,
        'src/decorators/composed.ts': `
          import { applyDecorators, Controller, SetMetadata, UseGuards } from '@nestjs/common';
          import { JwtGuard, RolesGuard } from '../guards';
          export const Auth = (role = 'user') => applyDecorators(SetMetadata('role', role), UseGuards(JwtGuard, RolesGuard));
          export function Api(name: string, { secured, path = name }: { secured?: boolean; path?: string } = {}) {
            const list = [Controller('v1/' + path)];
            if (secured) list.push(Auth());
            return applyDecorators(...list, ...(secured ? [] : [SetMetadata('open', true)]));
          }`,
        'src/decorators/by-hand.ts': `
          import { Get, UsePipes } from '@nestjs/common';
          import { TrimPipe } from '../guards';
          export function Endpoint(path = '/') {
            return (target: object, key: string, descriptor: PropertyDescriptor) => {
              UsePipes(TrimPipe)(target, key, descriptor);
              Get(path)(target, key, descriptor);
            };
          }`,
        'src/guards.ts': `export class JwtGuard { canActivate() {} } export class RolesGuard { canActivate() {} } export class TrimPipe { transform() {} }`,
      },
    );
    expect(routesOf(files).lines).toEqual([
      'GET /v1/cats/list [JwtGuard, RolesGuard, TrimPipe] -> CatsController.list @src/cats.controller.ts',
      'GET /v1/cats [JwtGuard, RolesGuard, JwtGuard, RolesGuard] -> CatsController.all @src/cats.controller.ts',
      'GET /v1/dogs [TrimPipe] -> DogsController.list @src/cats.controller.ts',
      'GET /v1/b [JwtGuard, RolesGuard] -> BirdsController.all @src/cats.controller.ts',
    ]);
  });

  test('what surrounds a handler comes in running order, global before class before method', () => {
    const files = app(
      `app.useGlobalPipes(new ValidationPipe({ transform: true })); app.useGlobalGuards(new ApiKeyGuard());`,
      'CatsController',
      `import { AuthGuard } from '@nestjs/passport';
      import { RolesGuard, LogInterceptor, NotFoundFilter } from './components';
      const local = [RolesGuard];
      @UseFilters(NotFoundFilter) @UseInterceptors(LogInterceptor) @UseGuards(AuthGuard('jwt'))
      @Controller('cats') export class CatsController { @UseGuards(...local) @Get() all() {} }`,
      {
        'src/components.ts': `
          import { Catch } from '@nestjs/common';
          export class RolesGuard { canActivate() {} }
          export class LogInterceptor { intercept() {} }
          export class ThrottleGuard { canActivate() {} }
          export class ApiKeyGuard { canActivate() {} }
          export class Audit { use() {} }
          @Catch() export class NotFoundFilter { catch() {} }`,
        'src/app.module.ts': `
          import { Module, MiddlewareConsumer } from '@nestjs/common';
          import { APP_GUARD } from '@nestjs/core';
          import { Audit, ThrottleGuard } from './components';
          import { CatsController } from './cats.controller';
          @Module({ controllers: [CatsController], providers: [{ provide: APP_GUARD, useClass: ThrottleGuard }] })
          export class AppModule { configure(consumer: MiddlewareConsumer) { consumer.apply(Audit).forRoutes('*'); } }`,
      },
    );
    files['src/main.ts'] = `import { ApiKeyGuard } from './components';\n${files['src/main.ts']}`;
    const { routes } = routesOf(files);
    expect(routes[0]?.middleware.map((item) => item.name)).toEqual([
      'Audit',
      'ApiKeyGuard',
      'ThrottleGuard',
      'AuthGuard(…)',
      'RolesGuard',
      'LogInterceptor',
      'ValidationPipe',
    ]);
    expect(routes[0]?.middleware.map((item) => item.fn?.module)).toEqual([
      'src/components.ts',
      'src/components.ts',
      'src/components.ts',
      undefined,
      'src/components.ts',
      'src/components.ts',
      undefined,
    ]);
  });

  test('middleware that a module applies holds for the routes it names', () => {
    const files = app('', 'CatsController, DogsController', '', {
      'src/cats.controller.ts': `
        import { Controller, Get, Post } from '@nestjs/common';
        @Controller('cats') export class CatsController { @Get() all() {} @Get('secret') secret() {} @Post() create() {} }
        @Controller('dogs') export class DogsController { @Get() all() {} @Get('deep/er') deeper() {} }`,
      'src/app.module.ts': `
        import { Module, MiddlewareConsumer, RequestMethod } from '@nestjs/common';
        import { CatsController, DogsController } from './cats.controller';
        export class A { use() {} } export class B { use() {} } export function c(req, res, next) { next(); } export class D { use() {} }
        @Module({ controllers: [CatsController, DogsController] })
        export class AppModule {
          configure(consumer: MiddlewareConsumer) {
            consumer.apply(A, B).exclude('cats/secret').forRoutes(CatsController);
            consumer.apply(c).forRoutes({ path: 'cats', method: RequestMethod.POST }).apply(D).forRoutes('dogs');
          }
        }`,
    });
    expect(routesOf(files).lines).toEqual([
      'GET /cats [A, B] -> CatsController.all @src/cats.controller.ts',
      'GET /cats/secret [] -> CatsController.secret @src/cats.controller.ts',
      'POST /cats [A, B, c] -> CatsController.create @src/cats.controller.ts',
      'GET /dogs [D] -> DogsController.all @src/cats.controller.ts',
      'GET /dogs/deep/er [D] -> DogsController.deeper @src/cats.controller.ts',
    ]);
  });
});

describe('inheritance', () => {
  test('base classes give methods and guards to each class that extends them, and are no controllers themselves', () => {
    const { lines } = routesOf(
      app(
        '',
        'CatsController, DogsController',
        `import { BaseController } from './base';
        @Controller('cats') export class CatsController extends BaseController { @Get('own') own() {} remove() {} }
        @Controller('dogs') export class DogsController extends BaseController { @Get('list') list() {} }`,
        {
          'src/base.ts': `import { Controller, Get, Delete, UseGuards } from '@nestjs/common';
            export class Guard { canActivate() {} }
            @Controller() @UseGuards(Guard) export abstract class BaseController {
              @Get() list() {} @Delete(':id') remove() {} }`,
        },
      ),
    );
    expect(lines).toEqual([
      'GET /cats [Guard] -> BaseController.list @src/base.ts',
      'DELETE /dogs/:id [Guard] -> BaseController.remove @src/base.ts',
      'GET /cats/own [Guard] -> CatsController.own @src/cats.controller.ts',
      'GET /dogs/list [Guard] -> DogsController.list @src/cats.controller.ts',
    ]);
  });

  test('a base class made by a factory keeps what the factory was given', () => {
    const { lines } = routesOf(
      app(
        '',
        'CatsController, DogsController',
        `import { Crud } from './crud';
        @Controller('cats') export class CatsController extends Crud('all-cats') {}
        @Controller('dogs') export class DogsController extends Crud('all-dogs', 'kill') {}`,
        {
          'src/crud.ts': `import { Get, Delete } from '@nestjs/common';
            export function Crud(list: string, remove = 'remove') {
              class CrudController { @Get(list) list() {} @Delete(remove) remove() {} }
              return CrudController;
            }`,
        },
      ),
    );
    expect(lines).toEqual([
      'GET /cats/all-cats [] -> CrudController.list @src/crud.ts',
      'GET /dogs/all-dogs [] -> CrudController.list @src/crud.ts',
      'DELETE /cats/remove [] -> CrudController.remove @src/crud.ts',
      'DELETE /dogs/kill [] -> CrudController.remove @src/crud.ts',
    ]);
  });
});

describe('modules', () => {
  const controller = (name: string) =>
    `import { Controller, Get } from '@nestjs/common'; @Controller('${name}') export class ${name}Controller { @Get() all() {} }`;
  const paths = (files: Files) =>
    routesOf(files).routes.map((route) => `${route.path}${route.prefix.known ? '' : ' ?'}`);

  test('imports are followed through dynamic modules, forwardRef, lists built step by step, and functions', () => {
    const module = (name: string, body: string) => ({
      [`src/${name}.ts`]: `import { Module, forwardRef } from '@nestjs/common'; import { ${name}Controller } from './${name}.controller'; ${body}`,
      [`src/${name}.controller.ts`]: controller(name),
    });
    const files: Files = {
      'src/main.ts': MAIN(''),
      'src/app.module.ts': `
        import { Module, forwardRef } from '@nestjs/common';
        import { AModule } from './a'; import { BModule } from './b'; import { CModule } from './c'; import { DModule } from './d';
        const base = [AModule, forwardRef(() => BModule)];
        const all = base.concat(optional());
        if (process.env.D) all.push(DModule);
        function optional() { const list = []; list.push(CModule.forRoot({ path: 'x' })); return list; }
        @Module({ imports: [...all] }) export class AppModule {}`,
      ...module('a', `@Module({ controllers: [aController] }) export class AModule {}`),
      ...module('b', `@Module({ controllers: [bController] }) export class BModule {}`),
      ...module(
        'c',
        `@Module({}) export class CModule { static forRoot(options) { return { module: CModule, controllers: [cController] }; } }`,
      ),
      ...module('d', `@Module({ controllers: [dController] }) export class DModule {}`),
      ...module('e', `@Module({ controllers: [eController] }) export class EModule {}`),
    };
    expect(paths(files)).toEqual(['/a', '/b', '/c', '/d', '/e ?']);
    expect(routesOf(files).routes.at(-1)?.prefix).toEqual({
      known: false,
      reason: 'no application of the repository was seen to import a module that lists its controller',
    });
  });

  test('RouterModule gives paths to the controllers of a module, not to those of what it imports', () => {
    const files: Files = {
      'src/main.ts': MAIN(`app.setGlobalPrefix('api'); app.enableVersioning({ defaultVersion: '1' });`),
      'src/app.module.ts': `
        import { Module } from '@nestjs/common'; import { RouterModule } from '@nestjs/core';
        import { usersController, postsController, opsController } from './controllers';
        @Module({ controllers: [usersController] }) export class UsersModule {}
        @Module({ controllers: [opsController] }) export class OpsModule {}
        @Module({ controllers: [postsController], imports: [OpsModule] }) export class PostsModule {}
        const routes = [{ path: 'admin', children: [{ path: '/people', module: UsersModule }, PostsModule] }];
        @Module({ imports: [UsersModule, PostsModule, RouterModule.register(routes)] }) export class AppModule {}`,
      'src/controllers.ts': ['users', 'posts', 'ops']
        .map((name) => controller(name).replace(/import.*?;/, ''))
        .join('\n')
        .replace(/^/, `import { Controller, Get } from '@nestjs/common';`),
    };
    expect(paths(files)).toEqual(['/api/v1/admin/people/users', '/api/v1/admin/posts', '/api/v1/ops']);
  });

  test('each application of a monorepo governs the controllers its root module leads to', () => {
    const files: Files = {
      'package.json': '{"name":"root"}',
      'apps/api/package.json': '{"name":"api"}',
      'apps/jobs/package.json': '{"name":"jobs"}',
      'apps/api/src/main.ts': MAIN(`app.setGlobalPrefix('api');`, 'ApiModule', './api.module'),
      'apps/api/src/api.module.ts': `import { Module } from '@nestjs/common'; import { HealthModule } from '../../../libs/health';
        import { usersController } from './users'; @Module({ imports: [HealthModule], controllers: [usersController] }) export class ApiModule {}`,
      'apps/api/src/users.ts': controller('users'),
      'apps/jobs/src/main.ts': MAIN(`app.setGlobalPrefix('jobs');`, 'JobsModule', './jobs.module'),
      'apps/jobs/src/jobs.module.ts': `import { Module } from '@nestjs/common'; import { HealthModule } from '../../../libs/health';
        @Module({ imports: [HealthModule] }) export class JobsModule {}`,
      'libs/health.ts': `${controller('health')} import { Module } from '@nestjs/common';
        @Module({ controllers: [healthController] }) export class HealthModule {}`,
    };
    expect(paths(files)).toEqual(['/api/users', '/api/health', '/jobs/health']);
  });

  test('applications made through one function differ by what it is given; those that never listen are left out', () => {
    const files: Files = {
      'src/serve.ts': `import { NestFactory } from '@nestjs/core';
        export async function serve(module, prefix: string) {
          const app = await NestFactory.create(module); app.setGlobalPrefix(prefix); await app.listen(1); return app; }`,
      'src/main.ts': `import { serve } from './serve'; import { AModule, BModule } from './modules'; serve(AModule, 'a'); serve(BModule, 'b');`,
      'src/seed.ts': `import { NestFactory } from '@nestjs/core'; import { AModule } from './modules';
        async function seed() { const app = await NestFactory.create(AModule); await app.get('x').run(); await app.close(); } seed();`,
      'src/modules.ts': `import { Module, Controller, Get } from '@nestjs/common';
        @Controller('one') class OneController { @Get() all() {} }
        @Controller('two') class TwoController { @Get() all() {} }
        @Module({ controllers: [OneController] }) export class AModule {}
        @Module({ controllers: [TwoController] }) export class BModule {}`,
    };
    expect(paths(files)).toEqual(['/a/one', '/b/two']);
  });

  test('when imports cannot be followed, a controller of the same package is taken to be of its application', () => {
    const files: Files = {
      'src/main.ts': MAIN(`app.setGlobalPrefix('api');`),
      'src/app.module.ts': `import { Module } from '@nestjs/common'; import { modules } from './missing';
        @Module({ imports: modules }) export class AppModule {}`,
      'src/cats.controller.ts': controller('cats'),
    };
    expect(paths(files)).toEqual(['/api/cats']);
  });
});

describe('error handling', () => {
  test('filters used for the whole application, and the layer of Nest itself', () => {
    const files = app(`app.useGlobalFilters(new AllFilter(), new Sentry());`, 'CatsController', CATS, {
      'src/all.filter.ts': `import { Catch } from '@nestjs/common'; @Catch() export class AllFilter { catch(e, host) {} }`,
      'src/app.module.ts': `
        import { Module, Catch } from '@nestjs/common'; import { APP_FILTER } from '@nestjs/core';
        import { CatsController } from './cats.controller';
        @Catch(TypeError) class TypeFilter { catch() {} }
        @Module({ controllers: [CatsController], providers: [{ provide: APP_FILTER, useClass: TypeFilter }] }) export class AppModule {}`,
    });
    files['src/main.ts'] =
      `import { AllFilter } from './all.filter'; import { Sentry } from 'sentry';\n${files['src/main.ts']}`;
    const [use, ...others] = routesOf(files).frameworks;
    expect(others).toEqual([]);
    expect(use).toMatchObject({ name: 'nestjs', catchesAsync: true, recognised: true });
    expect(
      use?.errorHandlers.map(({ name, at, external, fn }) => [name, at.path, external, fn?.module ?? null]),
    ).toEqual([
      ['AllFilter', 'src/main.ts', false, 'src/all.filter.ts'],
      ['Sentry', 'src/main.ts', true, null],
      ['TypeFilter', 'src/app.module.ts', false, 'src/app.module.ts'],
    ]);
  });

  test('the layer of Nest itself answers what filters for some errors leave', () => {
    const files = app(`app.useGlobalFilters(new TypeFilter());`, 'CatsController', CATS, {
      'src/filter.ts': `import { Catch } from '@nestjs/common'; @Catch(TypeError) export class TypeFilter { catch() {} }`,
    });
    files['src/main.ts'] = `import { TypeFilter } from './filter';\n${files['src/main.ts']}`;
    const [use] = routesOf(files).frameworks;
    expect(use?.errorHandlers.map(({ name }) => name)).toEqual(['TypeFilter', 'the exception layer of Nest']);
  });

  test('types of Express named in a Nest application do not make it an Express application', () => {
    const code = `import { Request } from 'express'; import { Controller, Get, Req } from '@nestjs/common';
      @Controller('cats') export class CatsController { @Get() all(@Req() request: Request) {} }`;
    const files = { ...app('', 'CatsController', ''), 'src/cats.controller.ts': code };
    expect(routesOf(files).frameworks.map((item) => item.name)).toEqual(['nestjs']);
  });

  test('routes that a decorator of a package makes are said not to be read', () => {
    const code = `import { Controller } from '@nestjs/common'; import { Crud } from '@nestjsx/crud';
      @Crud({ model: { type: Object } })
      @Controller('cats') export class CatsController {}`;
    const files = { ...app('', 'CatsController', ''), 'src/cats.controller.ts': code };
    expect(routesOf(files).unknowns).toEqual([
      { path: 'src/cats.controller.ts', line: 2, subject: 'route', reason: 'the routes that @Crud makes are not read' },
    ]);
  });
});

describe('decorators stacked on each other', () => {
  test('take effect from the lowest to the highest, composed ones as they are listed', () => {
    const files = app(
      '',
      'CatsController',
      `import { applyDecorators } from '@nestjs/common'; import { A, B, C, D } from './guards';
      const Both = () => applyDecorators(UseGuards(B), UseGuards(C));
      @Controller('cats') export class CatsController { @UseGuards(D) @Both() @UseGuards(A) @Get() all() {} }`,
      {
        'src/guards.ts': ['A', 'B', 'C', 'D'].map((name) => `export class ${name} { canActivate() {} }`).join('\n'),
      },
    );
    expect(routesOf(files).routes[0]?.middleware.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D']);
  });
});

describe('operations that are no HTTP routes', () => {
  test('are known with what answers them', () => {
    const { operations, routes } = routesOf({
      'src/users.resolver.ts': `import { Resolver, Query, ResolveField } from '@nestjs/graphql';
        @Resolver() export class UsersResolver {
          @Query(() => [String]) users() {} @ResolveField() posts() {} helper() {}
        }`,
      'src/orders.ts': `import { MessagePattern } from '@nestjs/microservices';
        export class Orders { @MessagePattern('orders.create') create() {} }`,
      'src/recipes.ts': `import { Resolver, Mutation } from 'type-graphql';
        @Resolver() export class Recipes { @Mutation() add() {} }`,
    });
    expect(routes).toEqual([]);
    expect(operations.map(({ operation, name, framework }) => [operation, name, framework])).toEqual([
      ['GraphQL query users', 'UsersResolver.users', 'nestjs'],
      ['GraphQL field posts', 'UsersResolver.posts', 'nestjs'],
      ['message create', 'Orders.create', 'nestjs'],
      ['GraphQL mutation add', 'Recipes.add', 'type-graphql'],
    ]);
  });
});
