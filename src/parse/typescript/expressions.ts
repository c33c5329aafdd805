import { reduceAssignment, reduceUpdate } from './assignments.ts';
import { reduceCall, reduceDynamicImport } from './calls.ts';
import { reduceClass } from './classes.ts';
import type { Argument, Expr, Property } from './code-facts.ts';
import { reduceConditional } from './conditionals.ts';
import type { FactBuilder } from './fact-builder.ts';
import { reduceFunction } from './functions.ts';
import type { Usage } from './reducers.ts';
import { childrenOf, isTransparent, keyName, type Node, unwrap } from './syntax-node.ts';
import { reduceType, visitTypes } from './types.ts';

const VALUE: Usage = { use: 'other' };
const CHAINED: Usage = { use: 'chained' };
const ELEMENT: Usage = { use: 'element' };
const PROPERTY: Usage = { use: 'property' };
/** Stands for each expression in the text of a template literal fact. */
const HOLE = ['$', '{}'].join('');

/** Reduces an expression to a dozen kinds, recording calls and literals as it goes. Every expression is reduced once. */
export function reduceExpression(builder: FactBuilder, node: Node, usage: Usage = VALUE, name?: string): Expr {
  if (isTransparent(node)) {
    if (node.typeAnnotation) reduceType(builder, node.typeAnnotation);
    else if (node.typeArguments) visitTypes(builder, node.typeArguments);
    return reduceExpression(builder, node.expression, usage, name);
  }
  switch (node.type) {
    case 'Literal':
      return reduceLiteral(builder, node);
    case 'Identifier':
      return builder.reference(node);
    case 'ThisExpression':
    case 'Super':
      return reduceThis(builder, node);
    case 'TemplateLiteral':
    case 'TaggedTemplateExpression':
      return reduceTemplate(builder, node);
    case 'MetaProperty':
      return { kind: 'reference', name: `${node.meta.name}.${node.property.name}`, at: builder.at(node) };
    case 'MemberExpression':
      return reduceMember(builder, node, usage);
    case 'CallExpression':
    case 'NewExpression':
      return reduceCall(builder, node, usage);
    case 'ImportExpression':
      return reduceDynamicImport(builder, node, usage);
    case 'ObjectExpression':
      return { kind: 'object', properties: reduceProperties(builder, node.properties), at: builder.at(node) };
    case 'ArrayExpression':
      return { kind: 'array', elements: reduceElements(builder, node), at: builder.at(node) };
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { kind: 'function', fn: reduceFunction(builder, node, { name }), at: builder.at(node) };
    case 'ClassExpression':
      return { kind: 'class', cls: reduceClass(builder, node), at: builder.at(node) };
    case 'AssignmentExpression':
      return reduceAssignment(builder, node);
    default:
      return reduceOperator(builder, node, usage);
  }
}

function reduceThis(builder: FactBuilder, node: Node): Expr {
  const at = builder.at(node);
  const { cls } = builder;
  if (node.type === 'Super')
    return cls === undefined ? { kind: 'this', super: true, at } : { kind: 'this', cls, super: true, at };
  return cls === undefined ? { kind: 'this', at } : { kind: 'this', cls, at };
}

function reduceOperator(builder: FactBuilder, node: Node, usage: Usage): Expr {
  switch (node.type) {
    case 'AwaitExpression':
      return reduceAwait(builder, node);
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return reduceConditional(builder, node, usage);
    case 'BinaryExpression':
      return node.operator === '+' ? reduceConcatenation(builder, node) : reduceComparison(builder, node);
    case 'SequenceExpression': {
      const all: Node[] = node.expressions;
      for (const item of all.slice(0, -1)) reduceExpression(builder, item, { use: 'discarded' });
      return reduceExpression(builder, all[all.length - 1] as Node, usage);
    }
    case 'UnaryExpression':
      return reduceUnary(builder, node);
    case 'YieldExpression':
      if (node.argument) reduceExpression(builder, node.argument, { use: 'yielded' });
      return { kind: 'unknown', syntax: node.type, at: builder.at(node) };
    case 'UpdateExpression':
      return reduceUpdate(builder, node);
    case 'JSXElement':
    case 'JSXFragment':
      reduceJsx(builder, node);
      return { kind: 'unknown', syntax: node.type, at: builder.at(node) };
    default:
      for (const child of childrenOf(node)) reduceUnknownChild(builder, child);
      return { kind: 'unknown', syntax: node.type, at: builder.at(node) };
  }
}

/** Syntax without a kind of its own (JSX, updates, …) still holds calls, functions and names. */
function reduceUnknownChild(builder: FactBuilder, child: Node): void {
  if (child.type.startsWith('JSX')) reduceJsx(builder, child);
  else if (child.type.startsWith('TS')) visitTypes(builder, child);
  else reduceExpression(builder, child);
}

/** Only names of components are references: lower-case ones are elements, and those of attributes are keys. */
function reduceJsx(builder: FactBuilder, node: Node): void {
  switch (node.type) {
    case 'JSXIdentifier':
      if (!/^[a-z]/.test(node.name)) builder.reference(node);
      return;
    case 'JSXMemberExpression': {
      let root = node.object;
      while (root.type === 'JSXMemberExpression') root = root.object;
      if (root.name !== 'this') builder.reference(root);
      return;
    }
    case 'JSXAttribute':
      if (node.value) reduceUnknownChild(builder, node.value);
      return;
    case 'JSXNamespacedName':
    case 'JSXClosingElement':
      return;
    default:
      for (const inner of childrenOf(node)) reduceUnknownChild(builder, inner);
  }
}

