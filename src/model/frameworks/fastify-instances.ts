import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';

export const FASTIFY_VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
  'search',
  'propfind',
  'proppatch',
  'mkcol',
  'copy',
  'move',
  'lock',
  'unlock',
  'all',
]);

/** Methods of an instance that give the instance back. */
const CHAINING = new Set([
  ...FASTIFY_VERBS,
  'route',
  'register',
  'after',
  'use',
  'addHook',
  'decorate',
  'decorateRequest',
  'decorateReply',
  'setErrorHandler',
  'setNotFoundHandler',
  'setValidatorCompiler',
  'setSerializerCompiler',
  'setSchemaController',
  'setSchemaErrorFormatter',
  'setReplySerializer',
  'setGenReqId',
  'setChildLoggerFactory',
  'addSchema',
  'addContentTypeParser',
  'addHttpMethod',
  'withTypeProvider',
]);

export const pluginKey = (ref: FunctionRef): RouterKey => `plugin:${ref.module}#f${ref.fn}`;

/** Whether a value is what `fastify()` returns. */
export function isApplication(value: Value): value is Extract<Value, { kind: 'result' }> {
  if (value.kind !== 'result') return false;
  const origin = originOf(value.of);
  const path = origin?.path.filter((name) => name !== 'default').join('.');
  return origin?.package === 'fastify' && (path === '' || path === 'fastify');
}

const isInstanceType = (value: Extract<Value, { kind: 'typed' }>): boolean =>
  value.name === 'FastifyInstance' && /^@?fastify/.test(value.package);

/** The value behind a chain of calls on an instance: `app.register(x).get('/')` is `app`. */
export function chainStart(value: Value): Value {
  if (value.kind !== 'result' || value.of.kind !== 'member' || !CHAINING.has(value.of.name)) return value;
  return chainStart(value.of.of);
}

/**
 * Fastify instances as keys of scopes: an application by the place that makes it, what a plugin function is given by that
 * function. A plugin wrapped by `fastify-plugin` makes no scope of its own: what it does is done to the scope that registers it.
 */
export interface FastifyInstance {
  key: RouterKey;
  application: boolean;
}

export class FastifyScopes {
  readonly #evaluator: Evaluator;
  readonly #plugins = new Set<RouterKey>();
  readonly #transparent = new Set<RouterKey>();
  readonly #parents = new Map<RouterKey, Set<RouterKey>>();
  /** Folders whose plugins are loaded by rule; what the rule leaves out is no plugin. */
  readonly #autoloaded = new Set<string>();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** @returns whether that was new */
  addPlugin(ref: FunctionRef, transparent: boolean): boolean {
    const key = pluginKey(ref);
    const known = this.#plugins.has(key) && (!transparent || this.#transparent.has(key));
    this.#plugins.add(key);
    if (transparent) this.#transparent.add(key);
    return !known;
  }

  addParent(child: RouterKey, parent: RouterKey): void {
    const parents = this.#parents.get(child);
    if (parents) parents.add(parent);
    else this.#parents.set(child, new Set([parent]));
  }

  addAutoloadedFolder(folder: string): void {
    this.#autoloaded.add(folder);
  }

  isInAutoloadedFolder(module: string): boolean {
    return [...this.#autoloaded].some((folder) => module.startsWith(`${folder}/`));
  }

  isTransparent(key: RouterKey): boolean {
    return this.#transparent.has(key);
  }

  /** The instances an expression can be, as written: a transparent plugin's own key included. */
  instancesOf(expr: Expr, frame: Frame): FastifyInstance[] {
    return this.#evaluator.evaluate(expr, frame).flatMap((value) => this.#instance(chainStart(value), frame) ?? []);
  }

  #instance(value: Value, { module }: Frame): { key: RouterKey; application: boolean } | undefined {
    if (isApplication(value)) return { key: siteKey(value.site), application: true };
    if (value.kind === 'typed' && isInstanceType(value)) {
      return { key: value.from ? pluginKey(value.from.fn) : `typed:${module}`, application: false };
    }
    if (value.kind !== 'parameter' || value.index !== 0) return undefined;
    const key = pluginKey(value.fn);
    return this.#plugins.has(key) ? { key, application: false } : undefined;
  }

  /** The scopes that stand for an instance: those that register it, for a transparent plugin. */
  scopesOf(key: RouterKey, open = new Set<RouterKey>()): RouterKey[] {
    const parents = this.#transparent.has(key) ? [...(this.#parents.get(key) ?? [])] : [];
    if (parents.length === 0) return [key];
    if (open.has(key)) return [];
    open.add(key);
    const scopes = parents.flatMap((parent) => this.scopesOf(parent, open));
    open.delete(key);
    return [...new Set(scopes)];
  }
}
