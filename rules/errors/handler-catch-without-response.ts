import {
  allSteps,
  type CodeFacts,
  defineRule,
  type FunctionFact,
  type HandlerUse,
  mentions,
  type Step,
  type Subject,
  within,
} from '#rule';

interface GuardedHandler extends Subject {
  use: HandlerUse;
  facts: CodeFacts;
  fact: FunctionFact;
  tryId: number;
}

/** A catch clause in an Express handler after which no response is ever sent. */
export const handlerCatchWithoutResponse = defineRule({
  id: 'handler-catch-without-response',
  summary: 'A handler catches an error and then answers nothing',
  why: 'The error is caught, perhaps logged, and the request is left open: the client waits until it times out and never learns that something failed.',
  fix: 'Pass the error on with `next(error)`, or send an error response in the catch clause.',
  severity: 'error',
  precision: 'high',
  cannotDetect: ['responses sent later by an event that the catch clause starts elsewhere'],
  params: {},
  examples: {
    good: [
      {
        title: 'the error is passed on',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res, next) => {\n  try {\n    res.json(JSON.parse(req.query.a));\n  } catch (error) {\n    next(error);\n  }\n});\n",
        },
      },
      {
        title: 'the response follows the catch clause',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => {\n  let a = null;\n  try {\n    a = JSON.parse(req.query.a);\n  } catch (error) {\n    console.error(error);\n  }\n  res.json({ a });\n});\n",
        },
      },
    ],
    bad: [
      {
        title: 'only logged',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => {\n  try {\n    res.json(JSON.parse(req.query.a));\n  } catch (error) {\n    console.error(error);\n  }\n});\n",
        },
        keys: ['GET /v1/a catch'],
      },
    ],
  },
  *subjects(model): Iterable<GuardedHandler> {
    for (const use of model.handlers) {
      const module = model.code.module(use.fn.module);
      if (use.framework !== 'express' || !module || module.role === 'test') continue;
      const fact = model.code.fn(use.fn);
      for (const [tryId, item] of module.facts.tries.entries()) {
        if (item.fn !== fact.id || !item.handler) continue;
        const route = use.routes[0];
        yield {
          key: `${route?.method} ${route?.path} catch`,
          at: within(use.fn.module, item.handler.at),
          use,
          facts: module.facts,
          fact,
          tryId,
        };
      }
    }
  },
  check({ use, facts, fact, tryId }, _params, model) {
    const answers = answering(facts, fact);
    if (answers.size === 0) return undefined;
    const effects = model.code.catchEffects(use.fn.module, tryId);
    const steps = allSteps(facts, fact.id);
    const guard = facts.tries[tryId];
    const end = guard?.handler?.at.endLine ?? 0;
    const start = guard?.handler?.at.line ?? 0;
    const inCatch = steps.filter(
      (step) => step.at.line >= start && step.at.line <= end && step.at.line >= (guard?.at.line ?? 0),
    );
    const after = steps.filter((step) => step.at.line > end);
    const leaves = effects.returns.length > 0;
    const answersLater = !leaves && after.some((step) => touches(facts, step, answers));
    if (effects.throws || effects.exits || inCatch.some((step) => touches(facts, step, answers)) || answersLater)
      return undefined;
    const given =
      (guard?.blockEndLine ?? 0) > 0 &&
      steps.some((step) => step.at.line < (guard?.at.line ?? 0) && touches(facts, step, answers));
    if (given) return undefined;
    return {
      message: `${use.name} catches an error${effects.logs ? ', logs it' : ''} and sends no response: the request hangs`,
    };
  },
});

/** Bindings that can end the request: response and `next`. */
const answering = (_facts: CodeFacts, fact: FunctionFact): Set<number> =>
  new Set(
    fact.params
      .slice(1)
      .flatMap((param) => (param.binding === undefined ? Object.values(param.names ?? {}) : [param.binding])),
  );

function touches(facts: CodeFacts, step: Step, bindings: ReadonlySet<number>): boolean {
  if (step.kind === 'call') {
    const call = facts.calls[step.call];
    return call !== undefined && mentions(call.expr, bindings);
  }
  if (step.kind === 'assign') return mentions(step.target, bindings) || mentions(step.value, bindings);
  return step.value !== undefined && mentions(step.value, bindings);
}
