import {
  allSteps,
  type CodeFacts,
  calleeName,
  defineRule,
  type ErrorHandler,
  type Expr,
  isLogCall,
  type RepoModel,
  type Subject,
} from '#rule';

interface Handler extends Subject {
  handler: ErrorHandler;
  others: ErrorHandler[];
}

/** A central error handler that answers the client and tells nobody else. */
export const silentErrorHandler = defineRule({
  id: 'silent-error-handler',
  summary: 'The central error handler logs nothing',
  why: 'Every unexpected error of the service ends there. When it is only turned into a response, nobody who runs the service can find out what happened.',
  fix: 'Log the error with its stack before answering, at least when it is not one of the expected kinds.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['logging inside a response helper of a package'],
  params: {},
  examples: {
    good: [
      {
        title: 'logs, then answers',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\napp.use((err, req, res, next) => {\n  console.error(err);\n  res.status(500).end();\n});\n",
        },
      },
    ],
    bad: [
      {
        title: 'answers only',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\napp.use((err, req, res, next) => {\n  res.status(500).json({ message: err.message });\n});\n",
        },
        keys: ['app.js#(anonymous)'],
      },
    ],
  },
  *subjects(model): Iterable<Handler> {
    for (const use of model.frameworks) {
      for (const handler of use.errorHandlers) {
        if (!handler.fn) continue;
        const fact = model.code.fn(handler.fn);
        yield {
          key: `${handler.fn.module}#${handler.name}`,
          at: { path: handler.fn.module, ...fact.at },
          handler,
          others: use.errorHandlers,
        };
      }
    }
  },
  check({ handler, others }, _params, model) {
    if (others.some((other) => other.external || tells(model, other)) || handsOver(model, handler, others))
      return undefined;
    return {
      message: `${handler.name === '(anonymous)' ? 'the error handler' : handler.name} answers the client and logs nothing: unexpected errors leave no trace`,
    };
  },
});

/** Calls another of the handlers, which then answers for both. */
function handsOver(model: RepoModel, handler: ErrorHandler, others: ErrorHandler[]): boolean {
  const facts = handler.fn && model.code.module(handler.fn.module)?.facts;
  if (!handler.fn || !facts) return false;
  const own = handler.fn;
  return allSteps(facts, own.fn).some((step) => {
    const call = step.kind === 'call' ? facts.calls[step.call] : undefined;
    const reached = call ? model.code.callees(own.module, call) : [];
    return reached.some((ref) =>
      others.some((other) => other !== handler && other.fn?.module === ref.module && other.fn.fn === ref.fn),
    );
  });
}

/** Logs, here or in a function it calls, or passes the error on to the framework's own handler. */
function tells(model: RepoModel, handler: ErrorHandler): boolean {
  if (!handler.fn) return true;
  const module = model.code.module(handler.fn.module);
  if (!module) return true;
  const cause = errorParameter(module.facts, handler.fn.fn);
  return allSteps(module.facts, handler.fn.fn).some((step) => {
    if ((step.kind === 'throw' || step.kind === 'return') && step.value && isCause(step.value, cause)) return true;
    const call = step.kind === 'call' ? module.facts.calls[step.call] : undefined;
    if (!call) return false;
    return (
      isLogCall(call) ||
      // Fastify hands an error that is sent to its own handler, which logs it.
      (calleeName(call.expr.callee) === 'send' &&
        call.expr.args[0] !== undefined &&
        isCause(call.expr.args[0], cause)) ||
      (/^(next|emit)$/.test(calleeName(call.expr.callee) ?? '') && passesError(call.expr.args.length)) ||
      calledLogs(model, module.path, call)
    );
  });
}

const passesError = (count: number): boolean => count > 0;

function calledLogs(model: RepoModel, path: string, call: Parameters<typeof isLogCall>[0]): boolean {
  return model.code.callees(path, call).some((ref) => {
    const facts = model.code.module(ref.module)?.facts;
    return (
      facts !== undefined &&
      allSteps(facts, ref.fn).some((step) => step.kind === 'call' && isLogCall(facts.calls[step.call] as typeof call))
    );
  });
}

/** The binding of the first parameter: the error. */
const errorParameter = (facts: CodeFacts, fn: number): number | undefined => facts.functions[fn]?.params[0]?.binding;

const isCause = (expr: Expr, cause: number | undefined): boolean =>
  cause !== undefined && expr.kind === 'reference' && expr.binding === cause;
