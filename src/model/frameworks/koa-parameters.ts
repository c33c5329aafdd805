import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { handlerOf } from './handlers.ts';
import { type KoaRouter, koaRouters } from './koa-routers.ts';
import { methodCalls, type Recognition } from './recogniser.ts';

/** Middleware that `router.param('id', load)` runs before the routes of the router whose path has that parameter. */
export class KoaParameters {
  readonly #found = new Map<RouterKey, { name: string; handler: HandlerRef }[]>();

  constructor({ evaluator, modules }: Recognition) {
    for (const { module, call } of methodCalls(modules, new Set(['param']))) {
      const { callee, args } = call.expr;
      const [name, load] = args;
      const frame = { module: module.path };
      if (callee.kind !== 'member' || !name || !load) continue;
      const [text] = evaluator.texts(name, frame) ?? [];
      if (text === undefined) continue;
      for (const { key } of koaRouters(evaluator, callee.object, frame)) {
        const entry = { name: text, handler: handlerOf(evaluator, load, frame) };
        this.#found.set(key, [...(this.#found.get(key) ?? []), entry]);
      }
    }
  }

  /** In the order in which the path names its parameters. */
  of({ key }: KoaRouter, path: string | undefined): HandlerRef[] {
    const named = [...(path ?? '').matchAll(/:(\w+)/g)].map(([, name]) => name);
    const found = this.#found.get(key) ?? [];
    return named.flatMap((name) => found.filter((item) => item.name === name).map((item) => item.handler));
  }
}
