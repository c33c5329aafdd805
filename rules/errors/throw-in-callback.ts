import {
  type CallFact,
  calledAs,
  calleeName,
  defineRule,
  type FunctionFact,
  type ModuleNode,
  nameOf,
  type RepoModel,
  runTimeModules,
  type Subject,
  servesRequests,
  within,
} from '#rule';

interface Callback extends Subject {
  module: ModuleNode;
  call: CallFact;
  fn: FunctionFact;
}

/** Packages that call back later, from the event loop, where no `try` of the caller is left. */
const CALLS_BACK =
  /^(node:(fs|zlib|crypto|child_process|dns|http|https)|fs-extra|graceful-fs|mongodb|mongoose|mysql|mysql2|pg|sqlite3|redis|nodemailer|request|aws-sdk)$/;
const TIMERS = /^(setTimeout|setInterval|setImmediate|nextTick)$/;

/** A `throw` in a callback that the event loop runs: nobody can catch it, and the process ends. */
export const throwInCallback = defineRule({
  id: 'throw-in-callback',
  summary: 'A callback throws where nobody can catch it',
  why: 'The callback runs later, from the event loop: no catch clause, promise or error handler of the code around it sees the error. It is an uncaught exception, and one failing request ends the process for all.',
  fix: 'Pass the error on instead (`return next(error)`, `reject(error)`), or use the promise form of the call and await it.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['callbacks that are declared elsewhere', 'packages whose way of calling back is not known'],
  params: {},
  examples: {
    good: [
      {
        title: 'passed on, caught, or at start-up, where the end of the process is meant',
        files: {
          'src/a.js':
            "const fs = require('fs');\nfs.readFile('settings', (error) => {\n  if (error) throw error;\n});\nexports.load = (path, done) => {\n  fs.readFile(path, (error, text) => {\n    if (error) return done(error);\n    try {\n      if (!text) throw new Error('empty');\n    } catch (inner) {\n      return done(inner);\n    }\n    done(null, text);\n  });\n};\n",
        },
      },
    ],
    bad: [
      {
        title: 'thrown in the callback of a file call',
        files: {
          'src/a.js':
            "const fs = require('fs');\nexports.load = (path, done) => {\n  fs.readFile(path, (error, text) => {\n    if (error) throw error;\n    done(text);\n  });\n};\n",
        },
        keys: ['src/a.js#load fs.readFile'],
      },
    ],
  },
  *subjects(model): Iterable<Callback> {
    for (const module of runTimeModules(model)) {
      for (const fn of module.facts.functions) {
        const call = fn.callback && module.facts.calls[fn.callback.call];
        if (!call || fn.async || fn.generator || call.fn === 0 || !callsBack(model, module, call)) continue;
        const key = `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} ${calledAs(call)}`;
        yield { key, at: within(module.path, { ...fn.at, endLine: fn.at.line }), module, call, fn };
      }
    }
  },
  check({ module, call, fn }, _params, model) {
    const thrown = fn.steps.find((step) => step.kind === 'throw' && step.context.tries.length === 0);
    if (!thrown) return undefined;
    const listens = model.processHandlers.some(
      (handler) => handler.package === module.package.name && handler.event === 'uncaughtException',
    );
    if (listens && !servesRequests(model, { module: module.path, fn: call.fn })) return undefined;
    return {
      message: `nobody can catch what the callback of ${calledAs(call)}() throws: ${listens ? 'the request never gets an answer' : 'the process ends'}`,
      at: within(module.path, thrown.at),
    };
  },
});

/** A timer, or a call of a package that calls back later. */
function callsBack(model: RepoModel, module: ModuleNode, call: CallFact): boolean {
  const name = calleeName(call.expr.callee) ?? '';
  if (TIMERS.test(name)) return true;
  if (/Sync$|^(then|catch|finally|map|forEach|filter|on|once|pre|post|method|virtual|transaction)$/.test(name))
    return false;
  return model.code.origins(module.path, call.expr.callee).some((origin) => CALLS_BACK.test(origin.package));
}
