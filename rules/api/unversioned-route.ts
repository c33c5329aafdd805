import {
  calleeName,
  defineRule,
  type Location,
  purposeOf,
  type RepoModel,
  type Route,
  runTimeModules,
  type Subject,
  within,
} from '#rule';

interface RouteGroup extends Subject {
  name: string;
  routes: Route[];
  /** Called only by what changes together with it. */
  internal?: boolean;
  /** The mount that all of them pass. */
  mount?: Route['mounts'][number];
}

const VERSION_SEGMENT = /^v\d+([._-]\d+)*$|^v\d+(alpha|beta|rc)\d*$|^\d{4}-\d{2}(-\d{2})?$|^version\d*$/i;

/** API routes whose address carries no version. */
export const unversionedRoute = defineRule({
  id: 'unversioned-route',
  summary: 'API routes carry no version',
  why: 'Without a version in the address (or the framework’s versioning) a breaking change breaks every client at once: there is no second address to move them to.',
  fix: 'Mount the API under a version (`/api/v1`), or turn on the versioning of the framework.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'versions added by a gateway in front of the service',
    'versions negotiated in headers by code of the project’s own',
    'where those who use a published package mount the application that it exports',
    'callers of other applications of the same team, which may change together with the service',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'the version is in the mount of another module',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.use('/v1/users', require('./users'));\napp.get('/health', (req, res) => res.json({}));\n",
          'users.js':
            "const router = require('express').Router();\nrouter.get('/', (req, res) => res.json([]));\nmodule.exports = router;\n",
        },
      },
      {
        title: 'pages are not an API',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/about', (req, res) => res.render('about'));\n",
        },
      },
      {
        title: 'a page made of what another service answered',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/weather', show);\nasync function show(req, res) {\n  const answer = await fetch('https://weather.example');\n  const weather = await answer.json();\n  if (!weather) return res.status(404).json({});\n  page(res, weather);\n}\nfunction page(res, weather) {\n  res.render('weather', weather);\n}\n",
        },
      },
      {
        title: 'what operators, crawlers and sign-in providers ask for',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst passport = require('passport');\nconst app = express();\nconst ok = (req, res) => res.json({});\napp.get('/health-check', ok);\napp.get('/_health', ok);\napp.get('/api/health/live', ok);\napp.get('/openapi-v1.json', ok);\napp.get('/sitemap.xml', ok);\napp.get('/locales/:lng.json', ok);\napp.post('/test/error', ok);\napp.post('/mcp', ok);\napp.post('/oauth/token', ok);\napp.get('/login/github', passport.authenticate('github'));\napp.get('/login/github/callback', ok);\n",
        },
      },
      {
        title: 'the server of the contract has the version',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'openapi.yaml':
            "openapi: 3.0.3\ninfo:\n  title: A\n  version: '1'\nservers:\n  - url: https://a.example/v2\npaths:\n  /users/{userId}:\n    get:\n      responses:\n        '200':\n          description: ok\n",
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/users/:id', (req, res) => res.json({}));\n",
        },
      },
    ],
    bad: [
      {
        title: 'the contract with a version describes other routes',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'openapi.yaml':
            "openapi: 3.0.3\ninfo:\n  title: A\n  version: '1'\nservers:\n  - url: https://a.example/v2\npaths:\n  /partners:\n    get:\n      responses:\n        '200':\n          description: ok\n",
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/partners', (req, res) => res.json({}));\napp.get('/users/:id', (req, res) => res.json({}));\n",
        },
        keys: ['express'],
      },
      {
        title: 'several mounts, none with a version, are one finding',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\nconst api = express.Router();\napp.use('/', api);\napi.use('/users', require('./list')).use('/profiles', require('./list'));\n",
          'list.js':
            "const router = require('express').Router();\nrouter.get('/', review);\nfunction review(req, res) {\n  res.json([]);\n}\nmodule.exports = router;\n",
        },
        keys: ['express'],
      },
      {
        title: 'versioning that is turned on and used by some controllers only',
        files: {
          'package.json': '{"dependencies":{"@nestjs/common":"^10.0.0","@nestjs/core":"^10.0.0"}}',
          'main.ts':
            "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.enableVersioning();\n  await app.listen(3000);\n}\nbootstrap();\n",
          'app.module.ts':
            "import { Module } from '@nestjs/common';\nimport { A, B } from './controllers';\n@Module({ controllers: [A, B] })\nexport class AppModule {}\n",
          'controllers.ts':
            "import { Controller, Get } from '@nestjs/common';\n@Controller({ path: 'a', version: '1' })\nexport class A {\n  @Get()\n  list() {\n    return [];\n  }\n}\n@Controller('b')\nexport class B {\n  @Get()\n  list() {\n    return [];\n  }\n}\n",
        },
        keys: ['/b'],
      },
      {
        title: 'a webhook is only mentioned',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.post('/webhooks/stripe', (req, res) => res.json({}));\n",
        },
        keys: ['express internal'],
      },
      {
        title: 'everything under /api',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.use('/api', require('./users'));\n",
          'users.js':
            "const router = require('express').Router();\nrouter.get('/users', (req, res) => res.json([]));\nmodule.exports = router;\n",
        },
        keys: ['/api'],
      },
    ],
  },
  *subjects(model): Iterable<RouteGroup> {
    for (const [key, { api, pages, internal }] of applications(model)) {
      // What the pages of an application call changes together with them.
      const own = pages > api.length ? [...api, ...internal] : internal;
      if (pages <= api.length) yield* byMount(model, key, api);
      if (own.length > 0) yield { ...wholeOf(model, key, own), key: `${key} internal`, internal: true };
    }
  },
  check({ routes, name, mount, internal }, _params, model) {
    const bare = routes.filter((route) => isBare(model, route));
    const [first] = bare;
    if (!first) return undefined;
    const more = bare.length > 1 ? ` and ${bare.length - 1} more` : '';
    const number = bare.length === routes.length ? 'the routes' : `${bare.length} of ${routes.length} routes`;
    return {
      message: `${number} of ${name} carry no version: ${first.method} ${first.path}${more}`,
      at: mount?.at ?? placeOf(first),
      fix: fixFor(model, first, mount),
      ...(internal && { severity: 'info' }),
      related: bare.map((route) => ({ at: placeOf(route), message: `${route.method} ${route.path}` })),
    };
  },
  blind: (model) => [
    ...model.frameworks.filter((use) => !use.recognised).map((use) => `routes of ${use.name} are not read`),
    ...unknownPrefixes(model),
  ],
});

