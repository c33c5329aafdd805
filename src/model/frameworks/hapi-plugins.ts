import { posix } from 'node:path';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import { elementsIn, isUnset, optionOf } from './options.ts';
import { type PathText, pathsOfOption } from './path-texts.ts';

export interface HapiPlugin {
  fn: FunctionRef;
  /** The prefix of its registration, `undefined` when it has none of its own. */
  prefix: PathText | undefined;
}

export interface HapiPlugins {
  plugins: HapiPlugin[];
  /** All of it could be told; plugins of packages count as told. */
  complete: boolean;
}

const NONE: HapiPlugins = { plugins: [], complete: true };

/**
 * What is given to `server.register`, or stands in a manifest for it: plugins, registrations of plugins with options, lists of them.
 * @param relativeTo folder that paths in place of plugins start from, where such are allowed
 */
export function hapiPlugins(evaluator: Evaluator, values: Value[], relativeTo?: string, depth = 0): HapiPlugins {
  const all: HapiPlugins = { plugins: [], complete: values.length > 0 };
  for (const value of depth > 8 ? [] : elementsIn(evaluator, values)) {
    const found = pluginsOf(evaluator, value, relativeTo, depth + 1);
    all.plugins.push(...found.plugins);
    all.complete &&= found.complete;
  }
  return all;
}

function pluginsOf(evaluator: Evaluator, value: Value, relativeTo: string | undefined, depth: number): HapiPlugins {
  switch (value.kind) {
    case 'function':
      return { ...NONE, plugins: [{ fn: value.ref, prefix: undefined }] };
    case 'object':
    case 'instance':
    case 'class':
    case 'module':
      return objectPlugins(evaluator, value, relativeTo, depth);
    case 'text':
      return namedPlugin(evaluator, value.text, relativeTo, depth);
    case 'unknown':
    case 'parameter':
      return { plugins: [], complete: false };
    default:
      return NONE;
  }
}

/** `{ plugin, routes: { prefix } }`, `{ name, register }`, a module with `exports.plugin` or `exports.register`. */
function objectPlugins(evaluator: Evaluator, value: Value, relativeTo: string | undefined, depth: number): HapiPlugins {
  const prefix = prefixIn(evaluator, [value]);
  for (const name of ['plugin', 'register', 'default']) {
    const values = memberValues(evaluator, value, name);
    if (values.length === 0) continue;
    const inner = hapiPlugins(evaluator, values, relativeTo, depth);
    return { ...inner, plugins: inner.plugins.map((item) => ({ ...item, prefix: prefix ?? item.prefix })) };
  }
  return NONE;
}

const memberValues = (evaluator: Evaluator, value: Value, name: string): Value[] => {
  if (value.kind === 'object') return optionOf(evaluator, [value], name)?.values ?? [];
  return evaluator.member(value, name).filter((item) => item.kind !== 'member');
};

/** The prefix in `routes: { prefix }`, which older manifests keep in `options`. */
export function prefixIn(evaluator: Evaluator, owners: Value[]): PathText | undefined {
  for (const holder of [owners, optionOf(evaluator, owners, 'options')?.values ?? []]) {
    const routes = optionOf(evaluator, holder, 'routes');
    const prefix = routes && optionOf(evaluator, routes.values, 'prefix');
    if (prefix && !isUnset(prefix)) return pathsOfOption(evaluator, prefix)[0];
  }
  return undefined;
}

/** A manifest names plugins by package or by a path from its folder. */
function namedPlugin(evaluator: Evaluator, name: string, relativeTo: string | undefined, depth: number): HapiPlugins {
  if (relativeTo === undefined) return { plugins: [], complete: false };
  const stem = posix.join(relativeTo, name).replace(/^\//, '');
  const path = ['', '.js', '.ts', '/index.js', '/index.ts', '.cjs', '.mjs']
    .map((tail) => stem + tail)
    .find((item) => evaluator.program.modules.has(item));
  if (path !== undefined) return hapiPlugins(evaluator, exportedPlugin(evaluator, path), relativeTo, depth);
  return { plugins: [], complete: !name.startsWith('.') };
}

/** What a module exports as a plugin. */
export function exportedPlugin(evaluator: Evaluator, path: string): Value[] {
  const whole = evaluator.exported(path, 'default').filter((value) => value.kind !== 'module');
  return whole.length > 0 ? whole : [{ kind: 'module', path }];
}
