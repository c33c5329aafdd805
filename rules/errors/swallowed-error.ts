import {
  type CallFact,
  calleeName,
  chainOf,
  defineRule,
  dottedNames,
  isLogCall,
  type ModuleNode,
  nameOf,
  type RepoModel,
  type Subject,
  within,
} from '#rule';

interface Clause extends Subject {
  module: ModuleNode;
  tryId?: number;
  /** `connect().catch(log)`: the call of `catch`. */
  rejection?: CallFact;
}

const NO_DATABASE = 'a failed connection to the database is caught and the process goes on without one';

/** Catch clauses after which nobody can know that something failed. */
export const swallowedError = defineRule({
  id: 'swallowed-error',
  summary: 'A caught error disappears',
  why: 'An error that is caught and dropped turns a failure into wrong data or a silent half-started process, and leaves nothing to find the cause by.',
  fix: 'Handle the one error that is expected and throw the rest again; at the least log it with its cause. When ignoring it is right, say why in a comment inside the catch clause.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['errors dropped by `.catch(() => {})` callbacks with a body that does something else'],
  params: {},
  examples: {
    good: [
      {
        title: 'only the expected error is ignored',
        files: {
          'src/files.ts':
            "import { unlink } from 'node:fs/promises';\nexport async function drop(path: string) {\n  try {\n    await unlink(path);\n  } catch (error) {\n    if ((error as { code: string }).code !== 'ENOENT') throw error;\n  }\n}\n",
        },
      },
      {
        title: 'ignored on purpose, and says so',
        files: {
          'src/a.ts':
            'export function warm(load: () => void) {\n  try {\n    load();\n  } catch {\n    // The cache is optional: the next request loads it.\n  }\n}\n',
        },
      },
    ],
    bad: [
      {
        title: 'an empty catch clause',
        files: {
          'src/a.ts': 'export function warm(load: () => void) {\n  try {\n    load();\n  } catch (error) {}\n}\n',
        },
        keys: ['src/a.ts#warm catch'],
      },
      {
        title: 'the database cannot be reached, and the process goes on',
        files: {
          'package.json': '{"dependencies":{"typeorm":"^0.2.0"}}',
          'src/db.ts':
            "import { createConnection } from 'typeorm';\nexport const connect = async () => {\n  try {\n    await createConnection({});\n  } catch (error) {\n    console.log(error);\n  }\n};\n",
        },
        keys: ['src/db.ts#connect catch'],
      },
    ],
  },
  *subjects(model): Iterable<Clause> {
    for (const module of model.modules) {
      if (!/^(source|config|script)$/.test(module.role)) continue;
      if (module.role === 'source') yield* connectionChains(model, module);
      for (const [tryId, fact] of module.facts.tries.entries()) {
        if (!fact.handler) continue;
        const name = nameOf(model, { module: module.path, fn: fact.fn });
        yield {
          key: `${module.path}#${name} catch`,
          at: within(module.path, fact.handler.at),
          module,
          tryId,
        };
      }
    }
  },
  check({ module, tryId, rejection }, _params, model) {
    if (rejection) return onlyLogs(module, rejection) ? { message: NO_DATABASE, severity: 'error' } : undefined;
    if (tryId === undefined) return undefined;
    const fact = module.facts.tries[tryId];
    if (!fact?.handler) return undefined;
    const effects = model.code.catchEffects(module.path, tryId);
    const explained = fact.handler.comment !== '';
    if (effects.nothing && !explained) {
      const empty = fact.handler.statements === 0;
      return {
        message: empty
          ? 'the catch clause is empty: the error disappears'
          : 'nothing in the catch clause has an effect: the error disappears',
      };
    }
    if (effects.throws || effects.exits) return undefined;
    const connects = connectsInside(model, module, tryId);
    if (connects && module.role !== 'script' && !servesRequest(model, module, fact.fn)) {
      return {
        message: NO_DATABASE,
        severity: 'error',
        related: [{ at: connects, message: 'connects here' }],
      };
    }
    return hidesDataFailure(model, module, tryId) && !explained
      ? {
          message:
            'every error of a query becomes an ordinary return value, unlogged: a database failure looks like an empty answer',
          severity: 'info',
        }
      : undefined;
  },
  blind: (model) =>
    model.unknowns.filter((item) => item.subject === 'syntax').map((item) => `${item.path} does not parse`),
});

