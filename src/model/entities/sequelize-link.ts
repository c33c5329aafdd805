import type { DeclaredColumn, DeclaredTable } from './declared-schema.ts';
import { singular } from './plural.ts';
import type { Association, KeyOptions } from './sequelize-associations.ts';
import { attributeColumn, columnFor, type ModelOptions, type SequelizeModel } from './sequelize-model.ts';

/** Adds the columns, foreign keys and join tables that associations make. Gives the tables that no model stands for. */
export function applyAssociations(associations: Association[]): DeclaredTable[] {
  const joined = new Map<string, DeclaredTable>();
  // Where both sides declare one association, the side that holds the key says more of it.
  const ordered = [...associations].sort((one, other) => rank(one) - rank(other));
  for (const association of ordered) {
    if (association.kind === 'belongsToMany') addPairs(association, joined);
    else if (association.kind === 'belongsTo') addKey(association.source, association.target, association);
    else addKey(association.target, association.source, association);
  }
  return [...joined.values()];
}

const rank = ({ kind }: Association): number => ['belongsTo', 'hasOne', 'hasMany', 'belongsToMany'].indexOf(kind);

/** `holder` gets a column that refers to the key of `owner`. */
function addKey(holder: SequelizeModel, owner: SequelizeModel, association: Association): void {
  const { kind, foreignKey, as, targetKey } = association;
  const key = (targetKey !== undefined && attributeColumn(owner, targetKey)?.name) || owner.primaryKey[0];
  if (key === undefined) return;
  const before =
    kind === 'belongsTo' ? (as ?? singular(owner.name)) : kind === 'hasOne' && as ? singular(as) : singular(owner.name);
  const attribute = foreignKey.attribute ?? camelize(`${before}_${fieldOf(owner, key)}`);
  const column = ensureColumn(holder, attribute, association, typeOf(owner, key));
  const unique = { kind: 'unique' as const, columns: [column.name], at: association.at };
  if (
    foreignKey.unique === true &&
    !holder.constraints.some((one) => one.kind === 'unique' && same(one.columns, unique.columns))
  )
    holder.constraints.push(unique);
  const inherited = kind === 'belongsTo' ? 'NO ACTION' : 'CASCADE';
  refer(holder, column, owner, key, association, column.notNull ? inherited : 'SET NULL');
}

function ensureColumn(
  model: SequelizeModel,
  attribute: string,
  association: Association,
  type: string,
): DeclaredColumn {
  const { foreignKey, at } = association;
  const existing = attributeColumn(model, attribute);
  if (existing) return existing;
  const name = foreignKey.column ?? columnFor(attribute, model.options);
  const made: DeclaredColumn = {
    ...{ name, type, notNull: foreignKey.allowNull === false, generated: false, at },
    fields: [attribute],
  };
  model.columns.push(made);
  return made;
}

/** One foreign key for each column, however many associations go by it. */
function refer(
  holder: Pick<SequelizeModel, 'constraints'>,
  column: DeclaredColumn,
  owner: SequelizeModel,
  key: string,
  { constraints, onDelete }: Association,
  otherwise: string,
): void {
  const known = holder.constraints.some(
    ({ kind, columns }) => kind === 'foreign-key' && columns.length === 1 && columns[0] === column.name,
  );
  if (known) return;
  holder.constraints.push({
    kind: 'foreign-key',
    columns: [column.name],
    references: { table: owner.table, columns: [key] },
    ...(!constraints && { enforced: false as const }),
    onDelete: onDelete ?? otherwise,
    // Where the model itself declares the column is where an index would be added.
    at: column.at,
  });
}

/** The table between two models: its own model's, or one that Sequelize makes. */
function addPairs(association: Association, joined: Map<string, DeclaredTable>): void {
  const { source, target, through, foreignKey, otherKey, at } = association;
  if (!through) return;
  const holder = 'model' in through ? through.model : undefined;
  const columns = [
    sideColumn(association, source, foreignKey),
    sideColumn(association, target, otherKey, source === target),
  ].filter((column) => column !== undefined);
  if (columns.length < 2) return;
  if (holder) {
    const names = columns.map((column) => column.name);
    const added = addedKey(holder);
    if (added) {
      holder.columns = holder.columns.filter((column) => column !== added);
      holder.primaryKey = names;
    } else if (
      association.unique &&
      !holder.constraints.some((one) => one.kind === 'unique' && same(one.columns, names))
    )
      holder.constraints.push({ kind: 'unique', columns: names, at });
  } else if (!('model' in through) && !joined.has(through.name))
    joined.set(through.name, pairTable(association, through, columns));
}

/** A key that the model did not declare gives way to the pair. */
const addedKey = ({ primaryKey, columns, at }: SequelizeModel): DeclaredColumn | undefined =>
  columns.find((column) => primaryKey.length === 1 && column.name === primaryKey[0] && column.at === at);

const same = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));

function sideColumn(
  association: Association,
  model: SequelizeModel,
  given: KeyOptions,
  second = false,
): DeclaredColumn | undefined {
  const [key] = model.primaryKey;
  const { through, at } = association;
  if (key === undefined || through === undefined) return undefined;
  const before = second && association.as !== undefined ? singular(association.as) : singular(model.name);
  const attribute = given.attribute ?? camelize(`${before}_${fieldOf(model, key)}`);
  if ('model' in through) {
    const holder = through.model;
    const column = ensureColumn(holder, attribute, { ...association, foreignKey: given }, typeOf(model, key));
    refer(holder, column, model, key, association, 'CASCADE');
    return column;
  }
  const name = given.column ?? columnFor(attribute, through.options);
  return { name, type: typeOf(model, key), notNull: true, generated: false, at, fields: [attribute] };
}

function pairTable(
  association: Association,
  { name, options }: { name: string; options: ModelOptions },
  columns: DeclaredColumn[],
): DeclaredTable {
  const { source, target, at } = association;
  const table: DeclaredTable = {
    ...{ entity: name, table: { name }, at, columns: [...columns], constraints: [], indexes: [], partial: false },
  };
  for (const [index, model] of [source, target].entries()) {
    const [key = ''] = model.primaryKey;
    const column = columns[index];
    if (column) refer(table, column, model, key, association, 'CASCADE');
  }
  table.constraints.push({ kind: 'primary-key', columns: columns.map((column) => column.name), at });
  for (const instant of options.timestamps ? ['createdAt', 'updatedAt'] : []) {
    const type = 'timestamp with time zone';
    table.columns.push({
      ...{ name: columnFor(instant, options), type, notNull: true, generated: false, at, fields: [instant] },
    });
  }
  return table;
}

const fieldOf = (model: SequelizeModel, column: string): string =>
  model.columns.find((item) => item.name === column)?.fields[0] ?? column;

const typeOf = (model: SequelizeModel, column: string): string =>
  model.columns.find((item) => item.name === column)?.type ?? '';

/** `Country_id` → `CountryId`, as Sequelize joins names. */
const camelize = (text: string): string =>
  text.replace(/[-_\s]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
