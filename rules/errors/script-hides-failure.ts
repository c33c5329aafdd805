import {
  chainOf,
  defineRule,
  isExitCall,
  isLogCall,
  type ModuleNode,
  nameOf,
  type RepoModel,
  type Subject,
  within,
} from '#rule';

interface ScriptStart extends Subject {
  module: ModuleNode;
  /** Function started at the top level, and its `try`; or the `.catch` callback of the chain that starts it. */
  tryId?: number;
  callback?: number;
}

/** A script that logs its failure and still ends with exit status 0. */
export const scriptHidesFailure = defineRule({
  id: 'script-hides-failure',
  summary: 'A script logs its failure and exits with success',
  why: 'Deployments and pipelines go by the exit status: a migration that failed and said so only in the log is followed by the release that needs it.',
  fix: 'Set `process.exitCode = 1` where the error is logged, or let the error end the process.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['scripts that are started by another program which reads their output'],
  params: {},
  examples: {
    good: [
      {
        title: 'the exit code is set',
        files: {
          'scripts/migrate.js':
            'async function migrate() {\n  try {\n    await run();\n  } catch (error) {\n    console.error(error);\n    process.exitCode = 1;\n  }\n}\nasync function run() {}\nmigrate();\n',
        },
      },
    ],
    bad: [
      {
        title: 'only logged',
        files: {
          'scripts/migrate.js':
            'async function migrate() {\n  try {\n    await run();\n  } catch (error) {\n    console.error(error);\n  }\n}\nasync function run() {}\nmigrate();\n',
        },
        keys: ['scripts/migrate.js#migrate catch'],
      },
    ],
  },
  *subjects(model): Iterable<ScriptStart> {
    for (const module of model.modules) {
      if (module.role !== 'script' && module.role !== 'migration' && module.role !== 'seed') continue;
      yield* starts(model, module);
    }
  },
  check({ module, tryId, callback }, _params, model) {
    const message = 'the failure is only logged: the script still exits with status 0';
    if (tryId !== undefined) {
      const effects = model.code.catchEffects(module.path, tryId);
      return effects.logs && !effects.throws && !effects.exits ? { message } : undefined;
    }
    const steps = callback === undefined ? [] : (module.facts.functions[callback]?.steps ?? []);
    const calls = steps.flatMap((step) => (step.kind === 'call' ? (module.facts.calls[step.call] ?? []) : []));
    const ends = calls.some(isExitCall) || steps.some((step) => step.kind === 'throw' || step.kind === 'assign');
    return calls.some(isLogCall) && !ends ? { message } : undefined;
  },
});

/** What the module starts when it is run: functions called at its top level with a promise nobody keeps. */
function* starts(model: RepoModel, module: ModuleNode): Iterable<ScriptStart> {
  for (const call of module.facts.calls) {
    if (call.fn !== 0 || (call.use !== 'discarded' && call.use !== 'awaited' && call.use !== 'void')) continue;
    const { base, settlers } = chainOf(call.expr);
    const started = base.kind === 'call' ? module.facts.calls[base.id] : undefined;
    for (const ref of started ? model.code.callees(module.path, started) : []) {
      if (ref.module !== module.path) continue;
      for (const [tryId, fact] of module.facts.tries.entries()) {
        if (fact.fn !== ref.fn || !fact.handler || fact.context.tries.length > 0 || fact.context.loops.length > 0)
          continue;
        const key = `${module.path}#${nameOf(model, ref)} catch`;
        yield { key, at: within(module.path, fact.handler.at), module, tryId };
      }
    }
    const last = settlers.find((item) => item.callee.kind === 'member' && item.callee.property === 'catch');
    const handler = last?.args[0];
    if (handler?.kind === 'function') {
      yield { key: `${module.path}#(module) catch`, at: within(module.path, handler.at), module, callback: handler.fn };
    }
  }
}
