import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Program } from '../evaluate/program.ts';
import { mentions, some } from '../flow/expression-search.ts';

type Side = 'upper' | 'lower';

/** Whether a value can only be chosen by a test's outcome when it is below something: `limit <= 100 ? limit : 100`. */
export function chosenBelow(test: Expr | undefined, holds: boolean, value: Expr): boolean {
  const named = bindingsIn(value);
  return test !== undefined && sides(test, holds, (part) => mentions(part, named)).includes('upper');
}

/**
 * Whether the function that a name is declared in turns away or replaces values of it that are too large:
 * `if (limit > 100) limit = 100`, `if (query.limit > MAX) throw …`. `path` leads from the name to the value.
 */
export function cutOff(program: Program, module: string, id: number, path: string[]): boolean {
  const { fn } = program.binding(module, id);
  const last = path[path.length - 1];
  const isValue = (expr: Expr): boolean =>
    some(expr, (part) =>
      last === undefined
        ? part.kind === 'reference' && part.binding === id
        : part.kind === 'member' && part.property === last && mentions(part, new Set([id])),
    );
  return program.fn({ module, fn }).steps.some((step) => {
    if (step.kind !== 'throw' && step.kind !== 'return' && !(step.kind === 'assign' && isValue(step.target)))
      return false;
    return step.context.conditions?.some(({ test, holds }) => sides(test, holds, isValue).includes('lower')) ?? false;
  });
}

/** On which sides a value is bounded when a test holds, or does not. */
function sides(test: Expr, holds: boolean, isValue: (expr: Expr) => boolean): Side[] {
  if (test.kind === 'conditional' && test.operator === (holds ? '&&' : '||'))
    return test.options.flatMap((option) => sides(option, holds, isValue));
  if (test.kind !== 'unknown' || !test.operands) return [];
  const [left, right] = test.operands;
  if (test.syntax === 'UnaryExpression !' && left) return sides(left, !holds, isValue);
  const operator = /^BinaryExpression ([<>])=?$/.exec(test.syntax)?.[1];
  if (!operator || !left || !right || isValue(left) === isValue(right)) return [];
  const bound = isValue(left) ? right : left;
  // `limit > 0` tells a number from nothing: no page is that small.
  if (bound.kind === 'literal' && typeof bound.value === 'number' && bound.value <= 1) return [];
  const below = (operator === '<') === isValue(left);
  return [below === holds ? 'upper' : 'lower'];
}

function bindingsIn(expr: Expr): Set<number> {
  const found = new Set<number>();
  some(expr, (part) => {
    if (part.kind === 'reference' && part.binding !== undefined) found.add(part.binding);
    return false;
  });
  return found;
}
