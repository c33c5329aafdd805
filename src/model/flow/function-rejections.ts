import type { FunctionFact, Step } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Effects } from './effects.ts';
import { chainOf } from './expression-search.ts';
import { nameOfCall, type PromiseSources } from './promise-sources.ts';
import { type Answer, isRejection, type Rejection, worst } from './rejection.ts';

const MAX_DEPTH = 6;

/** Tells whether functions of the repository give promises that can be rejected. */
export class FunctionRejections {
  readonly #evaluator: Evaluator;
  readonly #effects: Effects;
  readonly #sources: PromiseSources;
  readonly #answers = new Map<string, Answer>();

  constructor(evaluator: Evaluator, effects: Effects, sources: PromiseSources) {
    this.#evaluator = evaluator;
    this.#effects = effects;
    this.#sources = sources;
  }

  /** Of calling a function. */
  of(ref: FunctionRef, depth: number): Answer {
    const key = `${ref.module}#${ref.fn}`;
    const known = this.#answers.get(key);
    if (known) return known;
    if (depth > MAX_DEPTH) return 'safe';
    this.#answers.set(key, 'safe');
    const fn = this.#evaluator.program.fn(ref);
    const answer = fn.generator ? 'safe' : worst(fn.steps.map((step) => this.#ofStep(ref, fn, step, depth)));
    this.#answers.set(key, answer);
    return answer;
  }

  /**
   * Of a function given to `then`, whose throws reject the promise of the chain too. Of one given to `catch` only its throws
   * count: what it waits for is its way of telling, not the failure that is told.
   */
  ofSettler(ref: FunctionRef, handles: boolean, depth: number): Answer {
    const { steps } = this.#evaluator.program.fn(ref);
    const throws = steps.find((step) => step.kind === 'throw' && !this.#guarded(ref, step));
    if (throws) return thrown(ref, throws);
    const answer = handles ? 'safe' : this.of(ref, depth);
    return isRejection(answer) && answer.sure ? answer : 'safe';
  }

  #ofStep(ref: FunctionRef, fn: FunctionFact, step: Step, depth: number): Answer {
    // Cleaning up in `finally` is not what a caller waits for.
    if (step.context.finals.length > 0 || this.#guarded(ref, step)) return 'safe';
    if (step.kind === 'throw') return fn.async ? this.#ofThrow(ref, fn, step) : 'safe';
    if (step.kind === 'await' && step.value.kind === 'reference') {
      const kept = this.#sources.ofChain(ref.module, step.value, 'awaited', depth);
      return isRejection(kept) ? kept : 'safe';
    }
    if (step.kind !== 'call') return 'safe';
    return this.#ofCall(ref, fn, step, depth);
  }

  #ofCall(ref: FunctionRef, fn: FunctionFact, step: Extract<Step, { kind: 'call' }>, depth: number): Answer {
    const call = this.#evaluator.program.call(ref.module, step.call);
    const waited = call.use === 'awaited' && fn.async;
    // What a catch clause itself waits for is its way of telling, not the failure that is told.
    if (step.context.catches.length > 0) return 'safe';
    const blocking = fn.async ? this.#sources.ofBlocking(ref.module, call.expr) : 'safe';
    if (isRejection(blocking) || (!waited && call.use !== 'returned')) return blocking;
    const answer = this.#sources.ofChain(ref.module, call.expr, waited ? 'awaited' : 'returned', depth);
    if (isRejection(answer) || answer === 'safe') return answer;
    const { base } = chainOf(call.expr);
    const at = { path: ref.module, line: call.expr.at.line };
    if (waited) return { because: `${nameOfCall(base)} can fail`, at, sure: false };
    return fn.async ? 'safe' : 'unknown';
  }

  /** A method that does nothing but throw stands for those that override it. */
  #ofThrow(ref: FunctionRef, fn: FunctionFact, step: Step): Answer {
    const only = fn.cls !== undefined && step.context.branches === 0 && fn.steps.every((item) => item.kind !== 'await');
    return only && fn.steps.filter((item) => item.kind !== 'call').length === 1 ? 'unknown' : thrown(ref, step);
  }

  /** Inside a `try` whose catch clause neither throws again nor lets the error out otherwise. */
  #guarded(ref: FunctionRef, step: Step): boolean {
    return step.context.tries.some((id) => {
      const effects = this.#effects.ofCatch(ref.module, id);
      return !effects.rethrows || effects.exits;
    });
  }
}

const thrown = (ref: FunctionRef, step: Step): Rejection => ({
  because: 'it throws',
  at: { path: ref.module, line: step.at.line },
  sure: true,
});
