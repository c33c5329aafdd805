import {
  type CallFact,
  calledAs,
  calleeName,
  defineRule,
  type FunctionFact,
  type ModuleNode,
  nameOf,
  runTimeModules,
  type Subject,
  within,
} from '#rule';

interface Callback extends Subject {
  module: ModuleNode;
  call: CallFact;
  fn: FunctionFact;
}

/** A callback that is told the error first and uses the result without looking at it. */
export const ignoredCallbackError = defineRule({
  id: 'ignored-callback-error',
  summary: 'A callback uses its result and never looks at its error',
  why: 'When the call fails, the result is missing: the failure shows later as a TypeError somewhere else, which ends the process, or as an empty answer.',
  fix: 'Look at the error first: pass it on (`if (error) return callback(error)`) or report it.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['callbacks whose first parameter is not named as an error'],
  params: {},
  examples: {
    good: [
      {
        title: 'looked at, or no error-first callback',
        files: {
          'src/a.js':
            "const fs = require('fs');\nexports.load = (path, done) => {\n  fs.readFile(path, (error, text) => (error ? done(error) : done(null, text.toString())));\n  [1].reduce((err, item) => item, 0);\n};\n",
        },
      },
    ],
    bad: [
      {
        title: 'the result is used at once',
        files: {
          'src/a.js':
            "const fs = require('fs');\nexports.load = (path, done) => {\n  fs.readFile(path, (err, text) => done(text.toString()));\n};\n",
        },
        keys: ['src/a.js#load fs.readFile'],
      },
    ],
  },
  *subjects(model): Iterable<Callback> {
    for (const module of runTimeModules(model)) {
      for (const fn of module.facts.functions) {
        const call = fn.callback && module.facts.calls[fn.callback.call];
        if (!call || !isErrorFirst(module, fn) || NOT_CALLBACKS.test(calleeName(call.expr.callee) ?? '')) continue;
        const key = `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} ${calledAs(call)}`;
        yield { key, at: within(module.path, { ...fn.at, endLine: fn.at.line }), module, call, fn };
      }
    }
  },
  check({ module, call, fn }) {
    const [error, result] = fn.params.map((param) =>
      param.binding === undefined ? undefined : module.facts.bindings[param.binding],
    );
    if (!error || error.valueUses > 0 || !result || result.valueUses === 0) return undefined;
    return { message: `the callback of ${calledAs(call)}() uses its result and never looks at ${error.name}` };
  },
});

/** What is given functions that are not told of a failure first, or only of one. */
const NOT_CALLBACKS =
  /^(on|once|addListener|use|catch|then|finally|reduce|reduceRight|map|filter|forEach|sort|some|every|find|replace|setErrorHandler|onError|subscribe)$/;

const isErrorFirst = (module: ModuleNode, fn: FunctionFact): boolean => {
  const name = fn.params[0]?.binding === undefined ? undefined : module.facts.bindings[fn.params[0].binding]?.name;
  return fn.params.length >= 2 && fn.params.length <= 3 && /^(err|error)$/i.test(name ?? '');
};
