import type { Location } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import { flatten, handlerOf, nameOfExpr } from './handlers.ts';
import {
  locationIn,
  positionInChain,
  type ReceivedCall,
  type Recogniser,
  type Recognition,
  receivedCalls,
} from './recogniser.ts';

const VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'all',
  'del',
  'search',
  'propfind',
  'report',
]);
const METHODS = new Set([...VERBS, 'use']);
const ROUTER_PACKAGES = new Set([
  'express',
  'express-promise-router',
  'express-async-router',
  '@types/express',
  'express-serve-static-core',
  'ultimate-express',
  'polka',
]);

/** Express 4 and 5: applications, routers, mounts in any module, `route()` chains, routers returned by factories. */
export const express: Recogniser = {
  name: 'express',
  packages: ['express', 'ultimate-express'],
  recognise(recognition) {
    const routersOf = (object: Expr, frame: Frame): Receiver[] => receivers(recognition.evaluator, object, frame);
    for (const received of receivedCalls(recognition, METHODS, routersOf)) registerCall(recognition, received);
    for (const { router, handler } of recognition.errorHandlers) {
      const later = router === undefined ? undefined : recognition.graph.firstAfter(router, handler.at);
      if (later) handler.beforeRoutes = later;
    }
  },
  catchesAsync({ major, recognition, package: owner }) {
    if (major !== undefined && major >= 5)
      return { catchesAsync: true, because: `express ${major} passes rejections to its error handling` };
    const patched = recognition.modules.find(
      (module) =>
        module.package === owner &&
        module.facts.imports.some((item) =>
          /^(express-async-errors|express-async-handler-errors|@zeit\/express-async-errors)/.test(item.specifier ?? ''),
        ),
    );
    if (patched) return { catchesAsync: true, because: `express-async-errors is loaded in ${patched.path}` };
    const told =
      major === undefined
        ? 'its version is not declared, Express 4 is assumed'
        : `express ${major} does not catch rejections`;
    return { catchesAsync: false, because: told };
  },
};

interface Receiver {
  key: string;
  /** Path given by `route('/x')` before the verb. */
  base: string | undefined;
  viaRoute: boolean;
  app: boolean;
}

function registerCall(recognition: Recognition, received: ReceivedCall<Receiver>): void {
  const { call, method, frame } = received;
  for (const receiver of received.receivers) {
    if (receiver.app) recognition.graph.root(receiver.key);
    if (method === 'use') use(recognition, receiver, call, frame);
    else route(recognition, receiver, call, method, frame);
  }
}

/** The routers an expression can be: `express()`, `express.Router()`, `router.route('/x')`, chained calls on them. */
function receivers(evaluator: Evaluator, expr: Expr, frame: Frame): Receiver[] {
  return evaluator.evaluate(expr, frame).flatMap((value) => receiverOf(evaluator, value, frame) ?? []);
}

function receiverOf(evaluator: Evaluator, value: Value, frame: Frame): Receiver | undefined {
  if (
    value.kind === 'typed' &&
    ROUTER_PACKAGES.has(value.package) &&
    /^(I?Router|Application|Express|Core\.Express)$/.test(value.name)
  ) {
    return { key: `typed:${frame.module}`, base: undefined, viaRoute: false, app: false };
  }
  if (value.kind !== 'result') return undefined;
  const made = routerKind(value);
  if (made) return { key: siteKey(value.site), base: undefined, viaRoute: false, app: made === 'app' };
  return value.of.kind === 'member' ? chained(evaluator, value, value.of, frame) : undefined;
}

function chained(
  evaluator: Evaluator,
  value: Extract<Value, { kind: 'result' }>,
  of: Extract<Value, { kind: 'member' }>,
  frame: Frame,
): Receiver | undefined {
  const inner = receiverOf(evaluator, of.of, frame);
  if (!inner) return undefined;
  if (VERBS.has(of.name) || of.name === 'use' || of.name === 'param') return inner;
  if (of.name !== 'route' || value.site.call < 0) return undefined;
  const [path] = evaluator.program.call(value.site.module, value.site.call).expr.args;
  const [text] = (path && evaluator.texts(path, { module: value.site.module })) ?? [];
  return { ...inner, base: text, viaRoute: true };
}

