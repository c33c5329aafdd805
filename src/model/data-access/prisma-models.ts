import type { PrismaFacts, PrismaFieldFact } from '../../parse/prisma/prisma-facts.ts';
import { argument, attributeOf, columnName, fieldNames, modelTable } from '../entities/prisma-attributes.ts';

export interface PrismaModel {
  name: string;
  /** Name of its table: `@@map`, or the model's own. */
  table: string;
  fields: Map<string, PrismaField>;
}
export interface PrismaField {
  /** Name of its column: `@map`, or the field's own. */
  column: string;
  /** Type without `[]` and `?`: the related model's name for relations. */
  type: string;
  list: boolean;
  /** Fields of this model that hold the key of the related row; none for other fields. */
  keys: string[];
}
/** Models by the name of the client's member: `user` for `model User`. */
export type PrismaModels = ReadonlyMap<string, PrismaModel>;

/** The models of all `.prisma` files. Of models with one name the last counts. */
export function prismaModels(files: readonly PrismaFacts[]): PrismaModels {
  const models = new Map<string, PrismaModel>();
  for (const { name, fields, attributes } of files.flatMap((facts) => facts.models)) {
    models.set(memberName(name), {
      name,
      table: modelTable({ name, attributes }),
      fields: fieldsOf(fields),
    });
  }
  return models;
}

function fieldsOf(facts: readonly PrismaFieldFact[]): PrismaModel['fields'] {
  return new Map(
    facts.map((field): [string, PrismaField] => {
      const relation = attributeOf(field.attributes, 'relation');
      const keys = fieldNames(relation && argument(relation, 'fields'));
      return [field.name, { column: columnName(field), type: field.type, list: field.list, keys }];
    }),
  );
}

const memberName = (model: string): string => model.charAt(0).toLowerCase() + model.slice(1);

/** The model of that name, whichever way it is written. */
export const prismaModel = (models: PrismaModels, name: string): PrismaModel | undefined =>
  models.get(memberName(name));
