import {
  type CallFact,
  defineRule,
  type HandlerUse,
  type ModuleNode,
  mentions,
  type Step,
  type Subject,
  within,
} from '#rule';

interface Passing extends Subject {
  use: HandlerUse;
  module: ModuleNode;
  step: Step;
}

/** An Express handler that passes an error on and then goes on to send a response of its own. */
export const nextFallsThrough = defineRule({
  id: 'next-falls-through',
  summary: 'A handler goes on after it passed an error to next',
  why: '`next(error)` does not leave the function. The error handler answers, the handler answers too, and the second answer fails with `ERR_HTTP_HEADERS_SENT`; what follows runs although it should not.',
  fix: 'Write `return next(error)`.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['calls of next through another function', 'frameworks other than Express'],
  params: {},
  examples: {
    good: [
      {
        title: 'returns, or answers in the other branch',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res, next) => {\n  if (!req.query.a) return next(new Error('a is missing'));\n  if (req.query.b) {\n    next(new Error('b is not allowed'));\n  } else {\n    res.json({});\n  }\n});\n",
        },
      },
    ],
    bad: [
      {
        title: 'no return',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res, next) => {\n  if (!req.query.a) next(new Error('a is missing'));\n  res.json({});\n});\n",
        },
        keys: ['GET /v1/a next'],
      },
      {
        title: 'after a catch clause',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res, next) => {\n  let a;\n  try {\n    a = JSON.parse(req.query.a);\n  } catch (error) {\n    next(error);\n  }\n  res.json({ a });\n});\n",
        },
        keys: ['GET /v1/a next'],
      },
    ],
  },
  *subjects(model): Iterable<Passing> {
    for (const use of model.handlers) {
      const module = model.code.module(use.fn.module);
      const route = use.routes[0];
      if (use.framework !== 'express' || module?.role !== 'source' || !route) continue;
      const next = parameter(module, use, 2);
      for (const step of model.code.fn(use.fn).steps) {
        const call = callOf(module, step);
        const passes = call?.use === 'discarded' && isCallOf(call, next) && call.expr.args.length > 0;
        if (!passes) continue;
        yield { key: `${route.method} ${route.path} next`, at: within(module.path, step.at), use, module, step };
      }
    }
  },
  check({ use, module, step }, _params, model) {
    const response = parameter(module, use, 1);
    const { steps } = model.code.fn(use.fn);
    const later = steps.slice(steps.indexOf(step) + 1);
    const leaves = later.find((item) => isEnd(item) && follows(step, item));
    const answers = later.find((item) => follows(step, item) && answersWith(module, item, response));
    if (!answers || (leaves && later.indexOf(leaves) < later.indexOf(answers))) return undefined;
    return {
      message: `${use.name} calls next with an error and goes on: a second response follows`,
      related: [{ at: within(module.path, answers.at), message: 'answers here' }],
    };
  },
});

const callOf = (module: ModuleNode, step: Step): CallFact | undefined =>
  step.kind === 'call' ? module.facts.calls[step.call] : undefined;

const parameter = (module: ModuleNode, use: HandlerUse, index: number): number | undefined =>
  module.facts.functions[use.fn.fn]?.params[index]?.binding;

const isCallOf = ({ expr }: CallFact, binding: number | undefined): boolean =>
  binding !== undefined && expr.callee.kind === 'reference' && expr.callee.binding === binding;

const isEnd = (step: Step): boolean => step.kind === 'return' || step.kind === 'throw';

/** Whether a later step runs whenever an earlier one did: no condition, clause or loop around it that is not around both. */
function follows(earlier: Step, later: Step): boolean {
  const within = (inner: readonly unknown[], outer: readonly unknown[]) => inner.every((item) => outer.includes(item));
  const tests = (step: Step) =>
    (step.context.conditions ?? []).map(({ test, holds }) => `${test.at.line}:${test.at.column}:${holds}`);
  return (
    later.context.branches <= earlier.context.branches &&
    within(tests(later), tests(earlier)) &&
    tests(later).length === later.context.branches &&
    within(later.context.catches, earlier.context.catches) &&
    within(later.context.loops, earlier.context.loops) &&
    within(later.context.tries, earlier.context.tries)
  );
}

function answersWith(module: ModuleNode, step: Step, response: number | undefined): boolean {
  const callee = callOf(module, step)?.expr.callee;
  if (response === undefined || callee?.kind !== 'member') return false;
  return (
    /^(send|json|redirect|render|end|sendStatus|sendFile)$/.test(String(callee.property)) &&
    mentions(callee.object, new Set([response]))
  );
}
