import type { CallExpr, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import { dataCallOf } from '../data-access/data-calls.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { majorOf } from '../packages/major-version.ts';
import type { FunctionRef } from '../repo-model.ts';
import { isAssociationMethod } from './associations.ts';
import { takesCallback } from './callbacks.ts';
import { calleeName, chainOf, dottedNames } from './expression-search.ts';
import { packageCall, throwsAtOnce } from './promise-packages.ts';
import { queryStart } from './query-promises.ts';
import { type Answer, isRejection, type Rejection, worst } from './rejection.ts';

/** What is done with the promise: `awaited` also when it has a `then`, `dropped` when nothing is. */
export type PromiseUse = 'awaited' | 'returned' | 'dropped';

type Called = CallExpr | NewExpr;

/** Answers about functions of the repository, when called and when given to `then` or `catch`. */
interface FunctionAnswers {
  called(ref: FunctionRef, depth: number): Answer;
  settling(ref: FunctionRef, handles: boolean, depth: number): Answer;
}

/** Tells whether an expression gives a promise that can be rejected, by what it calls. */
export class PromiseSources {
  readonly #evaluator: Evaluator;
  readonly #functions: FunctionAnswers;

  constructor(evaluator: Evaluator, functions: FunctionAnswers) {
    this.#evaluator = evaluator;
    this.#functions = functions;
  }

  /** `load().then(a).catch(b)`: what is left of the rejections of `load` and of the functions in the chain. */
  ofChain(module: string, expr: Expr, use: PromiseUse, depth: number): Answer {
    const { base, settlers } = chainOf(expr);
    const first = this.#ofBase(module, base, settlers.length > 0 ? 'awaited' : use, depth);
    return settlers.reduce<Answer>((before, settler) => this.#settled(module, settler, before, depth), first);
  }

  #settled(module: string, settler: Called, before: Answer, depth: number): Answer {
    const [first, second] = settler.args;
    const catches = calleeName(settler.callee) === 'catch';
    const own = settler.args.map((arg, index) => this.#thrownBy(module, arg, catches || index > 0, depth));
    return worst(second !== undefined || (catches && first !== undefined) ? own : [before, ...own]);
  }

  /** What a function given to `then`, `catch` or `finally` lets out. */
  #thrownBy(module: string, arg: Expr, handles: boolean, depth: number): Answer {
    const functions = functionsOf(this.#evaluator.evaluate(arg, { module }));
    return worst(functions.map((ref) => this.#functions.settling(ref, handles, depth + 1)));
  }

  /** A call that blocks and throws at once, as file calls do; within an async function that rejects its promise. */
  ofBlocking(module: string, expr: Called): Answer {
    if (!calleeName(expr.callee)?.endsWith('Sync')) return 'safe';
    const origins = this.#evaluator.evaluate(expr.callee, { module }).map(originOf);
    const throws = origins.some((origin) => origin !== undefined && throwsAtOnce(origin));
    const at = { path: module, line: expr.at.line };
    return throws ? { because: `${nameOfCall(expr)} can throw`, at, sure: true } : 'safe';
  }

  #ofBase(module: string, base: Expr, use: PromiseUse, depth: number): Answer {
    if (base.kind === 'call') return this.#ofCall(module, base, use, depth);
    if (base.kind === 'new') return this.#ofExecutor(module, base);
    if (base.kind !== 'reference' || base.binding === undefined) return 'unknown';
    const { init, path, assigned } = this.#evaluator.program.binding(module, base.binding);
    const only = init && !path && assigned.length === 0 && (init.kind === 'call' || init.kind === 'new');
    return only ? this.ofChain(module, init, 'awaited', depth) : 'unknown';
  }

  #ofCall(module: string, base: CallExpr, use: PromiseUse, depth: number): Answer {
    const values = this.#evaluator.evaluate(base.callee, { module });
    const functions = functionsOf(values);
    if (functions.length > 0) return worst(functions.map((ref) => this.#functions.called(ref, depth + 1)));
    const [holder, name] = values.flatMap((value) => (value.kind === 'global' ? [value.path] : []))[0] ?? [];
    if (holder === 'Promise') return this.#ofStatic(module, name ?? '', base, depth);
    const at = { path: module, line: base.at.line };
    if (holder === 'fetch' && name === undefined) return { because: 'fetch() can fail', at, sure: true };
    if (use !== 'awaited' && takesCallback(this.#evaluator, module, base)) return 'safe';
    return this.#ofQuery(module, base, use, at) ?? this.#ofPackage(module, base, values, use, at);
  }

  #ofQuery(module: string, base: CallExpr, use: PromiseUse, at: Rejection['at']): Answer | undefined {
    const { program } = this.#evaluator;
    const data = dataCallOf(this.#evaluator, program.module(module), program.call(module, base.id));
    if (!data) return undefined;
    const start = this.#promisesOfMysql2(module, data.library) ? queryStart(data.library, data.method) : 'no-promise';
    if (start === 'unknown' && use === 'dropped') return undefined;
    const fails = use === 'awaited' || (use === 'returned' ? start !== 'no-promise' : start === 'at-once');
    return fails ? { because: `${data.library} ${data.method}() can fail`, at, sure: true } : 'safe';
  }

  /** The main export of `mysql2` takes callbacks, `mysql2/promise` gives promises. */
  #promisesOfMysql2(module: string, library: string): boolean {
    if (library !== 'mysql2') return true;
    const { package: owner } = this.#evaluator.program.module(module);
    return [...this.#evaluator.program.modules.values()].some(
      (item) => item.package === owner && item.links.has('mysql2/promise'),
    );
  }

  #ofPackage(module: string, base: CallExpr, values: Value[], use: PromiseUse, at: Rejection['at']): Answer {
    const origin = values.map(originOf).find((item) => item !== undefined);
    if (!origin) return 'unknown';
    const method = origin.path[origin.path.length - 1] ?? '';
    if (/sequelize/.test(origin.package) && isAssociationMethod(this.#evaluator.program, method))
      return { because: `${origin.package} ${method}() can fail`, at, sure: true };
    const answer = packageCall(origin, use === 'awaited', (name) => this.#majorOf(module, name));
    return answer === 'rejects' ? { because: `${nameOfCall(base)} can fail`, at, sure: true } : answer;
  }

  #majorOf(module: string, name: string): number | undefined {
    const { modules } = this.#evaluator.program;
    const packages = new Set([...modules.values()].map((item) => item.package));
    const owner = this.#evaluator.program.module(module).package;
    return majorOf([...packages], owner, name);
  }

  /** `Promise.all([…])` and its siblings. */
  #ofStatic(module: string, name: string, base: CallExpr, depth: number): Answer {
    const [arg] = base.args;
    const at = { path: module, line: base.at.line };
    if (name === 'reject') return { because: 'it is rejected here', at, sure: true };
    if (name === 'allSettled') return 'safe';
    const asked = (expr: Expr): Answer =>
      /^(call|new|reference)$/.test(expr.kind) ? this.ofChain(module, expr, 'awaited', depth) : 'safe';
    if (name === 'resolve') return arg ? asked(arg) : 'safe';
    if (arg?.kind === 'array') return worst(arg.elements.map(asked));
    if (arg?.kind !== 'call' || calleeName(arg.callee) !== 'map') return 'unknown';
    const each = worst(arg.args.map((item) => this.#thrownBy(module, item, false, depth)));
    return isRejection(each) ? each : 'unknown';
  }

  /** `new Promise((resolve, reject) => …)` whose executor uses `reject`. */
  #ofExecutor(module: string, base: NewExpr): Answer {
    const [executor] = base.args;
    if (calleeName(base.callee) !== 'Promise' || executor?.kind !== 'function') return 'safe';
    const reject = this.#evaluator.program.fn({ module, fn: executor.fn }).params[1]?.binding;
    const used = reject !== undefined && this.#evaluator.program.binding(module, reject).valueUses > 0;
    const at = { path: module, line: base.at.line };
    return used ? { because: 'the promise is rejected here', at, sure: true } : 'safe';
  }
}

const functionsOf = (values: Value[]): FunctionRef[] =>
  values.flatMap((value) => (value.kind === 'function' ? [value.ref] : []));

/** `this.users.save()` as written, for messages. */
export function nameOfCall(base: Expr): string {
  const names = dottedNames(base.kind === 'call' || base.kind === 'new' ? base.callee : base);
  return names.length > 0 ? `${names.join('.')}()` : 'the call';
}
