import { elementsIn } from '../frameworks/options.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';
import { hasHiddenEntries, type ObjectEntry, objectEntries } from './object-entries.ts';
import { attributeColumn, columnFor, type SequelizeModel } from './sequelize-model.ts';
import { dataType, sqlType } from './sequelize-types.ts';

/** Adds the attributes of `define` and `init`: `{ email: { type: DataTypes.STRING, unique: true } }`. */
export function addAttributes(
  reader: CodeReader,
  model: SequelizeModel,
  place: Placed,
  dialect: DeclaredDialect,
): void {
  const together = new Map<string, string[]>();
  for (const entry of objectEntries(reader, place)) {
    const { type, options } = splitAttribute(reader, entry);
    if (dataType(type?.expr)?.name === 'VIRTUAL') continue;
    const name = (options && reader.optionText(options, 'field')) ?? columnFor(entry.name, model.options);
    addColumn(reader, model, { entry, name, type, options }, dialect);
    const group = options && uniqueGroup(reader, options);
    if (group !== undefined) together.set(group, [...(together.get(group) ?? []), name]);
  }
  for (const columns of together.values())
    model.constraints.push({ kind: 'unique', columns, at: placeOf(model, columns) });
  model.partial ||= hasHiddenEntries(reader, place);
}

const placeOf = (model: SequelizeModel, [first = '']: string[]): SequelizeModel['at'] =>
  model.columns.find((column) => column.name === first)?.at ?? model.at;

/** `DataTypes.STRING`, or an object with a `type`. */
export function splitAttribute(reader: CodeReader, { place }: ObjectEntry): { type?: Placed; options?: Placed } {
  if (dataType(place.expr)) return { type: place };
  const type = reader.option(place, 'type');
  return { options: place, ...(type && { type }) };
}

interface Attribute {
  entry: ObjectEntry;
  name: string;
  type: Placed | undefined;
  options: Placed | undefined;
}

function addColumn(
  reader: CodeReader,
  model: SequelizeModel,
  { entry, name, type, options }: Attribute,
  dialect: DeclaredDialect,
): void {
  const { at } = entry;
  const flag = (option: string): boolean => options !== undefined && reader.optionFlag(options, option) === true;
  const isKey = flag('primaryKey');
  const allowed = options === undefined || reader.optionFlag(options, 'allowNull') !== false;
  const value = options && reader.optionText(options, 'defaultValue');
  const values = options && reader.option(options, 'values');
  model.columns.push({
    name,
    type: type ? sqlType(reader, type, dialect, values) : '',
    notNull: isKey || !allowed,
    ...(value !== undefined && { default: `'${value}'` }),
    generated: false,
    at,
    fields: [entry.name],
  });
  if (isKey) model.primaryKey.push(name);
  if (flag('unique')) model.constraints.push({ kind: 'unique', columns: [name], at });
  if (options) addReference(reader, model, name, options, at);
}

/** `unique: 'pair'`, `unique: { name: 'pair' }`: all attributes with the name together. */
function uniqueGroup(reader: CodeReader, options: Placed): string | undefined {
  const unique = reader.option(options, 'unique');
  return unique && (reader.text(unique) ?? reader.optionText(unique, 'name'));
}

/** `references: { model: 'users', key: 'id' }` names a table, or a model. */
function addReference(
  reader: CodeReader,
  model: SequelizeModel,
  column: string,
  options: Placed,
  at: SequelizeModel['at'],
): void {
  const references = reader.option(options, 'references');
  const target = references && reader.option(references, 'model');
  const table = target && (reader.text(target) ?? reader.optionText(target, 'tableName') ?? reader.entityKey(target));
  if (!references || table === undefined) return;
  const key = reader.optionText(references, 'key');
  const onDelete = reader.optionText(options, 'onDelete');
  model.constraints.push({
    kind: 'foreign-key',
    columns: [column],
    references: { table: { name: table }, columns: key === undefined ? [] : [key] },
    ...(onDelete !== undefined && { onDelete: onDelete.toUpperCase() }),
    at,
  });
}

/** `indexes: [{ unique: true, fields: ['email'] }]`; fields are columns, or attributes. */
export function addIndexes(reader: CodeReader, model: SequelizeModel, options: Placed): void {
  const list = reader.option(options, 'indexes');
  if (!list) return;
  for (const value of elementsIn(reader.evaluator, reader.values(list))) {
    if (value.kind !== 'object') {
      model.partial = true;
      continue;
    }
    const place: Placed = { expr: value.expr, frame: { module: value.module, ...(value.env && { env: value.env }) } };
    const at = locationIn(value.module, value.expr.at);
    const columns = indexFields(reader, place).map((name) => attributeColumn(model, name)?.name ?? name);
    if (columns.length === 0) model.partial = true;
    else model.indexes.push({ ...plainIndex(columns, at, isUnique(reader, place)), ...details(reader, place) });
  }
}

const isUnique = (reader: CodeReader, place: Placed): boolean =>
  reader.optionFlag(place, 'unique') === true || reader.optionText(place, 'type')?.toUpperCase() === 'UNIQUE';

function details(reader: CodeReader, place: Placed) {
  const name = reader.optionText(place, 'name');
  const type = reader.optionText(place, 'type');
  const method = (
    reader.optionText(place, 'using') ?? (type?.toUpperCase() === 'UNIQUE' ? undefined : type)
  )?.toLowerCase();
  const partial = reader.option(place, 'where') !== undefined;
  return {
    ...(name !== undefined && { name }),
    ...(method !== undefined && { method }),
    ...(partial && { where: '…' }),
  };
}

/** `['a', { name: 'b', order: 'DESC' }, fn(…)]`. */
function indexFields(reader: CodeReader, place: Placed): string[] {
  const list = reader.option(place, 'fields');
  return elementsIn(reader.evaluator, list ? reader.values(list) : []).flatMap((value) => {
    if (value.kind === 'text') return [value.text];
    if (value.kind !== 'object') return [''];
    const inner: Placed = { expr: value.expr, frame: { module: value.module } };
    return [reader.optionText(inner, 'name') ?? reader.optionText(inner, 'attribute') ?? ''];
  });
}
