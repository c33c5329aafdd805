import {
  type CallFact,
  calleeName,
  chainOf,
  defineRule,
  type FunctionFact,
  type ModuleNode,
  nameOf,
  type RepoModel,
  runTimeModules,
  type Subject,
  within,
} from '#rule';

interface LooseCall extends Subject {
  module: ModuleNode;
  call: CallFact;
  /** An async function given to something that ignores what it returns, and the name of that. */
  callback?: number;
  name?: string;
}

/** A promise that can be rejected and that nothing awaits, returns or catches. */
export const floatingPromise = defineRule({
  id: 'floating-promise',
  summary: 'A promise is left alone: nothing waits for it or catches its rejection',
  why: 'When it is rejected the error reaches no caller and no error handler: since Node 15 the process ends on it, and work that was reported as done may not have happened.',
  fix: 'Await or return the promise, end the chain with `.catch(…)`, or write `void promise` where losing the error is meant.',
  severity: 'error',
  precision: 'high',
  cannotDetect: [
    'promises from libraries whose calls are not known to give one',
    'promises kept in a variable that is used but never awaited',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'the callee cannot reject',
        files: {
          'src/main.js':
            "async function main() {\n  try {\n    await work();\n  } catch (error) {\n    console.error(error);\n    process.exitCode = 1;\n  }\n}\nasync function work() { throw new Error('x'); }\nmain();\n",
        },
      },
      {
        title: 'the chain ends in a catch',
        files: {
          'package.json': '{"dependencies":{"mongoose":"^8.0.0"}}',
          'src/user.js':
            "const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));\nexports.touch = () => { User.updateOne({}, {}).then(() => {}).catch(console.error); };\n",
        },
      },
    ],
    bad: [
      {
        title: 'a save that nobody waits for',
        files: {
          'package.json': '{"dependencies":{"typeorm":"^0.3.0"}}',
          'src/user.ts':
            "import { getRepository } from 'typeorm';\nexport async function rename(user: { name: string }) {\n  getRepository('User').save(user);\n}\n",
        },
        keys: ['src/user.ts#rename getRepository.save'],
      },
    ],
  },
  *subjects(model): Iterable<LooseCall> {
    for (const module of runTimeModules(model)) {
      for (const call of module.facts.calls) {
        for (const callback of ignoredCallbacks(module, call)) {
          const name = short(call.expr.callee);
          yield {
            key: `${keyOf(model, module, call)} async callback`,
            at: within(module.path, { ...callback.at, endLine: callback.at.line }),
            module,
            call,
            callback: callback.id,
            name,
          };
        }
        if (!isLoose(module, call)) continue;
        yield {
          key: keyOf(model, module, call),
          at: within(module.path, { ...call.expr.at, endLine: call.expr.at.line }),
          module,
          call,
        };
      }
    }
  },
  check({ module, call, callback, name }, _params, model) {
    if (callback !== undefined) {
      const inner = model.code.rejectionOf({ module: module.path, fn: callback });
      if (!inner || isCovered(model, module, call)) return undefined;
      return {
        message: `${name}() ignores the promise of this async callback, which can be rejected: ${inner.because}`,
        severity: 'warning',
        related: [{ at: { ...inner.at, column: 1, endLine: inner.at.line }, message: inner.because }],
      };
    }
    const rejection = model.code.rejection(module.path, call);
    if (!rejection || isCovered(model, module, call)) return undefined;
    const starting = call.fn === 0;
    return {
      message: `${calledName(call)} gives a promise that is neither awaited nor caught: ${rejection.because}`,
      ...(starting && { severity: 'warning' as const }),
      related:
        rejection.at.path === module.path && rejection.at.line === call.expr.at.line
          ? []
          : [{ at: { ...rejection.at, column: 1, endLine: rejection.at.line }, message: rejection.because }],
    };
  },
});

const IGNORES_RESULT =
  /^(forEach|setInterval|setTimeout|setImmediate|nextTick|on|once|addListener|addEventListener|readFile|writeFile|readdir|mkdir|unlink|mv)$/;

/** Async functions written as callbacks of timers, listeners, `forEach` and Node's callback interfaces. */
function ignoredCallbacks(module: ModuleNode, call: CallFact): FunctionFact[] {
  const name = calleeName(call.expr.callee) ?? '';
  if (!IGNORES_RESULT.test(name) && !(name === 'map' && call.use === 'discarded')) return [];
  return call.expr.args.flatMap((arg) => {
    const fn = arg.kind === 'function' ? module.facts.functions[arg.fn] : undefined;
    return fn?.async ? [fn] : [];
  });
}

/** Its result is dropped, or kept in a name that nothing reads. */
function isLoose(module: ModuleNode, call: CallFact): boolean {
  if (call.use === 'discarded') return true;
  if (call.use !== 'assigned' || !chainOf(call.expr).thenable) return false;
  const holder = module.facts.bindings.find((binding) => binding.init === call.expr);
  return holder !== undefined && holder.valueUses === 0;
}

/** Outside of requests a handler for unhandled rejections sees the error; inside, the client still waits. */
function isCovered(model: RepoModel, module: ModuleNode, call: CallFact): boolean {
  if (model.code.dataCall(module.path, call)?.connects && listensForErrors(module)) return true;
  const serving = model.handlers.some((use) => use.fn.module === module.path && encloses(module, call.fn, use.fn.fn));
  return (
    !serving &&
    model.processHandlers.some(
      (handler) => handler.package === module.package.name && handler.event === 'unhandledRejection',
    )
  );
}

/** The driver reports a connection it cannot open to listeners too. */
const listensForErrors = (module: ModuleNode): boolean =>
  module.facts.calls.some(({ expr }) => {
    const [event] = expr.args;
    return /^(on|once)$/.test(calleeName(expr.callee) ?? '') && event?.kind === 'literal' && event.value === 'error';
  });

function encloses(module: ModuleNode, fn: number, outer: number): boolean {
  for (let at: number | undefined = fn; at !== undefined; at = module.facts.functions[at]?.parent)
    if (at === outer) return true;
  return false;
}

function keyOf(model: RepoModel, module: ModuleNode, call: CallFact): string {
  const { base } = chainOf(call.expr);
  const names = base.kind === 'call' || base.kind === 'new' ? base.callee : base;
  return `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} ${short(names)}`;
}

const calledName = (call: CallFact): string => {
  const { base } = chainOf(call.expr);
  return `${short(base.kind === 'call' || base.kind === 'new' ? base.callee : base)}()`;
};

function short(expr: CallFact['expr']['callee']): string {
  if (expr.kind === 'reference') return expr.name;
  if (expr.kind === 'this') return 'this';
  if (expr.kind === 'call') return short(expr.callee);
  if (expr.kind === 'member') return `${short(expr.object)}.${typeof expr.property === 'string' ? expr.property : '…'}`;
  return expr.kind;
}
