import type { Position, Unknown } from '../../parse/position.ts';
import type { Dialect, SchemaOperation, SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { CallFact, Context, Expr, Step } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { isReached } from '../evaluate/truth.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import { callChain, type Link, rootOf } from './call-chain.ts';
import { callbacksOf, followPlainCall, framesOf } from './follow-calls.ts';
import { isGuard } from './guards.ts';
import { PlainReader } from './plain-data.ts';
import { SqlInCode } from './sql-in-code.ts';

/** What a tool makes of the calls on one of its objects. */
export interface Handle {
  /** Reads the link at `index`; says how many links that took, and whether their callbacks are dealt with too. */
  apply(run: MigrationRun, links: Link[], index: number): Applied;
}

export interface Applied {
  used: number;
  callbacks: 'taken' | 'open';
}

/** What a migration can reach in its repository. */
export interface Surroundings {
  evaluator: Evaluator;
  /** `generic` where nothing tells. */
  dialect: Dialect;
  /** Facts of an SQL file by its path from the repository's root. */
  sqlFile(path: string): SqlFacts | undefined;
}

type AssignStep = Extract<Step, { kind: 'assign' }>;

const DEEPEST = 12;

/**
 * Follows what a migration does, in order: its calls, into helpers, callbacks and loops. Calls on the objects of its tool
 * become operations; nothing is executed.
 */
export class MigrationRun {
  readonly module: string;
  readonly evaluator: Evaluator;
  readonly plain: PlainReader;
  readonly dialect: Dialect;
  readonly sql: SqlInCode;
  /** What it does, in order, by the file whose lines the operations' positions are. */
  readonly parts: { path: string; operations: SchemaOperation[] }[] = [];
  readonly unknowns: Unknown[] = [];
  readonly #handles = new Map<string, Handle>();
  readonly #active = new Set<string>();
  readonly #inner = new Map<string, Set<number>>();
  /** Conditions that could not be told, so far without anything that depends on them. */
  readonly #doubts: Position[] = [];
  #tolerant = false;
  #emitted = 0;

  constructor(surroundings: Surroundings, module: string) {
    this.module = module;
    this.evaluator = surroundings.evaluator;
    this.dialect = surroundings.dialect;
    this.plain = new PlainReader(surroundings.evaluator);
    this.sql = new SqlInCode(this, surroundings);
  }

  emit(...operations: SchemaOperation[]): void {
    this.emitFrom(this.module, operations);
  }

  /** The same for operations whose positions are in another file. */
  emitFrom(path: string, operations: SchemaOperation[]): void {
    if (operations.length === 0) return;
    if (this.parts.at(-1)?.path !== path) this.parts.push({ path, operations: [] });
    const own = operations.map((operation) => (this.#tolerant ? tolerant(operation) : operation));
    this.parts.at(-1)!.operations.push(...own);
    this.#emitted += operations.length;
  }

  /** Notes what could not be told; `at` is a place in the migration's own file. */
  unknown(at: Position, reason: string): void {
    const known = this.unknowns.some((one) => one.line === at.line && one.reason === reason);
    if (!known) this.unknowns.push({ path: this.module, line: at.line, subject: 'statement', reason });
  }

  /** A place in the migration's own file: where an item stands, or the call under way where that is elsewhere. */
  place({ module, at }: { module: string; at: Position | undefined }, call: Position): Position {
    return module === this.module && at !== undefined ? at : call;
  }

  /** Says what a parameter of a function stands for while `run` runs. */
  withHandle(ref: FunctionRef, index: number, handle: Handle, run: () => void): void {
    this.#with(`${ref.module}#f${ref.fn}.${index}`, handle, run);
  }

  /** Says what `this` stands for in the methods of a class. */
  withInstance(module: string, cls: number, handle: Handle, run: () => void): void {
    this.#with(`${module}#c${cls}`, handle, run);
  }

  #with(key: string, handle: Handle, run: () => void): void {
    const before = this.#handles.get(key);
    this.#handles.set(key, handle);
    run();
    if (before === undefined) this.#handles.delete(key);
    else this.#handles.set(key, before);
  }

  /** Walks a function with what is known around it and its first parameters left to be what handles say. */
  enter({ ref, env }: Extract<Value, { kind: 'function' }>, outer?: Frame): void {
    const known = new Map<string, Value[]>([...(outer?.env ?? []), ...(env ?? [])]);
    for (const [index, param] of this.evaluator.program.fn(ref).params.entries()) {
      const parameter: Value = { kind: 'parameter', fn: ref, index };
      if (param.binding !== undefined) known.set(`${ref.module}#${param.binding}`, [parameter]);
      for (const [path, binding] of Object.entries(param.names ?? {})) {
        known.set(`${ref.module}#${binding}`, this.evaluator.along([parameter], path.split('.')));
      }
    }
    this.walk(ref, { module: ref.module, env: known });
  }

  /** Follows the calls of a function in order. */
  walk(ref: FunctionRef, { module, env }: Frame): void {
    const frame = { module, env: new Map(env) };
    this.#begin(ref, frame);
    const key = `${ref.module}#${ref.fn}`;
    if (this.#active.has(key) || this.#active.size > DEEPEST) return;
    this.#active.add(key);
    const before = this.#tolerant;
    const doubts = this.#doubts.length;
    for (const step of this.evaluator.program.fn(ref).steps) {
      if (step.kind === 'call') this.#visit(this.evaluator.program.call(ref.module, step.call), frame);
      else if (step.kind === 'assign') this.#assign(step, frame);
      else if (step.kind === 'return') this.#tolerant ||= step.context.branches > 0 && this.#mayHappen(step, frame);
    }
    this.#doubts.splice(doubts);
    this.#tolerant = before;
    this.#active.delete(key);
  }

  /** Variables that are assigned to later have their first value until then. */
  #begin(ref: FunctionRef, frame: Frame & { env: Map<string, Value[]> }): void {
    for (const { id, fn, init, path, param, assigned } of this.evaluator.program.module(ref.module).facts.bindings) {
      if (fn !== ref.fn || init === undefined || path !== undefined || param !== undefined || assigned.length === 0)
        continue;
      frame.env.set(`${ref.module}#${id}`, this.evaluator.evaluate(init, frame));
    }
  }

  /** A variable has the value that it was given last; one of several where that depends on a condition. */
  #assign({ target, value, operator, context }: AssignStep, frame: Frame & { env: Map<string, Value[]> }): void {
    if (operator !== '=' || target.kind !== 'reference' || target.binding === undefined) return;
    const key = `${frame.module}#${target.binding}`;
    const given = this.evaluator.evaluate(value, frame);
    const before = context.branches === 0 ? [] : (frame.env.get(key) ?? []);
    frame.env.set(key, [...before, ...given]);
  }

  /** Whether it depends on the database, or on something unknown, which is then told, that a step is reached. */
  #mayHappen({ context, at }: { context: Context; at: Position }, frame: Frame): boolean {
    if (context.branches === 0 || isReached(this.evaluator, context, frame) !== undefined) return false;
    const known = (context.conditions ?? []).some(({ test }) => isGuard(this.evaluator, test, frame));
    if (!known) this.#doubts.push(at);
    return true;
  }

  #visit(call: CallFact, frame: Frame): void {
    const { context, expr } = call;
    if (context.catches.length > 0 || this.#innerCalls(frame.module).has(expr.id)) return;
    if (isReached(this.evaluator, context, frame) === false) return;
    const before = this.#tolerant;
    const count = this.#emitted;
    const doubts = this.#doubts.length;
    this.#tolerant ||= this.#mayHappen({ context, at: expr.at }, frame);
    for (const one of framesOf(this, context, frame)) this.#follow(expr, one);
    if (this.#emitted > count) this.#tellDoubts(frame.module);
    else this.#doubts.splice(doubts);
    this.#tolerant = before;
  }

  #tellDoubts(module: string): void {
    for (const at of module === this.module ? this.#doubts : [])
      this.unknown(at, 'what this changes depends on a condition that is not known');
    this.#doubts.length = 0;
  }

  /** Calls that are the receiver of another, which is followed as a whole. */
  #innerCalls(module: string): Set<number> {
    const known = this.#inner.get(module);
    if (known) return known;
    const inner = new Set<number>();
    this.#inner.set(module, inner);
    for (const { expr } of this.evaluator.program.module(module).facts.calls) {
      let below: Expr = expr.callee;
      while (below.kind === 'member') below = below.object;
      if (below.kind === 'call' && expr.callee.kind === 'member') inner.add(below.id);
    }
    return inner;
  }

  #follow(expr: CallFact['expr'], frame: Frame): void {
    const { base, links } = callChain(expr, frame);
    if (base !== expr && (base.kind === 'call' || base.kind === 'new')) this.#follow(base, frame);
    for (const value of links.length === 0 ? [] : this.evaluator.evaluate(base, frame)) {
      const { root, links: before } = rootOf(this.evaluator, value, frame);
      const handle = this.#handleOf(root);
      if (handle === undefined) continue;
      this.#apply(handle, root, [...before, ...links], before.length, frame);
      return;
    }
    this.sql.noteFileRead(expr, frame);
    followPlainCall(this, expr, links, frame);
  }

  #apply(handle: Handle, root: Value, links: Link[], from: number, frame: Frame): void {
    for (let index = from; index < links.length; ) {
      const { used, callbacks } = handle.apply(this, links, index);
      const own = links.slice(index, index + used);
      if (callbacks === 'open') for (const link of own) this.#enterCallbacks(link, root, handle, frame);
      index += used;
    }
  }

  /** `knex.transaction(trx => …)`: what the callback gets is the same kind of thing. */
  #enterCallbacks(link: Link, root: Value, handle: Handle, frame: Frame): void {
    for (const callback of callbacksOf(this, link)) {
      const same = link.name === 'transaction' && root.kind === 'parameter';
      if (same) this.withHandle(callback.ref, 0, handle, () => this.enter(callback, frame));
      else this.enter(callback, frame);
    }
  }

  #handleOf(root: Value): Handle | undefined {
    if (root.kind === 'instance') return this.#handles.get(`${root.module}#c${root.cls}`);
    const parameter = root.kind === 'typed' ? root.from : root.kind === 'parameter' ? root : undefined;
    return parameter && this.#handles.get(`${parameter.fn.module}#f${parameter.fn.fn}.${parameter.index}`);
  }
}

/** Where it is not sure that something is there, its absence is nothing to wonder about. */
function tolerant(operation: SchemaOperation): SchemaOperation {
  return operation.op === 'create-table' ? { ...operation, ifNotExists: true } : { ...operation, ifExists: true };
}
