import type { CallExpr, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';

/** Direct parts of an expression. */
export function partsOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'template':
      return expr.tag ? [expr.tag, ...expr.parts] : expr.parts;
    case 'member':
      return typeof expr.property === 'string' ? [expr.object] : [expr.object, expr.property];
    case 'call':
    case 'new':
      return [expr.callee, ...expr.args];
    case 'object':
      return expr.properties.flatMap((item) => (typeof item.key === 'object' ? [item.key, item.value] : [item.value]));
    case 'array':
      return expr.elements;
    case 'await':
      return [expr.value];
    case 'conditional':
      return expr.test ? [expr.test, ...expr.options] : expr.options;
    case 'unknown':
      return expr.operands ?? [];
    default:
      return [];
  }
}

/** Whether an expression or any part of it (nested functions excluded) satisfies a test. */
export const some = (expr: Expr, test: (part: Expr) => boolean): boolean =>
  test(expr) || partsOf(expr).some((part) => some(part, test));

/** Whether an expression names one of the bindings. */
export const mentions = (expr: Expr, bindings: ReadonlySet<number>): boolean =>
  some(expr, (part) => part.kind === 'reference' && part.binding !== undefined && bindings.has(part.binding));

export interface Chain {
  /** The call the chain of settlers hangs on. */
  base: Expr;
  /** `then`, `catch`, `finally` in written order. */
  settlers: (CallExpr | NewExpr)[];
  /** A rejection has a handler: `.catch(f)` or `.then(f, g)`. */
  handled: boolean;
  /** Has a `.then`, so the base is certainly a promise. */
  thenable: boolean;
}

/** Splits `load().then(a).catch(b)` into its base and what settles it. */
export function chainOf(expr: Expr): Chain {
  const settlers: (CallExpr | NewExpr)[] = [];
  let base = expr;
  while (base.kind === 'call' && base.callee.kind === 'member') {
    const { property, object } = base.callee;
    if (property !== 'then' && property !== 'catch' && property !== 'finally') break;
    settlers.unshift(base);
    base = object;
  }
  const named = (name: string) =>
    settlers.filter((call) => call.callee.kind === 'member' && call.callee.property === name);
  const handled =
    named('catch').some((call) => call.args.length > 0) || named('then').some((call) => call.args.length > 1);
  return { base, settlers, handled, thenable: named('then').length > 0 };
}

/** The last name of a callee: `a.b.c` gives `c`. */
export function calleeName(callee: Expr): string | undefined {
  if (callee.kind === 'reference') return callee.name;
  return callee.kind === 'member' && typeof callee.property === 'string' ? callee.property : undefined;
}

/** Names from the root of a callee: `this.logger.error` gives `['this', 'logger', 'error']`. */
export function dottedNames(callee: Expr): string[] {
  if (callee.kind === 'reference') return [callee.name];
  if (callee.kind === 'this') return ['this'];
  if (callee.kind === 'call') return dottedNames(callee.callee);
  if (callee.kind !== 'member') return [];
  return [...dottedNames(callee.object), typeof callee.property === 'string' ? callee.property : '?'];
}
