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
import { Inquiry } from './inquiry.ts';
import { memberOf } from './members.ts';
import { parameterValues } from './parameters.ts';
import type { Program } from './program.ts';
import { conditionalValues } from './truth.ts';
import { describe, directoryOf, distinct, type Frame, isEnvironment, thisKey, unknown, type Value } from './values.ts';

const MAX_TEXTS = 24;

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
  readonly inquiry = new Inquiry();
  /** Answers about exports and members; `undefined` while one is being worked out. */
  readonly #exports = new Map<string, Value[] | undefined>();
  readonly #classMembers = new Map<string, Value[] | undefined>();
  readonly #members = new WeakMap<Expr, Map<string, Value[] | undefined>>();

  constructor(program: Program) {
    this.program = program;
    this.callers = new CallerIndex(this);
  }

  evaluate(expr: Expr, frame: Frame): Value[] {
    return this.inquiry.values(expr, frame.env === undefined, () => distinct(this.#reduce(expr, frame)));
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
    return this.inquiry.kept(this.#exports, `${module}#${name}`, () => exportedValues(this, module, name));
  }

  /** The values of `of.name`. */
  member(of: Value, name: string): Value[] {
    const look = (): Value[] => distinct(memberOf(this, of, name));
    // Where an instance was made makes no difference to what its class gives it.
    if (of.kind === 'instance' || of.kind === 'class')
      return this.inquiry.kept(this.#classMembers, `${describe(of)}.${name}`, look);
    if (of.kind !== 'object' || of.env) return this.inquiry.intoMember(look);
    let members = this.#members.get(of.expr);
    if (!members) {
      members = new Map();
      this.#members.set(of.expr, members);
    }
    return this.inquiry.kept(members, name, look);
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
      texts = texts.flatMap((text) => options.map((option) => text + option + after)).slice(0, MAX_TEXTS);
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