function reduceLiteral(builder: FactBuilder, node: Node): Expr {
  const at = builder.at(node);
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'number') builder.addLiteral(value, false, node);
  if (node.regex) {
    return { kind: 'unknown', syntax: 'RegExp', regex: { source: node.regex.pattern, flags: node.regex.flags }, at };
  }
  if (value === null && node.raw !== 'null') return { kind: 'unknown', syntax: 'BigInt', at };
  return { kind: 'literal', value: typeof value === 'bigint' ? String(value) : value, at };
}

function reduceTemplate(builder: FactBuilder, node: Node): Expr {
  const tagged = node.type === 'TaggedTemplateExpression';
  const quasi: Node = tagged ? node.quasi : node;
  const tag = tagged ? reduceExpression(builder, node.tag) : undefined;
  const texts: string[] = quasi.quasis.map((part: Node) => part.value?.cooked ?? '');
  builder.addLiteral(texts.join(HOLE), true, node);
  const parts = quasi.expressions.map((part: Node) =>
    builder.withLiteral({ names: [] }, () => reduceExpression(builder, part)),
  );
  if (!tag && parts.length === 0) return { kind: 'literal', value: texts[0] ?? '', at: builder.at(node) };
  return { kind: 'template', texts, parts, ...(tag && { tag }), at: builder.at(node) };
}

/** `a + 'b' + c` becomes one template; a sum of numbers stays a template of parts, which no string query accepts. */
function reduceConcatenation(builder: FactBuilder, node: Node): Expr {
  const operands: Node[] = [];
  const collect = (side: Node): void => {
    const inner = unwrap(side);
    if (inner.type === 'BinaryExpression' && inner.operator === '+') {
      collect(inner.left);
      collect(inner.right);
    } else operands.push(inner);
  };
  collect(node);
  const texts = [''];
  const parts: Expr[] = [];
  for (const operand of operands) {
    const part = reduceExpression(builder, operand);
    if (part.kind === 'literal' && typeof part.value === 'string') texts[texts.length - 1] += part.value;
    else {
      parts.push(part);
      texts.push('');
    }
  }
  const at = builder.at(node);
  return parts.length === 0 ? { kind: 'literal', value: texts[0] ?? '', at } : { kind: 'template', texts, parts, at };
}

function reduceComparison(builder: FactBuilder, node: Node): Expr {
  const operands = builder.withLiteral({ names: [], compared: true }, () =>
    [node.left, node.right].flatMap((side: Node) =>
      side.type === 'PrivateIdentifier' ? [] : [reduceExpression(builder, side, { use: 'tested' })],
    ),
  );
  return { kind: 'unknown', syntax: `BinaryExpression ${node.operator}`, operands, at: builder.at(node) };
}

function reduceUnary(builder: FactBuilder, node: Node): Expr {
  const argument = unwrap(node.argument);
  const at = builder.at(node);
  if (node.operator === '-' && argument.type === 'Literal' && typeof argument.value === 'number') {
    return { kind: 'literal', value: -argument.value, at };
  }
  const operand = reduceExpression(builder, argument, { use: node.operator === 'void' ? 'void' : 'tested' });
  return { kind: 'unknown', syntax: `UnaryExpression ${node.operator}`, operands: [operand], at };
}

function reduceAwait(builder: FactBuilder, node: Node): Expr {
  const value = reduceExpression(builder, node.argument, { use: 'awaited' });
  builder.step({ kind: 'await', value }, node);
  return { kind: 'await', value, at: builder.at(node) };
}

function reduceMember(builder: FactBuilder, node: Node, usage: Usage): Expr {
  const chained: Usage = usage.parent === undefined ? CHAINED : { use: 'chained', parent: usage.parent };
  const object = reduceExpression(builder, node.object, chained);
  const name = keyName(node.property, node.computed);
  const property = name ?? builder.withLiteral({ compared: true }, () => reduceExpression(builder, node.property));
  return { kind: 'member', object, property, optional: node.optional === true, at: builder.at(node) };
}

const reduceProperties = (builder: FactBuilder, nodes: Node[]): Property[] =>
  nodes.map((item, index) => {
    const standsIn = item.type !== 'SpreadElement' && nodes.slice(index + 1).some((later) => isGiven(builder, later));
    return builder.withLiteral(standsIn ? { fallbackOf: 'parameter' } : {}, () => reduceProperty(builder, item));
  });

/** `...options`, `...options.store` of a parameter: what the caller gives replaces what stands before it. */
function isGiven(builder: FactBuilder, { type, argument }: Node): boolean {
  if (type !== 'SpreadElement') return false;
  let root = unwrap(argument);
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root.type === 'Identifier' && builder.lookup(root.name)?.kind === 'param';
}

function reduceProperty(builder: FactBuilder, node: Node): Property {
  const at = builder.at(node);
  if (node.type === 'SpreadElement') return { key: undefined, value: reduceExpression(builder, node.argument), at };
  const name = keyName(node.key, node.computed);
  const key = name ?? reduceExpression(builder, node.key);
  const value = builder.named(name, () => reduceExpression(builder, node.value, PROPERTY, name));
  return { key, value, at };
}

const reduceElements = (builder: FactBuilder, node: Node): Argument[] =>
  builder.withLiteral({ element: true }, () => reduceList(builder, node.elements, ELEMENT));

/** Arguments or array elements; holes become `undefined` literals. */
export function reduceList(builder: FactBuilder, nodes: (Node | null)[], usage: Usage): Argument[] {
  return nodes.map((node) => {
    if (!node) return { kind: 'unknown', syntax: 'Hole', at: { line: 0, column: 0, endLine: 0 } };
    if (node.type !== 'SpreadElement') return reduceExpression(builder, node, usage);
    return { ...reduceExpression(builder, node.argument, usage), spread: true };
  });
}
