import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import { flagOf, optionIn } from './options.ts';

export interface PluginTargets {
  functions: { ref: FunctionRef; transparent: boolean }[];
  /** Route objects that `@fastify/autoload` makes plugins of. */
  routes: Extract<Value, { kind: 'object' }>[];
  autoload: boolean;
  /** All of it could be told; plugins of packages count as told. */
  complete: boolean;
}

const AUTOLOAD = new Set(['@fastify/autoload', 'fastify-autoload']);

/** What is registered: functions, also wrapped, imported as a module or returned by a factory. */
export function pluginTargets(evaluator: Evaluator, values: Value[], depth = 0): PluginTargets {
  const all: PluginTargets = { functions: [], routes: [], autoload: false, complete: values.length > 0 };
  for (const value of depth > 8 ? [] : values) {
    const found = targetsOf(evaluator, value, depth);
    all.functions.push(...found.functions);
    all.routes.push(...found.routes);
    all.autoload ||= found.autoload;
    all.complete &&= found.complete;
  }
  return all;
}

const told: PluginTargets = { functions: [], routes: [], autoload: false, complete: true };

function targetsOf(evaluator: Evaluator, value: Value, depth: number): PluginTargets {
  switch (value.kind) {
    case 'function':
      return { ...told, functions: [{ ref: value.ref, transparent: false }] };
    case 'module':
      return pluginTargets(evaluator, evaluator.exported(value.path, 'default'), depth + 1);
    case 'object':
      return objectTargets(evaluator, value, depth);
    case 'package':
      return AUTOLOAD.has(value.package) ? { ...told, autoload: true } : told;
    case 'result':
      return resultTargets(evaluator, value, depth);
    case 'member':
    case 'parameter':
    case 'unknown':
      return { ...told, complete: originOf(value) !== undefined };
    default:
      return told;
  }
}

function objectTargets(evaluator: Evaluator, value: Extract<Value, { kind: 'object' }>, depth: number): PluginTargets {
  const inner = evaluator.member(value, 'default').filter((item) => item.kind !== 'member');
  if (inner.length > 0) return pluginTargets(evaluator, inner, depth + 1);
  return { ...told, routes: evaluator.member(value, 'method').some((item) => item.kind !== 'member') ? [value] : [] };
}

const isPluginWrapper = (of: Value): boolean => {
  const origin = originOf(of);
  return (
    origin?.package === 'fastify-plugin' && origin.path.every((name) => name === 'default' || name === 'fastifyPlugin')
  );
};

/** `fp(plugin, options)`; what other packages' functions return is theirs. */
function resultTargets(evaluator: Evaluator, value: Extract<Value, { kind: 'result' }>, depth: number): PluginTargets {
  if (!isPluginWrapper(value.of) || value.site.call < 0) {
    return { ...told, complete: originOf(value) !== undefined };
  }
  const frame = { module: value.site.module };
  const [plugin, options] = evaluator.program.call(value.site.module, value.site.call).expr.args;
  const inner = plugin ? pluginTargets(evaluator, evaluator.evaluate(plugin, frame), depth + 1) : told;
  const encapsulated = flagOf(optionIn(evaluator, options, frame, 'encapsulate')) === true;
  return { ...inner, functions: inner.functions.map((item) => ({ ...item, transparent: !encapsulated })) };
}

/** Every function that `fastify-plugin` wraps, registered or not. */
export function wrappedPlugins(evaluator: Evaluator, module: string): PluginTargets['functions'] {
  const { facts, links } = evaluator.program.module(module);
  if (![...links.values()].some((link) => link.kind === 'package' && link.name === 'fastify-plugin')) return [];
  return facts.calls.flatMap(({ expr }) => {
    const wraps = evaluator.evaluate(expr.callee, { module }).some(isPluginWrapper);
    return wraps ? pluginTargets(evaluator, evaluator.evaluate(expr, { module })).functions : [];
  });
}

/** Functions declared as plugins by their type: `const routes: FastifyPluginAsync = async (app) => …`. */
export function typedPlugins(evaluator: Evaluator, module: string): FunctionRef[] {
  return evaluator.program.module(module).facts.bindings.flatMap(({ type, init }) => {
    if (!type || init?.kind !== 'function' || !/(^|\.)FastifyPlugin/.test(type.name)) return [];
    return [{ module, fn: init.fn }];
  });
}
