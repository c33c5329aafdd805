import type { Location } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { flatten, handlerFrom, handlerOf, nameOfExpr } from './handlers.ts';
import type { HapiAuthentication } from './hapi-authentication.ts';
import type { HapiServers } from './hapi-servers.ts';
import { elementsIn, type OptionValue, optionOf, resolved, textsOf } from './options.ts';
import { pathsOfOption } from './path-texts.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** What is known of the servers of a repository before its routes are read. */
export interface HapiContext {
  servers: HapiServers;
  authentication: HapiAuthentication;
}

/** `server.route({ method, path, handler })`, or a list of such; a route stands where its object does. */
export function registerHapiRoutes(
  recognition: Recognition,
  context: HapiContext,
  keys: RouterKey[],
  call: CallFact,
  frame: Frame,
): void {
  const { evaluator, unknowns } = recognition;
  const [argument] = call.expr.args;
  if (!argument) return;
  const at = locationIn(frame.module, positionInChain(call));
  const values = routeValues(evaluator, evaluator.evaluate(argument, frame));
  if (values.length === 0 || values.some((value) => !HOLDERS.has(value.kind))) {
    const reason = 'routes that are added here could not be followed';
    unknowns.push({ path: frame.module, line: at.line, subject: 'route', reason });
  }
  for (const value of values) {
    const inline = value.kind === 'object' && value.expr === argument;
    const place = value.kind === 'object' && !inline ? locationIn(value.module, value.expr.at) : at;
    registerHapiRoute(recognition, context, keys, value, place);
  }
}

/** Values that can be a route. */
const HOLDERS = new Set<Value['kind']>(['object', 'instance', 'class']);

/** Routes in lists, and lists in lists: hapi lays them flat. */
export function routeValues(evaluator: Evaluator, values: Value[], depth = 0): Value[] {
  if (depth > 4) return [];
  return elementsIn(evaluator, values).flatMap((value) => {
    if (value.kind === 'array') return routeValues(evaluator, [value], depth + 1);
    if (value.kind === 'module')
      return routeValues(
        evaluator,
        evaluator.exported(value.path, 'default').filter((item) => item.kind !== 'module'),
        depth + 1,
      );
    return [value];
  });
}

export function registerHapiRoute(
  recognition: Recognition,
  { servers, authentication }: HapiContext,
  keys: RouterKey[],
  value: Value,
  at: Location,
): void {
  const { evaluator, graph } = recognition;
  const path = optionOf(evaluator, [value], 'path');
  const method = optionOf(evaluator, [value], 'method');
  if (!path || !method) return;
  const settings = settingsOf(evaluator, [value]);
  const handler = hapiHandler(evaluator, [value], settings, at);
  const methods = textsOf(evaluator, method).map(verbOf);
  for (const router of keys) {
    for (const written of pathsOfOption(evaluator, path)) {
      const { text, partial } = servers.within(router, written);
      graph.register({
        router,
        framework: 'hapi',
        methods,
        path: text && colonPath(text),
        ...(partial && { partial }),
        middleware: [...authentication.of(router, settings, at), ...prerequisites(evaluator, settings)],
        ...(handler && { handler }),
        at,
      });
    }
  }
}

/** `*` serves every method, and so may one that is computed. */
const verbOf = (name: string | undefined): string => (name === undefined || name === '*' ? 'ALL' : name.toUpperCase());

/** The settings of a route, which a function of the server may make. */
const settingsOf = (evaluator: Evaluator, owners: Value[]): Value[] => {
  const settings = optionOf(evaluator, owners, 'options') ?? optionOf(evaluator, owners, 'config');
  return settings ? resolved(evaluator, settings.values) : [];
};

/** `/users/{id}/{rest*}` is `/users/:id/:rest*`. */
const colonPath = (path: string): string => path.replace(/\{(\w+)([?*]?)\d*\}/g, ':$1$2');

/** A function, or an object that names a kind of handler: `{ directory: { … } }`; in the route or in its settings. */
function hapiHandler(evaluator: Evaluator, route: Value[], settings: Value[], at: Location): HandlerRef | undefined {
  const option = optionOf(evaluator, route, 'handler') ?? optionOf(evaluator, settings, 'handler');
  if (!option) return undefined;
  const [kind] = option.values;
  if (kind?.kind === 'object') {
    const [property] = kind.expr.properties;
    const name = typeof property?.key === 'string' ? property.key : '(anonymous)';
    return { name, file: kind.module, line: kind.expr.at.line, wrappers: [] };
  }
  return handlerOfOption(evaluator, option, at);
}

function handlerOfOption(evaluator: Evaluator, option: OptionValue, at: Location): HandlerRef {
  if (option.expr) return handlerOf(evaluator, option.expr, option.frame);
  return handlerFrom(evaluator, option.values, { name: 'handler', file: at.path, line: at.line });
}

/** `pre: [check, { method: load, assign: 'user' }, [inParallel], 'method(params.id)']`. */
function prerequisites(evaluator: Evaluator, settings: Value[]): HandlerRef[] {
  const option = optionOf(evaluator, settings, 'pre');
  if (!option?.expr) return [];
  return flatten(evaluator, [option.expr], option.frame).map(({ expr, frame }) => ({
    ...prerequisite(evaluator, expr, frame),
    stage: 'pre',
  }));
}

function prerequisite(evaluator: Evaluator, expr: Expr, frame: Frame): HandlerRef {
  const objects = evaluator.evaluate(expr, frame).filter((value) => value.kind === 'object');
  const method = optionOf(evaluator, objects, 'method');
  if (!method) return named(handlerOf(evaluator, expr, frame));
  const handler = handlerOfOption(evaluator, method, locationIn(frame.module, expr.at));
  if (handler.name !== 'method') return named(handler);
  // A function written in place has no name but that of its property: what it assigns says more.
  const assign = optionOf(evaluator, objects, 'assign');
  const [assigned] = assign ? textsOf(evaluator, assign) : [];
  return { ...handler, name: expr.kind === 'object' ? (assigned ?? handler.name) : nameOfExpr(expr) };
}

/** `'users.load(params.id)'` calls a server method by its name. */
const named = (handler: HandlerRef): HandlerRef =>
  handler.fn ? handler : { ...handler, name: handler.name.replace(/\([^…]*\)$/, '') };
