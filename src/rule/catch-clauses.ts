import type { CatchEffects } from '../model/flow/effects.ts';
import { calleeName, dottedNames, some } from '../model/flow/expression-search.ts';
import type { ModuleNode, RepoModel } from '../model/repo-model.ts';
import type { CallFact, Expr } from '../parse/typescript/code-facts.ts';

/** Calls in a guarded block, nested functions excluded. */
export function guardedCalls(module: ModuleNode, tryId: number): CallFact[] {
  const fact = module.facts.tries[tryId];
  const steps = fact ? (module.facts.functions[fact.fn]?.steps ?? []) : [];
  return steps.flatMap((step) =>
    step.kind === 'call' && step.context.tries.includes(tryId) ? (module.facts.calls[step.call] ?? []) : [],
  );
}

const PROBE =
  /^((JSON5?|yaml)\.parse|URL|URL\.canParse|RegExp|BigInt|Buffer\.from|atob|decodeURI(Component)?|require(\.resolve)?|import|import\.meta\.resolve)$/;
const PROBE_METHOD =
  /^(access|stat|lstat|exists|realpath|unlink|rm|rmdir|mkdir|readdir|statfs)(Sync)?$|^(parse|close|destroy|kill|quit|unref|releaseLock)$/;
const PURE =
  /^(get|has|split|trim|toLowerCase|toUpperCase|includes|startsWith|endsWith|slice|substring|substr|replace|replaceAll|match|test|join|concat|map|filter|find|some|every|sort|at|pop|shift|keys|values|entries|toString|Number|String|Boolean|parseInt|parseFloat|resolve|dirname|basename)$/;

/**
 * Whether a block is guarded because its one way to fail is expected and what follows is the fallback: text is parsed, a file or
 * package is probed, a path of members is followed. Nothing is left to report when such a failure is ignored.
 */
export function isExpectedToFail(module: ModuleNode, tryId: number): boolean {
  if ((module.facts.tries[tryId]?.context.finals.length ?? 0) > 0) return true;
  const calls = guardedCalls(module, tryId);
  const probes = calls.filter(isProbe);
  const ids = new Set(probes.map((call) => call.expr.id));
  return calls.every(
    (call) =>
      ids.has(call.expr.id) ||
      (call.use !== 'awaited' && PURE.test(calleeName(call.expr.callee) ?? '')) ||
      (call.use !== 'awaited' && call.parent !== undefined && ids.has(call.parent)),
  );
}

const isProbe = ({ expr }: CallFact): boolean =>
  PROBE.test(dottedNames(expr.callee).join('.')) || PROBE_METHOD.test(calleeName(expr.callee) ?? '');

const FAILURE_NAME =
  /error|exception|failure|failed|unauthorized|forbidden|notfound|badrequest|conflict|unavailable|^(left|fail|err|reject|nack|deny)$/i;
const ANSWER = /^(status|sendStatus|send|json|render|redirect|end|code|response)$/;

/** Whether a catch clause tells its failure to somebody: as an answer with an error status, or as a value that says so. */
export const tellsFailure = (effects: CatchEffects): boolean =>
  effects.calls.some((call) => ANSWER.test(calleeName(call.expr.callee) ?? '') || isFailure(call.expr)) ||
  effects.returns.some((step) => step.kind === 'return' && step.value !== undefined && isFailure(step.value));

/** `left(new NotFound())`, `{ success: false }`, `errorResponse(res, 500)`, `HttpStatus.BAD_GATEWAY`. */
const isFailure = (expr: Expr): boolean =>
  some(expr, (part) => {
    if (part.kind === 'literal') return typeof part.value === 'number' && part.value >= 400 && part.value < 600;
    if (part.kind === 'call' || part.kind === 'new') return FAILURE_NAME.test(calleeName(part.callee) ?? '');
    if (part.kind === 'object')
      return part.properties.some(({ key }) => /^(errors?|success|ok|failed|reason|message)$/.test(String(key)));
    return part.kind === 'member' && FAILURE_NAME.test(String(part.property));
  });

/** Whether a catch clause returns `false`, `null` or the like where the function returns other things too: its caller can tell. */
export function returnsFailure(module: ModuleNode, tryId: number, effects: CatchEffects): boolean {
  const fact = module.facts.tries[tryId];
  const inCatch = effects.returns.some(
    (step) => step.kind === 'return' && step.value && (step.value.kind === 'literal' || isFailure(step.value)),
  );
  if (!fact || !inCatch) return false;
  return (module.facts.functions[fact.fn]?.steps ?? []).some(
    (step) => step.kind === 'return' && step.value !== undefined && !step.context.catches.includes(tryId),
  );
}

/** A query, or a call of a function of the repository that leads to one. */
export function reachesData(model: RepoModel, path: string, call: CallFact, depth = 0): boolean {
  if (model.code.dataCall(path, call)) return true;
  const callees = model.code.callees(path, call);
  if (callees.some((ref) => model.code.module(ref.module)?.layer === 'repository')) return true;
  if (depth > 2) return false;
  return callees.some((ref) => {
    const facts = model.code.module(ref.module)?.facts;
    return (facts?.functions[ref.fn]?.steps ?? []).some((step) => {
      const inner = step.kind === 'call' ? facts?.calls[step.call] : undefined;
      const waited = inner?.use === 'awaited' || inner?.use === 'returned';
      return inner !== undefined && waited && reachesData(model, ref.module, inner, depth + 1);
    });
  });
}

/** Whether a call opens the connection to a database, itself or in a function of the repository that it calls. */
export const opensConnection = (model: RepoModel, path: string, call: CallFact): boolean =>
  model.code.dataCall(path, call)?.connects === true ||
  model.code.callees(path, call).some((ref) => {
    const facts = model.code.module(ref.module)?.facts;
    return (facts?.functions[ref.fn]?.steps ?? []).some((step) => {
      const inner = step.kind === 'call' ? facts?.calls[step.call] : undefined;
      return inner !== undefined && model.code.dataCall(ref.module, inner)?.connects === true;
    });
  });
