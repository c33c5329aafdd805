import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { handlerOf } from './handlers.ts';
import { methodCalls, type Recognition } from './recogniser.ts';

/** Middleware that `router.param('id', load)` runs before the routes of the router whose path has that parameter. */
export class PathParameters {
  readonly #found = new Map<RouterKey, { name: string; handler: HandlerRef }[]>();

  /** `routersOf` gives the routers that an expression can be. */
  constructor({ evaluator, modules }: Recognition, routersOf: (object: Expr, frame: Frame) => { key: RouterKey }[]) {
    for (const { module, call } of methodCalls(modules, new Set(['param']))) {
      const { callee, args } = call.expr;
      const [name, load] = args;
      const frame = { module: module.path };
      if (callee.kind !== 'member' || !name || !load) continue;
      const routers = routersOf(callee.object, frame);
      for (const text of routers.length > 0 ? (evaluator.texts(name, frame) ?? []) : []) {
        const entry = { name: text, handler: handlerOf(evaluator, load, frame) };
        for (const { key } of routers) this.#found.set(key, [...(this.#found.get(key) ?? []), entry]);
      }
    }
  }

  /** In the order in which the path names its parameters. */
  of(router: RouterKey, path: string | undefined): HandlerRef[] {
    const found = this.#found.get(router);
    if (!found) return [];
    const named = [...(path ?? '').matchAll(/:(\w+)/g)].map(([, name]) => name);
    return named.flatMap((name) => found.filter((item) => item.name === name).map((item) => item.handler));
  }
}
