import type {
  Binding,
  CallExpr,
  Expr,
  MemberExpr,
  NewExpr,
  PathSegment,
  ReferenceExpr,
  TemplateExpr,
  ThisExpr,
} from '../../parse/typescript/code-facts.ts';
import { CallerIndex } from './callers.ts';
import { evaluateCall } from './calls.ts';
import { exportedValues, importedValues } from './exports.ts';
import { memberOf } from './members.ts';
import { parameterValues } from './parameters.ts';
import type { Program } from './program.ts';
import { conditionalValues } from './truth.ts';
import { describe, directoryOf, distinct, type Frame, isEnvironment, thisKey, unknown, type Value } from './values.ts';

const MAX_DEPTH = 60;
const MAX_VALUES = 24;
/** Expressions looked at for one question; past that the answer is what was found so far. */
const MAX_STEPS = 4000;
const MAX_CALL_DEPTH = 6;

/** Supplies members a framework adds to a value at run time, e.g. what `fastify.decorate` put there. */
export type MemberProvider = (of: Value, name: string) => Value[];
/** Supplies what a call of a package gives, where a framework's own lookup leads back into the repository: `app.get(UserService)`. */
export type ResultProvider = (callee: Value, call: CallExpr | NewExpr, frame: Frame) => Value[];

/**
 * Answers what an expression can be: through imports, re-exports, variables, destructuring, object members, classes,
 * factories and wrappers. Answers are cached; nothing is executed.
 */
export class Evaluator {
  readonly program: Program;
  readonly callers: CallerIndex;
  readonly providers: MemberProvider[] = [];
  readonly resultProviders: ResultProvider[] = [];
  readonly #cache = new WeakMap<Expr, Value[]>();
  /** Answers about exports and members; `undefined` while one is being worked out. */
  readonly #exports = new Map<string, Value[] | undefined>();
  readonly #classMembers = new Map<string, Value[] | undefined>();
  readonly #members = new WeakMap<Expr, Map<string, Value[] | undefined>>();
  /** Answers of the question under way that were cut short: good enough where it comes by again, and for it alone. */
  #answered = new Map<Expr, Value[]>();
  #open = new Set<Expr>();
  #depth = 0;
  #steps = 0;
  #callDepth = 0;
  /** Grows whenever an answer is cut short by the depth limit or by a cycle; such answers are not kept. */
  #cuts = 0;
  /** Grows whenever an answer rests on callers that are still being gathered. */
  #provisional = 0;
  /** Answers that rest on the callers gathered so far; good for one pass of gathering. */
  #drafts: WeakMap<Expr, Value[]> | undefined;

  constructor(program: Program) {
    this.program = program;
    this.callers = new CallerIndex(this);
  }