/** Chains that open the connection to a database and end in `.catch(…)`. */
function* connectionChains(model: RepoModel, module: ModuleNode): Iterable<Clause> {
  for (const call of module.facts.calls) {
    const { callee } = call.expr;
    if (callee.kind !== 'member' || callee.property !== 'catch' || servesRequest(model, module, call.fn)) continue;
    const { base } = chainOf(call.expr);
    const opened = base.kind === 'call' ? module.facts.calls[base.id] : undefined;
    if (!opened || !opens(model, module.path, opened)) continue;
    const key = `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} connection`;
    yield { key, at: within(module.path, call.expr.at), module, rejection: call };
  }
}

/** Connects itself, or calls a function of the repository that does. */
const opens = (model: RepoModel, path: string, call: CallFact): boolean =>
  model.code.dataCall(path, call)?.connects === true ||
  model.code.callees(path, call).some((ref) => {
    const facts = model.code.module(ref.module)?.facts;
    return (facts?.functions[ref.fn]?.steps ?? []).some((step) => {
      const inner = step.kind === 'call' ? facts?.calls[step.call] : undefined;
      return inner !== undefined && model.code.dataCall(ref.module, inner)?.connects === true;
    });
  });

/** `.catch(console.error)`, or a function that does nothing but log. */
function onlyLogs(module: ModuleNode, rejection: CallFact): boolean {
  const [handler] = rejection.expr.args;
  if (handler?.kind === 'member') return dottedNames(handler)[0] === 'console';
  if (handler?.kind !== 'function') return false;
  const steps = module.facts.functions[handler.fn]?.steps ?? [];
  return (
    steps.length > 0 &&
    steps.every(
      (step) =>
        step.kind === 'return' || (step.kind === 'call' && isLogCall(module.facts.calls[step.call] as CallFact)),
    )
  );
}

/** Within a request a failed connection fails that request only; the handler's own rules judge it. */
function servesRequest(model: RepoModel, module: ModuleNode, fn: number): boolean {
  for (let at: number | undefined = fn; at !== undefined; at = module.facts.functions[at]?.parent) {
    if (model.handlers.some((use) => use.fn.module === module.path && use.fn.fn === at)) return true;
  }
  return false;
}

/** A call in the guarded block that opens the connection to a database, and on whose failure nothing ends or is passed on. */
function connectsInside(model: RepoModel, module: ModuleNode, tryId: number) {
  const fact = module.facts.tries[tryId];
  const effects = model.code.catchEffects(module.path, tryId);
  const tells = effects.calls.some((call) =>
    /^(next|exit|retry|reconnect|setTimeout|reject|emit|done|cb|callback|connect\w*)$/.test(
      calleeName(call.expr.callee) ?? '',
    ),
  );
  if (!fact || tells) return undefined;
  const step = (module.facts.functions[fact.fn]?.steps ?? []).find((item) => {
    if (item.kind !== 'call' || !item.context.tries.includes(tryId)) return false;
    const call = module.facts.calls[item.call];
    return call !== undefined && opens(model, module.path, call);
  });
  return step ? within(module.path, step.at) : undefined;
}

/** The clause only returns, names the error nowhere and logs nothing, and the block awaits what reaches the database. */
function hidesDataFailure(model: RepoModel, module: ModuleNode, tryId: number): boolean {
  const fact = module.facts.tries[tryId];
  const effects = model.code.catchEffects(module.path, tryId);
  const onlyReturns =
    effects.returns.length > 0 && effects.calls.every((call) => call.use === 'returned' || call.use === 'argument');
  if (!fact || effects.logs || effects.usesCause || effects.assigns || !onlyReturns) return false;
  return (module.facts.functions[fact.fn]?.steps ?? []).some((item) => {
    if (item.kind !== 'call' || !item.context.tries.includes(tryId)) return false;
    const call = module.facts.calls[item.call];
    return call?.use === 'awaited' && reachesData(model, module.path, call, 0);
  });
}

/** A query, or a call of a function of the repository that leads to one. */
function reachesData(model: RepoModel, path: string, call: CallFact, depth: number): boolean {
  if (model.code.dataCall(path, call)) return true;
  if (model.code.callees(path, call).some((ref) => model.code.module(ref.module)?.layer === 'repository')) return true;
  if (depth > 2) return false;
  return model.code.callees(path, call).some((ref) => {
    const facts = model.code.module(ref.module)?.facts;
    const steps = facts?.functions[ref.fn]?.steps ?? [];
    return steps.some((step) => {
      const inner = step.kind === 'call' ? facts?.calls[step.call] : undefined;
      return (
        inner !== undefined &&
        (inner.use === 'awaited' || inner.use === 'returned') &&
        reachesData(model, ref.module, inner, depth + 1)
      );
    });
  });
}
