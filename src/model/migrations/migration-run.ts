import type { Position, Unknown } from '../../parse/position.ts';
import type { Dialect, SchemaOperation, SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { CallFact, Context, Step } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { conditionsHold } from '../evaluate/truth.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import { type CallChain, callChain, type Link, placeOf, receiversIn, rootOf } from './call-chain.ts';
import { Certainty, tolerant } from './certainty.ts';
import { callbacksOf, followPlainCall } from './follow-calls.ts';
import { isGuard } from './guards.ts';
import { type Handle, Handles } from './handles.ts';
import { enterRound, roundsOf } from './loop-rounds.ts';
import { PlainReader } from './plain-data.ts';
import { inSnakeCase } from './snake-case.ts';
import { SqlInCode } from './sql-in-code.ts';

/** What a migration can reach in its repository. */
export interface Surroundings {
  evaluator: Evaluator;
  /** `generic` where nothing tells. */
  dialect: Dialect;
  /** The client writes the names that its builder is given in snake case. */
  snakeCase: boolean;
  /** Facts of an SQL file by its path from the repository's root. */
  sqlFile(path: string): SqlFacts | undefined;
}

/** Values of variables change while it runs. */
export type RunFrame = Frame & { env: Map<string, Value[]> };

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
  /** The objects of its tool that it can reach. */
  readonly handles = new Handles();
  readonly #snakeCase: boolean;
  readonly #active = new Set<string>();
  readonly #inner = new Map<string, Set<number>>();
  readonly #certainty = new Certainty();
  #emitted = 0;

  constructor(surroundings: Surroundings, module: string) {
    this.module = module;
    this.evaluator = surroundings.evaluator;
    this.dialect = surroundings.dialect;
    this.#snakeCase = surroundings.snakeCase;
    this.plain = new PlainReader(surroundings.evaluator);
    this.sql = new SqlInCode(this, surroundings);
  }

  /** What the builder of its tool does. */
  emit(...operations: SchemaOperation[]): void {
    this.emitFrom(this.module, this.#snakeCase ? operations.map(inSnakeCase) : operations);
  }

  /** What SQL does; `path` is the file that its positions are in. */
  emitFrom(path: string, operations: SchemaOperation[]): void {
    if (operations.length === 0) return;
    if (this.parts.at(-1)?.path !== path) this.parts.push({ path, operations: [] });
    const own = operations.map((operation) => (this.#certainty.isSure ? operation : tolerant(operation)));
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
    this.#certainty.during(() => this.#steps(this.evaluator.program.fn(ref).steps, 0, frame));
    this.#active.delete(key);
  }

  /** Follows steps that stand in `depth` loops, round by round; says whether they surely end in a return. */
  #steps(steps: Step[], depth: number, frame: RunFrame): boolean {
    for (let at = 0; at < steps.length; ) {
      const step = steps[at]!;
      const loop = step.context.loops[depth];
      if (loop === undefined) {
        if (this.#step(step, frame)) return true;
        at++;
        continue;
      }
      const after = steps.findIndex((other, index) => index > at && other.context.loops[depth] !== loop);
      const body = steps.slice(at, after < 0 ? undefined : after);
      const rounds = roundsOf(this, loop, frame);
      // How often it runs is not known: once stands for all, and it may be never that it returns.
      if (rounds === undefined) {
        const returns = this.#steps(body, depth + 1, frame);
        this.#certainty.returned ||= returns;
      }
      if (rounds?.some((round) => this.#steps(body, depth + 1, enterRound(frame, round)))) return true;
      at += body.length;
    }
    return false;
  }

  #step(step: Step, frame: RunFrame): boolean {
    if (step.kind === 'call') this.#visit(this.evaluator.program.call(frame.module, step.call), frame);
    else if (step.kind === 'assign') this.#assign(step, frame);
    else if (step.kind === 'return' && step.context.catches.length === 0) {
      const reached = conditionsHold(this.evaluator, step.context, frame);
      this.#certainty.returned ||= reached === undefined && this.#mayHappen(step, frame);
      return reached === true;
    }
    return false;
  }

  /** Variables that are assigned to later have their first value until then. */
  #begin(ref: FunctionRef, frame: RunFrame): void {
    for (const { id, fn, init, path, param, assigned } of this.evaluator.program.module(ref.module).facts.bindings) {
      if (fn !== ref.fn || init === undefined || path !== undefined || param !== undefined || assigned.length === 0)
        continue;
      frame.env.set(`${ref.module}#${id}`, this.evaluator.evaluate(init, frame));
    }
  }

  /** A variable has the value that it was given last; one of several where that depends on a condition. */
  #assign({ target, value, operator, context }: AssignStep, frame: RunFrame): void {
    if (operator !== '=' || target.kind !== 'reference' || target.binding === undefined) return;
    const key = `${frame.module}#${target.binding}`;
    const given = this.evaluator.evaluate(value, frame);
    const before = context.branches === 0 ? [] : (frame.env.get(key) ?? []);
    frame.env.set(key, [...before, ...given]);
  }

  /** Whether it depends on the database, or on something unknown, which is then told, that a step is reached. */
  #mayHappen({ context, at }: { context: Context; at: Position }, frame: Frame): boolean {
    if (conditionsHold(this.evaluator, context, frame) !== undefined) return false;
    const known = (context.conditions ?? []).some(({ test }) => isGuard(this.evaluator, test, frame));
    if (!known) this.#certainty.doubts.push(at);
    return true;
  }

  #visit(call: CallFact, frame: Frame): void {
    const { context, expr } = call;
    if (context.catches.length > 0 || this.#isReceiver(expr, frame.module)) return;
    if (conditionsHold(this.evaluator, context, frame) === false) return;
    const count = this.#emitted;
    const told = this.#certainty.attempt(
      () => this.#mayHappen({ context, at: expr.at }, frame),
      () => this.#follow(expr, frame),
      () => this.#emitted > count,
    );
    for (const at of frame.module === this.module ? told : [])
      this.unknown(at, 'what this changes depends on a condition that is not known');
  }

  /** Whether a call is the receiver of another, which is followed as a whole. */
  #isReceiver({ id }: CallFact['expr'], module: string): boolean {
    const inner = this.#inner.get(module) ?? receiversIn(this.evaluator.program.module(module).facts);
    this.#inner.set(module, inner);
    return inner.has(id);
  }

  #follow(expr: CallFact['expr'], frame: Frame): void {
    const { base, links } = callChain(expr, frame);
    if (base !== expr && (base.kind === 'call' || base.kind === 'new')) this.#follow(base, frame);
    for (const value of links.length === 0 ? [] : this.evaluator.evaluate(base, frame)) {
      const { root, links: before } = rootOf(this.evaluator, value, frame);
      const handle = this.handles.of(root);
      if (handle === undefined) continue;
      this.#apply(handle, root, [...before, ...links], before.length, frame);
      return;
    }
    if (this.#executesText(expr, { base, links }, frame)) return;
    this.sql.noteFileRead(expr, frame);
    followPlainCall(this, expr, links, frame);
  }

  /** `sql`…`.execute(db)`, `sql.raw('…').execute(db)`: text that is run by the tool's object. */
  #executesText({ args }: CallFact['expr'], { base, links }: CallChain, frame: Frame): boolean {
    const last = links.at(-1);
    const [client] = args;
    if (last?.name !== 'execute' || client === undefined || links.length > 2) return false;
    const reaches = (value: Value): boolean => this.handles.of(rootOf(this.evaluator, value, frame).root) !== undefined;
    if (!this.evaluator.evaluate(client, frame).some(reaches)) return false;
    const text = links.length === 1 ? base : links[0]?.args?.[0];
    this.sql.execute(text, frame, placeOf(last));
    return true;
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
      if (same) this.handles.withParameter(callback.ref, 0, handle, () => this.enter(callback, frame));
      else this.enter(callback, frame);
    }
  }
}
