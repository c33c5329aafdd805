import type { Location } from '../../parse/position.ts';
import type { Argument, CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import { flatten, handlerOf } from './handlers.ts';
import type { KoaRouter } from './koa-routers.ts';
import { elementsIn, optionOf, textsOf } from './options.ts';
import type { PathParameters } from './path-parameters.ts';
import { joined, type PathText, pathsOfOption, pathTexts } from './path-texts.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** The router that routes are registered on, with its own prefix and its `param` middleware. */
export interface RegisteringRouter {
  router: KoaRouter;
  own: PathText;
  parameters: PathParameters;
}

/** `router.get(name?, path, …middleware, handler)`. */
export function registerVerb(
  recognition: Recognition,
  target: RegisteringRouter,
  call: CallFact,
  method: string,
  frame: Frame,
): void {
  const { evaluator } = recognition;
  const [first, second, ...rest] = call.expr.args;
  if (!first || !second) return;
  const named = rest.length > 0 && isPath(evaluator, second, frame) && !isArray(evaluator, first, frame);
  register(recognition, target, {
    methods: [method === 'del' ? 'DELETE' : method.toUpperCase()],
    paths: pathTexts(evaluator, named ? second : first, frame),
    handlers: handlersOf(evaluator, named ? rest : [second, ...rest], frame),
    at: locationIn(frame.module, positionInChain(call)),
  });
}

function isPath(evaluator: Evaluator, expr: Expr, frame: Frame): boolean {
  if (expr.kind === 'template') return true;
  const values = elementsIn(evaluator, evaluator.evaluate(expr, frame));
  return values.length > 0 && values.every(({ kind }) => kind === 'text' || kind === 'regex');
}

const isArray = (evaluator: Evaluator, expr: Expr, frame: Frame): boolean =>
  evaluator.evaluate(expr, frame).some(({ kind }) => kind === 'array');

/** `router.register(path, methods, middleware)`. */
export function registerNamed(recognition: Recognition, target: RegisteringRouter, call: CallFact, frame: Frame): void {
  const { evaluator } = recognition;
  const [path, methods, ...rest] = call.expr.args;
  if (!path || !methods) return;
  const verbs = textsOf(evaluator, { values: evaluator.evaluate(methods, frame), frame });
  register(recognition, target, {
    methods: verbs.map((verb) => verb?.toUpperCase() ?? 'ALL'),
    paths: pathTexts(evaluator, path, frame),
    handlers: handlersOf(evaluator, rest, frame),
    at: locationIn(frame.module, positionInChain(call)),
  });
}

/** `router.route({ method, path, handler })` of koa-joi-router, or a list of such. */
export function registerDeclared(
  recognition: Recognition,
  target: RegisteringRouter,
  call: CallFact,
  frame: Frame,
): void {
  const { evaluator } = recognition;
  const [argument] = call.expr.args;
  if (!argument) return;
  const at = locationIn(frame.module, positionInChain(call));
  for (const value of elementsIn(evaluator, evaluator.evaluate(argument, frame))) {
    if (value.kind !== 'object') continue;
    const place = value.expr === argument ? at : locationIn(value.module, value.expr.at);
    registerObject(recognition, target, value, place);
  }
}

function registerObject(recognition: Recognition, target: RegisteringRouter, value: Value, at: Location): void {
  const { evaluator } = recognition;
  const method = optionOf(evaluator, [value], 'method');
  const path = optionOf(evaluator, [value], 'path');
  if (!path || !method) return;
  const parts = ['pre', 'handler'].map((name) => optionOf(evaluator, [value], name));
  register(recognition, target, {
    methods: textsOf(evaluator, method).map((verb) => verb?.toUpperCase() ?? 'ALL'),
    paths: pathsOfOption(evaluator, path),
    handlers: parts.flatMap((part) => (part?.expr ? handlersOf(evaluator, [part.expr], part.frame) : [])),
    at,
  });
}

/** Middleware and handler of a route; the objects between are settings of validation. */
function handlersOf(evaluator: Evaluator, args: Argument[], frame: Frame): HandlerRef[] {
  return flatten(evaluator, args, frame)
    .filter(({ expr, frame: inner }) => !evaluator.evaluate(expr, inner).some(({ kind }) => kind === 'object'))
    .map(({ expr, frame: inner }) => handlerOf(evaluator, expr, inner));
}

interface Found {
  methods: string[];
  paths: PathText[];
  handlers: HandlerRef[];
  at: Location;
}

function register({ graph }: Recognition, target: RegisteringRouter, found: Found): void {
  const handler = found.handlers.at(-1);
  for (const path of found.paths) {
    const whole = joined(target.own, path);
    graph.register({
      router: target.router.key,
      framework: 'koa',
      methods: found.methods,
      path: whole.text,
      ...(whole.partial && { partial: true }),
      middleware: [...target.parameters.of(target.router.key, path.text), ...found.handlers.slice(0, -1)],
      ...(handler && { handler }),
      at: found.at,
    });
  }
}
