import type { LineTable } from '../line-table.ts';
import type {
  Binding,
  BindingId,
  CallExpr,
  ClassId,
  CodeFacts,
  Context,
  Expr,
  FunctionFact,
  FunctionId,
  LiteralFact,
  NewExpr,
  ReferenceExpr,
  Step,
  Use,
} from './code-facts.ts';
import type { Reducers } from './reducers.ts';
import { type Declared, hoistedVariables, Scope } from './scopes.ts';
import type { Node } from './syntax-node.ts';

type StepWithout<S> = S extends Step ? Omit<S, 'context' | 'at'> : never;

const EMPTY: Context = { tries: [], catches: [], finals: [], loops: [], branches: 0 };

/** What the literals met from here on are part of. */
export type LiteralContext = Pick<
  LiteralFact,
  'names' | 'argument' | 'fallbackOf' | 'choice' | 'compared' | 'decorator' | 'element' | 'enumMember' | 'thrown'
>;
export const PLAIN: LiteralContext = {
  names: [],
  compared: false,
  decorator: false,
  element: false,
  enumMember: false,
  thrown: false,
};

/** Collects the facts of one file while its tree is walked once. Holds the walk's position: function, scope, context. */
export class FactBuilder {
  readonly facts: CodeFacts;
  readonly lines: LineTable;
  readonly text: string;
  /** Most files have none; looking for them takes time in each function. */
  readonly #hasVar: boolean;
  readonly comments: { start: number; end: number; value: string }[];
  /** The other reducers; set once, before the walk. */
  reduce!: Reducers;
  scope = new Scope(undefined, true);
  context: Context = EMPTY;
  fn: FunctionId = 0;
  cls: ClassId | undefined;
  literal: LiteralContext = PLAIN;
  /** Inside the body of a thunk given to a decorator or `forwardRef`. */
  inThunk = false;

  constructor(text: string, lines: LineTable, comments: { start: number; end: number; value: string }[]) {
    this.text = text;
    this.#hasVar = /\bvar\b/.test(text);
    this.lines = lines;
    this.comments = comments;
    this.facts = {
      kind: 'code',
      lines: lines.lines,
      esm: false,
      imports: [],
      exports: [],
      bindings: [],
      functions: [],
      classes: [],
      types: [],
      calls: [],
      tries: [],
      loops: [],
      literals: [],
      directives: [],
    };
  }

  at(node: { start: number; end: number }) {
    return this.lines.position(node.start, node.end);
  }

  /** Declares names in the current scope; a value wins over a type of the same name. */
  declare(declared: Iterable<Declared>): void {
    for (const { name, kind, node } of declared) this.bind(name, kind, node);
  }

