import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import { flatten, handlerOf } from './handlers.ts';
import { honoHandlers } from './hono-handlers.ts';
import { HONO_VERBS, type HonoRouter, honoRouter, honoRouters } from './hono-routers.ts';
import { type PathText, pathTexts } from './path-texts.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** `get(path?, …handlers)`; without a path it is that of the call before it in the chain. */
export function registerVerb(
  recognition: Recognition,
  router: HonoRouter,
  call: CallFact,
  method: string,
  frame: Frame,
): void {
  const { evaluator } = recognition;
  const { args, callee } = call.expr;
  const own = args[0] && isPath(evaluator, args[0], frame) ? args[0] : undefined;
  const paths = own ? pathTexts(evaluator, own, frame) : pathBefore(evaluator, callee, frame);
  register(
    recognition,
    router,
    { call, methods: [method.toUpperCase()], paths, args: own ? args.slice(1) : args },
    frame,
  );
}

/** `on(method or methods, path or paths, …handlers)`. */
export function registerOn(recognition: Recognition, router: HonoRouter, call: CallFact, frame: Frame): void {
  const { evaluator } = recognition;
  const [methods, paths, ...args] = call.expr.args;
  if (!methods || !paths) return;
  const names = pathTexts(evaluator, methods, frame).map(({ text }) => text?.toUpperCase() ?? 'ALL');
  register(recognition, router, { call, methods: names, paths: pathTexts(evaluator, paths, frame), args }, frame);
}

interface Registered {
  call: CallFact;
  methods: string[];
  paths: PathText[];
  args: CallFact['expr']['args'];
}

/** `:id{[0-9]+}` is `:id`. */
const withoutPatterns = (path: string): string => path.replace(/(:\w+)\{(?:[^{}]|\{[^}]*\})*\}/g, '$1');

function register({ evaluator, graph }: Recognition, router: HonoRouter, given: Registered, frame: Frame): void {
  const handlers = honoHandlers(evaluator, given.args, frame);
  const handler = handlers.pop();
  if (!handler) return;
  for (const { text, partial } of given.paths) {
    graph.register({
      router: router.key,
      framework: 'hono',
      methods: given.methods,
      path: text === undefined ? undefined : withoutPatterns(text),
      ...(partial && { partial }),
      middleware: handlers,
      handler,
      at: locationIn(frame.module, positionInChain(given.call)),
    });
  }
}

/** Whether an argument is a path, not a handler. */
export function isPath(evaluator: Evaluator, expr: Expr, frame: Frame): boolean {
  if (expr.kind === 'template' || expr.kind === 'literal') return true;
  const values = evaluator.evaluate(expr, frame);
  return values.some((value) => value.kind === 'text');
}

function pathBefore(evaluator: Evaluator, callee: Expr, frame: Frame): PathText[] {
  let before = callee.kind === 'member' ? callee.object : undefined;
  while (before?.kind === 'call' && before.callee.kind === 'member') {
    const [first] = before.args;
    const verb = typeof before.callee.property === 'string' && HONO_VERBS.has(before.callee.property);
    if (verb && first && isPath(evaluator, first, frame)) return pathTexts(evaluator, first, frame);
    before = before.callee.object;
  }
  return [{ text: '/' }];
}

/** `use(path?, …middleware)`: `/x` is that path alone, `/x/*` all below it too. */
export function registerMiddleware(recognition: Recognition, router: HonoRouter, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [first, ...rest] = call.expr.args;
  if (!first) return;
  const own = isPath(evaluator, first, frame);
  const handlers = honoHandlers(evaluator, own ? rest : call.expr.args, frame);
  const at = locationIn(frame.module, positionInChain(call));
  for (const { text } of own ? pathTexts(evaluator, first, frame) : [{ text: '*' }]) {
    if (text === undefined) continue;
    const prefix = text.replace(/\/?\*$/, '');
    graph.use({ router: router.key, prefix, ...(prefix === text && { exact: true }), handlers, at });
  }
}

/** `route(prefix, router)`. */
export function mountRouter(recognition: Recognition, parent: HonoRouter, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [prefix, child] = call.expr.args;
  if (!prefix || !child) return;
  const at = locationIn(frame.module, positionInChain(call));
  const children = flatten(evaluator, [child], frame).flatMap((item) => honoRouters(evaluator, item.expr, item.frame));
  if (children.length === 0 && !isParameter(evaluator, child, frame)) {
    const reason = 'the router that is mounted here could not be followed';
    recognition.unknowns.push({ path: at.path, line: at.line, subject: 'route', reason });
  }
  for (const { base } of children) {
    for (const { text, partial } of pathTexts(evaluator, prefix, frame)) {
      graph.mount({
        parent: parent.key,
        child: base,
        prefix: text,
        ...(partial && { partial }),
        middleware: [],
        passesOn: true,
        at,
      });
    }
  }
}

/** A parameter that nobody supplies: the function is not called, or only by tests. */
const isParameter = (evaluator: Evaluator, expr: Expr, frame: Frame): boolean =>
  evaluator.evaluate(expr, frame).some((value) => value.kind === 'parameter' || value.kind === 'typed');

/** `mount(prefix, other.fetch)` of another Hono application. */
export function mountFetch(recognition: Recognition, parent: HonoRouter, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [prefix, fetch] = call.expr.args;
  if (!prefix || !fetch) return;
  const at = locationIn(frame.module, positionInChain(call));
  for (const value of evaluator.evaluate(fetch, frame)) {
    const child = value.kind === 'member' && value.name === 'fetch' ? honoRouter(evaluator, value.of) : undefined;
    if (!child) continue;
    for (const { text } of pathTexts(evaluator, prefix, frame))
      graph.mount({ parent: parent.key, child: child.base, prefix: text, middleware: [], at });
  }
}

/** `basePath(prefix)` gives a view of the router under a prefix. */
export function addView(recognition: Recognition, parent: HonoRouter, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [prefix] = call.expr.args;
  if (!prefix) return;
  const at = locationIn(frame.module, positionInChain(call));
  for (const view of honoRouters(evaluator, call.expr, frame)) {
    for (const { text, partial } of pathTexts(evaluator, prefix, frame))
      graph.mount({
        parent: parent.key,
        child: view.key,
        prefix: text,
        ...(partial && { partial }),
        middleware: [],
        passesOn: true,
        at,
      });
  }
}

/** `onError(handler)`. */
export function noteErrorHandler(recognition: Recognition, call: CallFact, frame: Frame): void {
  const [given] = call.expr.args;
  if (!given) return;
  const { name, fn } = handlerOf(recognition.evaluator, given, frame);
  const at = locationIn(frame.module, positionInChain(call));
  recognition.errorHandlers.push({
    framework: 'hono',
    handler: { at, name, external: fn === undefined, ...(fn && { fn }) },
  });
}
