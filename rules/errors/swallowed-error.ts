import {
  type CallFact,
  calleeName,
  chainOf,
  defineRule,
  dottedNames,
  encloses,
  guardedCalls,
  isExpectedToFail,
  isLogCall,
  type ModuleNode,
  nameOf,
  opensConnection,
  type RepoModel,
  reachesData,
  returnsFailure,
  type Subject,
  tellsFailure,
  type Violation,
  within,
} from '#rule';

interface Clause extends Subject {
  module: ModuleNode;
  tryId?: number;
  /** `connect().catch(log)`: the call of `catch`. */
  rejection?: CallFact;
}

const GOES_ON: Violation = {
  message: 'a failed connection to the database is caught and the process goes on without one',
  severity: 'error',
  fix: 'Throw the error again, or end the process with a status other than 0, so that whatever runs the service sees the failure and starts it again.',
};
const ENDS: Violation = {
  message:
    'a failed connection to the database is caught, nothing is started, and the process ends with exit status 0 as if all were well',
  severity: 'warning',
  fix: 'Set `process.exitCode = 1` beside the log entry, or let the error end the process.',
};
const HIDES: Violation = {
  message:
    'every error of a query becomes an ordinary return value, unlogged: a database failure looks like an empty answer',
  severity: 'info',
  fix: 'Return the fallback for the one error that means it, and log or throw the others.',
};
const DROPPED: Violation = {
  message: 'a failed query is caught by a function that does nothing with the error: nobody learns of it',
  severity: 'info',
  fix: 'Log the error where it is caught, at least when it is not one that is expected.',
};

/** Catch clauses after which nobody can know that something failed. */
export const swallowedError = defineRule({
  id: 'swallowed-error',
  summary: 'A caught error disappears',
  why: 'An error that is caught and dropped turns a failure into wrong data or a silent half-started process, and leaves nothing to find the cause by.',
  fix: 'Handle the one error that is expected and throw the rest again, or log it with its cause. When ignoring it is right, say why in a comment inside the catch clause.',
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
      {
        title: 'text that may not parse, with a fallback',
        files: {
          'src/a.ts':
            'export function levels(text: string) {\n  let found: string[] = [];\n  try {\n    found = JSON.parse(text.trim());\n  } catch {}\n  return found;\n}\n',
        },
      },
    ],
    bad: [
      {
        title: 'a failed query that is caught by nothing',
        files: {
          'package.json': '{"dependencies":{"mongoose":"^8.0.0"}}',
          'src/a.js':
            "const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));\nexports.touch = () => User.updateOne({}, {}).catch(() => {});\n",
        },
        keys: ['src/a.js#touch query'],
      },
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
      if (module.role === 'source') yield* rejections(model, module);
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
    if (rejection) return ofRejection(model, module, rejection);
    const fact = tryId === undefined ? undefined : module.facts.tries[tryId];
    if (tryId === undefined || !fact?.handler) return undefined;
    const effects = model.code.catchEffects(module.path, tryId);
    const explained = fact.handler.comment !== '';
    if (effects.nothing) {
      const empty = fact.handler.statements === 0;
      // `continue` and `break` leave no trace of their own.
      const leaves = !empty && fact.context.loops.length > 0;
      if (explained || leaves || isExpectedToFail(module, tryId)) return undefined;
      return {
        message: `${empty ? 'the catch clause is empty' : 'nothing in the catch clause has an effect'}: the error disappears`,
      };
    }
    if (effects.throws || effects.exits) return undefined;
    const connects = connectsInside(model, module, tryId);
    if (connects && module.role !== 'script' && !servesRequest(model, module, fact.fn)) {
      const found = guardedCalls(module, tryId).some(isListen) ? ENDS : GOES_ON;
      return { ...found, related: [{ at: connects, message: 'connects here' }] };
    }
    return hidesDataFailure(model, module, tryId) && !explained ? HIDES : undefined;
  },
  blind: (model) =>
    model.unknowns.filter((item) => item.subject === 'syntax').map((item) => `${item.path} does not parse`),
});

