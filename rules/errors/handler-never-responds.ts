import { defineRule, type FunctionFact, type HandlerUse, type ModuleNode, type Subject, within } from '#rule';

interface Answering extends Subject {
  use: HandlerUse;
  fact: FunctionFact;
  module: ModuleNode;
}

/** An Express handler that can answer nothing: it never names its response, or calls a `next` that it does not have. */
export const handlerNeverResponds = defineRule({
  id: 'handler-never-responds',
  summary: 'A handler never sends a response',
  why: 'Express ends a request only when the handler sends a response or calls `next`. A handler that does neither leaves every client waiting.',
  fix: 'Send a response on every path, or take `next` as a parameter and call it.',
  severity: 'error',
  precision: 'high',
  cannotDetect: ['handlers that answer on some paths and not on others'],
  params: {},
  examples: {
    good: [
      {
        title: 'the response is handed to a helper',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => answer(res));\nfunction answer(res) { res.end(); }\n",
        },
      },
    ],
    bad: [
      {
        title: 'the response is never used',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.post('/v1/a', (req, res) => {\n  console.log(req.body);\n});\n",
        },
        keys: ['POST /v1/a'],
      },
      {
        title: 'next is not a parameter',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => {\n  if (req.query.a) res.end();\n  else next();\n});\n",
        },
        keys: ['GET /v1/a next'],
      },
    ],
  },
  *subjects(model): Iterable<Answering> {
    for (const use of model.handlers) {
      const module = model.code.module(use.fn.module);
      const route = use.routes[0];
      if (use.framework !== 'express' || use.kind !== 'handler' || !module || module.role === 'test' || !route)
        continue;
      const fact = model.code.fn(use.fn);
      yield {
        key: `${route.method} ${route.path}`,
        at: within(use.fn.module, { ...fact.at, endLine: fact.at.line }),
        use,
        fact,
        module,
      };
    }
  },
  check({ key, use, fact, module }) {
    const bindings = fact.params.map((param) =>
      param.binding === undefined ? undefined : module.facts.bindings[param.binding],
    );
    const [request, response, next] = bindings;
    const undeclared = module.facts.calls.find(
      (call) =>
        isUndeclaredNext(module, call.fn, fact.id) &&
        call.expr.callee.kind === 'reference' &&
        call.expr.callee.name === 'next' &&
        call.expr.callee.binding === undefined,
    );
    if (undeclared) {
      return {
        key: `${key} next`,
        at: within(module.path, undeclared.expr.at),
        message: `${use.name} calls next, which is not a parameter of it: a ReferenceError instead of an answer`,
      };
    }
    if (!response || response.valueUses > 0 || (next?.valueUses ?? 0) > 0 || fact.params.some((param) => param.rest))
      return undefined;
    const viaRequest = module.facts.calls.some(
      (call) => call.fn === fact.id && JSON.stringify(call.expr.callee).includes('"property":"res"'),
    );
    const passesAll = use.wrappers.length > 0 && fact.params.length < 2;
    return viaRequest || passesAll || !request
      ? undefined
      : { message: `${use.name} never uses its response or calls next: the request hangs` };
  },
});

function isUndeclaredNext(module: ModuleNode, fn: number, handler: number): boolean {
  for (let at: number | undefined = fn; at !== undefined; at = module.facts.functions[at]?.parent)
    if (at === handler) return true;
  return false;
}
