import type { CallFact, CodeFacts } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { calleeName } from '../flow/expression-search.ts';
import type { Draft } from './query-library.ts';

/** Calls that make the query they are given a part of another. */
const TAKES =
  /^(inArray|notInArray|exists|notExists|eq|ne|in|notIn|from|with|withRecursive|union|unionAll|as|(and|or)?[wW]here\w*|\w*[jJ]oin|insertInto|expression|subQuery|materialized)$/;

/** Calls whose function builds a part of their query. `from` is left out for `Array.from(list, each)`. */
const BUILDS = /^(with|withRecursive|withMaterialized|union|unionAll|intersect|except|(and|or)?[wW]here\w*)$/;

/** Whether a query is given to another one instead of being run: `inArray(posts.id, db.select(…))`, `.as('latest')`. */
export function isSubquery({ program }: Evaluator, { call, links, module }: Draft): boolean {
  if (links.some((link) => link.name === 'as')) return true;
  if (buildsPart(program.module(module).facts, call)) return true;
  const last = links[links.length - 1];
  const { calls } = program.module(last?.module ?? module).facts;
  const end = last?.call ?? call;
  if (end.use === 'argument' && end.parent !== undefined) return takes(calls[end.parent]);
  if (end.use !== 'assigned') return false;
  const held = program.module(last?.module ?? module).facts.bindings.find((binding) => binding.init === end.expr);
  return (
    held !== undefined &&
    calls.some(
      (other) => takes(other) && other.expr.args.some((arg) => arg.kind === 'reference' && arg.binding === held.id),
    )
  );
}

/** `.with('latest', (query) => query.select(…))`, `.whereIn('id', function () { this.select(…) })`. */
function buildsPart({ functions, calls }: CodeFacts, { fn }: CallFact): boolean {
  const { callback: passed, async } = functions[fn] ?? {};
  return passed !== undefined && !async && BUILDS.test(calleeName((calls[passed.call] as CallFact).expr.callee) ?? '');
}

const takes = (call: CallFact | undefined): boolean => TAKES.test(call ? (calleeName(call.expr.callee) ?? '') : '');
