import type { Expr } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import type { Usage } from './reducers.ts';
import { type Node, unwrap } from './syntax-node.ts';

/** `a ? b : c`, `a || b`, `a ?? b`, `a && b`. */
export function reduceConditional(builder: FactBuilder, node: Node, usage: Usage): Expr {
  const at = builder.at(node);
  const branch = (side: Node): Expr => builder.inBranch(() => builder.reduce.expression(side, usage));
  if (node.type === 'ConditionalExpression') {
    const test = builder.withLiteral({ compared: true }, () => builder.reduce.expression(node.test, { use: 'tested' }));
    return {
      kind: 'conditional',
      operator: '?:',
      test,
      options: [
        branch(node.consequent),
        builder.withLiteral(isGiven(builder, node) ? { fallbackOf: test } : {}, () => branch(node.alternate)),
      ],
      at,
    };
  }
  const left = builder.reduce.expression(node.left, node.operator === '&&' ? { use: 'tested' } : usage);
  const falls = node.operator !== '&&';
  const right = builder.withLiteral(falls ? { fallbackOf: left } : {}, () => branch(node.right));
  return { kind: 'conditional', operator: node.operator, options: [left, right], at };
}

/** `env.HOST ? env.HOST : 'localhost'`, `process.env.PORT ? … : 80`: what stands where nothing is given is a fallback, as with `||`. */
function isGiven(builder: FactBuilder, { test, consequent }: Node): boolean {
  const tested = unwrap(test);
  if (tested.type !== 'Identifier' && tested.type !== 'MemberExpression') return false;
  const text = builder.text.slice(tested.start, tested.end);
  return (
    /^process\.env\b|^import\.meta\.env\b/.test(text) ||
    builder.text.slice(consequent.start, consequent.end).includes(text)
  );
}
