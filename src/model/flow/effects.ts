import type { CallFact, CodeFacts, Step } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import { isExitCall, isLogCall, isRethrow, setsExitCode } from './effect-names.ts';
import { mentions } from './expression-search.ts';

/** What running some code leads to, here or in the functions of the repository that it calls. */
export interface Outcome {
  logs: boolean;
  /** Ends the process, or sets the status it ends with. */
  exits: boolean;
  /** Throws, perhaps only under a condition. */
  throws: boolean;
  /** Throws here, or calls a function that does nothing else. */
  rethrows: boolean;
}

/** What the body of a catch clause does, nested callbacks included. */
export interface CatchEffects extends Outcome {
  /** Nothing at all happens: empty, or only expressions without effect. */
  nothing: boolean;
  /** The caught error is named somewhere. */
  usesCause: boolean;
  /** Returns, all of them without the caught error. */
  returns: Step[];
  calls: CallFact[];
  assigns: boolean;
}

const MAX_DEPTH = 3;
const NOTHING: Outcome = { logs: false, exits: false, throws: false, rethrows: false };

/** Tells what catch clauses and functions lead to, through the functions of the repository that they call. */
export class Effects {
  readonly #evaluator: Evaluator;
  readonly #catches = new Map<string, CatchEffects>();
  readonly #functions = new Map<string, Outcome>();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** Effects of the catch clause of a `try` statement of a module. */
  ofCatch(module: string, id: number): CatchEffects {
    const key = `${module}#${id}`;
    const known = this.#catches.get(key);
    if (known) return known;
    const found = this.#catchEffects(module, id);
    this.#catches.set(key, found);
    return found;
  }

  /** Effects of calling a function of the repository. */
  ofFunction(ref: FunctionRef, depth = 0): Outcome {
    const key = `${ref.module}#${ref.fn}`;
    const known = this.#functions.get(key);
    if (known) return known;
    if (depth > MAX_DEPTH) return NOTHING;
    this.#functions.set(key, NOTHING);
    const { facts } = this.#evaluator.program.module(ref.module);
    const own = (facts.functions[ref.fn]?.steps ?? []).filter(isUnguarded);
    const found = { ...this.#outcome(ref.module, allSteps(facts, ref.fn), own, depth) };
    this.#functions.set(key, found);
    return found;
  }

  #catchEffects(module: string, id: number): CatchEffects {
    const { facts } = this.#evaluator.program.module(module);
    const fact = facts.tries[id];
    const steps = fact ? stepsInCatch(facts, id, fact.fn) : [];
    const param = fact?.handler?.param;
    const cause = new Set(param === undefined ? [] : [param]);
    const binding = param === undefined ? undefined : facts.bindings[param];
    const outcome = this.#outcome(module, steps, steps, 0);
    return {
      ...outcome,
      exits: outcome.exits || (fact?.finalizer === true && exitsFinally(facts, fact.fn)),
      nothing: steps.length === 0,
      usesCause:
        (binding?.valueUses ?? 0) > 0 || steps.some((step) => step.kind === 'throw' && mentions(step.value, cause)),
      returns: steps.filter((step) => step.kind === 'return'),
      calls: callsOf(facts, steps),
      assigns: steps.some((step) => step.kind === 'assign'),
    };
  }

  /** `steps` with all callbacks; `own` are those whose throws leave the code. */
  #outcome(module: string, steps: Step[], own: Step[], depth: number): Outcome {
    const { facts } = this.#evaluator.program.module(module);
    const calls = callsOf(facts, steps).map((call) => ({ call, callees: this.#callees(module, call) }));
    const reached = calls.flatMap(({ callees }) => callees.map((ref) => this.ofFunction(ref, depth + 1)));
    const byName = calls.flatMap(({ call, callees }) => (callees.length === 0 ? [call] : []));
    const raised = callsOf(facts, own).flatMap((call) => this.#raised(module, call, depth));
    const throwsHere = own.some((step) => step.kind === 'throw') || byName.some(isRethrow);
    return {
      logs: calls.some(({ call }) => isLogCall(call)) || reached.some((item) => item.logs),
      exits: byName.some(isExitCall) || steps.some(setsExitCode) || reached.some((item) => item.exits),
      throws: throwsHere || raised.some((item) => item.throws),
      rethrows: throwsHere || raised.some((item) => item.always),
    };
  }

  /** What calling functions of the repository here lets out as an error, at once or when awaited. */
  #raised(module: string, call: CallFact, depth: number): { throws: boolean; always: boolean }[] {
    return this.#callees(module, call).flatMap((ref) => {
      const fn = this.#evaluator.program.fn(ref);
      if (fn.async && call.use !== 'awaited' && call.use !== 'returned') return [];
      const always = fn.steps.some((step) => step.kind === 'throw' && isUnguarded(step) && step.context.branches === 0);
      return [{ throws: this.ofFunction(ref, depth + 1).throws, always }];
    });
  }

  #callees(module: string, call: CallFact): FunctionRef[] {
    return this.#evaluator
      .evaluate(call.expr.callee, { module })
      .flatMap((value) => (value.kind === 'function' ? [value.ref] : []));
  }
}

const isUnguarded = (step: Step): boolean => step.context.tries.length === 0;

/** A `finally` of the same function that ends the process. */
const exitsFinally = (facts: CodeFacts, fn: number): boolean =>
  callsOf(
    facts,
    (facts.functions[fn]?.steps ?? []).filter((step) => step.context.finals.length > 0),
  ).some(isExitCall);

const callsOf = (facts: CodeFacts, steps: Step[]): CallFact[] =>
  steps.flatMap((step) => (step.kind === 'call' ? (facts.calls[step.call] ?? []) : []));

/** Steps of a catch clause, with those of functions made inside it. */
function stepsInCatch(facts: CodeFacts, id: number, fn: number): Step[] {
  const own = (facts.functions[fn]?.steps ?? []).filter((step) => step.context.catches.includes(id));
  const inner = facts.functions.filter(
    (item) => item.parent === fn && item.context.catches.includes(id) && item.callback,
  );
  return [...own, ...inner.flatMap((item) => allSteps(facts, item.id))];
}

/** Steps of a function with those of every function made inside it. */
export function allSteps(facts: CodeFacts, fn: number): Step[] {
  const inner = facts.functions.filter((item) => item.parent === fn);
  return [...(facts.functions[fn]?.steps ?? []), ...inner.flatMap((item) => allSteps(facts, item.id))];
}
