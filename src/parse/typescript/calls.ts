import type { CallExpr, Expr, ImportFact, NewExpr, TypeRef } from './code-facts.ts';
import { type FactBuilder, PLAIN } from './fact-builder.ts';
import type { Usage } from './reducers.ts';
import { isTransparent, type Node, unwrap } from './syntax-node.ts';
import { reduceType } from './types.ts';

const NO_NAMES: string[] = [];
const NO_TYPES: TypeRef[] = [];

export function reduceCall(builder: FactBuilder, node: Node, usage: Usage): CallExpr | NewExpr {
  const id = builder.openCall(usage.use, usage.parent);
  const callee = builder.withLiteral({ names: [] }, () =>
    builder.reduce.expression(node.callee, { use: 'chained', parent: id }),
  );
  const args = node.arguments.map((argument: Node, index: number) => {
    const { literal, inThunk } = builder;
    const { decorator, thrown } = literal;
    builder.literal = { ...PLAIN, names: NO_NAMES, argument: { call: id, index }, decorator, thrown };
    builder.inThunk = inThunk || isDeferred(builder, node, argument);
    const [reduced] = builder.reduce.list([argument], { use: 'argument', parent: id });
    builder.literal = literal;
    builder.inThunk = inThunk;
    return reduced;
  });
  const typeArgs = reduceTypeArguments(builder, node.typeArguments);
  const kind = node.type === 'NewExpression' ? 'new' : 'call';
  const at = builder.at(node);
  const expr: CallExpr | NewExpr =
    typeArgs.length > 0 ? { kind, id, callee, args, typeArgs, at } : { kind, id, callee, args, at };
  markCallbacks(builder, expr);
  builder.closeCall(expr);
  if (kind === 'call') recordRequire(builder, node, expr);
  return expr;
}

function reduceTypeArguments(builder: FactBuilder, node: Node | null | undefined): TypeRef[] {
  if (!node) return NO_TYPES;
  return node.params
    .map((param: Node) => reduceType(builder, param))
    .filter((param: TypeRef | undefined): param is TypeRef => param !== undefined);
}

function markCallbacks(builder: FactBuilder, expr: CallExpr | NewExpr): void {
  expr.args.forEach((argument, index) => {
    if (argument.kind !== 'function') return;
    const fact = builder.facts.functions[argument.fn];
    if (fact) fact.callback = { call: expr.id, index };
  });
}

/** `forwardRef(() => X)`, `lazy(() => import('x'))`: made to break load-time cycles. */
const FORWARDING = /^(forwardRef|lazy)$/i;
/** Relations between tables and entities: `references(() => users.id)`, `hasMany(() => Order)`. */
const RELATING = /^(references|hasOne|hasMany|belongsTo|belongsToMany|manyToMany|oneToMany|manyToOne|oneToOne)$/;
/** Drizzle calls these callbacks when the client is made. */
const RELATIONS = /^(relations|defineRelations)$/;

/** Whether what an argument names is not needed when the module loads: the call keeps the function and calls it later. */
function isDeferred(builder: FactBuilder, call: Node, argument: Node): boolean {
  const callee = unwrap(call.callee);
  const name: string = (callee.type === 'MemberExpression' ? callee.property.name : callee.name) ?? '';
  if (FORWARDING.test(name)) return true;
  if (argument.type !== 'ArrowFunctionExpression' && argument.type !== 'FunctionExpression') return false;
  if (RELATING.test(name)) return isName(argument.body);
  return RELATIONS.test(name) && builder.lookup(name)?.import?.specifier?.startsWith('drizzle-orm') === true;
}

/** `X`, or `X.y`. */
function isName(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === 'Identifier' || (inner.type === 'MemberExpression' && isName(inner.object));
}

/** `require('x')` where `require` is not a local name. */
function recordRequire(builder: FactBuilder, node: Node, expr: CallExpr | NewExpr): void {
  const { callee } = expr;
  if (callee.kind !== 'reference' || callee.name !== 'require' || callee.binding !== undefined) return;
  const [specifier] = expr.args;
  if (!specifier) return;
  recordImport(builder, node, specifier, 'require');
}

export function reduceDynamicImport(builder: FactBuilder, node: Node, usage: Usage): CallExpr {
  const id = builder.openCall(usage.use, usage.parent);
  const source = builder.withLiteral({ compared: true }, () => builder.reduce.expression(node.source));
  const callee: Expr = { kind: 'reference', name: 'import', at: builder.at(node) };
  const expr: CallExpr = { kind: 'call', id, callee, args: [source], at: builder.at(node) };
  builder.closeCall(expr);
  recordImport(builder, node, source, 'dynamic');
  return expr;
}

function recordImport(builder: FactBuilder, node: Node, specifier: Expr, form: 'require' | 'dynamic'): void {
  const literal = specifier.kind === 'literal' && typeof specifier.value === 'string' ? specifier.value : undefined;
  const fact: ImportFact = {
    specifier: literal,
    ...(literal === undefined && { computed: specifier }),
    form,
    typeOnly: false,
    names: [],
    lazy: builder.fn !== 0 || form === 'dynamic',
    at: builder.at(node),
  };
  builder.facts.imports.push(fact);
}

/** Whether a node is a `require('x')` call, directly or through a member (`require('x').y`). */
export function requireCallOf(node: Node): Node | undefined {
  let inner = node;
  while (isTransparent(inner) || inner.type === 'MemberExpression')
    inner = isTransparent(inner) ? inner.expression : inner.object;
  const isRequire =
    inner.type === 'CallExpression' && inner.callee.type === 'Identifier' && inner.callee.name === 'require';
  return isRequire ? inner : undefined;
}
