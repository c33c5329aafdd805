import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Caller } from '../evaluate/callers.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Draft } from './query-library.ts';

/** A call of the function that makes a query, which gives it its text or its condition. */
export interface Given {
  fn: FunctionRef;
  caller: Caller;
}

/** An expression with the module it stands in. */
export interface Placed {
  module: string;
  expr: Expr;
}

/** A query's text or condition by the callers of the function that makes it. */
export interface ByCaller {
  /** From the function outwards, one chain for each call that ends in something that can be read. */
  chains: Given[][];
  /** No other caller gives anything else. */
  complete: boolean;
}

const MAX_CALLERS = 60;
const MAX_HOPS = 3;
const CONDITIONS = /^(and|or)?where$/i;
const PARTS = /^(where|filter|text|sql|query)$/;

/** What a parameter is for one chain of callers: `{ email }` of `users.find({ email })`, where `find = (filter) => …`. */
export function placed(
  { evaluator, given = [] }: { evaluator: Evaluator; given?: readonly Given[] },
  module: string,
  expr: Expr,
): Placed {
  let at: Placed = { module, expr };
  for (const { fn, caller } of given) {
    const param = parameterIn(evaluator, at);
    if (!param || param.fn.module !== fn.module || param.fn.fn !== fn.fn) break;
    const arg = caller.expr.args[param.index];
    const found = arg && !arg.spread ? along({ module: caller.module, expr: arg }, param.path, evaluator) : undefined;
    if (!found) break;
    at = found;
  }
  return at;
}

/**
 * How the callers of a query's function differ in what they give it: `db.query(text)` in a helper is another query for each
 * of them. No chain where the query gets nothing whole from outside.
 */
export function byCallers(evaluator: Evaluator, draft: Draft): ByCaller {
  const calls = [
    { module: draft.module, call: draft.call },
    ...draft.links.filter(({ name }) => CONDITIONS.test(name)),
  ];
  for (const whole of calls.flatMap(({ module, call }) => wholes(module, call))) {
    const param = parameterIn(evaluator, whole);
    if (!param || param.fn.module !== draft.module) continue;
    const found = chainsOf(evaluator, param, 0);
    if (found.chains.length > 0) return found;
  }
  return { chains: [], complete: false };
}

/** Parts of a call that may be a text or condition as a whole. */
const wholes = (module: string, { expr }: Pick<CallFact, 'expr'>): Placed[] =>
  expr.args.slice(0, 2).flatMap((arg) => partsOf(arg).map((part) => ({ module, expr: part })));

function partsOf(expr: Expr): Expr[] {
  if (expr.kind === 'conditional') return expr.options;
  if (expr.kind !== 'object') return [expr];
  return expr.properties.flatMap(({ key, value }) => {
    if (key === undefined) return [value];
    return PARTS.test(String(key)) ? [value, ...(value.kind === 'object' ? partsOf(value) : [])] : [];
  });
}

interface Parameter {
  fn: FunctionRef;
  index: number;
  path: string[];
}

function parameterIn(evaluator: Evaluator, { module, expr }: Placed): Parameter | undefined {
  if (expr.kind === 'member' && typeof expr.property === 'string') {
    const of = parameterIn(evaluator, { module, expr: expr.object });
    return of && { ...of, path: [...of.path, expr.property] };
  }
  if (expr.kind !== 'reference' || expr.binding === undefined) return undefined;
  const { param, path = [], assigned } = evaluator.program.binding(module, expr.binding);
  if (!param || assigned.length > 0 || path.some((part) => typeof part !== 'string' || part === '...'))
    return undefined;
  return { fn: { module, fn: param.fn }, index: param.index, path: path.map(String) };
}

function chainsOf(evaluator: Evaluator, { fn, index, path }: Parameter, hops: number): ByCaller {
  const callers = evaluator.callers.of(fn);
  const chains: Given[][] = [];
  let complete = callers.length <= MAX_CALLERS;
  for (const caller of callers.slice(0, MAX_CALLERS)) {
    const arg = caller.expr.args[index];
    const found = arg && !arg.spread ? along({ module: caller.module, expr: arg }, path, evaluator) : undefined;
    if (!found) complete &&= arg === undefined;
    else if (tells(evaluator, found)) chains.push([{ fn, caller }]);
    else {
      const outer = hops < MAX_HOPS ? parameterIn(evaluator, found) : undefined;
      const further = outer && chainsOf(evaluator, outer, hops + 1);
      chains.push(...(further?.chains.map((chain) => [{ fn, caller }, ...chain]) ?? []));
      complete &&= further?.complete ?? false;
    }
  }
  return { chains: chains.slice(0, MAX_CALLERS), complete };
}

/** Follows names into object literals. */
function along({ module, expr }: Placed, path: string[], evaluator: Evaluator): Placed | undefined {
  let at: Expr | undefined = expr;
  for (const name of path) {
    const object: Expr | undefined = at && literalOf(evaluator, module, at);
    at =
      object?.kind === 'object'
        ? object.properties.find((item) => item.key === name)?.value
        : at && { kind: 'member', object: at, property: name, optional: false, at: at.at };
  }
  return at && { module, expr: at };
}

/** Whether an expression is written out where it stands. */
function tells(evaluator: Evaluator, { module, expr }: Placed): boolean {
  const written = literalOf(evaluator, module, expr);
  if (written.kind === 'conditional')
    return written.options.some((option) => tells(evaluator, { module, expr: option }));
  if (written.kind === 'literal') return typeof written.value === 'string';
  return written.kind === 'object' || written.kind === 'template';
}

/** A local name by its initial value. */
function literalOf(evaluator: Evaluator, module: string, expr: Expr): Expr {
  if (expr.kind !== 'reference' || expr.binding === undefined) return expr;
  const { init, path, param } = evaluator.program.binding(module, expr.binding);
  return init && !path && !param ? init : expr;
}
