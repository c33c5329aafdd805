import type {
  PrismaAttribute,
  PrismaFacts,
  PrismaFieldFact,
  PrismaModelFact,
} from '../../parse/prisma/prisma-facts.ts';
import type {
  DeclaredColumn,
  DeclaredConstraint,
  DeclaredDialect,
  DeclaredIndex,
  DeclaredTable,
} from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';
import { argument, attributeOf, columnName, fieldNames, modelTable, textArgument } from './prisma-attributes.ts';
import { columnDefault, columnType, isScalar } from './prisma-columns.ts';

export interface PrismaFile {
  path: string;
  facts: PrismaFacts;
}

/** What a model's fields and attributes are read with. */
export interface PrismaContext {
  dialect: DeclaredDialect;
  /** `relationMode = "foreignKeys"`, and a database that has such. */
  enforced: boolean;
  enums: ReadonlyMap<string, string[]>;
  models: ReadonlyMap<string, { model: PrismaModelFact; path: string }>;
}

/** The table of one model, as Prisma's migrations would make it. Relations without fields are other tables' columns. */
export function prismaTable(model: PrismaModelFact, path: string, context: PrismaContext): DeclaredTable {
  const columns = model.fields
    .filter((field) => !isRelation(field, context))
    .map((field) => columnOf(field, path, context));
  const schema = textArgument(attributeOf(model.attributes, 'schema'), 'name', 0);
  const table: DeclaredTable = {
    entity: model.name,
    table: { ...(schema !== undefined && { schema }), name: modelTable(model) },
    at: { ...model.at, path },
    columns,
    constraints: [],
    indexes: [],
    partial: false,
  };
  for (const field of model.fields) {
    if (isRelation(field, context)) addRelation(table, model, field, context);
    else addFieldKeys(table, model, field);
  }
  for (const attribute of model.attributes) addBlockKey(table, model, attribute);
  return table;
}

export const isRelation = (field: PrismaFieldFact, { models }: PrismaContext): boolean =>
  !field.unsupported &&
  !isScalar(field.type) &&
  models.get(field.type) !== undefined &&
  models.get(field.type)?.model.kind !== 'type';

/** Columns of fields that an attribute names; a field of a composite type keeps its path. */
const columnsOf = (model: PrismaModelFact, fields: string[]): string[] =>
  fields.map((name) => {
    const field = model.fields.find((item) => item.name === name);
    return field ? columnName(field) : name;
  });

function columnOf(field: PrismaFieldFact, path: string, context: PrismaContext): DeclaredColumn {
  const value = columnDefault(field);
  return {
    name: columnName(field),
    type: columnType(field, context.dialect, context.enums),
    notNull: !field.optional && !field.list,
    ...(value !== undefined && { default: value }),
    generated: false,
    at: { ...field.at, path },
    fields: [field.name],
  };
}

/** `@id`, `@unique`. */
function addFieldKeys(table: DeclaredTable, model: PrismaModelFact, field: PrismaFieldFact): void {
  for (const attribute of field.attributes) {
    if (attribute.name === 'id') addPrimaryKey(table, [columnName(field)], attribute);
    if (attribute.name === 'unique') addIndex(table, model, attribute, [field.name]);
  }
}

/** `@@id([a, b])`, `@@unique([a, b])`, `@@index([a, b])`, `@@fulltext([a])`. */
function addBlockKey(table: DeclaredTable, model: PrismaModelFact, attribute: PrismaAttribute): void {
  const fields = fieldNames(argument(attribute, 'fields', 0));
  if (fields.length === 0) return;
  if (attribute.name === 'id') addPrimaryKey(table, columnsOf(model, fields), attribute);
  else if (/^(unique|index|fulltext)$/.test(attribute.name)) addIndex(table, model, attribute, fields);
}

function addPrimaryKey(table: DeclaredTable, columns: string[], attribute: PrismaAttribute): void {
  const at = { ...attribute.at, path: table.at.path };
  table.constraints.push({ kind: 'primary-key', columns, at });
}

/** Prisma makes unique indexes, not constraints. */
function addIndex(table: DeclaredTable, model: PrismaModelFact, attribute: PrismaAttribute, fields: string[]): void {
  const unique = attribute.name === 'unique';
  const columns = columnsOf(model, fields);
  const type = argument(attribute, 'type');
  const method =
    attribute.name === 'fulltext' ? 'fulltext' : type?.kind === 'name' ? type.name.toLowerCase() : undefined;
  const name =
    textArgument(attribute, 'map') ?? [table.table.name, ...columns, unique ? 'key' : 'idx'].join('_').slice(0, 63);
  const index: DeclaredIndex = {
    ...plainIndex(columns, { ...attribute.at, path: table.at.path }, unique),
    name,
    ...(method !== undefined && { method }),
  };
  table.indexes.push(index);
}

/** The side of a relation that holds the foreign key: `@relation(fields: [authorId], references: [id])`. */
function addRelation(
  table: DeclaredTable,
  model: PrismaModelFact,
  field: PrismaFieldFact,
  context: PrismaContext,
): void {
  const relation = attributeOf(field.attributes, 'relation');
  const fields = relation ? fieldNames(argument(relation, 'fields')) : [];
  const target = context.models.get(field.type)?.model;
  if (!relation || fields.length === 0 || !target) return;
  const columns = columnsOf(model, fields);
  for (const column of table.columns) if (columns.includes(column.name)) column.fields.push(field.name);
  const schema = textArgument(attributeOf(target.attributes, 'schema'), 'name', 0);
  const constraint: DeclaredConstraint = {
    kind: 'foreign-key',
    columns,
    references: {
      table: { ...(schema !== undefined && { schema }), name: modelTable(target) },
      columns: columnsOf(target, fieldNames(argument(relation, 'references'))),
    },
    onDelete: actionOf(relation, 'onDelete') ?? (field.optional ? 'SET NULL' : 'RESTRICT'),
    ...(!context.enforced && { enforced: false as const }),
    at: { ...field.at, path: table.at.path },
  };
  table.constraints.push(constraint);
}

const ACTIONS: Record<string, string> = {
  ...{
    Cascade: 'CASCADE',
    Restrict: 'RESTRICT',
    NoAction: 'NO ACTION',
    SetNull: 'SET NULL',
    SetDefault: 'SET DEFAULT',
  },
};

function actionOf(relation: PrismaAttribute, name: string): string | undefined {
  const value = argument(relation, name);
  return value?.kind === 'name' ? ACTIONS[value.name] : undefined;
}
