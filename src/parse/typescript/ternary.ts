import type { Expr } from './code-facts.ts';
import type { FactBuilder, LiteralContext } from './fact-builder.ts';
import type { Usage } from './reducers.ts';
import type { Node } from './syntax-node.ts';

/** `test ? a : b`. */
export function reduceTernary(builder: FactBuilder, node: Node, usage: Usage): Expr {
  const test = builder.withLiteral({ compared: true }, () => builder.reduce.expression(node.test, { use: 'tested' }));
  const side = (own: Node, other: Node): Expr =>
    builder.withLiteral(choice(builder, node, test, own, other), () =>
      builder.inBranch(() => builder.reduce.expression(own, usage)),
    );
  const options = [side(node.consequent, node.alternate), side(node.alternate, node.consequent)];
  return { kind: 'conditional', operator: '?:', test, options, at: builder.at(node) };
}

/** What a literal in one branch is, given the other: `x ? f(x) : 'a'` falls back to `'a'`, and so does `x === '' ? 'a' : x`. */
function choice(builder: FactBuilder, node: Node, test: Expr, own: Node, other: Node): Partial<LiteralContext> {
  const source = builder.text.slice(node.test.start, node.test.end);
  const otherSource = builder.text.slice(other.start, other.end);
  const fact = { choice: { test: source, at: builder.at(node) } };
  const named = new Set(pathsIn(source));
  const given = own === node.alternate && /^process\.env\.\w+$/.test(source);
  const standsIn = given || ENVIRONMENT.test(otherSource) || pathsIn(otherSource).some((path) => named.has(path));
  return standsIn ? { ...fact, fallbackOf: test } : fact;
}

const ENVIRONMENT = /\b(?:process|Bun|import\.meta|Deno)\.env\b/;
const TEXTS = /'[^'\n]*'|"[^"\n]*"/g;
const PATHS = /[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*/g;
const KEYWORDS = /^(?:typeof|null|undefined|true|false|new|await|in|instanceof|void|Number|String|Boolean|parseInt)$/;

/** Names that source text mentions, without the methods called on them. */
const pathsIn = (source: string): string[] =>
  [...source.replace(TEXTS, '').matchAll(PATHS)]
    .map(([path]) => path.replace(/\?\./g, '.').replace(/\.(?:length|trim|toString)$/, ''))
    .filter((path) => !KEYWORDS.test(path));
