import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { joined, type PathText, pathTexts } from './path-texts.ts';

const HAPI = new Set(['@hapi/hapi', 'hapi']);
export const GLUE = new Set(['@hapi/glue', 'glue']);
const MAKERS = new Set(['server', 'Server', 'createServer']);
/** Methods of a server that give the server, or a part of it that takes routes too, back. */
const SAME_SERVER = new Set(['connection', 'select']);

export const hapiPluginKey = (ref: FunctionRef): RouterKey => `plugin:${ref.module}#f${ref.fn}`;

/** Whether a value is a server that the code makes, by hapi itself or by `Glue.compose`. */
export function isMadeServer(value: Value): value is Extract<Value, { kind: 'result' }> {
  if (value.kind !== 'result') return false;
  const origin = originOf(value.of);
  const name = origin?.path.filter((item) => item !== 'default').join('.') ?? '';
  if (!origin) return false;
  return HAPI.has(origin.package) ? MAKERS.has(name) : GLUE.has(origin.package) && name === 'compose';
}

export function isServerType(value: Value): value is Extract<Value, { kind: 'typed' }> {
  return value.kind === 'typed' && HAPI.has(value.package) && value.name === 'Server';
}

/**
 * hapi servers as keys: one that is made by the place that makes it, what a plugin's `register` is given by that function.
 * Extensions and authentication hold for the whole server, whichever plugin adds them.
 */
export class HapiServers {
  readonly #evaluator: Evaluator;
  readonly #plugins = new Set<RouterKey>();
  readonly #parents = new Map<RouterKey, Set<RouterKey>>();
  /** Prefixes set through `server.realm.modifiers.route.prefix`. */
  readonly #ownPrefixes = new Map<RouterKey, PathText>();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** @returns whether that was new */
  addPlugin(ref: FunctionRef): boolean {
    const { size } = this.#plugins;
    this.#plugins.add(hapiPluginKey(ref));
    return this.#plugins.size > size;
  }

  addParent(child: RouterKey, parent: RouterKey): void {
    const parents = this.#parents.get(child);
    if (parents) parents.add(parent);
    else this.#parents.set(child, new Set([parent]));
  }

  setOwnPrefix(key: RouterKey, expr: Expr, frame: Frame): void {
    const [prefix] = pathTexts(this.#evaluator, expr, frame);
    if (prefix) this.#ownPrefixes.set(key, prefix);
  }

  /** A path with what the server itself puts before it. */
  within(key: RouterKey, path: PathText): PathText {
    const own = this.#ownPrefixes.get(key);
    return own ? joined(own, path) : path;
  }

  serversOf(expr: Expr, frame: Frame): RouterKey[] {
    const keys = this.#evaluator.evaluate(expr, frame).flatMap((value) => this.#keyOf(value, frame) ?? []);
    return [...new Set(keys)];
  }

  #keyOf(value: Value, frame: Frame): RouterKey | undefined {
    if (value.kind === 'result') {
      const { of, site } = value;
      if (isMadeServer(value)) return siteKey(site);
      return of.kind === 'member' && SAME_SERVER.has(of.name) ? this.#keyOf(of.of, frame) : undefined;
    }
    if (isServerType(value))
      return value.from ? this.#parameterKey(value.from.fn, value.from.index) : `typed:${frame.module}`;
    if (value.kind !== 'parameter') return undefined;
    const key = this.#parameterKey(value.fn, value.index);
    return this.#plugins.has(key) || !key.startsWith('plugin:') ? key : undefined;
  }

  /** `Glue.compose(manifest, options, (error, server) => …)` gives the server it makes. */
  #parameterKey(fn: FunctionRef, index: number): RouterKey {
    const { callback } = this.#evaluator.program.fn(fn);
    if (callback === undefined || index !== 1) return hapiPluginKey(fn);
    const { expr } = this.#evaluator.program.call(fn.module, callback.call);
    const [made] = this.#evaluator.evaluate(expr, { module: fn.module });
    return made && isMadeServer(made) ? siteKey(made.site) : hapiPluginKey(fn);
  }

  /** The servers at the top that a plugin's server is part of; itself when nothing is known to register it. */
  rootsOf(key: RouterKey, open = new Set<RouterKey>()): RouterKey[] {
    const parents = [...(this.#parents.get(key) ?? [])];
    if (parents.length === 0) return [key];
    if (open.has(key)) return [];
    open.add(key);
    const roots = parents.flatMap((parent) => this.rootsOf(parent, open));
    open.delete(key);
    return [...new Set(roots)];
  }
}
