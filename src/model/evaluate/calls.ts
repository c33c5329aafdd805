import type { Argument, CallExpr, NewExpr, Parameter } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';
import { builtinCall } from './builtins.ts';
import type { Evaluator } from './evaluator.ts';
import { foundEntity } from './found-entities.ts';
import { returnedExpressions, returnsDependOnParameters } from './returns.ts';
import { possibleReturns } from './truth.ts';
import { type Env, type Frame, isAbsent, NOTHING, siteKey, unknown, type Value } from './values.ts';

/** What a call or construction can give. */
export function evaluateCall(evaluator: Evaluator, expr: CallExpr | NewExpr, frame: Frame): Value[] {
  const builtin = builtinCall(evaluator, expr, frame);
  if (builtin) return builtin;
  const found = foundEntity(evaluator, expr, frame);
  if (found) return found;
  const callees = evaluator.evaluate(expr.callee, frame);
  return callees.flatMap((callee) => callValue(evaluator, callee, expr, frame));
}

function callValue(evaluator: Evaluator, callee: Value, expr: CallExpr | NewExpr, frame: Frame): Value[] {
  const site = { module: frame.module, call: expr.id, via: [] };
  switch (callee.kind) {
    case 'function':
      return functionResult(evaluator, callee, expr, frame);
    case 'class':
      return [{ kind: 'instance', module: callee.module, cls: callee.cls, site }];
    case 'package':
    case 'result':
    case 'typed':
    case 'parameter':
    case 'global':
    case 'member':
      return (
        bound(callee) ??
        provided(evaluator, callee, expr, frame) ?? [
          { kind: 'result', of: callee, construct: expr.kind === 'new', site },
        ]
      );
    default:
      return [unknown('call of an unknown value')];
  }
}

/** `f.bind(x)` is `f`. */
const bound = (callee: Value): Value[] | undefined =>
  callee.kind === 'member' && callee.name === 'bind' && callee.of.kind === 'function' ? [callee.of] : undefined;

function provided(evaluator: Evaluator, callee: Value, expr: CallExpr | NewExpr, frame: Frame): Value[] | undefined {
  for (const provider of evaluator.resultProviders) {
    const values = provider(callee, expr, frame);
    if (values.length > 0) return values;
  }
  return undefined;
}

/** Bindings of a function's parameters to the values of a call's arguments, or to their defaults. */
export function argumentsEnv(evaluator: Evaluator, ref: FunctionRef, args: Argument[], frame: Frame, outer?: Env): Env {
  const env = new Map<string, Value[]>(outer ?? []);
  const { params } = evaluator.program.fn(ref);
  const spread = args.some((arg) => arg.spread);
  for (const [index, param] of params.entries()) {
    const arg = args[index];
    if (arg?.spread || param.rest || (!arg && spread)) continue;
    const values = arg ? evaluator.evaluate(arg, frame) : defaultOf(evaluator, param, { module: ref.module, env });
    if (arg && values.length === 0) continue;
    if (param.binding !== undefined) env.set(`${ref.module}#${param.binding}`, values);
    for (const [path, binding] of Object.entries(param.names ?? {})) {
      env.set(`${ref.module}#${binding}`, destructured(evaluator, values, path, binding, { module: ref.module, env }));
    }
  }
  return env;
}

/** A member of the argument that the pattern names, or the pattern's default where the argument has no such member. */
function destructured(evaluator: Evaluator, values: Value[], path: string, binding: number, frame: Frame): Value[] {
  const found = evaluator.along(values, path.split('.')).filter((value) => !isAbsent(value));
  const { init } = evaluator.program.binding(frame.module, binding);
  if (found.length > 0) return found;
  return init ? evaluator.evaluate(init, frame) : [NOTHING];
}

/** An argument that is left out is the parameter's default; without one it is nothing. */
const defaultOf = (evaluator: Evaluator, param: Parameter, frame: Frame): Value[] =>
  param.default ? evaluator.evaluate(param.default, frame) : [NOTHING];

function functionResult(
  evaluator: Evaluator,
  callee: Extract<Value, { kind: 'function' }>,
  expr: CallExpr | NewExpr,
  frame: Frame,
): Value[] {
  const { constructs } = evaluator.program.fn(callee.ref);
  if (expr.kind === 'new' && constructs !== undefined) {
    const site = { module: frame.module, call: expr.id, via: [] };
    return [{ kind: 'instance', module: callee.ref.module, cls: constructs, site }];
  }
  if (returnedExpressions(evaluator.program, callee.ref).length === 0)
    return expr.kind === 'new' ? constructed(callee, expr, frame) : [];
  return evaluator.inquiry.intoCall(() => {
    const needsArguments = returnsDependOnParameters(evaluator.program, callee.ref);
    const env = needsArguments ? argumentsEnv(evaluator, callee.ref, expr.args, frame, callee.env) : callee.env;
    const inner: Frame = { module: callee.ref.module, ...(env && { env }) };
    const here = `${frame.module}#${expr.id}`;
    return possibleReturns(evaluator, callee.ref, inner)
      .flatMap((value) => evaluator.evaluate(value, inner))
      .map((value) => madeThrough(value, callee.ref, here));
  });
}

const constructed = (callee: Value, expr: CallExpr | NewExpr, frame: Frame): Value[] => [
  { kind: 'result', of: callee, construct: true, site: { module: frame.module, call: expr.id, via: [] } },
];

/** A value that a factory makes anew on each call is told apart by the place that called the factory. */
function madeThrough(value: Value, factory: FunctionRef, here: string): Value {
  if (value.kind !== 'result' || value.site.module !== factory.module || value.site.call < 0) return value;
  if (siteKey(value.site).includes(here) || value.site.via.length > 6) return value;
  return { ...value, site: { ...value.site, via: [...value.site.via, here] } };
}
