import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryLimit } from '../repo-model.ts';
import { requestBehind } from './request-values.ts';

export const NO_LIMIT: QueryLimit = { kind: 'absent' };

/** What an expression given as the number of rows says. */
export function limitOf(evaluator: Evaluator, module: string, expr: Expr | undefined): QueryLimit {
  if (!expr) return NO_LIMIT;
  const values = evaluator.evaluate(expr, { module });
  const numbers = values.flatMap((value) =>
    value.kind === 'constant' && typeof value.value === 'number' ? [value.value] : [],
  );
  if (numbers.length > 0 && numbers.length === values.length) return { kind: 'known', rows: Math.max(...numbers) };
  const request = requestBehind(evaluator, module, expr, 'uncapped');
  return { kind: 'computed', ...(request && { request: request.name }), at: expr.at };
}
