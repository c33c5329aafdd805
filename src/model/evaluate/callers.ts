import type { CallExpr, CallFact, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Evaluator } from './evaluator.ts';
import type { Value } from './values.ts';

export interface Caller {
  module: string;
  call: CallFact;
  expr: CallExpr | NewExpr;
}

const MAX_PASSES = 4;

/**
 * Who calls each function of the repository. Built on the first question, from every call whose callee can be told. A callee
 * that is itself a parameter is known only once the callers of its function are, so unsettled calls are tried again.
 */
export class CallerIndex {
  readonly #evaluator: Evaluator;
  readonly #index = new Map<string, Caller[]>();
  #state: 'empty' | 'building' | 'ready' = 'empty';

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  of(ref: FunctionRef): Caller[] {
    if (this.#state === 'empty') this.#evaluator.inquiry.detached(() => this.#build());
    if (this.#state === 'building') this.#evaluator.inquiry.markProvisional();
    return this.#index.get(`${ref.module}#${ref.fn}`) ?? [];
  }

  #build(): void {
    this.#state = 'building';
    let open: Open[] = [];
    for (const { module, call } of this.#evaluator.program.calls()) {
      const { role } = module;
      // Tests call anything with anything: what they pass says nothing about the system.
      if (role === 'test' || role === 'client' || role === 'declaration' || !worthFollowing(call.expr.callee)) continue;
      open.push({ caller: { module: module.path, call, expr: call.expr }, restsOn: undefined });
    }
    let grown: ReadonlySet<string> = new Set();
    for (let pass = 0; pass < MAX_PASSES && open.length > 0; pass += 1) {
      this.#evaluator.inquiry.draft(true);
      const found: Reached[] = [];
      const earlier = grown;
      open = open.filter((item) => !this.#settle(item, earlier, found));
      grown = this.#file(found);
      if (grown.size === 0) break;
    }
    this.#evaluator.inquiry.draft(false);
    this.#state = 'ready';
  }

  /** Notes the functions a call reaches; `false` when its callee is still only a parameter. */
  #settle(item: Open, grown: ReadonlySet<string>, found: Reached[]): boolean {
    if (item.restsOn && !item.restsOn.some((fn) => grown.has(fn))) return false;
    const { caller } = item;
    const values = this.#evaluator.evaluate(caller.expr.callee, { module: caller.module });
    for (const value of values) {
      const ref = calledFunction(this.#evaluator, value);
      if (ref) found.push({ fn: `${ref.module}#${ref.fn}`, caller });
    }
    item.restsOn = values.flatMap(parameterBehind);
    return item.restsOn.length === 0;
  }

  /** Adds a pass's calls to the index at its end, so that one pass sees one state; the functions that gained callers. */
  #file(found: Reached[]): ReadonlySet<string> {
    const grown = new Set<string>();
    for (const { fn, caller } of found) {
      const list = this.#index.get(fn);
      if (list?.includes(caller)) continue;
      if (list) list.push(caller);
      else this.#index.set(fn, [caller]);
      grown.add(fn);
    }
    return grown;
  }
}

interface Reached {
  fn: string;
  caller: Caller;
}

/** A call whose callee is not settled, and the functions whose parameters it rests on (`undefined` before the first try). */
interface Open {
  caller: Caller;
  restsOn: string[] | undefined;
}

function parameterBehind(value: Value): string[] {
  if (value.kind === 'parameter') return [`${value.fn.module}#${value.fn.fn}`];
  return value.kind === 'member' || value.kind === 'result' ? parameterBehind(value.of) : [];
}

function calledFunction(evaluator: Evaluator, value: Value): FunctionRef | undefined {
  if (value.kind === 'function') return value.ref;
  if (value.kind !== 'class') return undefined;
  const creator = evaluator.program.cls(value.module, value.cls).methods.find((item) => item.kind === 'constructor');
  return creator?.fn === undefined ? undefined : { module: value.module, fn: creator.fn };
}

/** A callee that starts at a global or a literal never reaches a function of the repository. */
function worthFollowing(callee: Expr): boolean {
  let root = callee;
  while (root.kind === 'member' || root.kind === 'call' || root.kind === 'await') {
    root = root.kind === 'member' ? root.object : root.kind === 'call' ? root.callee : root.value;
  }
  if (root.kind === 'reference') return root.binding !== undefined || root.name === 'require' || root.name === 'module';
  return root.kind === 'this' || root.kind === 'function' || root.kind === 'new' || root.kind === 'conditional';
}
