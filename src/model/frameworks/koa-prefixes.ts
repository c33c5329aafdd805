import type { Frame } from '../evaluate/values.ts';
import type { RouterKey } from './by-router.ts';
import { type KoaRouter, koaRouters, madeWithPrefix } from './koa-routers.ts';
import { joined, type PathText, pathTexts } from './path-texts.ts';
import { methodCalls, type Recognition } from './recogniser.ts';

/** Prefixes that routers have of their own, from their options and from `router.prefix('/x')`. */
export class KoaPrefixes {
  readonly #recognition: Recognition;
  readonly #called = new Map<RouterKey, PathText[]>();

  constructor(recognition: Recognition) {
    this.#recognition = recognition;
    const { evaluator, modules } = recognition;
    for (const { module, call } of methodCalls(modules, new Set(['prefix']))) {
      const { callee, args } = call.expr;
      const frame = { module: module.path };
      if (callee.kind !== 'member' || !args[0]) continue;
      for (const { key } of koaRouters(evaluator, callee.object, frame))
        this.#called.set(key, [...(this.#called.get(key) ?? []), ...pathTexts(evaluator, args[0], frame)]);
    }
  }

  of(router: KoaRouter, frame: Frame): PathText {
    const made = madeWithPrefix(this.#recognition.evaluator, router, frame);
    return (this.#called.get(router.key) ?? []).reduce((inner, outer) => joined(outer, inner), made);
  }
}
