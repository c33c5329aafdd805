import type {
  PrismaAttribute,
  PrismaFieldFact,
  PrismaModelFact,
  PrismaValue,
} from '../../parse/prisma/prisma-facts.ts';

/** An argument by its name, or by its place when it is given without one. */
export function argument({ args }: PrismaAttribute, name: string, place = -1): PrismaValue | undefined {
  const named = args.find((item) => item.name === name);
  if (named) return named.value;
  const positional = args[place];
  return positional?.name === undefined ? positional?.value : undefined;
}

export const textArgument = (attribute: PrismaAttribute | undefined, name: string, place = -1): string | undefined => {
  const value = attribute && argument(attribute, name, place);
  return value?.kind === 'text' ? value.text : undefined;
};

/** Fields that a list names: `[a, b(sort: Desc), address.city]`. */
export const fieldNames = (value: PrismaValue | undefined): string[] =>
  value?.kind === 'list' ? value.items.flatMap((item) => ('name' in item ? [item.name] : [])) : [];

export const attributeOf = (attributes: PrismaAttribute[], name: string): PrismaAttribute | undefined =>
  attributes.find((item) => item.name === name);

/** `@map`, or the field's own name. */
export const columnName = ({ name, attributes }: Pick<PrismaFieldFact, 'name' | 'attributes'>): string =>
  textArgument(attributeOf(attributes, 'map'), 'name', 0) ?? name;

/** `@@map`, or the model's own name. */
export const modelTable = ({ name, attributes }: Pick<PrismaModelFact, 'name' | 'attributes'>): string =>
  textArgument(attributeOf(attributes, 'map'), 'name', 0) ?? name;
