import type { Location } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { flatten, handlerFrom, handlerOf } from './handlers.ts';
import { isUnset, type OptionValue, optionOf, resolved, textsOf } from './options.ts';
import { type PathText, pathsOfOption, pathTexts } from './path-texts.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** Hooks that run before the handler, in the order of the request's life. */
export const FASTIFY_HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'];

interface Route {
  methods: (string | undefined)[];
  paths: PathText[];
  options: Value[];
  handler: HandlerRef | undefined;
  at: Location;
}

/** `app.get(path, options?, handler)`, the handler possibly among the options. */
export function registerShorthand(
  recognition: Recognition,
  scopes: RouterKey[],
  call: CallFact,
  method: string,
  frame: Frame,
): void {
  const { evaluator } = recognition;
  const [path, second, third] = call.expr.args;
  if (!path || !second) return;
  const given = evaluator.evaluate(second, frame);
  const secondIsOptions = third !== undefined || given.some((value) => value.kind === 'object');
  const options = secondIsOptions ? given : [];
  const written = secondIsOptions ? third : second;
  const handler = written ? handlerOf(evaluator, written, frame) : optionHandler(evaluator, options, second);
  register(recognition, scopes, {
    methods: [method.toUpperCase()],
    paths: pathTexts(evaluator, path, frame),
    options,
    handler,
    at: locationIn(frame.module, positionInChain(call)),
  });
}

/** `app.route({ method, url, handler })`, the object possibly from elsewhere; then the route stands where the object does. */
export function registerFull(recognition: Recognition, scopes: RouterKey[], call: CallFact, frame: Frame): void {
  const [argument] = call.expr.args;
  if (!argument) return;
  const at = locationIn(frame.module, positionInChain(call));
  for (const value of recognition.evaluator.evaluate(argument, frame)) {
    const inline = value.kind === 'object' && value.expr === argument;
    registerObject(recognition, scopes, value, inline || value.kind !== 'object' ? at : placeOf(value));
  }
}

export const placeOf = (value: Extract<Value, { kind: 'object' }>): Location => locationIn(value.module, value.expr.at);

export function registerObject(recognition: Recognition, scopes: RouterKey[], value: Value, at: Location): void {
  const { evaluator } = recognition;
  const options = [value];
  const method = optionOf(evaluator, options, 'method');
  const path = optionOf(evaluator, options, 'url') ?? optionOf(evaluator, options, 'path');
  if (!path) return;
  register(recognition, scopes, {
    methods: method ? textsOf(evaluator, method) : ['GET'],
    paths: pathsOfOption(evaluator, path),
    options,
    handler: optionHandler(evaluator, options, undefined),
    at,
  });
}

function optionHandler(evaluator: Evaluator, options: Value[], beside: Expr | undefined): HandlerRef | undefined {
  const option = optionOf(evaluator, options, 'handler');
  return option && handlerOfOption(evaluator, option, 'handler', beside?.at.line ?? 1);
}

function handlerOfOption(evaluator: Evaluator, option: OptionValue, name: string, line: number): HandlerRef {
  if (option.expr) return handlerOf(evaluator, option.expr, option.frame);
  return handlerFrom(evaluator, option.values, { name, file: option.frame.module, line });
}

function register(recognition: Recognition, scopes: RouterKey[], route: Route): void {
  const { evaluator, graph } = recognition;
  const middleware = hooksOf(evaluator, route.options, route.at.line);
  const constraint = optionOf(evaluator, route.options, 'constraints');
  const version = constraint && optionOf(evaluator, constraint.values, 'version');
  const [versionText] = version ? textsOf(evaluator, version) : [];
  for (const router of scopes) {
    for (const path of route.paths) {
      graph.register({
        router,
        framework: 'fastify',
        methods: route.methods.map((method) => (method === undefined || method === '*' ? 'ALL' : method.toUpperCase())),
        path: path.text,
        ...(path.partial && { partial: true }),
        middleware,
        ...(route.handler && { handler: route.handler }),
        ...(versionText !== undefined && { version: versionText }),
        at: route.at,
      });
    }
  }
}

/** The hooks a route has of its own: `preHandler: [auth, validate]`. */
function hooksOf(evaluator: Evaluator, options: Value[], line: number): HandlerRef[] {
  return FASTIFY_HOOKS.flatMap((stage) => {
    const option = optionOf(evaluator, options, stage);
    if (!option) return [];
    if (!option.expr) return [{ ...handlerOfOption(evaluator, option, stage, line), stage }];
    return hookHandlers(evaluator, option.expr, option.frame, stage);
  });
}

function hookHandlers(evaluator: Evaluator, expr: Expr, frame: Frame, stage: string): HandlerRef[] {
  return flatten(evaluator, [expr], frame)
    .filter((item) => !isNothing(item.expr))
    .map((item) => ({ ...handlerOf(evaluator, item.expr, item.frame), stage }));
}

const isNothing = (expr: Expr): boolean =>
  (expr.kind === 'reference' && expr.name === 'undefined') || (expr.kind === 'literal' && expr.value === null);

/** `app.addHook('onRequest', handler)`: holds for the scope and all scopes in it, whatever the order. */
export function registerHook(recognition: Recognition, scopes: RouterKey[], call: CallFact, frame: Frame): void {
  const [name, hook] = call.expr.args;
  if (!name || !hook) return;
  const [stage] = recognition.evaluator.texts(name, frame) ?? [];
  if (stage === undefined || !FASTIFY_HOOKS.includes(stage)) return;
  const at = locationIn(frame.module, call.expr.at);
  const handlers = hookHandlers(recognition.evaluator, hook, frame, stage);
  for (const router of scopes) recognition.graph.use({ router, prefix: undefined, handlers, unordered: true, at });
}

/** `app.use(path?, middleware)` of middie and `@fastify/express`, which run as `onRequest` hooks. */
export function registerMiddleware(recognition: Recognition, scopes: RouterKey[], call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [first, ...rest] = call.expr.args;
  if (!first) return;
  const prefixes = rest.length > 0 ? pathTexts(evaluator, first, frame).map(({ text }) => text) : [undefined];
  const at = locationIn(frame.module, call.expr.at);
  for (const item of rest.length > 0 ? rest : [first]) {
    const handlers = hookHandlers(evaluator, item, frame, 'onRequest');
    for (const router of scopes)
      for (const prefix of prefixes) graph.use({ router, prefix, handlers, unordered: true, at });
  }
}

export function registerErrorHandler(recognition: Recognition, call: CallFact, frame: Frame): void {
  const [argument] = call.expr.args;
  if (!argument) return;
  const handler = handlerOf(recognition.evaluator, argument, frame);
  recognition.errorHandlers.push({
    framework: 'fastify',
    handler: {
      at: locationIn(frame.module, call.expr.at),
      name: handler.name,
      external: !handler.fn,
      ...(handler.fn && { fn: handler.fn }),
    },
  });
}

/** The prefixes a `register` call gives: an empty one for none. */
export function prefixesOf(evaluator: Evaluator, options: Expr | undefined, frame: Frame): PathText[] {
  // Options may be made by a function of the parent instance.
  const owners = options ? resolved(evaluator, evaluator.evaluate(options, frame)) : [];
  const option = optionOf(evaluator, owners, 'prefix');
  return option && !isUnset(option) ? pathsOfOption(evaluator, option) : [{ text: '' }];
}