function routerKind(value: Extract<Value, { kind: 'result' }>): 'app' | 'router' | undefined {
  const origin = originOf(value.of);
  if (!origin || !ROUTER_PACKAGES.has(origin.package)) return undefined;
  const path = origin.path.filter((name) => name !== 'default').join('.');
  if (origin.package !== 'express' && origin.package !== 'ultimate-express' && origin.package !== 'polka')
    return path === '' ? 'router' : undefined;
  if (path === '' || path === 'express') return 'app';
  return path === 'Router' || path === 'express.Router' ? 'router' : undefined;
}

function route(recognition: Recognition, receiver: Receiver, call: CallFact, method: string, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [first, ...rest] = call.expr.args;
  // `app.get('setting')` reads a setting.
  if (!first || (!receiver.viaRoute && rest.length === 0)) return;
  const paths = receiver.viaRoute ? [receiver.base] : pathsOf(evaluator, first, frame);
  const handlers = flatten(evaluator, receiver.viaRoute ? call.expr.args : rest, frame).map((item) =>
    handlerOf(evaluator, item.expr, item.frame),
  );
  const handler = handlers.pop();
  for (const path of paths) {
    graph.register({
      router: receiver.key,
      framework: 'express',
      methods: [method === 'del' ? 'DELETE' : method.toUpperCase()],
      path,
      middleware: handlers,
      ...(handler && { handler }),
      at: locationIn(frame.module, positionInChain(call)),
    });
  }
}

function pathsOf(evaluator: Evaluator, expr: Expr, frame: Frame): (string | undefined)[] {
  const texts = flatten(evaluator, [expr], frame).map((item) => evaluator.texts(item.expr, item.frame));
  return texts.flatMap((options): (string | undefined)[] => options ?? [undefined]);
}

function use(recognition: Recognition, receiver: Receiver, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [first, ...rest] = call.expr.args;
  if (!first) return;
  const prefixes = mountPaths(evaluator, [first, ...rest], frame);
  const at = locationIn(frame.module, positionInChain(call));
  const items = flatten(evaluator, prefixes ? rest : call.expr.args, frame);
  const before: HandlerRef[] = [];
  for (const item of items) {
    const routers = receivers(evaluator, item.expr, item.frame);
    for (const child of routers) {
      for (const prefix of prefixes ?? [''])
        graph.mount({ parent: receiver.key, child: child.key, prefix, middleware: [...before], at });
    }
    if (routers.length > 0) continue;
    const handler = handlerOf(evaluator, item.expr, item.frame);
    before.push(handler);
    noteErrorHandler(recognition, receiver.key, handler, item.expr, at);
  }
  const mounted = items.some((item) => receivers(evaluator, item.expr, item.frame).length > 0);
  if (!mounted) graph.use({ router: receiver.key, prefix: prefixes?.[0], handlers: before, at });
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
  return mayBePath(values) && rest.some((arg) => receivers(evaluator, arg, frame).length > 0) ? [undefined] : undefined;
}

/** `use(options.path, router)`: what is not known may be a path as well as middleware, so that the router's prefix is not known. */
const mayBePath = (values: Value[]): boolean =>
  values.length > 0 &&
  values.every((value) => /^(unknown|member|parameter|global)$/.test(value.kind) && originOf(value) === undefined);

/** A function of four parameters is an error handler; so are the known ones of packages. */
function noteErrorHandler(
  recognition: Recognition,
  router: string,
  handler: HandlerRef,
  expr: Expr,
  at: Location,
): void {
  const params = handler.fn ? recognition.evaluator.program.fn(handler.fn).params.length : 0;
  const name = nameOfExpr(expr);
  const external =
    !handler.fn &&
    /error.?handler|errorhandler|celebrate|errors\(|sentry.*error/i.test(
      [name, ...handler.wrappers.map((item) => item.name)].join(' '),
    );
  if (params !== 4 && !external) return;
  recognition.errorHandlers.push({
    framework: 'express',
    router,
    handler: { at, name: handler.name, external, ...(handler.fn && { fn: handler.fn }) },
  });
}
