import { posix } from 'node:path';
import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { describe, type Env, type Frame, originOf, type Value } from '../evaluate/values.ts';
import type { FunctionRef, HandlerRef } from '../repo-model.ts';

/** The handler that an expression given to a framework stands for, with the wrappers around it. */
export function handlerOf(evaluator: Evaluator, expr: Expr, frame: Frame): HandlerRef {
  const place = { name: nameOfExpr(expr), file: frame.module, line: expr.at.line };
  return handlerFrom(evaluator, evaluator.evaluate(expr, frame), place);
}

/** The handler among the values of something given to a framework; `written` is how it stands there, for what has no name. */
export function handlerFrom(
  evaluator: Evaluator,
  values: Value[],
  written: Pick<HandlerRef, 'name' | 'file' | 'line'>,
): HandlerRef {
  const value =
    values.find((item) => item.kind === 'function') ?? values.find((item) => item.kind === 'result') ?? values[0];
  const found = value && unwrap(evaluator, value);
  if (!found?.fn) return { ...written, wrappers: found?.wrappers ?? [] };
  const fact = evaluator.program.fn(found.fn);
  const name = functionName(evaluator, found.fn) ?? delegateName(evaluator, found.fn) ?? nameWithin(written, found);
  return { name, file: found.fn.module, line: fact.at.line, fn: found.fn, wrappers: found.wrappers };
}

/** `asyncHandler(async (req, res) => …)` is not the wrapper but what has no name within it. */
const nameWithin = ({ name }: Pick<HandlerRef, 'name'>, { wrappers }: Unwrapped): string =>
  wrappers.length > 0 && name.endsWith('(…)') ? `(anonymous) in ${name.slice(0, -'(…)'.length)}` : name;

/** `(req, res) => controller.list(req, res)` does what it hands everything to. */
function delegateName(evaluator: Evaluator, ref: FunctionRef): string | undefined {
  const { params, steps } = evaluator.program.fn(ref);
  const calls = steps.flatMap((step) => (step.kind === 'call' ? [evaluator.program.call(ref.module, step.call)] : []));
  const [call] = calls;
  const does = steps.some((step) => step.kind === 'assign' || step.kind === 'throw');
  if (!call || calls.length > 1 || does || params.length === 0 || call.expr.args.length === 0) return undefined;
  const own = params.map((param) => param.binding);
  const handsOn = call.expr.args.every((arg) => arg.kind === 'reference' && own.includes(arg.binding ?? -1));
  if (!handsOn || call.expr.callee.kind !== 'member') return undefined;
  const [target] = evaluator.evaluate(call.expr.callee, { module: ref.module });
  if (target?.kind === 'function') return functionName(evaluator, target.ref) ?? nameOfExpr(call.expr.callee);
  const { object } = call.expr.callee;
  const onParameter = object.kind === 'reference' && own.includes(object.binding ?? -1);
  return onParameter ? undefined : nameOfExpr(call.expr.callee);
}

type Unwrapped = Pick<HandlerRef, 'fn' | 'wrappers'>;

/** What a framework makes of its own may make handlers: `factory.createHandlers(…)` of Hono. */
const FRAMEWORK = /^(hono|express|koa|fastify|@(hono|koa|fastify|hapi|nestjs)\/.+)$/;

/** Sees through `catchAsync(handler)`: the function a wrapper was given is the handler, the wrapper is remembered. */
function unwrap(evaluator: Evaluator, value: Value, depth = 0): Unwrapped | undefined {
  if (depth > 6) return undefined;
  if (value.kind === 'function') {
    const inner = wrappedIn(evaluator, value);
    const deeper = inner && unwrap(evaluator, inner, depth + 1);
    if (!deeper) return { fn: value.ref, wrappers: [] };
    return { ...deeper, wrappers: [{ name: wrapperName(evaluator, value.ref), fn: value.ref }, ...deeper.wrappers] };
  }
  if (value.kind !== 'result' || value.site.call < 0) return undefined;
  const { expr } = evaluator.program.call(value.site.module, value.site.call);
  const origin = originOf(value.of);
  const name = origin ? describe(value.of) : nameOfExpr(expr.callee);
  // A builder of a package keeps what its methods are given to itself: `body('email').custom(isFree)` is no wrapper of `isFree`.
  if (origin?.path.includes('()') && !FRAMEWORK.test(origin.package)) return { wrappers: [{ name }] };
  for (const argument of expr.args) {
    const given = evaluator
      .evaluate(argument, { module: value.site.module })
      .find((item) => item.kind === 'function' || item.kind === 'result');
    const deeper = given && unwrap(evaluator, given, depth + 1);
    if (deeper?.fn) return { ...deeper, wrappers: [{ name }, ...deeper.wrappers] };
  }
  return { wrappers: [{ name }] };
}

