import type { SourceFile } from '../../discover/source-file.ts';

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

/** Reads the models of all `.prisma` files. Of models with one name the last counts. */
export function prismaModels(files: readonly Pick<SourceFile, 'path' | 'text'>[]): PrismaModels {
  const models = new Map<string, PrismaModel>();
  for (const { text } of files) {
    for (const [, name = '', body = ''] of text.matchAll(/^[ \t]*model\s+(\w+)\s*\{([\s\S]*?)^[ \t]*\}/gm)) {
      models.set(name.charAt(0).toLowerCase() + name.slice(1), readModel(name, body));
    }
  }
  return models;
}

function readModel(name: string, body: string): PrismaModel {
  const fields = new Map<string, PrismaField>();
  let table = name;
  for (const line of body.split('\n')) {
    const text = line.trim();
    table = /^@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(text)?.[1] ?? table;
    const field = /^(\w+)\s+(\w+)(\[\])?/.exec(text);
    if (!field?.[1] || !field[2]) continue;
    const column = /@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(text)?.[1] ?? field[1];
    fields.set(field[1], { column, type: field[2], list: field[3] !== undefined });
  }
  return { name, table, fields };
}

/** The model of that name, whichever way it is written. */
export const prismaModel = (models: PrismaModels, name: string): PrismaModel | undefined =>
  models.get(name.charAt(0).toLowerCase() + name.slice(1));
