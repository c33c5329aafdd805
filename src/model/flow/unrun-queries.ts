import type { CallExpr, CallFact, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import { type DataCall, dataCallOf } from '../data-access/data-calls.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import { takesCallback } from './callbacks.ts';
import { calleeName } from './expression-search.ts';
import { queryStart } from './query-promises.ts';

/** Calls that run what was built before them, or hand it on. */
const RUNS =
  /^(exec|then|catch|finally|execute\w*|run|all|get|values|toArray|forEach|eachAsync|cursor|stream|pipe|on|once|next|asCallback|nodeify|explain|toSQL|toString|subscribe|\$\w+)$/;

/**
 * The query that a dropped call builds and that nothing runs: of a library whose queries wait until they are awaited, settled
 * or executed, begun in this very expression. Adding to a query that is kept in a name is how such queries are built up.
 */
export function unrunQuery(evaluator: Evaluator, module: string, call: CallFact): DataCall | undefined {
  if (call.use !== 'discarded' && call.use !== 'void') return undefined;
  let found: DataCall | undefined;
  let at: Expr = call.expr;
  while (at.kind === 'call') {
    if (RUNS.test(calleeName(at.callee) ?? '') || takesCallback(evaluator, module, at)) return undefined;
    found = lazyQuery(evaluator, module, at) ?? found;
    at = at.callee.kind === 'member' ? at.callee.object : at.callee;
  }
  return found && at.kind !== 'new' && !isQuery(evaluator, module, at) ? found : undefined;
}

function lazyQuery(evaluator: Evaluator, module: string, expr: CallExpr | NewExpr): DataCall | undefined {
  const { program } = evaluator;
  const data = dataCallOf(evaluator, program.module(module), program.call(module, expr.id));
  return data && !data.connects && queryStart(data.library, data.method) === 'lazy' ? data : undefined;
}

/** Whether an expression is a query or a row already, or a parameter that may be one. */
const isQuery = (evaluator: Evaluator, module: string, expr: Expr): boolean =>
  evaluator.evaluate(expr, { module }).some((value) => isMadeByQuery(evaluator, value));

function isMadeByQuery(evaluator: Evaluator, value: Value): boolean {
  if (value.kind === 'typed') return /Quer(y|ies)|Builder|Document/.test(value.name);
  if (value.kind === 'member') return isMadeByQuery(evaluator, value.of);
  if (value.kind !== 'result') return false;
  const { module, call } = value.site;
  const made = call < 0 ? undefined : evaluator.program.call(module, call);
  const data = made && dataCallOf(evaluator, evaluator.program.module(module), made);
  return (data !== undefined && !data.connects) || isMadeByQuery(evaluator, value.of);
}
