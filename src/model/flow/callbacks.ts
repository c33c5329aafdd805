import type { CallExpr, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { calleeName } from './expression-search.ts';

/**
 * Whether a call is given a callback in last place: it reports its error there and gives no promise. A function literal, what
 * evaluates to a function, or a parameter that is called or named as callbacks are.
 */
export function takesCallback(evaluator: Evaluator, module: string, base: CallExpr | NewExpr): boolean {
  const last = base.args[base.args.length - 1];
  if (!last || takesWork(base)) return false;
  return (
    last.kind === 'function' || isCallbackParameter(evaluator, module, last) || isFunction(evaluator, module, last)
  );
}

/** `transaction(async (trx) => …)` is given its work as a function and still returns a promise. */
const takesWork = (base: CallExpr | NewExpr): boolean =>
  /transaction|^task$|^tx$|^begin$/i.test(calleeName(base.callee) ?? '');

const isFunction = (evaluator: Evaluator, module: string, expr: Expr): boolean =>
  (expr.kind === 'reference' || expr.kind === 'member' || expr.kind === 'call') &&
  evaluator.evaluate(expr, { module }).some((value) => value.kind === 'function');

function isCallbackParameter(evaluator: Evaluator, module: string, expr: Expr): boolean {
  if (expr.kind !== 'reference' || expr.binding === undefined) return false;
  const { bindings, calls } = evaluator.program.module(module).facts;
  if (!bindings[expr.binding]?.param) return false;
  return (
    /^(cb|callback|done|next)$/i.test(expr.name) ||
    calls.some(({ expr: { callee } }) => callee.kind === 'reference' && callee.binding === expr.binding)
  );
}
