import type { CallFact, Expr, FunctionFact } from '../parse/typescript/code-facts.ts';
import { type DataCall, dataCallOf } from './data-access/data-calls.ts';
import { type RequestSource, requestBehind } from './data-access/request-values.ts';
import type { Evaluator } from './evaluate/evaluator.ts';
import { describe, originOf, type Value } from './evaluate/values.ts';
import { type CatchEffects, Effects, type Outcome } from './flow/effects.ts';
import type { Rejection } from './flow/rejection.ts';
import { Rejections } from './flow/rejections.ts';
import { unrunQuery } from './flow/unrun-queries.ts';
import type { FunctionRef, ModuleNode } from './repo-model.ts';

/** What rules may ask about code: answers joined across modules. */
export class CodeQueries {
  readonly #evaluator: Evaluator;
  readonly #effects: Effects;
  readonly #rejections: Rejections;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
    this.#effects = new Effects(evaluator);
    this.#rejections = new Rejections(evaluator, this.#effects);
  }

  fn(ref: FunctionRef): FunctionFact {
    return this.#evaluator.program.fn(ref);
  }

  module(path: string): ModuleNode | undefined {
    return this.#evaluator.program.modules.get(path);
  }

  /** Every value an expression of a module can have, as far as the code tells. */
  values(module: string, expr: Expr): Value[] {
    return this.#evaluator.evaluate(expr, { module });
  }

  /** Packages and members that the values of an expression come from: `express`, `['Router', '()']`. */
  origins(module: string, expr: Expr): { package: string; path: string[] }[] {
    return this.values(module, expr).flatMap((value) => originOf(value) ?? []);
  }

  /** Constant texts of an expression, `undefined` when it can be anything else too. */
  texts(module: string, expr: Expr): string[] | undefined {
    return this.#evaluator.texts(expr, { module });
  }

  /** Functions of the repository that a call reaches. */
  callees(module: string, call: CallFact): FunctionRef[] {
    return this.values(module, call.expr.callee).flatMap((value) => (value.kind === 'function' ? [value.ref] : []));
  }

  /** Calls of a function of the repository. */
  callers(ref: FunctionRef): { module: string; call: CallFact }[] {
    return this.#evaluator.callers.of(ref);
  }

  /** What a call does to a database, when its receiver comes from a data-access library. */
  dataCall(module: string, call: CallFact): DataCall | undefined {
    return dataCallOf(this.#evaluator, this.#evaluator.program.module(module), call);
  }

  /** Why the promise a call gives may be rejected with nobody listening. */
  rejection(module: string, call: CallFact): Rejection | undefined {
    return this.#rejections.ofCall(module, call);
  }

  /** The query that a call builds and drops, where nothing will ever run it. */
  unrunQuery(module: string, call: CallFact): DataCall | undefined {
    return unrunQuery(this.#evaluator, module, call);
  }

  /** Why a function's promise may be rejected. */
  rejectionOf(ref: FunctionRef): Rejection | undefined {
    return this.#rejections.ofFunction(ref);
  }

  catchEffects(module: string, id: number): CatchEffects {
    return this.#effects.ofCatch(module, id);
  }

  /** What calling a function of the repository leads to. */
  effectsOf(ref: FunctionRef): Outcome {
    return this.#effects.ofFunction(ref);
  }

  /** The part of a request that a value can come from, and by which way: `req.query.email`. */
  requestBehind(module: string, expr: Expr): Pick<RequestSource, 'name' | 'trail'> | undefined {
    return requestBehind(this.#evaluator, module, expr, 'value');
  }

  describe(value: Value): string {
    return describe(value);
  }
}
