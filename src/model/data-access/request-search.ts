import type { Binding, CallExpr, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import { handlerOf } from './handler-index.ts';
import { decoratorName, isRequestDecorator, isRequestPath, keyOf } from './request-parts.ts';
import type { Purpose, RequestSource } from './request-values.ts';
import { callersOfStatic } from './schema-statics.ts';
import { chosenBelow, cutOff } from './upper-bounds.ts';

const CAPS = /^(min|clamp|limit\w*|cap\w*|bounded?|restrict\w*)$/i;
const NUMBERS = /^(Number|parseInt|parseFloat|BigInt|Boolean|Date|toInteger|toNumber|toInt)$/;
const ESCAPES =
  /(escape|quote|sanitize|format|validate|literal|whitelist|allow|hash|encode|uuid|toISOString|getTime|length|ObjectId)/i;
const PASS =
  /^(trim|toString|toLowerCase|toUpperCase|String|replace|replaceAll|slice|substring|join|concat|decodeURIComponent|Number|parseInt|parseFloat|max|floor|round|abs|split|map|filter|pop|shift|at|URL|URLSearchParams)$/;
const CHECKS = /^(parse|parseAsync|safeParse|safeParseAsync|validate|validateAsync|validateSync|cast|attempt)$/;
const MAX_HOPS = 5;

/** A call that was followed into its function. */
interface Entered {
  module: string;
  fn: number;
  from: string;
  args: Expr[];
}

export class RequestSearch {
  readonly #evaluator: Evaluator;
  readonly #purpose: Purpose;
  readonly #seen = new Set<string>();
  readonly #entered: Entered[] = [];

  constructor(evaluator: Evaluator, purpose: Purpose) {
    this.#evaluator = evaluator;
    this.#purpose = purpose;
  }

  of(module: string, expr: Expr, hops: number, path: string[] = []): RequestSource | undefined {
    switch (expr.kind) {
      case 'await':
        return this.of(module, expr.value, hops, path);
      case 'conditional':
        return first(this.#options(expr), (option) => this.of(module, option, hops, path));
      case 'template':
        return first(expr.parts, (part) => this.of(module, part, hops));
      case 'member':
        return typeof expr.property === 'string'
          ? this.of(module, expr.object, hops, [expr.property, ...path])
          : this.of(module, expr.object, hops, ['[…]', ...path]);
      case 'object':
        return this.#property(module, expr, hops, path);
      case 'call':
      case 'new':
        return this.#call(module, expr, hops, path);
      case 'reference':
        return expr.binding === undefined ? undefined : this.#binding(module, expr.binding, hops, path, expr);
      case 'unknown':
        return this.#calculated(module, expr, hops);
      default:
        return undefined;
    }
  }

  /** Alternatives of a choice, less those that only a value below some bound can be. */
  #options(expr: Extract<Expr, { kind: 'conditional' }>): Expr[] {
    if (expr.operator === '&&') return expr.options.slice(1);
    if (expr.operator !== '?:' || this.#purpose !== 'uncapped') return expr.options;
    return expr.options.filter((option, index) => !chosenBelow(expr.test, index === 0, option));
  }

  #property(module: string, expr: Extract<Expr, { kind: 'object' }>, hops: number, path: string[]) {
    const value = expr.properties.find((item) => item.key === path[0])?.value;
    if (value) return this.of(module, value, hops, path.slice(1));
    if (path.length === 0) return undefined;
    const spread = expr.properties.filter((item) => item.key === undefined).map((item) => item.value);
    return first(spread.reverse(), (item) => this.of(module, item, hops, path));
  }

  /** `+limit`, `limit * 1`: still as large as the client says; a remainder is not. */
  #calculated(module: string, expr: Extract<Expr, { kind: 'unknown' }>, hops: number): RequestSource | undefined {
    if (this.#purpose === 'text' || !/^(UnaryExpression [+~-]|BinaryExpression [*|-])$/.test(expr.syntax))
      return undefined;
    return first(expr.operands ?? [], (operand) => this.of(module, operand, hops));
  }

  #call(module: string, expr: CallExpr | NewExpr, hops: number, path: string[]): RequestSource | undefined {
    const { callee, args } = expr;
    const name = callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? callee.property : '';
    if (typeof name !== 'string' || !this.#keeps(name)) return undefined;
    if (callee.kind === 'member' && /^(query|param|header|get|body|valid)$/.test(name)) {
      const asked = args[0]?.kind === 'literal' ? String(args[0].value) : undefined;
      const inner =
        name === 'valid' ? [asked ?? '', ...path] : [name, ...(asked === undefined ? [] : [asked]), ...path];
      const direct = this.of(module, callee.object, hops, inner);
      if (direct) return direct;
    }
    if (this.#purpose !== 'text') {
      const passed = this.#checked(module, expr, name, hops, path) ?? this.#entering(module, expr, hops, path);
      if (passed) return passed;
    }
    if (!PASS.test(name)) return undefined;
    const inputs = [...(callee.kind === 'member' ? [callee.object] : []), ...args];
    return first(inputs, (input) => this.of(module, input, hops, path[0] === 'length' ? [] : path));
  }

  /** A part of a request that a validator or `pick(req.query, ['limit'])` hands on. */
  #checked(module: string, expr: CallExpr | NewExpr, name: string, hops: number, path: string[]) {
    const [given, keys] = expr.args;
    if (!given) return undefined;
    if (name === 'pick' && keys?.kind === 'array') {
      const listed = keys.elements.some((item) => item.kind === 'literal' && item.value === path[0]);
      return listed ? this.of(module, given, hops, path) : undefined;
    }
    if (!CHECKS.test(name) || expr.callee.kind !== 'member') return undefined;
    const rest = /^(value|data)$/.test(path[0] ?? '') ? path.slice(1) : path;
    const found = this.of(module, given, hops, rest);
    const validator = { module, expr: expr.callee.object };
    return found && { ...found, validators: [validator, ...found.validators] };
  }

  /** What a function of the repository returns, made from what it is given here. */
  #entering(module: string, expr: CallExpr | NewExpr, hops: number, path: string[]): RequestSource | undefined {
    if (expr.kind === 'new' || this.#entered.length >= 2) return undefined;
    const { program } = this.#evaluator;
    for (const value of this.#evaluator.evaluate(expr.callee, { module })) {
      if (value.kind !== 'function' || this.#entered.some(({ fn }) => fn === value.ref.fn)) continue;
      this.#entered.push({ ...value.ref, from: module, args: expr.args });
      const returned = program
        .fn(value.ref)
        .steps.flatMap((step) => (step.kind === 'return' && step.value ? [step.value] : []));
      const found = first(returned, (result) => this.of(value.ref.module, result, hops, path));
      this.#entered.pop();
      if (found) return found;
    }
    return undefined;
  }

  /** Whether a call leaves the danger in the value. */
  #keeps(name: string): boolean {
    if (this.#purpose === 'value') return true;
    if (this.#purpose === 'uncapped') return !CAPS.test(name);
    return !NUMBERS.test(name) && !ESCAPES.test(name);
  }

  #binding(module: string, id: number, hops: number, path: string[], at: Expr): RequestSource | undefined {
    const key = `${module}#${id}.${path.join('.')}@${this.#entered.length}`;
    if (this.#seen.has(key)) return undefined;
    this.#seen.add(key);
    const { program } = this.#evaluator;
    const binding = program.binding(module, id);
    if (this.#purpose === 'uncapped' && cutOff(program, module, id, path)) return undefined;
    const whole = [...(binding.path ?? []).map(String), ...path];
    if (binding.param) return this.#parameter(module, binding, hops, whole, at);
    const values = [...(binding.init ? [binding.init] : []), ...binding.assigned];
    return first(values, (value) => this.of(module, value, hops, value === binding.init ? whole : path));
  }

  #parameter(module: string, binding: Binding, hops: number, path: string[], at: Expr): RequestSource | undefined {
    const { fn, index } = binding.param as { fn: number; index: number };
    const entered = this.#entered[this.#entered.length - 1];
    if (entered?.fn === fn && entered.module === module) return this.#argument(entered, index, hops, path);
    const { program } = this.#evaluator;
    const param = program.fn({ module, fn }).params[index];
    if (this.#purpose === 'text' && isNumber(param?.type?.name)) return undefined;
    const decorator = param?.decorators.find(({ expr }) => isRequestDecorator(expr));
    const name = (binding.path ? path : [binding.name, ...path]).join('.');
    const trail = [{ module, at: at.at, message: `${name} comes from the request` }];
    const source = { fn: { module, fn }, param: index, validators: [], trail };
    if (decorator) {
      const asked = decorator.expr.kind === 'call' ? decorator.expr.args[0] : undefined;
      const named = asked?.kind === 'literal' ? String(asked.value) : undefined;
      return {
        ...source,
        name: `@${decoratorName(decorator.expr)} ${name}`,
        key: path[path.length - 1] ?? named ?? binding.name,
      };
    }
    if (handlerOf(this.#evaluator, { module, fn }))
      return isRequestPath(path) ? { ...source, name, key: keyOf(path) } : undefined;
    if (hops >= MAX_HOPS) return undefined;
    return first(this.#callers({ module, fn }), (caller) => {
      const arg = caller.expr.args[index];
      const found = arg && !arg.spread ? this.of(caller.module, arg, hops + 1, path) : undefined;
      const step = { module: caller.module, at: caller.expr.at, message: `passes ${found?.name}` };
      return found && { ...found, trail: [...found.trail, step] };
    });
  }

  /** What a call that was followed gives for a parameter of its function. */
  #argument(entered: Entered, index: number, hops: number, path: string[]): RequestSource | undefined {
    const arg = entered.args[index];
    this.#entered.pop();
    const found = arg && this.of(entered.from, arg, hops, path);
    this.#entered.push(entered);
    return found;
  }

  #callers(ref: FunctionRef) {
    const callers = this.#evaluator.callers.of(ref);
    return callers.length > 0 ? callers : callersOfStatic(this.#evaluator, ref);
  }
}

const isNumber = (type: string | undefined): boolean => type === 'number' || type === 'boolean' || type === 'Date';

function first<A, B>(items: readonly A[], find: (item: A) => B | undefined): B | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