  evaluate(expr: Expr, frame: Frame): Value[] {
    const cached = frame.env ? undefined : this.#cache.get(expr);
    if (cached) return cached;
    const drafted = frame.env ? undefined : this.#drafts?.get(expr);
    if (drafted) {
      this.#provisional += 1;
      return drafted;
    }
    if (this.#depth === 0) this.#begin();
    const answered = frame.env ? undefined : this.#answered.get(expr);
    if (answered) {
      this.#cuts += 1;
      return answered;
    }
    this.#steps += 1;
    if (this.#depth > MAX_DEPTH || this.#steps > MAX_STEPS || this.#open.has(expr)) {
      this.#cuts += 1;
      return [];
    }
    const cuts = this.#cuts;
    const provisional = this.#provisional;
    this.#open.add(expr);
    this.#depth += 1;
    const values = distinct(this.#reduce(expr, frame)).slice(0, MAX_VALUES);
    this.#depth -= 1;
    this.#open.delete(expr);
    const whole = this.#cuts === cuts || this.#open.size === 0;
    if (!frame.env) {
      if (whole) (this.#provisional === provisional ? this.#cache : this.#drafts)?.set(expr, values);
      else this.#answered.set(expr, values);
    }
    return values;
  }

  #begin(): void {
    this.#steps = 0;
    if (this.#answered.size > 0) this.#answered = new Map();
  }

  /** Runs questions of their own in the midst of another: with their own limits, as if asked from outside. */
  detached(run: () => void): void {
    const state = { open: this.#open, depth: this.#depth, steps: this.#steps, callDepth: this.#callDepth };
    const answered = this.#answered;
    this.#answered = new Map();
    this.#open = new Set();
    this.#depth = 0;
    this.#callDepth = 0;
    run();
    this.#answered = answered;
    this.#open = state.open;
    this.#depth = state.depth;
    this.#steps = state.steps;
    this.#callDepth = state.callDepth;
  }

  /** Follows a call into a function of the repository, unless calls are nested too deep already. */
  intoCall(follow: () => Value[]): Value[] {
    if (this.#callDepth >= MAX_CALL_DEPTH) {
      this.#cuts += 1;
      return [unknown('calls nested too deep')];
    }
    this.#callDepth += 1;
    const values = follow();
    this.#callDepth -= 1;
    return values;
  }

  /** Begins a pass of gathering callers (what the last one led to is forgotten), or ends the gathering. */
  draft(begins: boolean): void {
    this.#drafts = begins ? new WeakMap() : undefined;
  }

  /** Says that the answer under way rests on callers that are still being gathered, so that it is not kept. */
  markProvisional(): void {
    this.#provisional += 1;
  }

  /** The constant texts an expression can be; `undefined` when something else is possible too. */
  texts(expr: Expr, frame: Frame): string[] | undefined {
    const values = this.evaluate(expr, frame);
    const texts = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
    const complete = texts.length > 0 && values.every((value) => value.kind === 'text' || isEnvironment(value));
    return complete ? texts : undefined;
  }

  /** The values of a module's export. */
  exported(module: string, name: string): Value[] {
    return this.#kept(this.#exports, `${module}#${name}`, () => exportedValues(this, module, name));
  }

  /** The values of `of.name`. */
  member(of: Value, name: string): Value[] {
    if (of.kind === 'instance' || of.kind === 'class') {
      // Where an instance was made makes no difference to what its class gives it.
      return this.#kept(this.#classMembers, `${describe(of)}.${name}`, () => distinct(memberOf(this, of, name)));
    }
    if (of.kind !== 'object' || of.env) return distinct(memberOf(this, of, name));
    let members = this.#members.get(of.expr);
    if (!members) {
      members = new Map();
      this.#members.set(of.expr, members);
    }
    return this.#kept(members, name, () => distinct(memberOf(this, of, name)));
  }

  /** Keeps an answer, unless it was cut short or rests on callers that are still being gathered. Circular questions end. */
  #kept(cache: Map<string, Value[] | undefined>, key: string, answer: () => Value[]): Value[] {
    const known = cache.get(key);
    if (known) return known;
    if (cache.has(key)) {
      this.#cuts += 1;
      return [];
    }
    const { cuts, provisional } = { cuts: this.#cuts, provisional: this.#provisional };
    cache.set(key, undefined);
    const values = answer();
    const whole = this.#cuts === cuts || this.#open.size === 0;
    if (whole && this.#provisional === provisional) cache.set(key, values);
    else cache.delete(key);
    return values;
  }

  #reduce(expr: Expr, frame: Frame): Value[] {
    switch (expr.kind) {
      case 'literal':
        return [
          typeof expr.value === 'string' ? { kind: 'text', text: expr.value } : { kind: 'constant', value: expr.value },
        ];
      case 'template':
        return this.#template(expr, frame);
      case 'reference':
        return this.#reference(expr, frame);
      case 'this':
        return thisValues(expr, frame);
      case 'member': {
        if (isModuleExports(expr)) return this.exported(frame.module, 'module.exports');
        const property = typeof expr.property === 'string' ? [expr.property] : this.texts(expr.property, frame);
        if (!property) return [unknown('computed member')];
        const late = this.#assignedMember(expr.object, property, frame);
        if (late.length > 0) return late;
        return this.evaluate(expr.object, frame).flatMap((value) =>
          property.flatMap((name) => this.member(value, name)),
        );
      }
      case 'call':
      case 'new':
        return evaluateCall(this, expr, frame);
      case 'object':
      case 'array':
        return [{ kind: expr.kind, module: frame.module, expr, ...(frame.env && { env: frame.env }) } as Value];
      case 'function':
        return [{ kind: 'function', ref: { module: frame.module, fn: expr.fn }, ...(frame.env && { env: frame.env }) }];
      case 'class':
        return [{ kind: 'class', module: frame.module, cls: expr.cls }];
      case 'await':
        return this.evaluate(expr.value, frame);
      case 'conditional':
        return conditionalValues(this, expr, frame);
      case 'unknown':
        return [expr.regex ? { kind: 'regex', ...expr.regex } : unknown(expr.syntax)];
    }
  }

  /** `db.user = x` for a name, wherever in its module it is written. */
  #assignedMember(object: Expr, names: string[], frame: Frame): Value[] {
    if (object.kind !== 'reference' || object.binding === undefined) return [];
    const { binding } = object;
    return names
      .flatMap((name) => this.program.assignedToBinding(frame.module, binding, name))
      .flatMap((value) => this.evaluate(value, { module: frame.module }));
  }

  #template(expr: TemplateExpr, frame: Frame): Value[] {
    if (expr.tag) return [unknown('tagged template')];
    let texts = [expr.texts[0] ?? ''];
    for (const [index, part] of expr.parts.entries()) {
      const values = this.evaluate(part, frame);
      const options = values.flatMap((value) =>
        value.kind === 'text' ? [value.text] : value.kind === 'constant' ? [String(value.value)] : [],
      );
      if (options.length === 0) return [unknown('template with an unknown part')];
      const after = expr.texts[index + 1] ?? '';
      texts = texts.flatMap((text) => options.map((option) => text + option + after)).slice(0, MAX_VALUES);
    }
    return texts.map((text) => ({ kind: 'text', text }));
  }

  #reference(expr: ReferenceExpr, frame: Frame): Value[] {
    if (expr.binding === undefined) return this.#global(expr.name, frame);
    const fixed = frame.env?.get(`${frame.module}#${expr.binding}`);
    if (fixed) return fixed;
    return this.bindingValues(this.program.binding(frame.module, expr.binding), frame);
  }

  bindingValues(binding: Binding, frame: Frame): Value[] {
    const { module } = frame;
    if (binding.import) return importedValues(this, module, binding.import);
    if (binding.declares && 'fn' in binding.declares)
      return [{ kind: 'function', ref: { module, fn: binding.declares.fn } }];
    if (binding.declares && 'cls' in binding.declares) return [{ kind: 'class', module, cls: binding.declares.cls }];
    if (binding.declares) return [{ kind: 'enum', module, binding: binding.id }];
    const initial =
      binding.init && !binding.param ? this.along(this.evaluate(binding.init, frame), binding.path ?? []) : [];
    const later = binding.assigned.flatMap((value) => this.evaluate(value, frame));
    const known = [...initial, ...later].filter((value) => value.kind !== 'unknown' && value.kind !== 'constant');
    if (known.length > 0 || (initial.length > 0 && !binding.type)) return [...initial, ...later];
    return [...parameterValues(this, binding, frame), ...initial, ...later];
  }

  /** Follows a destructuring path from values. */
  along(values: Value[], path: PathSegment[]): Value[] {
    return path.reduce<Value[]>(
      (current, segment) =>
        segment === '...' ? current : current.flatMap((value) => this.member(value, String(segment))),
      values,
    );
  }

  #global(name: string, frame: Frame): Value[] {
    if (name === '__dirname') return [{ kind: 'text', text: directoryOf(frame.module) }];
    if (name === '__filename') return [{ kind: 'text', text: `/${frame.module}` }];
    if (name === 'import.meta') return [{ kind: 'meta', module: frame.module }];
    if (name === 'exports') return [{ kind: 'module', path: frame.module }];
    return [{ kind: 'global', path: [name] }];
  }
}

function thisValues({ cls }: ThisExpr, { module, env }: Frame): Value[] {
  if (cls === undefined) return [unknown('this')];
  return env?.get(thisKey(module, cls)) ?? [{ kind: 'instance', module, cls }];
}

/** CommonJS: what the module itself exports. */
const isModuleExports = ({ object, property }: MemberExpr): boolean =>
  property === 'exports' && object.kind === 'reference' && object.name === 'module' && object.binding === undefined;
