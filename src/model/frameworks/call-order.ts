import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';

/** A call in the body of one function. */
export interface CallPlace {
  fn: FunctionRef;
  line: number;
  column: number;
  /** What it leads to runs later than what stands after it: in a callback, or after something was awaited. */
  later: boolean;
}

const MAX_CALLERS = 8;
/** Callbacks that run at once, for each element. */
const AT_ONCE = new Set(['forEach', 'map', 'flatMap', 'filter', 'reduce', 'some', 'every']);

/**
 * Where a call stands in the order of events, outermost place first: the call of the function it is in, as long as one single
 * call leads there, down to the call itself.
 */
export function placesOf(evaluator: Evaluator, module: string, call: CallFact): CallPlace[] {
  const places: CallPlace[] = [];
  let current: { module: string; call: CallFact; later: boolean } | undefined = { module, call, later: false };
  while (current && places.length < MAX_CALLERS) {
    const { fn, expr } = current.call;
    const { line, column } = expr.callee.kind === 'member' && expr.args[0] ? expr.args[0].at : expr.at;
    places.unshift({ fn: { module: current.module, fn }, line, column, later: current.later });
    current = leadingTo(evaluator, { module: current.module, fn }, current.call);
  }
  return places;
}

function leadingTo(evaluator: Evaluator, ref: FunctionRef, call: CallFact) {
  if (ref.fn === 0) return undefined;
  const { callback, async, steps } = evaluator.program.fn(ref);
  if (callback) {
    const outer = evaluator.program.call(ref.module, callback.call);
    const { callee } = outer.expr;
    const atOnce = callee.kind === 'member' && typeof callee.property === 'string' && AT_ONCE.has(callee.property);
    return { module: ref.module, call: outer, later: !atOnce };
  }
  const [caller, ...others] = evaluator.callers.of(ref);
  if (!caller || others.length > 0) return undefined;
  const waited = async && steps.some((step) => step.kind === 'await' && step.at.line < call.expr.at.line);
  return { module: caller.module, call: caller.call, later: waited && caller.call.use !== 'awaited' };
}

/** Negative when the first comes before the second, positive when after it; `undefined` when their order cannot be told. */
export function compareOrder(first: CallPlace[], second: CallPlace[]): number | undefined {
  for (const [index, a] of first.entries()) {
    const b = second[index];
    if (!b || a.fn.module !== b.fn.module || a.fn.fn !== b.fn.fn) return undefined;
    const difference = a.line - b.line || a.column - b.column;
    if (difference !== 0) return a.later || b.later ? undefined : difference;
  }
  return first.length === second.length ? 0 : undefined;
}
