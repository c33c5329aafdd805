import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { Location } from '../../parse/position.ts';
import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { constantText, objectsOf, optionValues } from './constants.ts';
import { type ClassKey, classKey, type DecoratedClass } from './decorated-classes.ts';
import { locationIn, type Recognition } from './recogniser.ts';

/** One `createExpressServer(options)` or `useExpressServer(app, options)`, or of Koa. */
export interface RoutingServer {
  key: RouterKey;
  /** The Express or Koa application it is put on, when that was made elsewhere. */
  host: RouterKey | undefined;
  at: Location;
  package: Package;
  options: Value[];
  /** `undefined` when it is computed. */
  prefix: string | undefined;
}

const CREATORS: Record<string, number> = {
  createExpressServer: 0,
  createKoaServer: 0,
  useExpressServer: 1,
  useKoaServer: 1,
};

export function routingServers({ evaluator, modules }: Recognition): RoutingServer[] {
  return modules.flatMap((module) => module.facts.calls.flatMap((call) => serversBy(evaluator, module, call)));
}

function serversBy(evaluator: Evaluator, module: LinkedModule, call: CallFact): RoutingServer[] {
  const { callee, args } = call.expr;
  const name = callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? callee.property : undefined;
  const index = typeof name === 'string' && Object.hasOwn(CREATORS, name) ? CREATORS[name] : undefined;
  if (index === undefined || !isOurs(evaluator, call, module.path)) return [];
  return environmentsOf(evaluator, module.path, call).map((frame, which): RoutingServer => {
    const options = objectsOf(evaluator, args[index], frame);
    return {
      key: `${module.path}#routing${call.expr.id}.${which}`,
      host: index === 1 ? hostOf(evaluator, call, frame) : undefined,
      at: locationIn(module.path, call.expr.at),
      package: module.package,
      options,
      prefix: args[index] && options.length === 0 ? undefined : prefixOf(evaluator, options),
    };
  });
}

const isOurs = (evaluator: Evaluator, { expr }: CallFact, module: string): boolean =>
  evaluator.evaluate(expr.callee, { module }).some((value) => originOf(value)?.package === 'routing-controllers');

function hostOf(evaluator: Evaluator, { expr }: CallFact, frame: Frame): RouterKey | undefined {
  const [application] = expr.args;
  const made = application && evaluator.evaluate(application, frame).find((value) => value.kind === 'result');
  return made?.kind === 'result' ? siteKey(made.site) : undefined;
}

function prefixOf(evaluator: Evaluator, options: Value[]): string | undefined {
  const given = options.flatMap((object) => optionValues(evaluator, object, 'routePrefix') ?? []);
  return given.length === 0 ? '' : constantText(given);
}

/**
 * The classes that an option names: classes themselves, or file patterns they are loaded by. Without the option, and where
 * neither can be read, all of the server's package.
 */
export function classesNamed(
  evaluator: Evaluator,
  server: RoutingServer,
  option: 'controllers' | 'middlewares',
  all: Map<ClassKey, DecoratedClass>,
): DecoratedClass[] {
  const values = server.options.flatMap((object) => optionValues(evaluator, object, option) ?? []);
  const named = values.flatMap((value) => elementsOfValue(evaluator, value));
  const listed = named.flatMap((value) => (value.kind === 'class' ? [classKey(value.module, value.cls)] : []));
  if (listed.length > 0) return listed.flatMap((key) => all.get(key) ?? []);
  const own = [...all.values()].filter(({ module }) => evaluator.program.module(module).package === server.package);
  const patterns = named.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const matching = own.filter(({ module }) => patterns.some((pattern) => names(pattern, module)));
  return matching.length > 0 ? matching : own;
}

/** Patterns may name compiled files: `*.js` stands for the source of the same name. */
function names(pattern: string, module: string): boolean {
  const glob = pattern.replace(/\*\{(\.[^}]*)\}/g, '*{$1}').replace(/^\/+/, '');
  const stem = module.slice(0, -posix.extname(module).length);
  return ['.ts', '.js', posix.extname(module)].some((extension) => picomatch.isMatch(stem + extension, glob));
}
