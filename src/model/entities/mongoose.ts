import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import { CodeReader } from './code-values.ts';
import type { DeclaredSchema, DeclaredTable } from './declared-schema.ts';
import { type ModelCall, modelCalls } from './mongoose-models.ts';
import { type DocumentSchema, keyOf, SchemaReader } from './mongoose-schemas.ts';
import { mongoosePlural } from './plural.ts';

interface Model {
  call: ModelCall;
  schema: DocumentSchema;
  collection: string;
}

/** The collections that Mongoose models declare, with plain schemas, NestJS's or Typegoose's classes. */
export function mongooseSchemas(evaluator: Evaluator, modules: LinkedModule[], packages: Package[]): DeclaredSchema[] {
  if (!modules.some(usesMongoose)) return [];
  const reader = new CodeReader(evaluator);
  const calls = modelCalls(reader, modules);
  if (calls.length === 0) return [];
  const schemas = new SchemaReader(reader, modules);
  const models = calls.flatMap((call): Model[] => {
    const schema = call.of ? undefined : schemas.read(call.schema);
    const collection = call.collection ?? schema?.collection ?? mongoosePlural(call.name);
    return schema ? [{ call, schema, collection }] : [];
  });
  for (const call of calls) if (call.of) addVariant(models, call, schemas);
  const homes = new Set(models.map(({ call }) => packageOf(packages, call.module)));
  return [...homes].map((home): DeclaredSchema => {
    const own = models.filter(({ call }) => packageOf(packages, call.module) === home);
    const tables = own.map((model) => tableOf(model, models));
    return { library: 'mongoose', package: home.path, dialect: 'mongodb', synchronized: true, tables };
  });
}

const usesMongoose = (module: LinkedModule): boolean =>
  [...module.links.values()].some(
    (link) => link.kind === 'package' && /^(?:mongoose|@nestjs\/mongoose|@typegoose\/typegoose)$/.test(link.name),
  );

/** Documents of a discriminator are kept with those of the model that it is made from. */
function addVariant(models: Model[], { of = [], schema }: ModelCall, schemas: SchemaReader): void {
  const keys = of.map(keyOf);
  const base = models.find(({ call }) => keys.includes(call.key));
  const variant = schemas.read(schema);
  if (!base || !variant) return;
  for (const column of variant.shape.columns) base.schema.shape.column(column.name, column.type, column.at);
  base.schema.shape.indexes.push(...variant.shape.indexes);
  base.schema.shape.references.push(...variant.shape.references);
}

function tableOf({ call, schema, collection }: Model, models: Model[]): DeclaredTable {
  const { shape, at } = schema;
  const key = shape.columns.find(({ name }) => name === '_id');
  const id = { name: '_id', type: 'objectid', notNull: true, generated: false, at, fields: ['_id'] };
  return {
    entity: call.name,
    table: { name: collection },
    at,
    columns: key ? shape.columns : [id, ...shape.columns],
    constraints: [
      { kind: 'primary-key', columns: ['_id'], at: key?.at ?? at },
      ...shape.foreignKeys((model) => collectionOf(model, models)),
    ],
    indexes: shape.indexes,
    partial: shape.partial,
  };
}

/** The collection of a model by its name, or by what made it. */
function collectionOf(wanted: string, models: Model[]): string {
  const found = models.find(
    ({ call }) =>
      call.name === wanted ||
      call.key === wanted ||
      call.schema.some((value) => value.kind === 'class' && `${value.module}#c${value.cls}` === wanted),
  );
  return found?.collection ?? (wanted.includes('#') ? wanted : mongoosePlural(wanted));
}
