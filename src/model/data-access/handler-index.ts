import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef, HandlerUse } from '../repo-model.ts';

const handlerIndex = new WeakMap<object, ReadonlyMap<string, HandlerUse>>();

/** Tells request handlers to the questions below. Called once per model, before any of them. */
export function knowHandlers(evaluator: Evaluator, handlers: readonly HandlerUse[]): void {
  handlerIndex.set(evaluator, new Map(handlers.map((use) => [`${use.fn.module}#${use.fn.fn}`, use])));
}

/** What a function serves, when it takes part in serving requests. */
export const handlerOf = (evaluator: Evaluator, { module, fn }: FunctionRef): HandlerUse | undefined =>
  handlerIndex.get(evaluator)?.get(`${module}#${fn}`);
