/**
 * The parser's tree, seen loosely: TS-ESTree as `oxc-parser` and `@typescript-eslint/parser` both produce it. Only this folder
 * handles nodes; what leaves it are facts.
 */
export interface Node {
  type: string;
  start: number;
  end: number;
  // biome-ignore lint/suspicious/noExplicitAny: node fields differ by type; the reducers switch on `type` before reading any.
  [field: string]: any;
}

/** Direct child nodes in source order of their fields. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const field in node) {
    const child = node[field];
    if (typeof child !== 'object' || child === null || field === 'parent') continue;
    if (Array.isArray(child)) {
      for (const item of child) if (isNode(item)) children.push(item);
    } else if (typeof child.type === 'string') children.push(child);
  }
  return children;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

export const isFunctionNode = (node: Node): boolean =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression' ||
  node.type === 'TSDeclareFunction' ||
  node.type === 'TSEmptyBodyFunctionExpression';

const WRAPPERS = new Set([
  'ParenthesizedExpression',
  'ChainExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

/** Wrappers that change nothing at run time: parentheses, casts, `!`, `satisfies`. */
export const isTransparent = (node: Node): boolean => WRAPPERS.has(node.type);

export function unwrap(node: Node): Node {
  let inner = node;
  while (isTransparent(inner)) inner = inner.expression;
  return inner;
}

/** The name of a non-computed key: identifier, string or number. */
export function keyName(key: Node, computed: boolean): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal') return String(key.value);
  return undefined;
}
