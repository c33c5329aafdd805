import type { FieldFact } from '../../parse/typescript/code-facts.ts';
import { type DecoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from '../frameworks/decorators.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import { membersOf } from './class-members.ts';
import { argumentOf, argumentOfKind, type CodeReader, type Placed } from './code-values.ts';
import type { DeclaredColumn, DeclaredDialect } from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';
import { type Association, type AssociationKind, associationOf, type ModelIndex } from './sequelize-associations.ts';
import { addIndexes } from './sequelize-attributes.ts';
import { columnFor, type ModelOptions, modelOptions, type SequelizeModel, tableFor } from './sequelize-model.ts';
import { dataType, sqlType } from './sequelize-types.ts';
import { languageType } from './typeorm-columns.ts';

const PACKAGE = 'sequelize-typescript';

export const isSequelizeTable = ({ package: home, name }: Pick<AppliedDecorator, 'package' | 'name'>): boolean =>
  home === PACKAGE && name === 'Table';

const BY_TYPE: Record<string, string> = {
  ...{
    string: 'varchar(255)',
    number: 'integer',
    bigint: 'bigint',
    boolean: 'boolean',
    Date: 'timestamp with time zone',
  },
};
const INSTANTS = { CreatedAt: 'createdAt', UpdatedAt: 'updatedAt', DeletedAt: 'deletedAt' } as const;

interface Member {
  field: FieldFact;
  decorators: AppliedDecorator[];
  module: string;
}

/** The model that `@Table` and `@Column` of sequelize-typescript make of a class and those that it extends. */
export function decoratedModel(
  reader: CodeReader,
  cls: DecoratedClass,
  defaults: ModelOptions,
  dialect: DeclaredDialect,
): SequelizeModel {
  const table = cls.decorators.find(isSequelizeTable) as AppliedDecorator;
  const place = argumentOf(table, 0);
  const members = decoratedMembers(reader, cls);
  const marked = { ...defaults };
  for (const { field, decorators } of members) setInstants(marked, field, decorators);
  // `@Table` is applied last: it can turn an instant off that a member, its own or an inherited one, is marked as.
  const options = modelOptions(reader, place, marked);
  const name = reader.optionText(place, 'modelName') ?? cls.fact.name ?? '';
  const model: SequelizeModel = {
    ...{ keys: [cls.key], name, options, table: tableFor(name, options), module: cls.module },
    ...{ columns: [], primaryKey: [], constraints: [], indexes: [], partial: false },
    at: locationIn(cls.module, cls.fact.at),
  };
  for (const member of members) addMember(reader, model, member, dialect);
  addIndexes(reader, model, place);
  return model;
}

function decoratedMembers(reader: CodeReader, cls: DecoratedClass): Member[] {
  return lineage(reader.evaluator, cls)
    .toReversed()
    .flatMap(({ fact, frame, module }) =>
      membersOf({ fact }).map((field) => ({
        field,
        decorators: appliedDecorators(reader.evaluator, field.decorators, frame).filter(
          (decorator) => decorator.package === PACKAGE,
        ),
        module,
      })),
    );
}

function setInstants(options: ModelOptions, field: FieldFact, decorators: AppliedDecorator[]): void {
  for (const { name } of decorators) {
    const instant = INSTANTS[name as keyof typeof INSTANTS];
    if (instant === undefined) continue;
    options[instant] = field.name;
    if (instant === 'deletedAt') options.paranoid = true;
  }
}

function addMember(reader: CodeReader, model: SequelizeModel, member: Member, dialect: DeclaredDialect): void {
  const { field, decorators, module } = member;
  const named = (name: string) => decorators.find((decorator) => decorator.name === name);
  const column = named('Column');
  const at = locationIn(module, column?.at ?? field.at);
  if (!column || dataType(column.args[0])?.name === 'VIRTUAL') return;
  const made = columnOf(reader, model, member, column, dialect);
  if (model.columns.some((other) => other.name === made.name)) return;
  model.columns.push(made);
  const options = argumentOfKind(column, 'object', 'reference');
  const isKey = named('PrimaryKey') !== undefined || reader.optionFlag(options, 'primaryKey') === true;
  if (isKey) model.primaryKey.push(made.name);
  if (named('Unique') !== undefined || reader.optionFlag(options, 'unique') === true)
    model.constraints.push({ kind: 'unique', columns: [made.name], at });
  const index = named('Index');
  if (index) {
    const unique = reader.optionFlag(argumentOfKind(index, 'object'), 'unique') === true;
    model.indexes.push(plainIndex([made.name], index.at, unique));
  }
}

function columnOf(
  reader: CodeReader,
  model: SequelizeModel,
  { field, decorators, module }: Member,
  column: AppliedDecorator,
  dialect: DeclaredDialect,
): DeclaredColumn {
  const options = argumentOfKind(column, 'object', 'reference');
  const type: Placed | undefined = dataType(column.args[0]) ? argumentOf(column, 0) : reader.option(options, 'type');
  const isKey =
    decorators.some(({ name }) => name === 'PrimaryKey') || reader.optionFlag(options, 'primaryKey') === true;
  return {
    name: reader.optionText(options, 'field') ?? columnFor(field.name, model.options),
    type: type ? sqlType(reader, type, dialect) : (BY_TYPE[languageType(field.type)] ?? ''),
    notNull: isKey || isForbidden(reader, decorators, options),
    generated: false,
    at: locationIn(module, field.at),
    fields: [field.name],
  };
}

/** `@AllowNull(false)`, `allowNull: false`. */
function isForbidden(reader: CodeReader, decorators: AppliedDecorator[], options: Placed): boolean {
  const given = decorators.find(({ name }) => name === 'AllowNull');
  const [value] = given ? reader.values(argumentOf(given, 0)) : [];
  if (value?.kind === 'constant') return value.value === false;
  return reader.optionFlag(options, 'allowNull') === false;
}

const KINDS: Record<string, AssociationKind> = {
  ...{ BelongsTo: 'belongsTo', HasOne: 'hasOne', HasMany: 'hasMany', BelongsToMany: 'belongsToMany' },
};

/** `@BelongsTo(() => User, 'userId')` on members; without a key named, the member with `@ForeignKey(() => User)` is it. */
export function decoratedAssociations(
  reader: CodeReader,
  cls: DecoratedClass,
  models: ModelIndex,
  defaults: ModelOptions,
): Association[] {
  const source = models.named(cls.key);
  const members = decoratedMembers(reader, cls);
  return members.flatMap(({ field, decorators }): Association[] => {
    const decorator = decorators.find(({ name }) => KINDS[name] !== undefined);
    const target = decorator && models.at(reader, argumentOf(decorator, 0));
    const kind = decorator && KINDS[decorator.name];
    if (!source || !decorator || !target || !kind) return [];
    return [
      decoratedAssociation(
        reader,
        { kind, source, target, at: decorator.at },
        { decorator, field, members },
        models,
        defaults,
      ),
    ];
  });
}

function decoratedAssociation(
  reader: CodeReader,
  ends: Pick<Association, 'kind' | 'source' | 'target' | 'at'>,
  { decorator, field, members }: { decorator: AppliedDecorator; field: FieldFact; members: Member[] },
  models: ModelIndex,
  defaults: ModelOptions,
): Association {
  const toMany = ends.kind === 'belongsToMany';
  const second = argumentOf(decorator, 1);
  const text = reader.text(second);
  const options: Placed = toMany || text !== undefined ? argumentOfKind(decorator, 'object') : second;
  const association = associationOf(reader, ends, options, models, defaults);
  const through = toMany ? models.at(reader, second) : undefined;
  const marked = ends.kind === 'belongsTo' ? foreignKeyFor(reader, members, ends.target) : undefined;
  const attribute = (toMany ? undefined : text) ?? association.foreignKey.attribute ?? marked;
  return {
    ...association,
    as: association.as ?? field.name,
    ...(through && { through: { model: through } }),
    ...(toMany && text !== undefined && !through && { through: { name: text, options: defaults } }),
    foreignKey: { ...association.foreignKey, ...(attribute !== undefined && { attribute }) },
  };
}

function foreignKeyFor(reader: CodeReader, members: Member[], target: SequelizeModel): string | undefined {
  const marked = members.find(({ decorators }) =>
    decorators.some(({ name, ...decorator }) => {
      const key = name === 'ForeignKey' ? reader.entityKey(argumentOf({ name, ...decorator }, 0)) : undefined;
      return key !== undefined && target.keys.includes(key);
    }),
  );
  return marked?.field.name;
}
