import { calleeName, defineRule, type FrameworkUse, type RepoModel, type Subject, topOf } from '#rule';

interface Application extends Subject {
  use: FrameworkUse;
}

/** Frameworks whose built-in handling gives every error a uniform response already. */
const BUILT_IN = new Set(['nestjs', 'fastify', 'hapi', 'hono', 'routing-controllers', 'next']);

/** A service without one place where its errors end. */
export const noCentralErrorHandler = defineRule({
  id: 'no-central-error-handler',
  summary: 'No central error handler is registered',
  why: 'Without one, each handler answers errors in its own way, and what none of them catches goes out as the framework wrote it: a stack trace outside production, an HTML page inside an API.',
  fix: 'Register one error handler last: error middleware in Express, an error-catching first middleware in Koa.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['handlers registered by a package under a name that does not say so'],
  params: {},
  examples: {
    good: [
      {
        title: 'error middleware',
        files: {
          'package.json': '{"name":"a","dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\napp.use((err, req, res, next) => next(err));\n",
        },
      },
    ],
    bad: [
      {
        title: 'none',
        files: {
          'package.json': '{"name":"a","dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\n",
        },
        keys: ['a express'],
      },
    ],
  },
  *subjects(model): Iterable<Application> {
    for (const use of model.frameworks) {
      const routes = model.routes.filter(
        (route) => route.framework === use.name && model.code.module(route.file)?.package.name === use.package,
      );
      const [first] = routes;
      // A package with mere routers belongs to an application elsewhere.
      if (!use.recognised || !first || !routes.some((route) => route.prefix.known)) continue;
      const place = applicationModule(model, use) ?? first.mounts[0]?.at.path ?? first.file;
      yield { key: `${use.package} ${use.name}`, at: topOf(place), use };
    }
  },
  check({ use }) {
    if (BUILT_IN.has(use.name) || use.errorHandlers.length > 0) return undefined;
    return { message: `no error handler is registered for the ${use.name} application of ${use.package}` };
  },
  blind: (model) => model.frameworks.filter((use) => !use.recognised).map((use) => `${use.name} is not read`),
});

/** The module that starts listening, where the handler would be registered. */
function applicationModule(model: RepoModel, use: FrameworkUse): string | undefined {
  const importing = new Set(
    model.graph.external
      .filter((item) => item.package === use.name || item.package === '@nestjs/core')
      .map((item) => item.from),
  );
  const own = model.modules.filter(
    (module) => module.package.name === use.package && importing.has(module.path) && module.role !== 'test',
  );
  const listens = own.find((module) => module.facts.calls.some((call) => calleeName(call.expr.callee) === 'listen'));
  return (listens ?? (own.length === 1 ? own[0] : undefined))?.path;
}
