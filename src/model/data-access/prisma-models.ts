import type { PrismaFacts } from '../../parse/prisma/prisma-facts.ts';
import { columnName, modelTable } from '../entities/prisma-attributes.ts';

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
      fields: new Map(
        fields.map((field) => [field.name, { column: columnName(field), type: field.type, list: field.list }] as const),
      ),
    });
  }
  return models;
}

const memberName = (model: string): string => model.charAt(0).toLowerCase() + model.slice(1);

/** The model of that name, whichever way it is written. */
export const prismaModel = (models: PrismaModels, name: string): PrismaModel | undefined =>
  models.get(memberName(name));
