import type { Argument, Expr, MethodFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { FunctionRef, HandlerRef } from '../repo-model.ts';
import { flatten, functionName, handlerOf, nameOfExpr } from './handlers.ts';

/** The handler that a class is through a method of a known name (`use`, `canActivate`); `undefined` for other values. */
export function classHandler(evaluator: Evaluator, values: Value[], method: string): HandlerRef | undefined {
  const value = values.find((item) => item.kind === 'class' || item.kind === 'instance');
  if (value?.kind !== 'class' && value?.kind !== 'instance') return undefined;
  const cls = evaluator.program.cls(value.module, value.cls);
  if (cls.name === undefined) return undefined;
  const found = evaluator
    .member({ kind: 'instance', module: value.module, cls: value.cls }, method)
    .find((item) => item.kind === 'function');
  const fn = found?.kind === 'function' ? found.ref : undefined;
  return { name: cls.name, file: value.module, line: cls.at.line, ...(fn && { fn }), wrappers: [] };
}

/** Classes, instances or functions given to a decorator or a setting, as the handlers they are. */
export const classHandlers = (
  evaluator: Evaluator,
  args: Argument[],
  frame: Frame,
  method: string,
): { ref: HandlerRef; at: Expr['at']; module: string }[] =>
  flatten(evaluator, args, frame).map(({ expr, frame: inner }) => ({
    ref: handlerIn(evaluator, expr, inner, method),
    at: expr.at,
    module: inner.module,
  }));

function handlerIn(evaluator: Evaluator, expr: Expr, frame: Frame, method: string): HandlerRef {
  const values = evaluator.evaluate(expr, frame);
  const known = classHandler(evaluator, values, method);
  if (known) return known;
  if (values.some((value) => value.kind === 'function')) return handlerOf(evaluator, expr, frame);
  const name = nameOfExpr(expr.kind === 'new' ? expr.callee : expr);
  return { name, file: frame.module, line: expr.at.line, wrappers: [] };
}

/** A controller's method as the handler it is. */
export const methodHandler = (evaluator: Evaluator, fn: FunctionRef, { name, at }: MethodFact): HandlerRef => ({
  name: functionName(evaluator, fn) ?? name,
  file: fn.module,
  line: at.line,
  fn,
  wrappers: [],
});
