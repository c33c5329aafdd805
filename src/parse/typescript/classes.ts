import type { ClassFact, ClassId, FieldFact, MethodFact, TypeRef } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import { reduceDecorators, reduceFunction } from './functions.ts';
import { keyName, type Node } from './syntax-node.ts';
import { reduceType, visitTypes } from './types.ts';

/** Reduces a class declaration or expression with its members. */
export function reduceClass(builder: FactBuilder, node: Node): ClassId {
  const binding = node.id && builder.lookup(node.id.name);
  const decorators = reduceDecorators(builder, node.decorators ?? []);
  const superClass = node.superClass ? builder.reduce.expression(node.superClass) : undefined;
  if (node.superTypeArguments) visitTypes(builder, node.superTypeArguments);
  const fact: ClassFact = {
    id: builder.facts.classes.length,
    ...(node.id && { name: node.id.name }),
    ...(binding && { binding: binding.id }),
    ...(superClass && { superClass }),
    implements: (node.implements ?? [])
      .map((item: Node) => reduceType(builder, item))
      .filter((item: TypeRef | undefined): item is TypeRef => item !== undefined),
    decorators,
    abstract: node.abstract === true,
    methods: [],
    fields: [],
    at: builder.at(node),
  };
  builder.facts.classes.push(fact);
  if (binding) binding.declares = { cls: fact.id };
  const outer = builder.cls;
  builder.cls = fact.id;
  for (const member of node.body.body) reduceMember(builder, fact, member);
  builder.cls = outer;
  return fact.id;
}

function reduceMember(builder: FactBuilder, cls: ClassFact, member: Node): void {
  switch (member.type) {
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
      cls.methods.push(reduceMethod(builder, cls, member));
      return;
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
      cls.fields.push(reduceField(builder, member));
      return;
    case 'StaticBlock':
      builder.inScope(() => {
        for (const statement of member.body) builder.reduce.statement(statement);
      });
  }
}

function reduceMethod(builder: FactBuilder, cls: ClassFact, member: Node): MethodFact {
  const name = memberName(builder, member);
  const decorators = reduceDecorators(builder, member.decorators ?? []);
  const metadata = decorators.length > 0 || (member.kind === 'constructor' && cls.decorators.length > 0);
  const bodiless = !member.value?.body;
  const fn = reduceFunction(builder, member.value, { name, cls: cls.id, metadata });
  return {
    name,
    ...(!bodiless && { fn }),
    kind: member.kind,
    static: member.static === true,
    access: accessOf(member),
    decorators,
    at: builder.at(member),
  };
}

function reduceField(builder: FactBuilder, member: Node): FieldFact {
  const name = memberName(builder, member);
  const decorators = reduceDecorators(builder, member.decorators ?? []);
  const type = reduceType(builder, member.typeAnnotation, decorators.length > 0);
  const init = member.value
    ? builder.withLiteral({ names: [name] }, () => builder.reduce.expression(member.value, { use: 'assigned' }, name))
    : undefined;
  return {
    name,
    ...(type && { type }),
    ...(init && { init }),
    static: member.static === true,
    readonly: member.readonly === true,
    access: accessOf(member),
    decorators,
    at: builder.at(member),
  };
}

function memberName(builder: FactBuilder, member: Node): string {
  const name = keyName(member.key, member.computed);
  if (name === undefined) builder.reduce.expression(member.key);
  return name ?? '(computed)';
}

const accessOf = (member: Node): 'public' | 'protected' | 'private' =>
  member.key.type === 'PrivateIdentifier' ? 'private' : (member.accessibility ?? 'public');
