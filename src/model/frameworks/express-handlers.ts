import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf } from '../evaluate/values.ts';
import { allSteps } from '../flow/effects.ts';
import type { HandlerRef } from '../repo-model.ts';

/** Express takes a function of four parameters for an error handler. */
export const isErrorHandler = (evaluator: Evaluator, { fn }: HandlerRef): boolean =>
  fn !== undefined && evaluator.program.fn(fn).params.length === 4;

/** Whether a handler calls its `next` without an error; what a package supplies is taken to, where something comes after it. */
export function goesOn(evaluator: Evaluator, { fn: ref }: HandlerRef): boolean {
  if (!ref) return true;
  const { facts } = evaluator.program.module(ref.module);
  const next = evaluator.program.fn(ref).params[2]?.binding;
  return (
    next !== undefined &&
    allSteps(facts, ref.fn).some((step) => {
      const call = step.kind === 'call' ? facts.calls[step.call] : undefined;
      const callee = call?.expr.callee;
      return callee?.kind === 'reference' && callee.binding === next && call?.expr.args.length === 0;
    })
  );
}

/** Whether a handler does more than call the methods of what it is given and of paths: nothing else of it throws. */
export function mayFail(evaluator: Evaluator, { fn: ref }: HandlerRef): boolean {
  if (!ref) return true;
  const { facts } = evaluator.program.module(ref.module);
  return allSteps(facts, ref.fn).some((step) => {
    if (step.kind === 'throw') return true;
    const call = step.kind === 'call' ? facts.calls[step.call] : undefined;
    if (!call) return false;
    const root = rootOf(call.expr);
    if (root.kind === 'reference' && root.binding !== undefined && facts.bindings[root.binding]?.param) return false;
    return !evaluator
      .evaluate(call.expr.callee, { module: ref.module })
      .some((value) => originOf(value)?.package === 'node:path');
  });
}

function rootOf(expr: Expr): Expr {
  if (expr.kind === 'member') return rootOf(expr.object);
  return expr.kind === 'call' ? rootOf(expr.callee) : expr;
}

/** Whether a handler is given no `next`, so that it answers whatever comes to it. */
export const answersAlways = (evaluator: Evaluator, { fn, wrappers }: HandlerRef): boolean => {
  const count = fn === undefined ? 0 : evaluator.program.fn(fn).params.length;
  return fn !== undefined && wrappers.length === 0 && (count === 1 || count === 2);
};