/** Chains that open the connection to a database or run a query, and end in `.catch(…)`. */
function* rejections(model: RepoModel, module: ModuleNode): Iterable<Clause> {
  for (const call of module.facts.calls) {
    const { callee, args } = call.expr;
    if (callee.kind !== 'member' || callee.property !== 'catch' || args.length === 0) continue;
    const { base } = chainOf(call.expr);
    const begun = base.kind === 'call' ? module.facts.calls[base.id] : undefined;
    if (!begun || !(opensConnection(model, module.path, begun) || model.code.dataCall(module.path, begun))) continue;
    const kind = opensConnection(model, module.path, begun) ? 'connection' : 'query';
    const key = `${module.path}#${nameOf(model, { module: module.path, fn: call.fn })} ${kind}`;
    yield { key, at: within(module.path, args[0]?.at ?? call.expr.at), module, rejection: call };
  }
}

function ofRejection(model: RepoModel, module: ModuleNode, rejection: CallFact): Violation | undefined {
  const { base, settlers } = chainOf(rejection.expr);
  const begun = base.kind === 'call' ? module.facts.calls[base.id] : undefined;
  if (!begun || doesNothing(module, rejection)) return begun && doesNothing(module, rejection) ? DROPPED : undefined;
  if (!opensConnection(model, module.path, begun) || servesRequest(model, module, rejection.fn)) return undefined;
  if (!onlyLogs(module, rejection)) return undefined;
  const starters = settlers.flatMap(({ args }) => args.flatMap((arg) => (arg.kind === 'function' ? [arg.fn] : [])));
  const listens = module.facts.calls.some(
    (call) => isListen(call) && starters.some((fn) => encloses(module, call.fn, fn)),
  );
  return listens ? ENDS : GOES_ON;
}

/** `app.listen(…)`, `server.start()`. */
const isListen = (call: CallFact): boolean =>
  /^(listen|start|startServer|bootstrap)$/.test(calleeName(call.expr.callee) ?? '');

/** `.catch(() => {})`, `.catch(() => null)`. */
function doesNothing(module: ModuleNode, rejection: CallFact): boolean {
  const [handler] = rejection.expr.args;
  const fn = handler?.kind === 'function' ? module.facts.functions[handler.fn] : undefined;
  return (
    fn?.steps.every(
      (step) => step.kind === 'return' && /^(literal|array|undefined)$/.test(step.value?.kind ?? 'undefined'),
    ) ?? false
  );
}

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
const servesRequest = (model: RepoModel, module: ModuleNode, fn: number): boolean =>
  model.handlers.some((use) => use.fn.module === module.path && encloses(module, fn, use.fn.fn));

/** A call in the guarded block that opens the connection to a database, and on whose failure nothing ends, is passed on or tried again. */
function connectsInside(model: RepoModel, module: ModuleNode, tryId: number) {
  const fact = module.facts.tries[tryId];
  const effects = model.code.catchEffects(module.path, tryId);
  const tells = effects.calls.some(
    (call) =>
      /^(next|exit|retry|reconnect|setTimeout|reject|emit|done|cb|callback|connect\w*)$/.test(
        calleeName(call.expr.callee) ?? '',
      ) || opensConnection(model, module.path, call),
  );
  if (!fact || tells || fact.context.loops.length > 0 || returnsFailure(module, tryId, effects)) return undefined;
  const call = guardedCalls(module, tryId).find((item) => opensConnection(model, module.path, item));
  return call && within(module.path, call.expr.at);
}

/** The clause only returns, names the error nowhere and logs nothing, and the block awaits what reaches the database. */
function hidesDataFailure(model: RepoModel, module: ModuleNode, tryId: number): boolean {
  const effects = model.code.catchEffects(module.path, tryId);
  const onlyReturns =
    effects.returns.length > 0 && effects.calls.every((call) => call.use === 'returned' || call.use === 'argument');
  if (effects.logs || effects.usesCause || effects.assigns || !onlyReturns || tellsFailure(effects)) return false;
  const calls = guardedCalls(module, tryId);
  const together = calls.some((call) => call.use === 'awaited' && dottedNames(call.expr.callee)[0] === 'Promise');
  return calls.some(
    (call) =>
      (call.use === 'awaited' || (together && /^(element|argument)$/.test(call.use))) &&
      reachesData(model, module.path, call),
  );
}
