import {
  type CallFact,
  defineRule,
  guardedCalls,
  isExitCall,
  isExpectedToFail,
  isLogCall,
  isQuietLogCall,
  type ModuleNode,
  mentions,
  nameOf,
  type RepoModel,
  type Subject,
  within,
} from '#rule';

interface Clause extends Subject {
  module: ModuleNode;
  /** A catch clause, or the function given to `.catch(…)`. */
  tryId?: number;
  callback?: number;
}

/** A failure that is logged by a fixed text only: what failed and why is in no log. */
export const errorLoggedWithoutCause = defineRule({
  id: 'error-logged-without-cause',
  summary: 'A failure is logged without the error that caused it',
  why: 'The log says that something went wrong and nothing about what: neither message nor stack of the error that was caught survives.',
  fix: 'Log the caught error itself, as an argument of its own.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['errors logged by a helper that is not told for one'],
  params: {},
  examples: {
    good: [
      {
        title: 'a file is probed, and its absence noted',
        files: {
          'src/a.ts':
            "import { access } from 'node:fs/promises';\nexport async function load(path: string) {\n  try {\n    await access(path);\n  } catch {\n    console.warn('nothing to load');\n  }\n}\n",
        },
      },
      {
        title: 'the error is logged',
        files: {
          'src/a.ts':
            "export const send = (mail: () => Promise<void>) => mail().catch((error) => console.log('mail failed', error));\n",
        },
      },
    ],
    bad: [
      {
        title: 'only a text',
        files: {
          'src/a.ts':
            "export const send = (mail: () => Promise<void>) => mail().catch(() => console.log('mail failed'));\n",
        },
        keys: ['src/a.ts#send catch'],
      },
      {
        title: 'in a catch clause',
        files: {
          'src/a.ts':
            "export async function send(mail: () => Promise<void>) {\n  try {\n    await mail();\n  } catch (error) {\n    console.error('mail failed');\n  }\n}\n",
        },
        keys: ['src/a.ts#send catch'],
      },
    ],
  },
  *subjects(model): Iterable<Clause> {
    for (const module of model.modules) {
      if (module.role !== 'source') continue;
      const label = (fn: number): string => `${module.path}#${nameOf(model, { module: module.path, fn })} catch`;
      for (const [tryId, fact] of module.facts.tries.entries()) {
        if (fact.handler) yield { key: label(fact.fn), at: within(module.path, fact.handler.at), module, tryId };
      }
      for (const call of module.facts.calls) {
        const callback = rejectionHandler(call);
        if (callback !== undefined)
          yield {
            key: label(call.fn),
            at: within(module.path, module.facts.functions[callback]?.at ?? call.expr.at),
            module,
            callback,
          };
      }
    }
  },
  check({ module, tryId, callback }, _params, model) {
    const message = 'the failure is logged without the error that caused it';
    if (tryId !== undefined) return hidesCause(model, module, tryId) ? { message } : undefined;
    const fn = callback === undefined ? undefined : module.facts.functions[callback];
    const calls = (fn?.steps ?? []).flatMap((step) =>
      step.kind === 'call' ? (module.facts.calls[step.call] ?? []) : [],
    );
    const named = new Set(fn?.params.flatMap((param) => param.binding ?? Object.values(param.names ?? {})) ?? []);
    const usesCause =
      calls.some((call) => mentions(call.expr, named)) || fn?.steps.some((step) => step.kind === 'throw');
    return calls.some(isReport) && !usesCause && !calls.some(isExitCall) ? { message } : undefined;
  },
});

/** A log entry of a level at which failures are reported. */
const isReport = (call: CallFact): boolean => isLogCall(call) && !isQuietLogCall(call);

function hidesCause(model: RepoModel, module: ModuleNode, tryId: number): boolean {
  const effects = model.code.catchEffects(module.path, tryId);
  const waits = guardedCalls(module, tryId).some((call) => call.use === 'awaited');
  const reports = effects.calls.some(isReport) && !effects.usesCause && !effects.throws && !effects.exits;
  return waits && reports && !isExpectedToFail(module, tryId);
}

/** The function literal given to `.catch(…)`. */
function rejectionHandler(call: CallFact): number | undefined {
  const { callee, args } = call.expr;
  const [handler] = args;
  return callee.kind === 'member' && callee.property === 'catch' && handler?.kind === 'function'
    ? handler.fn
    : undefined;
}
