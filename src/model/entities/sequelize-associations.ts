import type { Location } from '../../parse/position.ts';
import type { Expr } from '../../parse/typescript/code-facts.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { CodeReader, Placed } from './code-values.ts';
import { attributeColumn, type ModelOptions, type SequelizeModel } from './sequelize-model.ts';

export type AssociationKind = 'belongsTo' | 'hasOne' | 'hasMany' | 'belongsToMany';

/** An association as declared, before keys are named. */
export interface Association {
  kind: AssociationKind;
  source: SequelizeModel;
  target: SequelizeModel;
  as?: string;
  foreignKey: KeyOptions;
  otherKey: KeyOptions;
  /** Name of an attribute of the target, when it is not the primary key. */
  targetKey?: string;
  constraints: boolean;
  onDelete?: string;
  through?: { model: SequelizeModel } | { name: string; options: ModelOptions };
  unique: boolean;
  at: Location;
}
export interface KeyOptions {
  attribute?: string;
  column?: string;
  allowNull?: boolean;
  unique?: boolean;
}

const KINDS = new Set<string>(['belongsTo', 'hasOne', 'hasMany', 'belongsToMany']);

/** Finds models by what stands for them in the code, or else by their name. */
export class ModelIndex {
  readonly #byKey = new Map<string, SequelizeModel>();
  readonly #byName = new Map<string, SequelizeModel>();

  constructor(models: SequelizeModel[]) {
    for (const model of models) {
      for (const key of model.keys) this.#byKey.set(key, model);
      for (const name of [model.table.name, model.name]) this.#byName.set(plain(name), model);
    }
  }

  named(name: string): SequelizeModel | undefined {
    return this.#byKey.get(name) ?? this.#byName.get(plain(name));
  }

  /** `User`, `models.User`, `() => User`, `this` in a model's own method. */
  at(reader: CodeReader, place: Placed): SequelizeModel | undefined {
    const key = reader.entityKey(place);
    const found = key === undefined ? undefined : this.named(key);
    if (found) return found;
    const self = reader.values(place).find((value) => value.kind === 'instance');
    if (self?.kind === 'instance') return this.#byKey.get(`${self.module}#c${self.cls}`);
    const name = lastName(place.expr);
    return name === undefined ? undefined : this.named(name);
  }
}

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');

const lastName = (expr: Expr | undefined): string | undefined => {
  if (expr?.kind === 'reference') return expr.name;
  return expr?.kind === 'member' && typeof expr.property === 'string' ? expr.property : undefined;
};

/** The associations that calls in a module declare: `User.hasMany(Post, { foreignKey: 'authorId' })`. */
export function associationsIn(
  reader: CodeReader,
  module: LinkedModule,
  models: ModelIndex,
  defaults: ModelOptions,
): Association[] {
  const frame = { module: module.path };
  return module.facts.calls.flatMap(({ expr }): Association[] => {
    const { callee, args } = expr;
    if (callee.kind !== 'member' || typeof callee.property !== 'string' || !KINDS.has(callee.property)) return [];
    const source = models.at(reader, { expr: callee.object, frame });
    const target = source && args[0] && models.at(reader, { expr: args[0], frame });
    if (!source || !target) return [];
    const kind = callee.property as AssociationKind;
    const options: Placed = { expr: args[1], frame };
    return [
      associationOf(reader, { kind, source, target, at: locationIn(module.path, expr.at) }, options, models, defaults),
    ];
  });
}

/** Takes attributes away that calls in a module remove: `User.removeAttribute('id')`. */
export function removeAttributes(reader: CodeReader, module: LinkedModule, models: ModelIndex): void {
  const frame = { module: module.path };
  for (const { expr } of module.facts.calls) {
    const { callee, args } = expr;
    if (callee.kind !== 'member' || callee.property !== 'removeAttribute') continue;
    const model = models.at(reader, { expr: callee.object, frame });
    const column = model && attributeColumn(model, reader.text({ expr: args[0], frame }) ?? '');
    if (model === undefined || column === undefined) continue;
    model.columns = model.columns.filter((other) => other !== column);
    model.primaryKey = model.primaryKey.filter((name) => name !== column.name);
  }
}

/** Reads the options that all forms of associations share. */
export function associationOf(
  reader: CodeReader,
  ends: Pick<Association, 'kind' | 'source' | 'target' | 'at'>,
  options: Placed,
  models: ModelIndex,
  defaults: ModelOptions,
): Association {
  const as = reader.optionText(options, 'as');
  const targetKey = reader.optionText(options, 'targetKey');
  const onDelete = reader.optionText(options, 'onDelete');
  const through = throughOf(reader, reader.option(options, 'through'), models, defaults);
  return {
    ...ends,
    ...(as !== undefined && { as }),
    ...(targetKey !== undefined && { targetKey }),
    ...(onDelete !== undefined && { onDelete: onDelete.toUpperCase() }),
    ...(through && { through: through.to }),
    foreignKey: keyOptions(reader, reader.option(options, 'foreignKey')),
    otherKey: keyOptions(reader, reader.option(options, 'otherKey')),
    constraints: reader.optionFlag(options, 'constraints') !== false,
    unique: through?.unique ?? true,
  };
}

/** `'userId'`, or `{ name: 'userId', field: 'user_id', allowNull: false }`. */
function keyOptions(reader: CodeReader, place: Placed | undefined): KeyOptions {
  if (!place) return {};
  const attribute = reader.text(place) ?? reader.optionText(place, 'name') ?? reader.optionText(place, 'fieldName');
  const column = reader.optionText(place, 'field');
  const allowNull = reader.optionFlag(place, 'allowNull');
  return {
    ...(attribute !== undefined && { attribute }),
    ...(column !== undefined && { column }),
    ...(allowNull !== undefined && { allowNull }),
    ...(reader.optionFlag(place, 'unique') === true && { unique: true }),
  };
}

function throughOf(
  reader: CodeReader,
  place: Placed | undefined,
  models: ModelIndex,
  defaults: ModelOptions,
): { to: NonNullable<Association['through']>; unique: boolean } | undefined {
  if (!place) return undefined;
  const inner = reader.option(place, 'model') ?? place;
  const unique = reader.optionFlag(place, 'unique') !== false;
  const text = reader.text(inner);
  const model = text === undefined ? models.at(reader, inner) : models.named(text);
  if (model) return { to: { model }, unique };
  return text === undefined ? undefined : { to: { name: text, options: defaults }, unique };
}