interface Application {
  api: Route[];
  internal: Route[];
  /** Number of routes that answer a browser. */
  pages: number;
}

/** Routes by package and framework; those of tests, examples and tools are not judged. */
function applications(model: RepoModel): Map<string, Application> {
  const found = new Map<string, Application>();
  const judged = new Set(runTimeModules(model).map((module) => module.path));
  for (const route of model.routes) {
    if (!judged.has(route.file)) continue;
    const home = model.code.module(route.file)?.package.path ?? '';
    const key = `${home === '' ? '' : `${home} `}${route.framework}`;
    const application = found.get(key) ?? { api: [], internal: [], pages: 0 };
    found.set(key, application);
    const purpose = purposeOf(model, route);
    if (purpose === 'page') application.pages += 1;
    else if (purpose === 'api' || purpose === 'internal') application[purpose].push(route);
  }
  return found;
}

const placeOf = ({ file, line, column, endLine }: Route): Location => ({ path: file, line, column, endLine });

/** One group for each outermost mount; one for the whole application where none of them has a version. */
function* byMount(model: RepoModel, key: string, routes: Route[]): Iterable<RouteGroup> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const prefix = outermost(route)?.prefix ?? '';
    groups.set(slashed(prefix), [...(groups.get(slashed(prefix)) ?? []), route]);
  }
  if (groups.size > 1 && routes.every((route) => isBare(model, route))) {
    yield wholeOf(model, key, routes);
    return;
  }
  for (const [prefix, own] of groups) {
    const [first] = own;
    const mount = first && outermost(first);
    if (!mount) yield wholeOf(model, key, own);
    else
      yield {
        key: `${key.slice(0, -first.framework.length)}${prefix}`,
        name: prefix,
        at: mount.at,
        routes: own,
        mount,
      };
  }
}

