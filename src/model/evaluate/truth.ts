import type { ConditionalExpr, Context, Expr } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Evaluator } from './evaluator.ts';
import { type Frame, isAbsent, type Value } from './values.ts';

/** The values of `a ? b : c`, `a && b`, `a || b`, `a ?? b`, of both sides unless what decides between them is known. */
export function conditionalValues(evaluator: Evaluator, expr: ConditionalExpr, frame: Frame): Value[] {
  const [left, right] = expr.options;
  if (!left || !right) return [];
  if (expr.operator === '?:') {
    const truth = expr.test && truthOf(evaluator, expr.test, frame);
    const options = truth === undefined ? expr.options : [truth ? left : right];
    return options.flatMap((option) => evaluator.evaluate(option, frame));
  }
  const before = evaluator.evaluate(left, frame);
  const sole = isTellable(left) && before.length === 1 ? before[0] : undefined;
  const decided = expr.operator === '??' ? presence(sole) : truth(sole);
  if (expr.operator === '&&') return decided === false ? before : evaluator.evaluate(right, frame);
  if (decided === true) return before;
  const after = evaluator.evaluate(right, frame);
  return decided === false ? after : [...before, ...after];
}

/** Whether an expression is truthy; `undefined` when that depends on what the code does not fix. */
export function truthOf(evaluator: Evaluator, expr: Expr, frame: Frame): boolean | undefined {
  if (!isTellable(expr)) return undefined;
  const values = evaluator.evaluate(expr, frame);
  return values.length === 1 ? truth(values[0]) : undefined;
}

/** The expressions a function can return in a frame: those behind conditions known not to hold, and after a sure return, are left out. */
export function possibleReturns(evaluator: Evaluator, ref: FunctionRef, frame: Frame): Expr[] {
  const found: Expr[] = [];
  for (const step of evaluator.program.fn(ref).steps) {
    if (step.kind !== 'return' && step.kind !== 'throw') continue;
    const reached = isReached(evaluator, step.context, frame);
    if (reached === false) continue;
    if (step.kind === 'return' && step.value) found.push(step.value);
    if (reached) break;
  }
  return found;
}

/** Whether a step is reached for sure, surely not, or perhaps (`undefined`). */
export function isReached(evaluator: Evaluator, context: Context, frame: Frame): boolean | undefined {
  const held = conditionsHold(evaluator, context, frame);
  const plain = context.loops.length + context.tries.length + context.catches.length === 0;
  return held === true && !plain ? undefined : held;
}

/** Whether the conditions around a step hold, surely not, or perhaps (`undefined`), whatever loops and `try` blocks it stands in. */
export function conditionsHold(
  evaluator: Evaluator,
  { conditions = [], branches }: Context,
  frame: Frame,
): boolean | undefined {
  const known = conditions.map(({ test, holds }) => {
    const truth = truthOf(evaluator, test, frame);
    return truth === undefined ? undefined : truth === holds;
  });
  if (known.includes(false)) return false;
  return branches === conditions.length && !known.includes(undefined) ? true : undefined;
}

function truth(value: Value | undefined): boolean | undefined {
  switch (value?.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'member':
      return isAbsent(value) ? false : undefined;
    case 'text':
      return value.text !== '';
    case 'object':
    case 'array':
    case 'function':
    case 'class':
    case 'instance':
      return true;
    default:
      return undefined;
  }
}

function presence(value: Value | undefined): boolean | undefined {
  if (value?.kind === 'constant') return value.value !== null;
  if (value?.kind === 'text') return true;
  return truth(value);
}

/** A literal, a name, or a member reached from one. Fields of `this` are set in too many ways to tell their only value. */
function isTellable(expr: Expr): boolean {
  let root = expr;
  while (root.kind === 'member') root = root.object;
  return root.kind === 'reference' || root.kind === 'literal';
}
