import type { CallFact, Expr, FunctionFact, Step } from '../../parse/typescript/code-facts.ts';
import { dataCallOf } from '../data-access/data-calls.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import { catchEffects, isExitCall } from './effects.ts';
import { calleeName, chainOf, dottedNames } from './expression-search.ts';

/** Why a promise may be rejected, for messages; `undefined` when it cannot, as far as the code tells. */
export interface Rejection {
  because: string;
  at: { path: string; line: number };
}

const AT_ONCE = /^(axios|got|node-fetch|undici|ky|node:fs\/promises)$/;
const REQUEST_METHODS =
  /^(\(\)|get|post|put|patch|delete|head|options|request|fetch|stream|pipeline|default|[a-z]+File|mkdir|rm|unlink|rename|copyFile|cp|access|stat|readdir|chmod)$/;
const PROMISE_PACKAGES =
  /^(axios|got|node-fetch|undici|superagent|ky|nodemailer|node:fs\/promises|ioredis|redis|amqplib|kafkajs|stripe|@aws-sdk\/.*|bull|bullmq)$/;
const MAX_DEPTH = 6;

/** Tells which calls and functions can end in a rejected promise. */
export class Rejections {
  readonly #evaluator: Evaluator;
  readonly #functions = new Map<string, Rejection | null>();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** Whether the promise a call gives can be rejected; `undefined` too when the call gives no promise. */
  ofCall(module: string, call: CallFact): Rejection | undefined {
    const chain = chainOf(call.expr);
    if (chain.handled) return undefined;
    const { base } = chain;
    const place = { path: module, line: base.at.line };
    if (base.kind !== 'call' && base.kind !== 'new')
      return chain.thenable ? { because: 'it is a promise', at: place } : undefined;
    return this.#ofBase(module, base, chain.thenable, place);
  }