const outermost = ({ mounts }: Route): Route['mounts'][number] | undefined =>
  mounts.find((mount) => slashed(mount.prefix) !== '/');

/** All routes of an application, at the innermost mount that leads to each of them. */
function wholeOf(model: RepoModel, key: string, routes: Route[]): RouteGroup {
  const [first] = routes as [Route, ...Route[]];
  const owner = model.code.module(first.file)?.package.name;
  const mount = first.mounts.filter((item) => routes.every((route) => passes(route, item))).pop();
  const name = `the ${first.framework} application${owner ? ` of ${owner}` : ''}`;
  return { key, name, at: mount?.at ?? placeOf(first), routes, ...(mount && { mount }) };
}

const passes = ({ mounts }: Route, { prefix, at }: Route['mounts'][number]): boolean =>
  mounts.some((item) => item.prefix === prefix && item.at.path === at.path && item.at.line === at.line);

const slashed = (prefix: string): string => `/${prefix.replace(/^\/+|\/+$/g, '')}`;

/** What to change, where it is known what sets the addresses of these routes. */
function fixFor(model: RepoModel, route: Route, mount: RouteGroup['mount']): string {
  if (route.framework === 'nestjs') return nestFix(model, route);
  if (route.framework === 'next')
    return 'Move the handlers into a folder of their version (`api/v1`), the callers with them.';
  if (!mount) return 'Register them on a router that is mounted at `/v1`, or with `/v1` as their prefix.';
  const prefix = slashed(mount.prefix).replace(/\/$/, '');
  const place = `${mount.at.path}:${mount.at.line}`;
  const versioned = /^\/(api|rest)$/.test(prefix) ? `${prefix}/v1` : `/v1${prefix}`;
  return `Mount them at \`${versioned}\` instead of \`${prefix === '' ? '/' : prefix}\` (${place}).`;
}

function nestFix(model: RepoModel, route: Route): string {
  const home = model.code.module(route.file)?.package;
  for (const module of model.modules) {
    if (module.package !== home) continue;
    const call = module.facts.calls.find(({ expr }) => calleeName(expr.callee) === 'enableVersioning');
    if (!call) continue;
    const { path, line } = within(module.path, call.expr.at);
    return `Versioning is enabled at ${path}:${line}: give it a \`defaultVersion\`, or the controllers a \`version\`.`;
  }
  return "Call `app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' })`, or put the version into the global prefix.";
}

function unknownPrefixes(model: RepoModel): string[] {
  const unknown = model.routes.filter((route) => !route.prefix.known && !isVersioned(model, route));
  return unknown.length > 0 ? [`the prefix of ${unknown.length} routes is not known`] : [];
}

const isBare = (model: RepoModel, route: Route): boolean => route.prefix.known && !isVersioned(model, route);

function isVersioned(model: RepoModel, route: Route): boolean {
  if (route.version !== undefined || hasVersion(route.path)) return true;
  // Where the prefix is not known, the folder may tell it.
  if (!route.prefix.known && route.file.split('/').some((segment) => /^v\d+$/i.test(segment))) return true;
  return describedWithVersion(model, route);
}

const hasVersion = (path: string): boolean => path.split('/').some((segment) => VERSION_SEGMENT.test(segment));

/** An operation of a contract whose server has the version: what stands in front of the service adds it. */
function describedWithVersion({ contracts }: RepoModel, { method, path }: Route): boolean {
  const own = generic(path);
  return contracts.some(({ facts }) =>
    facts.operations.some((operation) => {
      const versioned = (operation.servers ?? facts.servers).some(({ url }) => hasVersion(url));
      return versioned && (method === 'ALL' || method === operation.method) && generic(operation.path) === own;
    }),
  );
}

/** A path with its parameters made alike: `/users/:id` and `/users/{userId}`. */
const generic = (path: string): string => slashed(path.replace(/:\w+|\{[^}]*\}/g, '*'));
