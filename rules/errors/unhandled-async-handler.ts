import {
  chainOf,
  defineRule,
  type FunctionFact,
  type FunctionRef,
  type HandlerUse,
  type RepoModel,
  type Subject,
  within,
} from '#rule';

interface AsyncHandler extends Subject {
  use: HandlerUse;
  fact: FunctionFact;
  because: string;
}

const WRAPPER_PACKAGES = /async|wrap|catch|promise/i;

/** Express 4 does not look at the promise a handler returns: a rejection reaches nobody and the request hangs. */
export const unhandledAsyncHandler = defineRule({
  id: 'unhandled-async-handler',
  summary: 'A rejection in an async handler never reaches the error handler',
  why: 'Express 4 ignores the promise a handler returns. When it is rejected, no response is sent: the client waits until its timeout, and the process may end on the unhandled rejection.',
  fix: 'Wrap the handler (`express-async-handler`), pass errors on with `try { … } catch (error) { next(error) }`, or move to Express 5, which catches.',
  severity: 'error',
  precision: 'high',
  cannotDetect: [
    'handlers that are registered through a framework Lintel does not read',
    'wrappers applied to a router at run time by patching it',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'Express 5 catches',
        files: {
          'package.json': '{"dependencies":{"express":"^5.0.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', async (req, res) => res.json(await load()));\nasync function load() { throw new Error('x'); }\n",
        },
      },
      {
        title: 'a wrapper in another module',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'wrap.js': 'module.exports = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next);\n',
          'app.js':
            "const express = require('express');\nconst wrap = require('./wrap');\nconst app = express();\napp.get('/v1/a', wrap(async (req, res) => res.json(await load())));\nasync function load() { throw new Error('x'); }\n",
        },
      },
      {
        title: 'try and catch around every await',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', async (req, res, next) => {\n  try {\n    res.json(await load());\n  } catch (error) {\n    next(error);\n  }\n});\nasync function load() { throw new Error('x'); }\n",
        },
      },
      {
        title: 'a check given to the builder of a validator, which waits for it',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0","express-validator":"^7.0.0"}}',
          'app.js':
            "const express = require('express');\nconst { body } = require('express-validator');\nconst app = express();\napp.post('/v1/a', body('email').isEmail().custom(async (email) => { await load(email); }), (req, res) => res.end());\nasync function load() { throw new Error('x'); }\n",
        },
      },
    ],
    bad: [
      {
        title: 'await without a guard on Express 4',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', async (req, res) => res.json(await load()));\nasync function load() { throw new Error('x'); }\n",
        },
        keys: ['GET /v1/a'],
      },
    ],
  },
  *subjects(model): Iterable<AsyncHandler> {
    for (const use of model.handlers) {
      const fact = model.code.fn(use.fn);
      const framework = frameworkOf(model, use);
      if (!fact || framework?.catchesAsync !== false || model.code.module(use.fn.module)?.role === 'test') continue;
      const route = use.routes[0];
      const key = use.kind === 'handler' && route ? `${route.method} ${route.path}` : `${use.fn.module}#${use.name}`;
      yield {
        key,
        at: within(use.fn.module, { ...fact.at, endLine: fact.at.line }),
        use,
        fact,
        because: framework.because,
      };
    }
  },
  check({ use, fact, because }, _params, model) {
    const leak = fact.async ? model.code.rejectionOf(use.fn) : returnedPromise(model, use.fn, fact);
    if (!leak || use.wrappers.some((wrapper) => catches(model, wrapper))) return undefined;
    const kind = use.kind === 'handler' ? 'handler' : 'middleware';
    return {
      message: `async ${kind} ${use.name} can be rejected and nothing passes the error on: ${because}`,
      related: [
        { at: { path: leak.at.path, line: leak.at.line, column: 1, endLine: leak.at.line }, message: leak.because },
      ],
    };
  },
  blind: (model) =>
    model.frameworks.filter((use) => !use.recognised).map((use) => `handlers of ${use.name} are not read`),
});

const frameworkOf = (model: RepoModel, use: HandlerUse) => {
  const owner = model.code.module(use.routes[0]?.file ?? use.fn.module)?.package.name;
  const named = model.frameworks.filter((item) => item.name === use.framework);
  return named.find((item) => item.package === owner) ?? named[0];
};

/** Not async, but returns a promise chain without a `catch`. */
function returnedPromise(model: RepoModel, ref: FunctionRef, fact: FunctionFact) {
  for (const step of fact.steps) {
    if (step.kind !== 'return' || step.value?.kind !== 'call') continue;
    const call = model.code.module(ref.module)?.facts.calls[step.value.id];
    if (!call || !chainOf(step.value).thenable) continue;
    const rejection = model.code.rejection(ref.module, call);
    if (rejection) return rejection;
  }
  return undefined;
}

/** A wrapper catches when its own body does; one from a package, when it says so by name. */
function catches(model: RepoModel, wrapper: HandlerUse['wrappers'][number]): boolean {
  if (!wrapper.fn) return WRAPPER_PACKAGES.test(wrapper.name);
  const module = model.code.module(wrapper.fn.module);
  const fact = model.code.fn(wrapper.fn);
  if (!module) return false;
  const inTry = fact.steps.some((step) => step.kind === 'call' && step.context.tries.length > 0);
  return (
    inTry ||
    module.facts.calls.some((call) => isInside(module.facts.functions, call.fn, fact.id) && chainOf(call.expr).handled)
  );
}

function isInside(functions: FunctionFact[], fn: number, outer: number): boolean {
  for (let at: number | undefined = fn; at !== undefined; at = functions[at]?.parent) if (at === outer) return true;
  return false;
}
