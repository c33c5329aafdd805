import {
  type CallFact,
  calledAs,
  calledText,
  calleeName,
  chainOf,
  defineRule,
  encloses,
  ignoredCallbacks,
  isDropped,
  type ModuleNode,
  nameOf,
  type Rejection,
  type RepoModel,
  runTimeModules,
  type Severity,
  type Subject,
  servesRequests,
  type Violation,
  within,
} from '#rule';

interface LooseCall extends Subject {
  module: ModuleNode;
  call: CallFact;
  /** An async function given to something that ignores what it returns. */
  callback?: number;
}

/** A promise that can be rejected and that nothing awaits, returns or catches. */
export const floatingPromise = defineRule({
  id: 'floating-promise',
  summary: 'A promise is left alone: nothing waits for it or catches its rejection',
  why: 'When it is rejected the error reaches no caller and no error handler: work that was reported as done may not have happened, and a process that does not listen for such errors ends on it.',
  fix: 'Await or return the promise, or end the chain with a `.catch(…)` that reports the error.',
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
          yield {
            key: `${keyOf(model, module, call)} async callback`,
            at: within(module.path, { ...callback.at, endLine: callback.at.line }),
            module,
            call,
            callback: callback.id,
          };
        }
        if (!isDropped(module, call)) continue;
        yield { key: keyOf(model, module, call), at: placeOf(module, call), module, call };
      }
    }
  },
  check({ module, call, callback }, _params, model) {
    if (callback !== undefined) return ofCallback(model, module, call, callback);
    const found = judge(model, module, call);
    if (!found) return undefined;
    const alike = sameCallee(model, module, call);
    if (alike.length <= MANY) return found;
    if (alike[0] !== call) return undefined;
    return {
      ...found,
      key: `${module.path} ${calledAs(call)}`,
      message: `${found.message} (${alike.length} calls in this file)`,
      related: [
        ...(found.related ?? []),
        ...alike.slice(1).map((item) => ({ at: placeOf(module, item), message: 'and here' })),
      ],
    };
  },
});

/** From this many calls of one callee in a module, they are one finding. */
const MANY = 5;

const placeOf = (module: ModuleNode, call: CallFact) =>
  within(module.path, { ...call.expr.at, endLine: call.expr.at.line });

/** Findings of the same callee and severity in a module, in order. */
function sameCallee(model: RepoModel, module: ModuleNode, call: CallFact): CallFact[] {
  const name = calledAs(call);
  const severity = judge(model, module, call)?.severity;
  return module.facts.calls.filter(
    (item) => calledAs(item) === name && isDropped(module, item) && judge(model, module, item)?.severity === severity,
  );
}

function judge(model: RepoModel, module: ModuleNode, call: CallFact): Violation | undefined {
  const rejection = model.code.rejection(module.path, call);
  const severity = rejection && severityOf(model, module, call, rejection);
  if (!rejection || !severity || isCovered(model, module, call)) return undefined;
  const name = calledText(call);
  const starting = call.fn === 0 && severity === 'info';
  const here = rejection.at.path === module.path && rejection.at.line === call.expr.at.line;
  return {
    message: starting
      ? `${name} is started when the module loads and nothing catches its promise: a failure ends the process with a bare stack trace (${rejection.because})`
      : call.use === 'void'
        ? `void drops the promise of ${name}, and nothing catches its rejection: ${rejection.because}`
        : `${name} gives a promise that is neither awaited nor caught: ${rejection.because}`,
    severity,
    ...(starting && {
      fix: 'End it with a `catch` that logs what could not be started and sets `process.exitCode = 1`.',
    }),
    related: here
      ? []
      : [{ at: { ...rejection.at, column: 1, endLine: rejection.at.line }, message: rejection.because }],
  };
}

/** Only what is known to fail is an error; what is started at load time ends the process as it should, only without a word. */
function severityOf(model: RepoModel, module: ModuleNode, call: CallFact, rejection: Rejection): Severity | undefined {
  if (!rejection.sure) return hasThen(call) && call.use !== 'void' && call.fn !== 0 ? 'warning' : undefined;
  if (call.fn === 0) return 'info';
  if (call.use !== 'void') return 'error';
  const serves = servesRequests(model, { module: module.path, fn: call.fn });
  return serves || call.context.tries.length > 0 ? 'warning' : 'info';
}

const hasThen = (call: CallFact): boolean => chainOf(call.expr).thenable;

/** An async function given to something that ignores what it returns. */
function ofCallback(model: RepoModel, module: ModuleNode, call: CallFact, callback: number): Violation | undefined {
  const inner = model.code.rejectionOf({ module: module.path, fn: callback });
  if (!inner?.sure || isCovered(model, module, call)) return undefined;
  return {
    message: `${calledText(call)} ignores the promise of this callback, which can be rejected: ${inner.because}`,
    severity: 'warning',
    related: [{ at: { ...inner.at, column: 1, endLine: inner.at.line }, message: inner.because }],
  };
}

const isServing = (model: RepoModel, module: ModuleNode, call: CallFact): boolean =>
  model.handlers.some((use) => use.fn.module === module.path && encloses(module, call.fn, use.fn.fn));

/** Outside of requests a listener for what nobody caught sees the error; inside, the client still waits. */
function isCovered(model: RepoModel, module: ModuleNode, call: CallFact): boolean {
  if (model.code.dataCall(module.path, call)?.connects && listensForErrors(module)) return true;
  return (
    !isServing(model, module, call) &&
    model.processHandlers.some(
      (handler) =>
        handler.package === module.package.name && /^(unhandledRejection|uncaughtException)$/.test(handler.event),
    )
  );
}

/** The driver reports a connection it cannot open to listeners too. */
const listensForErrors = (module: ModuleNode): boolean =>
  module.facts.calls.some(({ expr }) => {
    const [event] = expr.args;
    return /^(on|once)$/.test(calleeName(expr.callee) ?? '') && event?.kind === 'literal' && event.value === 'error';
  });

const keyOf = (model: RepoModel, module: ModuleNode, call: CallFact): string =>
  `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} ${calledAs(call)}`;
