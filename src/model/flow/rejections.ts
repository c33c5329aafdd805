import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Effects } from './effects.ts';
import { chainOf } from './expression-search.ts';
import { FunctionRejections } from './function-rejections.ts';
import { nameOfCall, PromiseSources } from './promise-sources.ts';
import { isRejection, type Rejection } from './rejection.ts';

/** Tells which calls and functions can end in a rejected promise. */
export class Rejections {
  readonly #functions: FunctionRejections;
  readonly #sources: PromiseSources;

  constructor(evaluator: Evaluator, effects: Effects) {
    this.#sources = new PromiseSources(evaluator, {
      called: (ref, depth) => this.#functions.of(ref, depth),
      settling: (ref, handles, depth) => this.#functions.ofSettler(ref, handles, depth),
    });
    this.#functions = new FunctionRejections(evaluator, effects, this.#sources);
  }

  /** Whether the promise a call gives can be rejected; `undefined` too when the call gives no promise. */
  ofCall(module: string, call: CallFact): Rejection | undefined {
    const { base, settlers } = chainOf(call.expr);
    const answer = this.#sources.ofChain(module, call.expr, 'dropped', 0);
    if (isRejection(answer)) return answer;
    if (answer === 'safe' || settlers.length === 0) return undefined;
    return { because: `${nameOfCall(base)} can be rejected`, at: { path: module, line: base.at.line }, sure: false };
  }

  /** Whether calling a function of the repository can give a rejected promise. */
  ofFunction(ref: FunctionRef): Rejection | undefined {
    const answer = this.#functions.of(ref, 0);
    return isRejection(answer) ? answer : undefined;
  }
}
