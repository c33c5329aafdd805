import type { Location } from '../../parse/position.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredColumn, DeclaredConstraint, DeclaredDialect, DeclaredIndex } from './declared-schema.ts';
import { sequelizePlural } from './plural.ts';

/** Options of models, those of `new Sequelize({ define })` where a model does not say otherwise. */
export interface ModelOptions {
  tableName?: string;
  schema?: string;
  freezeTableName: boolean;
  underscored: boolean;
  timestamps: boolean;
  paranoid: boolean;
  /** Names of the instants' attributes; `false` for none. */
  createdAt: string | false;
  updatedAt: string | false;
  deletedAt: string | false;
}

/** A Sequelize model while associations are added to it. */
export interface SequelizeModel {
  /** Identities of what stands for it in the code. */
  keys: string[];
  name: string;
  table: { schema?: string; name: string };
  options: ModelOptions;
  at: Location;
  module: string;
  columns: DeclaredColumn[];
  /** Columns of its primary key. */
  primaryKey: string[];
  constraints: DeclaredConstraint[];
  indexes: DeclaredIndex[];
  partial: boolean;
}

export const DEFAULT_OPTIONS: ModelOptions = {
  freezeTableName: false,
  underscored: false,
  timestamps: true,
  paranoid: false,
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  deletedAt: 'deletedAt',
};

/** What an options object says, and `before` for the rest. */
export function modelOptions(reader: CodeReader, place: Placed, before: ModelOptions): ModelOptions {
  const flag = (name: 'freezeTableName' | 'underscored' | 'timestamps' | 'paranoid'): boolean =>
    reader.optionFlag(place, name) ?? before[name];
  const instant = (name: 'createdAt' | 'updatedAt' | 'deletedAt'): string | false =>
    reader.optionFlag(place, name) === false ? false : (reader.optionText(place, name) ?? before[name]);
  const tableName = reader.optionText(place, 'tableName') ?? before.tableName;
  const schema = reader.optionText(place, 'schema') ?? before.schema;
  return {
    ...(tableName !== undefined && { tableName }),
    ...(schema !== undefined && { schema }),
    freezeTableName: flag('freezeTableName'),
    underscored: flag('underscored'),
    timestamps: flag('timestamps'),
    paranoid: flag('paranoid'),
    createdAt: instant('createdAt'),
    updatedAt: instant('updatedAt'),
    deletedAt: instant('deletedAt'),
  };
}

/** `inflection.underscore`: each capital begins a word. */
export const underscore = (name: string): string =>
  name
    .replace(/([A-Z])/g, '_$1')
    .replace(/^_/, '')
    .toLowerCase();

export const columnFor = (attribute: string, { underscored }: Pick<ModelOptions, 'underscored'>): string =>
  underscored ? underscore(attribute) : attribute;

export function tableFor(name: string, options: ModelOptions): SequelizeModel['table'] {
  const { tableName, schema, freezeTableName } = options;
  const made = freezeTableName ? name : columnFor(sequelizePlural(name), options);
  return { ...(schema !== undefined && { schema }), name: tableName ?? made };
}

/** The column of an attribute. */
export const attributeColumn = (model: SequelizeModel, attribute: string): DeclaredColumn | undefined =>
  model.columns.find((column) => column.fields.includes(attribute)) ??
  model.columns.find((column) => column.name === attribute);

/** Adds what Sequelize adds to each model: a key when there is none, and the instants. */
export function complete(model: SequelizeModel, dialect: DeclaredDialect): void {
  const { options, at } = model;
  if (model.primaryKey.length === 0 && !attributeColumn(model, 'id')) {
    model.columns.unshift({ name: 'id', type: 'integer', notNull: true, generated: false, at, fields: ['id'] });
    model.primaryKey = ['id'];
  }
  const instants = [options.createdAt, options.updatedAt].map((name) => ({ name, notNull: true }));
  const all = options.paranoid ? [...instants, { name: options.deletedAt, notNull: false }] : instants;
  for (const { name, notNull } of options.timestamps ? all : []) {
    if (name === false || attributeColumn(model, name)) continue;
    const type = dialect === 'postgresql' || dialect === 'generic' ? 'timestamp with time zone' : 'datetime';
    model.columns.push({ name: columnFor(name, options), type, notNull, generated: false, at, fields: [name] });
  }
}
