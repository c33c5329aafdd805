import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { calleeName } from '../flow/expression-search.ts';
import type { Draft } from './query-library.ts';

/** Calls that make the query they are given a part of another. */
const TAKES =
  /^(inArray|notInArray|exists|notExists|eq|ne|in|notIn|from|with|withRecursive|union|unionAll|as|(and|or)?[wW]here\w*|\w*[jJ]oin|insertInto|expression|subQuery|materialized)$/;

/** Whether a query is given to another one instead of being run: `inArray(posts.id, db.select(…))`, `.as('latest')`. */
export function isSubquery({ program }: Evaluator, { call, links, module }: Draft): boolean {
  if (links.some((link) => link.name === 'as')) return true;
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

const takes = (call: CallFact | undefined): boolean => TAKES.test(call ? (calleeName(call.expr.callee) ?? '') : '');
