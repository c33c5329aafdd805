import { allSteps, calleeName, defineRule, type RepoModel, type Route, type Subject } from '#rule';

interface RouteGroup extends Subject {
  name: string;
  routes: Route[];
}

const VERSION_SEGMENT = /^v\d+([._-]\d+)*$|^v\d+(alpha|beta|rc)\d*$|^\d{4}-\d{2}(-\d{2})?$|^version\d*$/i;
const OPERATIONAL =
  /^(health\w*|livez?|liveness|readyz?|readiness|alive|ping|heartbeat|status|metrics|prometheus|version|info|favicon\.ico|robots\.txt|sitemap\.xml|manifest\.json|\.well-known|docs?|api-?docs?|swagger\w*([.-]\w+)?|openapi([.-]\w+)?|redoc|reference|scalar|graphql|graphiql|playground|voyager|uploads?|static|public|assets|images?|socket\.io|bull-?board|queues|admin-ui|__\w+)$/i;
const PAGE_CALLS = /^(render|view|renderFile|html|renderToString|renderToPipeableStream|sendFile|sendfile|redirect)$/;
const DATA_CALLS = /^(json|jsonp)$/;

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
    ],
    bad: [
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
    const groups = new Map<string, RouteGroup>();
    for (const route of model.routes) {
      if (model.code.module(route.file)?.role === 'test' || isExempt(model, route)) continue;
      const outer = route.mounts.find((mount) => mount.prefix.replace(/\//g, '') !== '');
      const at = outer?.at ?? { path: route.file, line: route.line, column: route.column, endLine: route.endLine };
      const owner = model.code.module(route.file)?.package.name ?? '';
      const key = outer ? `${at.path}:${outer.prefix}` : `${owner} ${route.framework}`;
      const name = outer?.prefix ?? `the ${route.framework} application${owner ? ` of ${owner}` : ''}`;
      const group = groups.get(key) ?? { key: outer?.prefix ?? key, at, name, routes: [] };
      groups.set(key, group);
      group.routes.push(route);
    }
    yield* groups.values();
  },
  check({ routes, name }, _params, model) {
    const bare = routes.filter((route) => route.prefix.known && !isVersioned(model, route));
    const [first] = bare;
    if (!first) return undefined;
    const more = bare.length > 1 ? ` and ${bare.length - 1} more` : '';
    return {
      message: `${bare.length === routes.length ? 'the routes' : `${bare.length} of ${routes.length} routes`} of ${name} carry no version: ${first.method} ${first.path}${more}`,
      related: bare.slice(0, 12).map((route) => ({
        at: { path: route.file, line: route.line, column: route.column, endLine: route.line },
        message: `${route.method} ${route.path}`,
      })),
    };
  },
  blind: (model) => [
    ...model.frameworks.filter((use) => !use.recognised).map((use) => `routes of ${use.name} are not read`),
    ...unknownPrefixes(model),
  ],
});

function unknownPrefixes(model: RepoModel): string[] {
  const unknown = model.routes.filter((route) => !route.prefix.known && !isVersioned(model, route));
  return unknown.length > 0 ? [`the prefix of ${unknown.length} routes is not known`] : [];
}

function isVersioned(model: RepoModel, route: Route): boolean {
  if (route.version !== undefined || route.path.split('/').some((segment) => VERSION_SEGMENT.test(segment)))
    return true;
  if (route.file.split('/').some((segment) => /^v\d+$/i.test(segment))) return true;
  return model.contracts.some((contract) =>
    contract.facts.servers.some((server) => server.url.split('/').some((part) => VERSION_SEGMENT.test(part))),
  );
}

function isExempt(model: RepoModel, route: Route): boolean {
  const segments = route.path.split('/').filter((segment) => segment !== '' && !/^(api|rest)$/i.test(segment));
  const [first] = segments;
  if (route.method === 'OPTIONS' || first === undefined || /[*]/.test(first) || first.startsWith('(')) return true;
  if (
    OPERATIONAL.test(first) ||
    (OPERATIONAL.test(segments[segments.length - 1] ?? '') &&
      segments.length <= 2 &&
      /^(health|ping|metrics|ready|live|status)/i.test(segments[segments.length - 1] ?? ''))
  )
    return true;
  return isPage(model, route) || isSignInRedirect(route);
}

/** The handler renders or redirects and sends no JSON: a page for a browser. */
function isPage(model: RepoModel, route: Route): boolean {
  const ref = route.handler?.fn;
  const facts = ref && model.code.module(ref.module)?.facts;
  if (!ref || !facts) return /render|static|serve|setup|view|file/i.test(route.handler?.name ?? '');
  const names = allSteps(facts, ref.fn).flatMap((step) => {
    const call = step.kind === 'call' ? facts.calls[step.call] : undefined;
    return (call && calleeName(call.expr.callee)) ?? [];
  });
  return names.some((name) => PAGE_CALLS.test(name)) && !names.some((name) => DATA_CALLS.test(name));
}

/** `passport.authenticate(…)` as the handler: the browser is sent elsewhere. */
const isSignInRedirect = (route: Route): boolean =>
  [
    route.handler?.name ?? '',
    ...(route.handler?.wrappers ?? []).map((wrapper) => wrapper.name),
    ...route.middleware.slice(-1).map((item) => item.name),
  ].some((name) => /passport\.authenticate/.test(name)) && /callback|^\/auth\//.test(route.path);