  #ofBase(
    module: string,
    base: Extract<Expr, { kind: 'call' | 'new' }>,
    thenable: boolean,
    at: Rejection['at'],
  ): Rejection | undefined {
    // A function in last place is a callback: the call reports its error there and gives no promise.
    if (!thenable && isCallback(base.args[base.args.length - 1]) && !takesWork(base)) return undefined;
    const linked = this.#evaluator.program.module(module);
    const fact = this.#evaluator.program.call(module, base.id);
    const data = dataCallOf(this.#evaluator, linked, fact);
    if (data && (thenable || runsAtOnce(data.library, data.method)))
      return { because: `${data.library} ${data.method}() can fail`, at };
    const values = this.#evaluator.evaluate(base.callee, { module });
    const functions = values.flatMap((value) => (value.kind === 'function' ? [value.ref] : []));
    for (const ref of functions) {
      const inner = this.ofFunction(ref);
      if (inner) return inner;
    }
    if (functions.length > 0) return undefined;
    const origin = values.map(originOf).find((item) => item !== undefined);
    if (
      origin &&
      PROMISE_PACKAGES.test(origin.package) &&
      (thenable || (AT_ONCE.test(origin.package) && REQUEST_METHODS.test(origin.path[origin.path.length - 1] ?? '()')))
    ) {
      return { because: `${origin.package} can fail`, at };
    }
    const settled = values.some((value) => value.kind === 'global' && value.path.join('.') === 'Promise.resolve');
    if (!thenable || settled) return undefined;
    return { because: `${nameOfCallee(base.callee)}() can be rejected`, at };
  }

  /** Whether calling a function of the repository can give a rejected promise. */
  ofFunction(ref: FunctionRef, depth = 0): Rejection | undefined {
    const key = `${ref.module}#${ref.fn}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known ?? undefined;
    this.#functions.set(key, null);
    const fn = this.#evaluator.program.fn(ref);
    const found = depth > MAX_DEPTH ? undefined : this.#inside(ref, fn, depth);
    this.#functions.set(key, found ?? null);
    return found;
  }

  #inside(ref: FunctionRef, fn: FunctionFact, depth: number): Rejection | undefined {
    for (const step of fn.steps) {
      // Cleaning up in `finally` is not what a caller waits for.
      if (step.context.finals.length > 0 || this.#guarded(ref, step)) continue;
      const at = { path: ref.module, line: step.at.line };
      if (step.kind === 'throw' && fn.async) return { because: 'it throws', at };
      if (step.kind !== 'call') continue;
      const call = this.#evaluator.program.call(ref.module, step.call);
      const waited = call.use === 'awaited' && fn.async;
      if (!waited && call.use !== 'returned') continue;
      const inner = this.#ofStep(ref, call, depth, waited);
      if (inner) return inner;
    }
    return undefined;
  }

  #ofStep(ref: FunctionRef, call: CallFact, depth: number, waited: boolean): Rejection | undefined {
    const chain = chainOf(call.expr);
    if (chain.handled) return undefined;
    const at = { path: ref.module, line: call.expr.at.line };
    const { base } = chain;
    if (base.kind === 'new') return this.#ofExecutor(ref.module, base, at);
    if (base.kind !== 'call') return undefined;
    const values = this.#evaluator.evaluate(base.callee, { module: ref.module });
    const functions = values.flatMap((value) => (value.kind === 'function' ? [value.ref] : []));
    if (functions.length > 0)
      return functions.map((inner) => this.ofFunction(inner, depth + 1)).find((item) => item !== undefined);
    if (isHarmless(values.map(originOf).find((item) => item !== undefined)?.package)) return undefined;
    const linked = this.#evaluator.program.module(ref.module);
    const queries =
      dataCallOf(this.#evaluator, linked, this.#evaluator.program.call(ref.module, base.id)) !== undefined;
    return waited || queries || this.ofCall(ref.module, call)
      ? { because: `${nameOfCallee(base.callee)}() can fail`, at }
      : undefined;
  }

  /** `new Promise((resolve, reject) => …)` whose executor uses `reject`. */
  #ofExecutor(module: string, base: Extract<Expr, { kind: 'new' }>, at: Rejection['at']): Rejection | undefined {
    const [executor] = base.args;
    if (calleeName(base.callee) !== 'Promise' || executor?.kind !== 'function') return undefined;
    const reject = this.#evaluator.program.fn({ module, fn: executor.fn }).params[1]?.binding;
    const used = reject !== undefined && this.#evaluator.program.binding(module, reject).valueUses > 0;
    return used ? { because: 'the promise is rejected here', at } : undefined;
  }

  /** Inside a `try` whose catch clause neither throws again nor lets the error out otherwise. */
  #guarded(ref: FunctionRef, step: Step): boolean {
    const { facts } = this.#evaluator.program.module(ref.module);
    return step.context.tries.some((id) => {
      const effects = catchEffects(facts, id);
      return !effects.throws || effects.calls.some(isExitCall);
    });
  }
}

/** A function, or a parameter that by its name is the callback handed on: `find(id, next)`. */
const isCallback = (argument: Expr | undefined): boolean =>
  argument?.kind === 'function' ||
  (argument?.kind === 'reference' && /^(cb|callback|done|next)$/.test(argument.name) && argument.binding !== undefined);

/** `this.users.save` as written, for messages. */
const nameOfCallee = (callee: Expr): string => dottedNames(callee).join('.') || 'the call';

/** `transaction(async (trx) => …)` is given its work as a function and still returns a promise. */
const takesWork = (base: Extract<Expr, { kind: 'call' | 'new' }>): boolean =>
  /transaction|task|tx/i.test(calleeName(base.callee) ?? '');

/** Timers and events, which are awaited but do not fail. */
const isHarmless = (name: string | undefined): boolean => name === 'node:timers/promises' || name === 'delay';

/** Query builders run only when awaited or settled; these methods run at once. */
function runsAtOnce(library: string, method: string): boolean {
  const common =
    /^(save|insert(One|Many)?|bulk\w*|create(Many)?|upsert|remove|destroy|softDelete|softRemove|persistAndFlush|flush|sync|authenticate|connect|transaction|\$transaction|increment|decrement|restore)$/;
  if (
    /^(knex|kysely|drizzle-orm|objection|bookshelf|waterline|nedb|@seald-io\/nedb|@supabase\/supabase-js)$/.test(
      library,
    )
  )
    return false;
  if (library.startsWith('@mikro-orm/'))
    return /AndFlush$|^(flush|native\w+|transactional|commit|find\w*|count|execute)$/.test(method);
  if (library === 'mongoose') return /^(save|create|insertMany|bulkWrite|connect|remove)$/.test(method);
  if (/^(@prisma\/client|nestjs-prisma)$/.test(library)) return false;
  return (
    common.test(method) ||
    /^(update|delete|find\w*|count\w*|query|execute|add[A-Z]\w*|set[A-Z]\w*|remove[A-Z]\w*)$/.test(method)
  );
}