  /** The `var` names of a function's body, wherever in it they stand. */
  declareHoisted(body: Node[]): void {
    if (this.#hasVar) this.declare(hoistedVariables(body));
  }

  bind(name: string, kind: Binding['kind'], node: Node): Binding {
    const known = this.scope.own(name);
    const existing = known === undefined ? undefined : (this.facts.bindings[known] as Binding);
    if (existing && (kind === 'type' || existing.kind !== 'type')) return existing;
    const binding: Binding = {
      id: this.facts.bindings.length,
      name,
      kind,
      fn: this.fn,
      assigned: [],
      valueUses: 0,
      typeUses: 0,
      deferredUses: 0,
      thunkUses: 0,
      metadataUses: 0,
      at: this.at(node),
    };
    this.facts.bindings.push(binding);
    this.scope.set(name, binding.id);
    return binding;
  }

  /** `name = value` without a declaration makes a global in sloppy scripts; here it belongs to the module. */
  bindImplicitGlobal(target: Node): Binding | undefined {
    if (this.facts.esm || /^(module|exports|global|globalThis|process|window|self)$/.test(target.name))
      return undefined;
    const { scope, fn } = this;
    while (this.scope.parent) this.scope = this.scope.parent;
    this.fn = 0;
    const binding = this.bind(target.name, 'var', target);
    this.scope = scope;
    this.fn = fn;
    return binding;
  }

  lookup(name: string): Binding | undefined {
    const id = this.scope.find(name);
    return id === undefined ? undefined : this.facts.bindings[id];
  }

  /** A read of a name as a value. */
  reference(node: Node): ReferenceExpr {
    const binding = this.lookup(node.name);
    if (binding) {
      binding.valueUses += 1;
      if (binding.fn !== this.fn) binding.deferredUses += 1;
      if (this.inThunk) binding.thunkUses += 1;
    }
    const at = this.at(node);
    return binding
      ? { kind: 'reference', name: node.name, binding: binding.id, at }
      : { kind: 'reference', name: node.name, at };
  }

  step(step: StepWithout<Step>, node: Node): void {
    const whole = { ...step, context: this.context, at: this.at(node) } as Step;
    (this.facts.functions[this.fn] as FunctionFact).steps.push(whole);
  }

  /** Reserves the id of a call before its parts are reduced, so that they can name it as their parent. */
  openCall(use: Use, parent: number | undefined): number {
    const id = this.facts.calls.length;
    const { fn, context } = this;
    const expr = undefined as unknown as CallExpr;
    this.facts.calls.push(parent === undefined ? { expr, fn, use, context } : { expr, fn, use, context, parent });
    return id;
  }

  closeCall(expr: CallExpr | NewExpr): void {
    const fact = this.facts.calls[expr.id];
    if (fact) fact.expr = expr;
    const { steps } = this.facts.functions[this.fn] as FunctionFact;
    steps.push({ kind: 'call', call: expr.id, context: this.context, at: expr.at });
  }

  openFunction(fact: Omit<FunctionFact, 'id' | 'steps' | 'context'>): FunctionFact {
    const whole: FunctionFact = { ...fact, id: this.facts.functions.length, steps: [], context: this.context };
    this.facts.functions.push(whole);
    return whole;
  }

  /** Runs `body` as the inside of a function: own scope, empty context, no literal context. */
  inFunction(id: FunctionId, thunk: boolean, body: () => void): void {
    const { fn, scope, context, literal, inThunk } = this;
    this.fn = id;
    this.scope = new Scope(scope, true);
    this.context = EMPTY;
    this.literal = PLAIN;
    this.inThunk = thunk || inThunk;
    body();
    this.fn = fn;
    this.scope = scope;
    this.context = context;
    this.literal = literal;
    this.inThunk = inThunk;
  }

  inScope(body: () => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer, false);
    body();
    this.scope = outer;
  }

  inContext(change: Partial<Context>, body: () => void): void {
    const outer = this.context;
    this.context = { ...outer, ...change };
    body();
    this.context = outer;
  }

  inBranch<T>(body: () => T, condition?: { test: Expr; holds: boolean }): T {
    const outer = this.context;
    const conditions = condition ? [...(outer.conditions ?? []), condition] : outer.conditions;
    this.context = { ...outer, branches: outer.branches + 1, ...(conditions && { conditions }) };
    const result = body();
    this.context = outer;
    return result;
  }

  withLiteral<T>(context: Partial<LiteralContext>, body: () => T): T {
    const outer = this.literal;
    this.literal = { ...outer, ...context };
    const result = body();
    this.literal = outer;
    return result;
  }

  /** Names a literal met below: `const a = { b: 'x' }` gives `a`, `b`. */
  named<T>(name: string | undefined, body: () => T): T {
    if (name === undefined) return body();
    return this.withLiteral({ names: [...this.literal.names, name], element: false }, body);
  }

  addLiteral(value: string | number, template: boolean, node: Node): void {
    if (typeof value === 'string' && value.length === 0) return;
    this.facts.literals.push({ value, template, fn: this.fn, ...this.literal, at: this.at(node) });
  }

  assignTo(id: BindingId | undefined, value: Expr): void {
    if (id !== undefined) this.facts.bindings[id]?.assigned.push(value);
  }

  commentsWithin(start: number, end: number): string {
    return this.comments
      .filter((comment) => comment.start >= start && comment.end <= end)
      .map((comment) => comment.value.trim())
      .join(' ');
  }
}
