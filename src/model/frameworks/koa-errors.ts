import type { Location } from '../../parse/position.ts';
import type { CallFact, Expr, TryFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf } from '../evaluate/values.ts';
import type { FunctionRef, HandlerRef } from '../repo-model.ts';
import { handlerOf } from './handlers.ts';
import { locationIn, type Recognition } from './recogniser.ts';

/** Packages whose middleware answers errors. */
const ERROR_MIDDLEWARE = new Set([
  'koa-error',
  'koa-json-error',
  'koa-error-handler',
  'koa-better-error-handler',
  'koa-handle-error',
  'koa-errorhandler',
  'koa-boom',
  'koa-http-error',
]);

/** Packages that are called with the application and take over its error handling. */
const ERROR_INSTALLERS = new Set(['koa-onerror']);

const note = (recognition: Recognition, handler: HandlerRef, at: Location): void => {
  recognition.errorHandlers.push({
    framework: 'koa',
    handler: { at, name: handler.name, external: !handler.fn, ...(handler.fn && { fn: handler.fn }) },
  });
};

/** Middleware that catches what comes after it: `try { await next() } catch`, `next().catch(…)`, or a package made for it. */
export function noteErrorMiddleware(
  recognition: Recognition,
  handler: HandlerRef,
  at: Location,
  given: { expr: Expr; frame: Frame },
): void {
  const { evaluator } = recognition;
  const known = evaluator.evaluate(given.expr, given.frame).some((value) => {
    const origin = originOf(value);
    return origin !== undefined && ERROR_MIDDLEWARE.has(origin.package);
  });
  if (known || (handler.fn && catchesNext(evaluator, handler.fn))) note(recognition, handler, at);
}

function catchesNext(evaluator: Evaluator, ref: FunctionRef): boolean {
  const { params, steps } = evaluator.program.fn(ref);
  const next = params[1]?.binding;
  if (next === undefined) return false;
  return steps.some((step) => {
    if (step.kind !== 'call') return false;
    const { callee } = evaluator.program.call(ref.module, step.call).expr;
    if (callee.kind === 'reference')
      return callee.binding === next && step.context.tries.some((id) => !passesOn(evaluator, ref, id));
    return callee.kind === 'member' && callee.property === 'catch' && isCallOf(callee.object, next);
  });
}

/** The catch clause always throws on what it caught, so errors are only observed. */
function passesOn(evaluator: Evaluator, ref: FunctionRef, id: number): boolean {
  const { context, handler } = evaluator.program.module(ref.module).facts.tries[id] as TryFact;
  return evaluator.program
    .fn(ref)
    .steps.some(
      (step) =>
        step.kind === 'throw' &&
        step.value.kind === 'reference' &&
        step.value.binding === handler?.param &&
        step.context.catches.includes(id) &&
        step.context.branches <= context.branches,
    );
}

const isCallOf = (expr: Expr, binding: number): boolean =>
  expr.kind === 'call' && expr.callee.kind === 'reference' && expr.callee.binding === binding;

/** `app.on('error', listener)`. */
export function noteErrorListener(recognition: Recognition, call: CallFact, frame: Frame): void {
  const [event, listener] = call.expr.args;
  if (!event || !listener || recognition.evaluator.texts(event, frame)?.[0] !== 'error') return;
  note(recognition, handlerOf(recognition.evaluator, listener, frame), locationIn(frame.module, call.expr.at));
}

/** `onerror(app)` of koa-onerror, and `app.context.onerror = …`, which replaces what koa does itself. */
export function noteErrorPackages(recognition: Recognition): void {
  const { evaluator, modules } = recognition;
  for (const { path, facts, links } of modules) {
    const frame = { module: path };
    const installs = [...links.values()].some((link) => link.kind === 'package' && ERROR_INSTALLERS.has(link.name));
    for (const { expr } of installs ? facts.calls : []) {
      const [origin] = evaluator.evaluate(expr.callee, frame).map(originOf);
      if (!origin || !ERROR_INSTALLERS.has(origin.package)) continue;
      note(
        recognition,
        { name: origin.package, file: path, line: expr.at.line, wrappers: [] },
        locationIn(path, expr.at),
      );
    }
    for (const step of facts.functions.flatMap((fn) => fn.steps)) {
      if (step.kind !== 'assign' || !isContextHandler(step.target)) continue;
      note(recognition, handlerOf(evaluator, step.value, frame), locationIn(path, step.at));
    }
  }
}

const isContextHandler = (target: Expr): boolean =>
  target.kind === 'member' &&
  target.property === 'onerror' &&
  target.object.kind === 'member' &&
  target.object.property === 'context';
