import {
  type CallFact,
  calleeName,
  defineRule,
  type Expr,
  encloses,
  type HandlerUse,
  type ModuleNode,
  type Step,
  type Subject,
  within,
} from '#rule';

interface ErrorPath extends Subject {
  use: HandlerUse;
  module: ModuleNode;
  /** Calls on the path that a caught error takes. */
  calls: CallFact[];
  steps: Step[];
}

/** An Express handler that answers a caught error as if it had succeeded. */
export const errorAnsweredWithSuccess = defineRule({
  id: 'error-answered-with-success',
  summary: 'A caught error is answered with a success status',
  why: 'The response has status 200 whatever its body says: clients, caches, retries and monitoring take the failure for a success.',
  fix: 'Pass the error on with `next(error)`, or set an error status before the body is sent.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['statuses set by a helper that is given the response', 'frameworks other than Express'],
  params: {},
  examples: {
    good: [
      {
        title: 'an error status is set, or the answer is a fallback that was looked up',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => {\n  try {\n    res.json(JSON.parse(req.query.a));\n  } catch (error) {\n    res.status(400).json({ message: 'not JSON' });\n  }\n});\napp.get('/v1/b', async (req, res) => {\n  try {\n    res.json(JSON.parse(req.query.a));\n  } catch (error) {\n    res.json(await cached());\n  }\n});\nasync function cached() { return 1; }\n",
        },
      },
    ],
    bad: [
      {
        title: 'in a catch clause, and at the end of a chain',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst { load } = require('./load');\nconst app = express();\napp.get('/v1/a', (req, res) => {\n  try {\n    res.json(JSON.parse(req.query.a));\n  } catch (error) {\n    res.json({ error: 'not JSON' });\n  }\n});\napp.get('/v1/b', (req, res) => {\n  load().then((found) => res.json(found)).catch(() => res.status(200).send('failed'));\n});\n",
          'load.js': "exports.load = async () => { throw new Error('x'); };\n",
        },
        keys: ['GET /v1/a error', 'GET /v1/b error'],
      },
    ],
  },
  *subjects(model): Iterable<ErrorPath> {
    for (const use of model.handlers) {
      const module = model.code.module(use.fn.module);
      const route = use.routes[0];
      if (use.framework !== 'express' || use.kind !== 'handler' || module?.role !== 'source' || !route) continue;
      for (const { steps, at } of errorPaths(module, use.fn.fn)) {
        const calls = steps.flatMap((step) => (step.kind === 'call' ? (module.facts.calls[step.call] ?? []) : []));
        yield { key: `${route.method} ${route.path} error`, at: within(module.path, at), use, module, calls, steps };
      }
    }
  },
  check({ use, module, calls, steps }) {
    const response = responseOf(module, use);
    if (response === undefined || steps.some((step) => step.kind === 'throw' || step.kind === 'await'))
      return undefined;
    const sent = calls.find((call) => sends(call, response));
    if (!sent || steps.some((step) => step.kind === 'assign') || calls.some((call) => mayTell(call, response)))
      return undefined;
    return {
      message: `${use.name} answers a caught error with status 200`,
      at: within(module.path, sent.expr.at),
    };
  },
});

/** Catch clauses of a handler and of the functions in it, and functions given to `.catch(…)`. */
function* errorPaths(module: ModuleNode, handler: number): Iterable<{ steps: Step[]; at: Step['at'] }> {
  for (const [id, item] of module.facts.tries.entries()) {
    if (!item.handler || !encloses(module, item.fn, handler)) continue;
    const steps = module.facts.functions[item.fn]?.steps ?? [];
    yield { steps: steps.filter((step) => step.context.catches.includes(id)), at: item.handler.at };
  }
  for (const { expr, fn } of module.facts.calls) {
    const [arg] = expr.args;
    if (calleeName(expr.callee) !== 'catch' || arg?.kind !== 'function' || !encloses(module, fn, handler)) continue;
    yield { steps: module.facts.functions[arg.fn]?.steps ?? [], at: arg.at };
  }
}

const responseOf = (module: ModuleNode, use: HandlerUse): number | undefined =>
  module.facts.functions[use.fn.fn]?.params[1]?.binding;

/** `res.json(…)` or `res.status(200).send(…)`. */
function sends(call: CallFact, response: number): boolean {
  const { callee } = call.expr;
  return (
    callee.kind === 'member' && /^(json|send)$/.test(String(callee.property)) && isResponse(callee.object, response)
  );
}

/** The response, or what setting a success status on it gives. */
const isResponse = (expr: Expr, response: number): boolean => {
  if (expr.kind === 'reference') return expr.binding === response;
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.property !== 'status') return false;
  const [status] = expr.args;
  return status?.kind === 'literal' && Number(status.value) < 300 && isResponse(expr.callee.object, response);
};

/** Sets a status, passes the error on, or hands the response to something that may. */
function mayTell(call: CallFact, response: number): boolean {
  const { callee, args } = call.expr;
  if (/^(next|sendStatus|writeHead|redirect|render|reject|throw)$/.test(calleeName(callee) ?? '')) return true;
  if (callee.kind === 'member' && callee.property === 'status') return !isResponse(call.expr, response);
  return args.some((arg) => arg.kind === 'reference' && arg.binding === response);
}
