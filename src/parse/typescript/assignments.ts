import type { Binding, ExportFact, Expr, PathSegment } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import { keyName, type Node, unwrap } from './syntax-node.ts';

/** `target op value`: records the step, later values of names, and CommonJS exports. */
export function reduceAssignment(builder: FactBuilder, node: Node): Expr {
  const target = unwrap(node.left);
  const name = targetName(target);
  const names = target.type === 'Identifier' || target.type === 'MemberExpression' ? memberNames(target) : [];
  const fallbackOf = isFallback(node.operator) ? builder.reduce.expression(target) : absent(builder, node, names);
  const value = builder.withLiteral({ names, ...(fallbackOf && { fallbackOf }) }, () =>
    builder.reduce.expression(node.right, { use: 'assigned' }, name),
  );
  const reducedTarget = reduceTarget(builder, target, isWhole(node.operator) ? value : partOf(builder, node));
  builder.step({ kind: 'assign', target: reducedTarget, value, operator: node.operator }, node);
  if (node.operator === '=') recordExport(builder, target, value, node);
  return value;
}

/** `x++`: another value each time. */
export function reduceUpdate(builder: FactBuilder, node: Node): Expr {
  const value = partOf(builder, node);
  const target = unwrap(node.argument);
  const reducedTarget = reduceTarget(builder, target, value);
  if (target.type === 'Identifier') builder.reference(target);
  builder.step({ kind: 'assign', target: reducedTarget, value, operator: node.operator }, node);
  return value;
}

/** Whether the right side is all of the new value: not so for `+=`. */
const isWhole = (operator: string): boolean => operator === '=' || /^(\|\||\?\?|&&)=$/.test(operator);

/** A new value that is made of the old one. */
const partOf = (builder: FactBuilder, node: Node): Expr => ({
  kind: 'unknown',
  syntax: `${node.type} ${node.operator}`,
  at: builder.at(node),
});

const isFallback = (operator: string): boolean => operator === '||=' || operator === '??=';

/** The test of `if (!a.b) { a.b = 'x' }`: what is assigned stands in for what was not given. */
function absent({ context }: FactBuilder, { operator }: Node, names: string[]): Expr | undefined {
  if (operator !== '=' || names.length === 0) return undefined;
  return context.conditions?.find(({ test, holds }) => !holds && pathOf(test) === names.join('.'))?.test;
}

function pathOf(expr: Expr): string | undefined {
  if (expr.kind === 'reference') return expr.name;
  if (expr.kind !== 'member' || typeof expr.property !== 'string') return undefined;
  const object = pathOf(expr.object);
  return object === undefined ? undefined : `${object}.${expr.property}`;
}

function targetName(target: Node): string | undefined {
  if (target.type === 'Identifier') return target.name;
  return target.type === 'MemberExpression' ? keyName(target.property, target.computed) : undefined;
}

function memberNames(target: Node): string[] {
  if (target.type === 'Identifier') return [target.name];
  if (target.type !== 'MemberExpression') return [];
  const own = keyName(target.property, target.computed);
  return [...memberNames(target.object), ...(own === undefined ? [] : [own])];
}

function reduceTarget(builder: FactBuilder, target: Node, value: Expr): Expr {
  if (target.type === 'Identifier') {
    const binding = builder.lookup(target.name) ?? builder.bindImplicitGlobal(target);
    builder.assignTo(binding?.id, value);
    return { kind: 'reference', name: target.name, ...(binding && { binding: binding.id }), at: builder.at(target) };
  }
  if (target.type === 'MemberExpression')
    return builder.withLiteral({ compared: true }, () => builder.reduce.expression(target));
  bindPattern(builder, target, value, [], (binding) =>
    binding.assigned.push({ kind: 'unknown', syntax: 'Pattern', at: builder.at(target) }),
  );
  return { kind: 'unknown', syntax: target.type, at: builder.at(target) };
}

/** Calls `each` for every name of a destructuring pattern with the path that leads to it from the value. */
export function bindPattern(
  builder: FactBuilder,
  pattern: Node,
  value: Expr | undefined,
  path: PathSegment[],
  each: (binding: Binding, path: PathSegment[]) => void,
): void {
  const descend = (node: Node, segment: PathSegment) => bindPattern(builder, node, value, [...path, segment], each);
  switch (pattern.type) {
    case 'Identifier': {
      const binding = builder.lookup(pattern.name);
      if (binding) each(binding, path);
      return;
    }
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') descend(property.argument, '...');
        else descend(property.value, keyName(property.key, property.computed) ?? '?');
        if (property.computed) builder.reduce.expression(property.key);
      }
      return;
    case 'ArrayPattern':
      pattern.elements.forEach((element: Node | null, index: number) => {
        if (element) descend(element.type === 'RestElement' ? element.argument : element, index);
      });
      return;
    case 'AssignmentPattern':
      bindDefault(builder, pattern);
      bindPattern(builder, pattern.left, value, path, each);
      return;
    case 'MemberExpression':
      builder.reduce.expression(pattern);
  }
}

/** `{ path = '/' }` in a parameter: the default is the name's initial value. */
function bindDefault(builder: FactBuilder, pattern: Node): void {
  const fallback = builder.withLiteral({ names: patternTail(pattern.left), fallbackOf: 'parameter' }, () =>
    builder.reduce.expression(pattern.right),
  );
  const binding = pattern.left.type === 'Identifier' ? builder.lookup(pattern.left.name) : undefined;
  if (binding?.param) binding.init ??= fallback;
}

const patternTail = (node: Node): string[] => (node.type === 'Identifier' ? [node.name] : []);

/** `module.exports = x`, `exports.a = x`, `module.exports.a = x`. */
function recordExport(builder: FactBuilder, target: Node, value: Expr, node: Node): void {
  const name = commonJsName(builder, target);
  if (name === undefined) return;
  const fact: ExportFact = { name, typeOnly: false, value, at: builder.at(node) };
  builder.facts.exports.push(fact);
}

function commonJsName(builder: FactBuilder, target: Node): string | undefined {
  if (target.type !== 'MemberExpression') return undefined;
  const own = keyName(target.property, target.computed);
  if (isGlobal(builder, target.object, 'exports')) return own;
  if (isGlobal(builder, target.object, 'module')) return own === 'exports' ? 'module.exports' : undefined;
  return commonJsName(builder, target.object) === 'module.exports' ? own : undefined;
}

const isGlobal = (builder: FactBuilder, node: Node, name: string): boolean =>
  node.type === 'Identifier' && node.name === name && builder.lookup(name) === undefined;
