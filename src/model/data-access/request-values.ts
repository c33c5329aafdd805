import type { Position } from '../../parse/position.ts';
import type { Binding, CallExpr, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { HandlerUse, Route } from '../repo-model.ts';

/** The part of a request that a value comes from. */
export interface RequestSource {
  /** `req.query.limit`. */
  name: string;
  trail: { module: string; at: Position; message: string }[];
}

/** What makes a value harmless: an upper bound for `uncapped`, being a number or escaped for `text`. */
export type Purpose = 'uncapped' | 'text';

const CAPS = /^(min|clamp|limit\w*|cap\w*|bounded?|restrict\w*)$/i;
const NUMBERS = /^(Number|parseInt|parseFloat|BigInt|Boolean|Date|toInteger|toNumber|toInt)$/;
const ESCAPES =
  /(escape|quote|sanitize|format|validate|literal|whitelist|allow|hash|encode|uuid|toISOString|getTime|length|ObjectId)/i;
const PASS =
  /^(trim|toString|toLowerCase|toUpperCase|String|replace|replaceAll|slice|substring|join|concat|decodeURIComponent|Number|parseInt|parseFloat|max|floor|round|abs|split|map|filter)$/;
const REQUEST_PARTS = /^(query|params|body|headers|cookies|request|param|raw|hostname|originalUrl|url|payload)$/;
const DECORATORS =
  /^(Body|Query|Param|Headers|Req|Request|Args|Payload|QueryParam|QueryParams|PathParam|BodyParam|MessageBody|HeaderParam)$/;
const MAX_HOPS = 5;

const handlerIndex = new WeakMap<object, ReadonlySet<string>>();

/** Tells request handlers to the questions below. Called once per model, before any of them. */
export function knowHandlers(evaluator: Evaluator, handlers: readonly HandlerUse[], _routes: readonly Route[]): void {
  handlerIndex.set(evaluator, new Set(handlers.map(({ fn }) => `${fn.module}#${fn.fn}`)));
}

/** Whether a value can come from a request unchanged, and by which way; undefined when it cannot or nothing says so. */
export const requestBehind = (
  evaluator: Evaluator,
  module: string,
  expr: Expr,
  purpose: Purpose,
): RequestSource | undefined => new Search(evaluator, purpose).of(module, expr, 0);

class Search {
  readonly #evaluator: Evaluator;
  readonly #purpose: Purpose;
  readonly #seen = new Set<string>();

  constructor(evaluator: Evaluator, purpose: Purpose) {
    this.#evaluator = evaluator;
    this.#purpose = purpose;
  }

  of(module: string, expr: Expr, hops: number, path: string[] = []): RequestSource | undefined {
    switch (expr.kind) {
      case 'await':
        return this.of(module, expr.value, hops, path);
      case 'conditional':
        return first(expr.operator === '&&' ? expr.options.slice(1) : expr.options, (option) =>
          this.of(module, option, hops, path),
        );
      case 'template':
        return first(expr.parts, (part) => this.of(module, part, hops));
      case 'member':
        return typeof expr.property === 'string'
          ? this.of(module, expr.object, hops, [expr.property, ...path])
          : this.of(module, expr.object, hops, ['[…]', ...path]);
      case 'object': {
        const value = expr.properties.find((item) => item.key === path[0])?.value;
        return value && this.of(module, value, hops, path.slice(1));
      }
      case 'call':
      case 'new':
        return this.#call(module, expr, hops, path);
      case 'reference':
        return expr.binding === undefined ? undefined : this.#binding(module, expr.binding, hops, path, expr);
      default:
        return undefined;
    }
  }

  #call(module: string, expr: CallExpr | NewExpr, hops: number, path: string[]): RequestSource | undefined {
    const { callee } = expr;
    const name = callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? callee.property : '';
    if (typeof name !== 'string' || !this.#keeps(name)) return undefined;
    if (callee.kind === 'member' && /^(query|param|header|get|body)$/.test(name) && path.length === 0) {
      const direct = this.of(module, callee.object, hops, [name]);
      if (direct) return direct;
    }
    if (!PASS.test(name)) return undefined;
    const inputs = [...(callee.kind === 'member' ? [callee.object] : []), ...expr.args];
    return first(inputs, (input) => this.of(module, input, hops));
  }

  /** Whether a call leaves the danger in the value. */
  #keeps(name: string): boolean {
    if (this.#purpose === 'uncapped') return !CAPS.test(name);
    return !NUMBERS.test(name) && !ESCAPES.test(name);
  }

  #binding(module: string, id: number, hops: number, path: string[], at: Expr): RequestSource | undefined {
    const key = `${module}#${id}.${path.join('.')}`;
    if (this.#seen.has(key)) return undefined;
    this.#seen.add(key);
    const binding = this.#evaluator.program.binding(module, id);
    const whole = [...(binding.path ?? []).map(String), ...path];
    if (binding.param) return this.#parameter(module, binding, hops, whole, at);
    const values = [...(binding.init ? [binding.init] : []), ...binding.assigned];
    return first(values, (value) => this.of(module, value, hops, value === binding.init ? whole : path));
  }

  #parameter(module: string, binding: Binding, hops: number, path: string[], at: Expr): RequestSource | undefined {
    const { fn, index } = binding.param as { fn: number; index: number };
    const { program, callers } = this.#evaluator;
    const param = program.fn({ module, fn }).params[index];
    if (this.#purpose === 'text' && isNumber(param?.type?.name)) return undefined;
    const decorator = param?.decorators.find(({ expr }) => DECORATORS.test(decoratorName(expr)));
    const name = [binding.name, ...path].join('.');
    const trail = [{ module, at: at.at, message: `${name} comes from the request` }];
    if (decorator) return { name: `@${decoratorName(decorator.expr)} ${name}`, trail };
    if (handlerIndex.get(this.#evaluator)?.has(`${module}#${fn}`))
      return path.some((part) => REQUEST_PARTS.test(part)) && path[0] !== 'res' && isRequestPath(path)
        ? { name, trail }
        : undefined;
    if (hops >= MAX_HOPS) return undefined;
    return first(callers.of({ module, fn }), (caller) => {
      const arg = caller.expr.args[index];
      const found = arg && !arg.spread ? this.of(caller.module, arg, hops + 1, path) : undefined;
      const step = { module: caller.module, at: caller.expr.at, message: `passes ${found?.name}` };
      return found && { ...found, trail: [...found.trail, step] };
    });
  }
}

/** `req.query.x`, `ctx.request.body.x`; not `req.user.id`, `ctx.state.user`. */
const isRequestPath = (path: string[]): boolean =>
  REQUEST_PARTS.test(path[0] ?? '') &&
  (path[0] !== 'request' || path.length === 1 || REQUEST_PARTS.test(path[1] ?? ''));

const isNumber = (type: string | undefined): boolean => type === 'number' || type === 'boolean' || type === 'Date';

const decoratorName = (expr: Expr): string => {
  const callee = expr.kind === 'call' ? expr.callee : expr;
  return callee.kind === 'reference' ? callee.name : '';
};

function first<A, B>(items: readonly A[], find: (item: A) => B | undefined): B | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
