import type { Position } from '../../parse/position.ts';
import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import { RequestSearch } from './request-search.ts';

/** The part of a request that a value comes from. */
export interface RequestSource {
  /** `req.query.limit`. */
  name: string;
  /** Name it has in the request; none for the whole query or body. */
  key: string | undefined;
  /** The function that is given the request, and which of its parameters holds it. */
  fn: FunctionRef;
  param: number;
  /** Validators that the request passed on the way: `schema` of `schema.parse(req.query)`. */
  validators: { module: string; expr: Expr }[];
  trail: { module: string; at: Position; message: string }[];
}

/** What makes a value harmless: an upper bound for `uncapped`, being a number or escaped for `text`; nothing for `value`. */
export type Purpose = 'uncapped' | 'text' | 'value';

/** Whether a value can come from a request unchanged, and by which way; undefined when it cannot or nothing says so. */
export const requestBehind = (
  evaluator: Evaluator,
  module: string,
  expr: Expr,
  purpose: Purpose,
): RequestSource | undefined => new RequestSearch(evaluator, purpose).of(module, expr, 0);
