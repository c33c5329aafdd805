import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryLimit } from '../repo-model.ts';
import { clientLimit } from './client-limits.ts';
import { requestBehind } from './request-values.ts';

export const NO_LIMIT: QueryLimit = { kind: 'absent' };

/** What an expression given as the number of rows says. */
export function limitOf(evaluator: Evaluator, module: string, expr: Expr | undefined): QueryLimit {
  if (!expr) return NO_LIMIT;
  if (expr.kind === 'literal' && typeof expr.value === 'number') return { kind: 'known', rows: expr.value };
  const source = requestBehind(evaluator, module, expr, 'uncapped');
  if (source) {
    const client = clientLimit(evaluator, source);
    return { kind: 'computed', ...(client && { client }), at: expr.at };
  }
  const values = evaluator.evaluate(expr, { module });
  const numbers = values.flatMap((value) =>
    value.kind === 'constant' && typeof value.value === 'number' ? [value.value] : [],
  );
  if (numbers.length > 0 && numbers.length === values.length) return { kind: 'known', rows: Math.max(...numbers) };
  return { kind: 'computed', at: expr.at };
}
