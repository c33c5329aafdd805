import type {
  Argument,
  Binding,
  CallFact,
  ClassFact,
  Context,
  Expr,
  FunctionFact,
  ObjectExpr,
  Step,
} from '../../parse/typescript/code-facts.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { FunctionRef } from '../repo-model.ts';

type AssignStep = Extract<Step, { kind: 'assign' }>;

/** Elements that one `push` adds to a list, and under which conditions. */
export interface Pushed {
  args: Argument[];
  context: Context;
}

/** Lookups over the facts of all linked modules. Asks no questions of meaning. */
export class Program {
  readonly modules: ReadonlyMap<string, LinkedModule>;
  readonly #holders = new Map<string, Map<ObjectExpr, number>>();
  readonly #pushed = new Map<string, Map<Expr, Pushed[]>>();
  readonly #assigned = new Map<string, Map<string, Expr[]>>();

  constructor(modules: ReadonlyMap<string, LinkedModule>) {
    this.modules = modules;
  }

  module(path: string): LinkedModule {
    return this.modules.get(path) as LinkedModule;
  }

  fn(ref: FunctionRef): FunctionFact {
    return this.module(ref.module).facts.functions[ref.fn] as FunctionFact;
  }

  cls(module: string, cls: number): ClassFact {
    return this.module(module).facts.classes[cls] as ClassFact;
  }

  binding(module: string, id: number): Binding {
    return this.module(module).facts.bindings[id] as Binding;
  }

  call(module: string, id: number): CallFact {
    return this.module(module).facts.calls[id] as CallFact;
  }

  /** Every call of a module with its function. */
  *calls(): Generator<{ module: LinkedModule; call: CallFact }> {
    for (const module of this.modules.values()) for (const call of module.facts.calls) yield { module, call };
  }

  /** Values assigned to a property of a name (`db.user = x`): key is the binding. */
  assignedToBinding(module: string, binding: number, property: string): Expr[] {
    return this.#assignments(module).get(`b${binding}.${property}`) ?? [];
  }

  /** Values assigned to `this.property` within a class. */
  assignedToThis(module: string, cls: number, property: string): Expr[] {
    return this.#assignments(module).get(`c${cls}.${property}`) ?? [];
  }

  /** Names of properties assigned to a binding later on. */
  assignedNames(module: string, binding: number): string[] {
    const prefix = `b${binding}.`;
    return [...this.#assignments(module).keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  }

  /** The binding whose initial value is this very object literal, so that later property assignments to it can be found. */
  holderOf(module: string, object: ObjectExpr): number | undefined {
    let holders = this.#holders.get(module);
    if (!holders) {
      holders = new Map();
      for (const { init, path, id } of this.module(module).facts.bindings) {
        if (init?.kind === 'object' && !path) holders.set(init, id);
      }
      this.#holders.set(module, holders);
    }
    return holders.get(object);
  }

  /** What `list.push(x)` and `list.unshift(x)` add, wherever in the module, to the list whose initial value this is. */
  pushedTo(module: string, initial: Expr): Pushed[] {
    let pushed = this.#pushed.get(module);
    if (!pushed) {
      pushed = this.#pushes(module);
      this.#pushed.set(module, pushed);
    }
    return pushed.get(initial) ?? [];
  }

  #pushes(module: string): Map<Expr, Pushed[]> {
    const pushed = new Map<Expr, Pushed[]>();
    const { bindings, calls } = this.module(module).facts;
    for (const { expr, context } of calls) {
      const { callee } = expr;
      if (callee.kind !== 'member' || (callee.property !== 'push' && callee.property !== 'unshift')) continue;
      const { object } = callee;
      const init =
        object.kind === 'reference' && object.binding !== undefined ? bindings[object.binding]?.init : undefined;
      if (init) pushed.set(init, [...(pushed.get(init) ?? []), { args: expr.args, context }]);
    }
    return pushed;
  }

  #assignments(module: string): Map<string, Expr[]> {
    const known = this.#assigned.get(module);
    if (known) return known;
    const index = new Map<string, Expr[]>();
    this.#assigned.set(module, index);
    for (const fn of this.module(module).facts.functions) {
      for (const step of fn.steps) if (step.kind === 'assign') this.#index(module, index, step);
    }
    return index;
  }

  #index(module: string, index: Map<string, Expr[]>, step: AssignStep): void {
    const { target } = step;
    if (target.kind !== 'member' || typeof target.property !== 'string') return;
    const owner = this.#ownerOf(module, target.object);
    if (owner === undefined) return;
    const key = `${owner}.${target.property}`;
    const list = index.get(key);
    if (list) list.push(step.value);
    else index.set(key, [step.value]);
  }

  /** What a property is assigned to: a name, `this` of a class, or the `prototype` of a constructor function, which is the same. */
  #ownerOf(module: string, object: Expr): string | undefined {
    if (object.kind === 'reference') return object.binding === undefined ? undefined : `b${object.binding}`;
    if (object.kind === 'this') return object.cls === undefined ? undefined : `c${object.cls}`;
    if (object.kind !== 'member' || object.property !== 'prototype' || object.object.kind !== 'reference')
      return undefined;
    const { binding } = object.object;
    const declared = binding === undefined ? undefined : this.binding(module, binding).declares;
    const cls = declared && 'fn' in declared ? this.fn({ module, fn: declared.fn }).constructs : undefined;
    return cls === undefined ? undefined : `c${cls}`;
  }
}
