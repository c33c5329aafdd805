import type { Argument, CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import type { ErrorHandler, HandlerRef } from '../repo-model.ts';
import { placesOf } from './call-order.ts';
import { answersAlways, isErrorHandler } from './express-handlers.ts';
import { expressRouters } from './express-routers.ts';
import { type ExpressTarget, pathsOf } from './express-routes.ts';
import { flatten, handlerOf, nameOfExpr } from './handlers.ts';
import type { Placed } from './middleware-order.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** `router.use(path?, …middleware and routers)`: what comes before a router in it runs before the router, and before all that follows. */
export function use(recognition: Recognition, target: ExpressTarget, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [first, ...rest] = call.expr.args;
  if (!first) return;
  const paths = mountPaths(evaluator, [first, ...rest], frame);
  const prefixes = paths ?? [''];
  const { key } = target.router;
  const placed: Placed = {
    at: locationIn(frame.module, positionInChain(call)),
    order: placesOf(evaluator, frame.module, call),
  };
  // An error handler of one path is not meant for the routes of others, wherever they stand.
  const ofAll = paths === undefined && !(rest.length > 0 && mayBePath(evaluator.evaluate(first, frame)));
  const before: HandlerRef[] = [];
  for (const item of laidFlat(evaluator, paths ? rest : call.expr.args, frame)) {
    const routers = expressRouters(evaluator, item.expr, item.frame);
    for (const child of routers) {
      for (const prefix of prefixes) {
        const middleware = [...target.parameters.of(key, prefix), ...before];
        graph.mount({ parent: key, child: child.key, prefix, middleware, passesOn: true, ...placed });
      }
    }
    if (routers.length > 0) continue;
    const handler = handlerOf(evaluator, item.expr, item.frame);
    if (!noteErrorHandler(recognition, ofAll ? key : undefined, handler, item.expr, placed)) before.push(handler);
  }
  // Middleware of a path that is not known guards nothing for certain.
  for (const prefix of before.length > 0 ? prefixes.filter((path) => path !== undefined) : [])
    graph.use({ router: key, prefix, handlers: before, ...placed });
  registerAnswer(recognition, key, paths, before, placed);
}

/** `use('/files', (req, res) => …)` answers everything below a path: a route as much as those of the verbs. */
function registerAnswer(
  { evaluator, graph }: Recognition,
  router: string,
  paths: (string | undefined)[] | undefined,
  handlers: HandlerRef[],
  placed: Placed,
): void {
  const handler = handlers[handlers.length - 1];
  if (!handler || !paths || !answersAlways(evaluator, handler)) return;
  const middleware = handlers.slice(0, -1);
  for (const path of paths) {
    const below = path === undefined ? undefined : `${path.replace(/\/+$/, '')}/*`;
    if (below === '/*') continue;
    graph.register({ router, framework: 'express', methods: ['ALL'], path: below, middleware, handler, ...placed });
  }
}

/** Arguments with lists laid flat, also those that a call gives: `use(errorHandlers())`. */
function laidFlat(evaluator: Evaluator, args: Argument[], frame: Frame): { expr: Expr; frame: Frame }[] {
  return flatten(evaluator, args, frame).flatMap((item) => {
    if (item.expr.kind !== 'call') return [item];
    const list = evaluator.evaluate(item.expr, item.frame).find((value) => value.kind === 'array');
    if (list?.kind !== 'array') return [item];
    return flatten(evaluator, list.expr.elements, { module: list.module, ...(list.env && { env: list.env }) });
  });
}

/** The leading path argument of `use`; `undefined` when it has none. */
function mountPaths(
  evaluator: Evaluator,
  [first, ...rest]: [Expr, ...Expr[]],
  frame: Frame,
): (string | undefined)[] | undefined {
  const values = evaluator.evaluate(first, frame);
  const isPath =
    first.kind === 'template' ||
    values.some((value) => value.kind === 'text') ||
    (first.kind === 'array' && first.elements[0]?.kind === 'literal');
  if (isPath) return pathsOf(evaluator, first, frame);
  const mounts = rest.some((arg) => expressRouters(evaluator, arg, frame).length > 0);
  return mounts && mayBePath(values) ? [undefined] : undefined;
}

/** `use(options.path, router)`: what is not known may be a path as well as middleware, so that the router's prefix is not known. */
const mayBePath = (values: Value[]): boolean =>
  values.length > 0 &&
  values.every(
    (value) => /^(unknown|member|parameter|global|result)$/.test(value.kind) && originOf(value) === undefined,
  );

/** Whether a handler is for errors: by its parameters, or as one of those that packages supply. */
function noteErrorHandler(
  { evaluator, errorHandlers }: Recognition,
  router: string | undefined,
  handler: HandlerRef,
  expr: Expr,
  { at, order }: Placed,
): boolean {
  const names = [nameOfExpr(expr), ...handler.wrappers.map((item) => item.name)].join(' ');
  const external = !handler.fn && /error.?handler|errorhandler|\berrors\(|sentry.*error/i.test(names);
  if (!external && !isErrorHandler(evaluator, handler)) return false;
  const isKnown = errorHandlers.some((item) => samePlace(item.handler, at, handler.name));
  if (isKnown) return true;
  errorHandlers.push({
    framework: 'express',
    ...(router !== undefined && { router }),
    handler: { at, name: handler.name, external, ...(handler.fn && { fn: handler.fn }) },
    ...(order && { order }),
  });
  return true;
}

const samePlace = (known: ErrorHandler, at: Placed['at'], name: string): boolean =>
  known.name === name && known.at.path === at.path && known.at.line === at.line && known.at.column === at.column;
