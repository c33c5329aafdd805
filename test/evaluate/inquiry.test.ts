import { expect, it } from 'vitest';
import { Inquiry } from '../../src/model/evaluate/inquiry.ts';
import { NOTHING } from '../../src/model/evaluate/values.ts';
import type { Expr } from '../../src/parse/typescript/code-facts.ts';

it('limits each question by itself, however many were asked before it', () => {
  const inquiry = new Inquiry();
  const expr: Expr = { kind: 'literal', value: 1, at: { line: 1, column: 1, endLine: 1 } };
  const answers = Array.from({ length: 5000 }, () => inquiry.values(expr, false, () => [NOTHING]));
  expect(answers.every((values) => values.length === 1)).toBe(true);
});
