import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Program, Pushed } from './program.ts';

/** The expressions a function returns. */
export const returnedExpressions = (program: Program, ref: FunctionRef): Expr[] =>
  program.fn(ref).steps.flatMap((step) => (step.kind === 'return' && step.value ? [step.value] : []));

/** What a function returns, and the tests on the way there. */
const decidingExpressions = (program: Program, ref: FunctionRef): Expr[] =>
  program.fn(ref).steps.flatMap((step) => {
    if (step.kind !== 'return') return [];
    return [...(step.value ? [step.value] : []), ...(step.context.conditions ?? []).map(({ test }) => test)];
  });

const known = new WeakMap<object, boolean>();

/**
 * Whether what a function returns can differ by its arguments: a returned expression, or a local it is built from, names a
 * parameter. When it cannot, one answer serves all callers.
 */
export function returnsDependOnParameters(program: Program, ref: FunctionRef): boolean {
  const fn = program.fn(ref);
  const cached = known.get(fn);
  if (cached !== undefined) return cached;
  const seen = new Set<number>();
  const depends = decidingExpressions(program, ref).some((value) => names(program, ref, value, seen));
  known.set(fn, depends);
  return depends;
}

function names(program: Program, ref: FunctionRef, expr: Expr, seen: Set<number>): boolean {
  const again = (inner: Expr): boolean => names(program, ref, inner, seen);
  switch (expr.kind) {
    case 'reference':
      return expr.binding !== undefined && reaches(program, ref, expr.binding, seen);
    case 'member':
      return again(expr.object) || (typeof expr.property !== 'string' && again(expr.property));
    case 'call':
    case 'new':
      return again(expr.callee) || expr.args.some(again);
    case 'template':
      return expr.parts.some(again);
    case 'object':
      return expr.properties.some((property) => again(property.value));
    case 'array':
      return expr.elements.some(again);
    case 'await':
      return again(expr.value);
    case 'conditional':
      return expr.options.some(again) || (expr.test !== undefined && again(expr.test));
    case 'function':
      return closesOverParameters(program, ref);
    default:
      return false;
  }
}

function reaches(program: Program, ref: FunctionRef, id: number, seen: Set<number>): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const binding = program.binding(ref.module, id);
  if (binding.param) return binding.param.fn === ref.fn;
  if (binding.fn !== ref.fn) return false;
  if (binding.declares) return closesOverParameters(program, ref);
  const pushed = binding.init ? program.pushedTo(ref.module, binding.init) : [];
  const values = [...(binding.init ? [binding.init] : []), ...binding.assigned, ...pushed.flatMap(expressionsOf)];
  return values.some((value) => names(program, ref, value, seen));
}

const expressionsOf = ({ args, context }: Pushed): Expr[] => [
  ...args,
  ...(context.conditions ?? []).map((condition) => condition.test),
];

/** A parameter, or a name taken out of one, used inside a nested function, which is then part of what is returned. */
function closesOverParameters(program: Program, ref: FunctionRef): boolean {
  const { bindings } = program.module(ref.module).facts;
  const isParam = (expr: Expr | undefined): boolean =>
    expr?.kind === 'reference' && expr.binding !== undefined && bindings[expr.binding]?.param?.fn === ref.fn;
  return bindings.some(
    (item) => item.fn === ref.fn && item.deferredUses > 0 && (item.param || (item.path && isParam(item.init))),
  );
}
