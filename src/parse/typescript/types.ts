import type { TypeDeclaration, TypeRef } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import { childrenOf, keyName, type Node } from './syntax-node.ts';

/** Reduces a type and counts the names it uses. `metadata` marks types that decorators make the compiler emit. */
export function reduceType(
  builder: FactBuilder,
  annotation: Node | null | undefined,
  metadata = false,
): TypeRef | undefined {
  if (!annotation) return undefined;
  const node = annotation.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : annotation;
  const many = (nodes: Node[]): TypeRef[] =>
    nodes.map((item) => reduceType(builder, item)).filter((item): item is TypeRef => item !== undefined);
  const at = builder.at(node);
  switch (node.type) {
    case 'TSTypeReference':
    case 'TSInterfaceHeritage':
    case 'TSClassImplements':
      return named(builder, node, metadata);
    case 'TSUnionType':
      return { name: '|', args: many(node.types), at };
    case 'TSIntersectionType':
      return { name: '&', args: many(node.types), at };
    case 'TSArrayType':
      return { name: '[]', args: many([node.elementType]), at };
    case 'TSTypeOperator':
      return reduceType(builder, node.typeAnnotation);
    case 'TSTypeLiteral':
      return { name: '{}', args: [], members: reduceMembers(builder, node.members), at };
    case 'TSTypeQuery':
      countLeftmost(builder, node.exprName, false);
      return { name: `typeof ${dotted(node.exprName)}`, args: [], ...leftmostBinding(builder, node.exprName), at };
    case 'TSImportType':
      recordTypeImport(builder, node);
      return { name: 'import', args: [], at };
    default:
      visitTypes(builder, node);
      return { name: node.type.replace(/^TS(\w+?)(Keyword|Type)?$/, '$1').toLowerCase(), args: [], at };
  }
}

function named(builder: FactBuilder, node: Node, metadata: boolean): TypeRef {
  const name: Node = node.typeName ?? node.expression;
  countLeftmost(builder, name, metadata);
  const args: Node[] = node.typeArguments?.params ?? node.typeParameters?.params ?? [];
  return {
    name: dotted(name),
    ...leftmostBinding(builder, name),
    args: args.map((arg) => reduceType(builder, arg)).filter((arg): arg is TypeRef => arg !== undefined),
    at: builder.at(node),
  };
}

export function reduceMembers(builder: FactBuilder, members: Node[]): Record<string, TypeRef> {
  const reduced: Record<string, TypeRef> = {};
  for (const member of members) {
    const name = member.key ? keyName(member.key, member.computed) : undefined;
    if (member.type === 'TSPropertySignature' && name !== undefined) {
      const type = reduceType(builder, member.typeAnnotation);
      if (type) reduced[name] = type;
    } else {
      visitTypes(builder, member);
      if (name !== undefined) reduced[name] = { name: '()', args: [], at: builder.at(member) };
    }
  }
  return reduced;
}

/** Counts every type name below a node that carries no facts of its own. */
export function visitTypes(builder: FactBuilder, node: Node): void {
  for (const child of childrenOf(node)) {
    if (
      child.type === 'TSTypeReference' ||
      child.type === 'TSInterfaceHeritage' ||
      child.type === 'TSClassImplements'
    ) {
      named(builder, child, false);
    } else if (child.type === 'TSTypeQuery') countLeftmost(builder, child.exprName, false);
    else if (child.type === 'TSImportType') recordTypeImport(builder, child);
    else visitTypes(builder, child);
  }
}

/** `import('./order').Order` in the place of a type. */
function recordTypeImport(builder: FactBuilder, node: Node): void {
  if (node.typeArguments) visitTypes(builder, node.typeArguments);
  const specifier = (node.source ?? node.argument?.literal)?.value;
  if (typeof specifier !== 'string') return;
  const at = builder.at(node);
  builder.facts.imports.push({ specifier, form: 'import', typeOnly: true, names: [], lazy: false, at });
}

function leftmost(name: Node): Node | undefined {
  let node = name;
  while (node.type === 'TSQualifiedName' || node.type === 'MemberExpression') node = node.left ?? node.object;
  return node.type === 'Identifier' ? node : undefined;
}

function leftmostBinding(builder: FactBuilder, name: Node): { binding?: number } {
  const root = leftmost(name);
  const binding = root && builder.lookup(root.name);
  return binding ? { binding: binding.id } : {};
}

function countLeftmost(builder: FactBuilder, name: Node, metadata: boolean): void {
  if (name.type === 'TSImportType') {
    recordTypeImport(builder, name);
    return;
  }
  const root = leftmost(name);
  const binding = root && builder.lookup(root.name);
  if (!binding) return;
  binding.typeUses += 1;
  if (metadata) binding.metadataUses += 1;
}

function dotted(name: Node): string {
  if (name.type === 'Identifier') return name.name;
  if (name.type === 'TSQualifiedName') return `${dotted(name.left)}.${name.right.name}`;
  if (name.type === 'MemberExpression') return `${dotted(name.object)}.${name.property.name}`;
  return name.type;
}

/** An interface or type alias, with where it is declared into (`declare module 'x'`). */
export function declareType(builder: FactBuilder, node: Node, augments: string | undefined): void {
  const alias = node.type === 'TSTypeAliasDeclaration';
  const body = alias ? reduceType(builder, node.typeAnnotation) : undefined;
  const parents: Node[] = alias ? [] : (node.extends ?? []);
  const binding = builder.lookup(node.id.name);
  const declaration: TypeDeclaration = {
    name: node.id.name,
    kind: alias ? 'alias' : 'interface',
    ...(binding && { binding: binding.id }),
    extends: body
      ? [body]
      : parents
          .map((parent) => reduceType(builder, parent))
          .filter((parent): parent is TypeRef => parent !== undefined),
    members: alias ? (body?.members ?? {}) : reduceMembers(builder, node.body.body),
    ...(augments !== undefined && { augments }),
    at: builder.at(node),
  };
  builder.facts.types.push(declaration);
}
