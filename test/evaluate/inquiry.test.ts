import { describe, expect, it } from 'vitest';
import { Inquiry } from '../../src/model/evaluate/inquiry.ts';
import { NOTHING } from '../../src/model/evaluate/values.ts';
import type { Expr } from '../../src/parse/typescript/code-facts.ts';
import { asked } from './sample-evaluator.ts';

it('limits each question by itself, however many were asked before it', () => {
  const inquiry = new Inquiry();
  const expr: Expr = { kind: 'literal', value: 1, at: { line: 1, column: 1, endLine: 1 } };
  const answers = Array.from({ length: 5000 }, () => inquiry.values(expr, false, () => [NOTHING]));
  expect(answers.every((values) => values.length === 1)).toBe(true);
});

describe('members of objects that are spread into one another', () => {
  it('end, however many ways lead round', () => {
    const names = Array.from({ length: 14 }, (_, index) => `o${index}`);
    const spread = names.map((name) => `...${name}`).join(', ');
    const objects = names.map((name) => `var ${name} = { ${spread} };`).join('\n');
    expect(asked({ 'src/a.ts': `${objects}\nask(o0.missing);` }).length).toBeGreaterThan(0);
  });
});
