import type { Expr } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import type { Usage } from './reducers.ts';
import type { Node } from './syntax-node.ts';
import { reduceTernary } from './ternary.ts';

/** `a ? b : c`, `a || b`, `a ?? b`, `a && b`. */
export function reduceConditional(builder: FactBuilder, node: Node, usage: Usage): Expr {
  if (node.type === 'ConditionalExpression') return reduceTernary(builder, node, usage);
  const at = builder.at(node);
  const left = builder.reduce.expression(node.left, node.operator === '&&' ? { use: 'tested' } : usage);
  const falls = node.operator !== '&&';
  const right = builder.withLiteral(falls ? { fallbackOf: left } : {}, () =>
    builder.inBranch(() => builder.reduce.expression(node.right, usage)),
  );
  return { kind: 'conditional', operator: node.operator, options: [left, right], at };
}
