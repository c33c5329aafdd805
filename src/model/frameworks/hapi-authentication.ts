import type { Location } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { handlerFrom } from './handlers.ts';
import type { HapiServers } from './hapi-servers.ts';
import { elementsIn, flagOf, type OptionValue, optionOf, textsOf } from './options.ts';
import { locationIn, methodCalls, type Recognition } from './recogniser.ts';

interface Given {
  roots: RouterKey[];
  strategies: string[];
  at: Location;
}

/**
 * Authentication strategies of servers: which hold by default and what each validates with. A route's own setting comes first;
 * `auth: false` switches it off, `auth: { scope }` keeps the default.
 */
export class HapiAuthentication {
  readonly #evaluator: Evaluator;
  readonly #servers: HapiServers;
  readonly #defaults: Given[] = [];
  readonly #validators = new Map<string, HandlerRef>();

  constructor({ evaluator, modules }: Recognition, servers: HapiServers) {
    this.#evaluator = evaluator;
    this.#servers = servers;
    for (const { module, call, method } of methodCalls(modules, new Set(['default', 'strategy']))) {
      const { callee } = call.expr;
      if (callee.kind !== 'member' || callee.object.kind !== 'member' || callee.object.property !== 'auth') continue;
      const frame = { module: module.path };
      const keys = servers.serversOf(callee.object.object, frame);
      if (keys.length === 0) continue;
      if (method === 'default') this.#addDefault(keys, call.expr.args[0], call, frame);
      else this.#addStrategy(keys, call, frame);
    }
  }

  /** What authenticates a route on a server. */
  of(router: RouterKey, settings: Value[], at: Location): HandlerRef[] {
    const own = optionOf(this.#evaluator, settings, 'auth');
    if (own && flagOf(own) === false) return [];
    const named = own ? this.#strategiesIn(own) : [];
    if (named.length > 0) return named.map((name) => this.#handler(name, at));
    const roots = this.#servers.rootsOf(router);
    const held = this.#defaults.find((item) => item.roots.some((root) => roots.includes(root)));
    return (held?.strategies ?? []).map((name) => this.#handler(name, held?.at ?? at));
  }

  #handler(strategy: string, at: Location): HandlerRef {
    const validator = this.#validators.get(strategy);
    const place = { file: at.path, line: at.line, wrappers: [] };
    return { ...place, ...validator, name: `auth(${strategy})`, stage: 'auth' };
  }

  /** `'jwt'`, `{ strategy: 'jwt' }`, `{ strategies: ['jwt', 'basic'] }`. */
  #strategiesIn(option: OptionValue): string[] {
    const objects = option.values.filter((value) => value.kind === 'object');
    const holders = ['strategy', 'strategies'].flatMap((name) => optionOf(this.#evaluator, objects, name) ?? []);
    const options = objects.length > 0 ? holders : [option];
    return options.flatMap((item) => textsOf(this.#evaluator, item)).flatMap((text) => text ?? []);
  }

  #addDefault(keys: RouterKey[], expr: Expr | undefined, call: CallFact, frame: Frame): void {
    if (!expr) return;
    const strategies = this.#strategiesIn({ values: this.#evaluator.evaluate(expr, frame), expr, frame });
    const at = locationIn(frame.module, call.expr.at);
    this.#defaults.push({ roots: keys.flatMap((key) => this.#servers.rootsOf(key)), strategies, at });
  }

  /** `strategy(name, scheme, mode?, options)`: a mode makes it the default, in versions that have it. */
  #addStrategy(keys: RouterKey[], call: CallFact, frame: Frame): void {
    const [first, , third, fourth] = call.expr.args;
    const [name] = (first && this.#evaluator.texts(first, frame)) ?? [];
    if (name === undefined) return;
    const mode = third ? this.#evaluator.evaluate(third, frame)[0] : undefined;
    const isMode = mode?.kind === 'text' || mode?.kind === 'constant';
    if (isMode && !(mode.kind === 'constant' && mode.value === false) && first)
      this.#addDefault(keys, first, call, frame);
    this.#noteValidator(name, isMode ? fourth : third, frame);
  }

  #noteValidator(name: string, options: Expr | undefined, frame: Frame): void {
    const owners = options ? elementsIn(this.#evaluator, this.#evaluator.evaluate(options, frame)) : [];
    for (const key of ['validate', 'validateFunc']) {
      const option = optionOf(this.#evaluator, owners, key);
      if (!option || !options) continue;
      const written = { name: key, file: frame.module, line: option.expr?.at.line ?? options.at.line };
      this.#validators.set(name, handlerFrom(this.#evaluator, option.values, written));
    }
  }
}