/** The handler that a factory's caller passed in, when a function closes over one of the factory's parameters. */
function wrappedIn(evaluator: Evaluator, value: Extract<Value, { kind: 'function' }>): Value | undefined {
  const { parent } = evaluator.program.fn(value.ref);
  if (parent === undefined || parent === 0 || !value.env) return undefined;
  for (const { id, given, option } of givenTo(evaluator, { module: value.ref.module, fn: parent }, value.env)) {
    const handler = given.find(
      (item) => item.kind === 'function' || (item.kind === 'result' && originOf(item.of) !== undefined),
    );
    if (handler?.kind !== 'function') continue;
    if (option ? servesThrough(evaluator, value.ref, id) : callsOrPasses(evaluator, value.ref, id)) return handler;
  }
  return undefined;
}

interface Given {
  id: number;
  given: Value[];
  /** One of several things in an options object, any of which may be functions that only tell something. */
  option: boolean;
}

/** What a factory was given, by name: its parameters, and what it takes out of them (`const { handler } = options`). */
function givenTo(evaluator: Evaluator, { module, fn }: FunctionRef, env: Env): Given[] {
  const { bindings } = evaluator.program.module(module).facts;
  const isParam = (expr: Expr | undefined): boolean =>
    expr?.kind === 'reference' && expr.binding !== undefined && bindings[expr.binding]?.param?.fn === fn;
  return bindings
    .filter((item) => item.fn === fn && (item.param || (item.path && isParam(item.init))))
    .map((item) => ({
      id: item.id,
      option: item.path !== undefined,
      given: item.param ? (env.get(`${module}#${item.id}`) ?? []) : evaluator.bindingValues(item, { module, env }),
    }));
}

/** Whether a function hands its own request and what follows to what a name holds, as it would to a handler. */
function servesThrough(evaluator: Evaluator, ref: FunctionRef, binding: number): boolean {
  const { calls } = evaluator.program.module(ref.module).facts;
  const own = new Set(evaluator.program.fn(ref).params.map((param) => param.binding));
  const isOwn = (arg: Expr): boolean => arg.kind === 'reference' && arg.binding !== undefined && own.has(arg.binding);
  return calls.some(({ expr, fn, use }) => {
    const { callee, args } = expr;
    const called = callee.kind === 'reference' && callee.binding === binding && fn === ref.fn;
    return called && args.length > 0 && args.every(isOwn) && (args.length > 1 || use === 'returned');
  });
}

/** Whether a function, or one within it, calls what a name holds or hands it on: a class or a model it only uses is no handler. */
function callsOrPasses(evaluator: Evaluator, ref: FunctionRef, binding: number): boolean {
  const { calls, functions } = evaluator.program.module(ref.module).facts;
  const names = (expr: Expr): boolean => expr.kind === 'reference' && expr.binding === binding;
  const inside = (fn: number | undefined): boolean =>
    fn !== undefined && (fn === ref.fn || inside(functions[fn]?.parent));
  return calls.some(({ expr, fn }) => {
    const { callee, args } = expr;
    const applied =
      callee.kind === 'member' && /^(call|apply|bind)$/.test(String(callee.property)) && names(callee.object);
    return (applied || names(callee) || args.some(names)) && inside(fn);
  });
}

function wrapperName(evaluator: Evaluator, inner: FunctionRef): string {
  const { parent } = evaluator.program.fn(inner);
  const own = parent === undefined ? undefined : functionName(evaluator, { module: inner.module, fn: parent });
  return own === undefined ? posix.parse(inner.module).name : own;
}

/** `Class.method`, or the declared name; `undefined` for anonymous functions, also those that are a module's only export. */
export function functionName(evaluator: Evaluator, ref: FunctionRef): string | undefined {
  const fact = evaluator.program.fn(ref);
  if (fact.name === 'default' || fact.name === 'exports') return undefined;
  const cls = fact.cls === undefined || fact.arrow ? undefined : evaluator.program.cls(ref.module, fact.cls).name;
  return cls && fact.name ? `${cls}.${fact.name}` : fact.name;
}

/** An expression as a short name: `auth`, `users.list`, `validate(…)`. */
export function nameOfExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'reference':
      return expr.name;
    case 'this':
      return 'this';
    case 'member':
      return `${nameOfExpr(expr.object)}.${typeof expr.property === 'string' ? expr.property : '…'}`;
    case 'call':
    case 'new':
      return `${nameOfExpr(expr.callee)}(…)`;
    case 'literal':
      return String(expr.value);
    default:
      return '(anonymous)';
  }
}

const MAY_HOLD_ARRAY = new Set<Expr['kind']>(['array', 'reference', 'member']);

/** Arguments with nested arrays and known spreads laid flat. */
export function flatten(
  evaluator: Evaluator,
  args: (Expr & { spread?: boolean })[],
  frame: Frame,
  depth = 0,
): { expr: Expr; frame: Frame }[] {
  return args.flatMap((arg) => {
    if (depth < 4 && (arg.spread || MAY_HOLD_ARRAY.has(arg.kind))) {
      const array = evaluator.evaluate(arg, frame).find((value) => value.kind === 'array');
      if (array?.kind === 'array') {
        const inner: Frame = { module: array.module, ...(array.env && { env: array.env }) };
        return flatten(evaluator, array.expr.elements, inner, depth + 1);
      }
    }
    return [{ expr: arg, frame }];
  });
}
