import type { Location } from '../../parse/position.ts';
import type { Argument, CallExpr, Decorator, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import { argumentsEnv } from '../evaluate/calls.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { possibleReturns } from '../evaluate/truth.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import { locationIn } from './recogniser.ts';

/** A decorator that a package exports, as it takes effect on a class or member after composed decorators are seen through. */
export interface AppliedDecorator {
  package: string;
  /** `Get`, `TypedRoute.Get`. */
  name: string;
  args: Argument[];
  /** Where `args` are to be read: inside a composed decorator its parameters are fixed to what was passed. */
  frame: Frame;
  /** Where it is written on the class or member. */
  at: Location;
}

interface Written {
  frame: Frame;
  at: Location;
}

const COMPOSERS = new Set(['@nestjs/common applyDecorators']);
const MAX_DEPTH = 8;

/**
 * The package decorators that take effect, in the order in which they are written: `@Auth('admin')` of the repository that
 * returns `applyDecorators(UseGuards(X), …)`, or calls `UseGuards(X)(target)`, counts as what it is composed of.
 */
export function appliedDecorators(evaluator: Evaluator, decorators: Decorator[], frame: Frame): AppliedDecorator[] {
  return decorators.flatMap((decorator) =>
    expand(evaluator, decorator.expr, { frame, at: locationIn(frame.module, decorator.at) }, 0),
  );
}

function expand(evaluator: Evaluator, expr: Expr, written: Written, depth: number): AppliedDecorator[] {
  if (depth > MAX_DEPTH) return [];
  if (expr.kind === 'call') return expandCall(evaluator, expr, written, depth);
  if (expr.kind === 'conditional') {
    const options = expr.operator === '&&' ? expr.options.slice(1) : expr.options;
    return options.flatMap((option) => expand(evaluator, option, written, depth + 1));
  }
  return evaluator
    .evaluate(expr, written.frame)
    .flatMap((value) => expandValue(evaluator, value, [], written, depth + 1));
}

function expandCall(
  evaluator: Evaluator,
  expr: CallExpr | NewExpr,
  written: Written,
  depth: number,
): AppliedDecorator[] {
  return evaluator.evaluate(expr.callee, written.frame).flatMap((callee): AppliedDecorator[] => {
    if (callee.kind !== 'function') return expandPackage(evaluator, callee, expr.args, written, depth);
    const env = argumentsEnv(evaluator, callee.ref, expr.args, written.frame, callee.env);
    const inner: Written = { ...written, frame: { module: callee.ref.module, env } };
    return possibleReturns(evaluator, callee.ref, inner.frame).flatMap((value) =>
      expand(evaluator, value, inner, depth + 1),
    );
  });
}

function expandPackage(
  evaluator: Evaluator,
  callee: Value,
  args: Argument[],
  written: Written,
  depth: number,
): AppliedDecorator[] {
  const origin = originOf(callee);
  if (!origin) return [];
  const name = origin.path.filter((part) => part !== 'default').join('.');
  if (!COMPOSERS.has(`${origin.package} ${name}`))
    return [{ package: origin.package, name, args, frame: written.frame, at: written.at }];
  return args.flatMap((arg) => {
    if (!arg.spread) return expand(evaluator, arg, written, depth + 1);
    return evaluator
      .evaluate(arg, written.frame)
      .flatMap((list) => elementsOfValue(evaluator, list))
      .flatMap((value) => expandValue(evaluator, value, [], written, depth + 1));
  });
}

/** A decorator held in a variable, given without a call, or written by hand as a function. */
function expandValue(
  evaluator: Evaluator,
  value: Value,
  args: Argument[],
  written: Written,
  depth: number,
): AppliedDecorator[] {
  if (value.kind === 'function') return expandBody(evaluator, value, written, depth);
  if (value.kind !== 'result') return expandPackage(evaluator, value, args, written, depth);
  if (value.site.call < 0) return [];
  const { expr } = evaluator.program.call(value.site.module, value.site.call);
  const same = value.site.module === written.frame.module;
  const frame: Frame = same ? written.frame : { module: value.site.module };
  return expandCall(evaluator, expr, { ...written, frame }, depth + 1);
}

/** `(target, key, descriptor) => { Get(path)(target, key, descriptor); }` */
function expandBody(
  evaluator: Evaluator,
  value: Extract<Value, { kind: 'function' }>,
  written: Written,
  depth: number,
): AppliedDecorator[] {
  const { module, fn } = value.ref;
  const frame: Frame = { module, ...(value.env && { env: value.env }) };
  const calls = evaluator.program.module(module).facts.calls.filter((call) => call.fn === fn);
  return calls.flatMap(({ expr }) =>
    expr.callee.kind === 'call' ? expand(evaluator, expr.callee, { ...written, frame }, depth + 1) : [],
  );
}
