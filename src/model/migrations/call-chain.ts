import type { Position } from '../../parse/position.ts';
import type { Argument, CallExpr, CodeFacts, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';

/** One step from a value to another: a member that is taken, or a method that is called. */
export interface Link {
  name: string;
  /** Absent for a member that is only taken. */
  args?: Argument[];
  /** Where the arguments are to be understood. */
  frame: Frame;
  call?: CallExpr | NewExpr;
}

export interface CallChain {
  /** What the chain begins with. */
  base: Expr;
  links: Link[];
}

/** Takes a chain of calls apart: `knex.schema.createTable(a, b).then(c)` is `knex` with three links. */
export function callChain(expr: CallExpr | NewExpr, frame: Frame): CallChain {
  const links: Link[] = [];
  let base: Expr = expr;
  for (;;) {
    if (base.kind === 'call' && base.callee.kind === 'member' && typeof base.callee.property === 'string') {
      links.unshift({ name: base.callee.property, args: base.args, frame, call: base });
      base = base.callee.object;
    } else if (base.kind === 'member' && typeof base.property === 'string') {
      links.unshift({ name: base.property, frame });
      base = base.object;
    } else return { base, links: links.flatMap((link, at) => bound(link, links[at + 1])) };
  }
}

/** `db.addColumn.bind(db, table, …)` is a call of `addColumn` that somebody else makes. */
function bound(link: Link, next: Link | undefined): Link[] {
  if (link.name === 'bind' && link.args !== undefined) return [];
  if (link.args !== undefined || next?.name !== 'bind' || next.args === undefined) return [link];
  return [{ ...link, args: next.args.slice(1), ...(next.call && { call: next.call }) }];
}

/** Ids of a module's calls that another call is made on. */
export function receiversIn({ calls }: CodeFacts): Set<number> {
  const receivers = calls.flatMap(({ expr }) => {
    let below: Expr = expr.callee;
    while (below.kind === 'member') below = below.object;
    return below.kind === 'call' && expr.callee.kind === 'member' ? [below.id] : [];
  });
  return new Set(receivers);
}

/** Where a call's name and arguments stand: its chain may begin lines before. */
export function placeOf({ call, args }: Link): Position {
  const whole = call?.at ?? { line: 1, column: 1, endLine: 1 };
  const first = args?.[0];
  return first === undefined
    ? { ...whole, line: whole.endLine }
    : { ...first.at, endLine: Math.max(whole.endLine, first.at.line) };
}

/** The value at the root of a chain of members and results, and the way from there. */
export interface ValueRoot {
  root: Value;
  links: Link[];
}

/** Follows a value back to what it was taken from: a parameter, an instance, a package. */
export function rootOf(evaluator: Evaluator, value: Value, frame: Frame): ValueRoot {
  if (value.kind === 'package' || value.kind === 'global')
    return { root: { ...value, path: [] }, links: value.path.map((name) => ({ name, frame })) };
  if (value.kind === 'member') {
    const { root, links } = rootOf(evaluator, value.of, frame);
    return { root, links: [...links, { name: value.name, frame }] };
  }
  if (value.kind !== 'result' || value.construct || value.site.call < 0) return { root: value, links: [] };
  const { root, links } = rootOf(evaluator, value.of, frame);
  const last = links.at(-1);
  if (last === undefined) return { root: value, links: [] };
  const { expr } = evaluator.program.call(value.site.module, value.site.call);
  const own = value.site.module === frame.module ? frame : { module: value.site.module };
  return { root, links: [...links.slice(0, -1), { name: last.name, args: expr.args, frame: own, call: expr }] };
}
