import { bindPattern } from './assignments.ts';
import type { ClassFact, ClassId, Decorator, Expr, FunctionFact, FunctionId, Parameter } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import type { FunctionRole } from './reducers.ts';
import { patternNames } from './scopes.ts';
import { type Node, unwrap } from './syntax-node.ts';
import { reduceType, visitTypes } from './types.ts';

/** Reduces a function of any form; its steps are its own. */
export function reduceFunction(builder: FactBuilder, node: Node, role: FunctionRole): FunctionId {
  const arrow = node.type === 'ArrowFunctionExpression';
  const name = node.id?.name ?? role.name;
  const cls = role.cls ?? (arrow ? builder.cls : undefined);
  const fact = builder.openFunction({
    ...(name !== undefined && { name }),
    async: node.async === true,
    generator: node.generator === true,
    arrow,
    expressionBody: arrow && node.body?.type !== 'BlockStatement',
    params: [],
    parent: builder.fn,
    ...(cls !== undefined && { cls }),
    at: builder.at(node),
  });
  if (role.cls === undefined && isConstructor(node)) fact.constructs = declareClass(builder, node, fact);
  const outerClass = builder.cls;
  builder.cls = fact.constructs ?? cls;
  builder.inFunction(fact.id, isThunk(builder, node), () => {
    if (node.type === 'FunctionExpression' && node.id) declareSelf(builder, node.id, fact.id);
    fact.params.push(...reduceParameters(builder, node.params ?? [], fact.id, role.metadata === true));
    if (node.typeParameters) visitTypes(builder, node.typeParameters);
    const returnType = reduceType(builder, node.returnType);
    if (returnType) fact.returnType = returnType;
    if (node.body) reduceBody(builder, node);
  });
  builder.cls = outerClass;
  return fact.id;
}

/** A plain function whose body gives `this` a member: what classes were before there was a word for them. */
function isConstructor({ type, body }: Node): boolean {
  if (type !== 'FunctionDeclaration' && type !== 'FunctionExpression') return false;
  if (body?.type !== 'BlockStatement') return false;
  return body.body.some(({ type: kind, expression }: Node) => {
    const target =
      kind === 'ExpressionStatement' && expression.type === 'AssignmentExpression' ? expression.left : null;
    return target?.type === 'MemberExpression' && target.object.type === 'ThisExpression';
  });
}

function declareClass(builder: FactBuilder, node: Node, { id, name }: FunctionFact): ClassId {
  const cls: ClassFact = {
    id: builder.facts.classes.length,
    ...(name !== undefined && { name }),
    implements: [],
    decorators: [],
    abstract: false,
    methods: [
      {
        name: 'constructor',
        fn: id,
        kind: 'constructor',
        static: false,
        access: 'public',
        decorators: [],
        at: builder.at(node),
      },
    ],
    fields: [],
    at: builder.at(node),
  };
  builder.facts.classes.push(cls);
  return cls.id;
}

/** An arrow without parameters in a decorator's arguments defers what it names. */
const isThunk = (builder: FactBuilder, node: Node): boolean =>
  node.type === 'ArrowFunctionExpression' && builder.literal.decorator !== false;

function declareSelf(builder: FactBuilder, id: Node, fn: FunctionId): void {
  builder.bind(id.name, 'function', id).declares = { fn };
}

function reduceBody(builder: FactBuilder, node: Node): void {
  const { body } = node;
  if (body.type === 'BlockStatement') {
    builder.declareHoisted(body.body);
    builder.reduce.block(body.body);
    return;
  }
  const value = builder.reduce.expression(body, { use: 'returned' });
  builder.step({ kind: 'return', value }, body);
}

function reduceParameters(builder: FactBuilder, nodes: Node[], fn: FunctionId, metadata: boolean): Parameter[] {
  for (const node of nodes) {
    for (const name of patternNames(node))
      builder.bind(name.name, 'param', name).param = { fn, index: nodes.indexOf(node) };
  }
  return nodes.map((node) => reduceParameter(builder, node, metadata));
}

function reduceParameter(builder: FactBuilder, node: Node, metadata: boolean): Parameter {
  const inner: Node = node.type === 'TSParameterProperty' ? node.parameter : node;
  const pattern: Node =
    inner.type === 'AssignmentPattern' ? inner.left : inner.type === 'RestElement' ? inner.argument : inner;
  const decorators = reduceDecorators(builder, node.decorators?.length ? node.decorators : (pattern.decorators ?? []));
  const type = reduceType(builder, pattern.typeAnnotation ?? inner.typeAnnotation, metadata);
  const fallback = inner.type === 'AssignmentPattern' ? reduceDefault(builder, inner, pattern) : undefined;
  const binding = pattern.type === 'Identifier' ? builder.lookup(pattern.name) : undefined;
  if (binding && type) binding.type = type;
  if (binding && fallback) binding.init = fallback;
  const names = binding ? undefined : patternBindings(builder, pattern);
  return {
    ...(binding && { binding: binding.id }),
    ...(names && { names }),
    ...(type && { type }),
    ...(fallback && { default: fallback }),
    rest: inner.type === 'RestElement',
    decorators,
    ...(node.type === 'TSParameterProperty' && binding && { property: binding.name }),
  };
}

function reduceDefault(builder: FactBuilder, node: Node, pattern: Node): Expr {
  const names = pattern.type === 'Identifier' ? [pattern.name] : [];
  return builder.withLiteral({ names, fallbackOf: 'parameter' }, () => builder.reduce.expression(node.right));
}

function patternBindings(builder: FactBuilder, pattern: Node): Record<string, number> {
  const names: Record<string, number> = {};
  bindPattern(builder, pattern, undefined, [], (binding, path) => {
    binding.path = path;
    names[path.join('.')] = binding.id;
  });
  return names;
}

export function reduceDecorators(builder: FactBuilder, nodes: Node[]): Decorator[] {
  return nodes.map((node) => ({
    expr: builder.withLiteral({ names: [], decorator: decoratorName(node.expression) }, () =>
      builder.reduce.expression(node.expression, { use: 'decorator' }),
    ),
    at: builder.at(node),
  }));
}

/** The last name of what a decorator calls or is. */
function decoratorName(node: Node): string {
  const inner = unwrap(node);
  if (inner.type === 'CallExpression') return decoratorName(inner.callee);
  return (inner.type === 'MemberExpression' ? inner.property.name : inner.name) ?? '';
}
