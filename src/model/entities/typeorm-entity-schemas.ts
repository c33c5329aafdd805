import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { elementsIn } from '../frameworks/options.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { EntityDraft, IndexDraft, JoinColumn, RelationDraft } from './entity-draft.ts';
import { enumValues } from './enum-values.ts';
import { type ObjectEntry, objectEntries } from './object-entries.ts';
import type { TypeormConfig } from './typeorm-config.ts';

export interface EntitySchemaUse {
  module: string;
  read(config: TypeormConfig): EntityDraft;
}

const TYPEORM = new Set(['typeorm']);

/** `new EntitySchema({ name, tableName, columns, relations, indices, uniques })`. */
export function entitySchemas(reader: CodeReader, modules: LinkedModule[]): EntitySchemaUse[] {
  return modules.flatMap((module) =>
    module.facts.calls.flatMap((call): EntitySchemaUse[] => {
      const { expr } = call;
      if (expr.kind !== 'new' || !isNamed(call)) return [];
      const path = reader.exportPath(expr.callee, { module: module.path }, TYPEORM);
      if (path?.join() !== 'EntitySchema') return [];
      const key = `${module.path}#${expr.id}`;
      const options: Placed = { expr: expr.args[0], frame: { module: module.path } };
      return [{ module: module.path, read: (config) => readSchema(reader, options, key, call, config) }];
    }),
  );
}

const isNamed = ({ expr: { callee } }: CallFact): boolean =>
  (callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? callee.property : '') === 'EntitySchema';

function readSchema(
  reader: CodeReader,
  options: Placed,
  key: string,
  { expr }: CallFact,
  config: TypeormConfig,
): EntityDraft {
  const name = reader.optionText(options, 'name') ?? '';
  const schema = reader.optionText(options, 'schema');
  const target = reader.option(options, 'target');
  const cls = target && reader.entityKey(target);
  const table = reader.optionText(options, 'tableName') ?? config.naming.table(name);
  const draft: EntityDraft = {
    key,
    names: [name, table, ...(cls === undefined ? [] : [cls])],
    table: { ...(schema !== undefined && { schema }), name: table },
    at: locationIn(options.frame.module, expr.at),
    columns: [],
    primaryKey: [],
    relations: [],
    indexes: [],
    partial: name === '',
  };
  for (const entry of entriesOf(reader, options, 'columns')) addColumn(reader, draft, entry, config);
  for (const entry of entriesOf(reader, options, 'relations')) addRelation(reader, draft, entry);
  draft.indexes.push(...listed(reader, options, 'indices', false), ...listed(reader, options, 'uniques', true));
  return draft;
}

const entriesOf = (reader: CodeReader, options: Placed, name: string): ObjectEntry[] => {
  const place = reader.option(options, name);
  return place ? objectEntries(reader, place) : [];
};

function addColumn(reader: CodeReader, draft: EntityDraft, entry: ObjectEntry, config: TypeormConfig): void {
  const { name: field, place, at } = entry;
  const name = config.naming.column(field, reader.optionText(place, 'name'), []);
  const values = reader.option(place, 'enum');
  const listedValues = values ? enumValues(reader.evaluator, reader.values(values)) : [];
  const type =
    listedValues.length > 0 ? `enum(${listedValues.map((item) => `'${item}'`).join(',')})` : typeOf(reader, place);
  const primary = reader.optionFlag(place, 'primary') === true;
  const notNull = primary || reader.optionFlag(place, 'nullable') !== true;
  draft.columns.push({ name, type, notNull, generated: false, at, fields: [field] });
  if (primary) draft.primaryKey.push(name);
  if (reader.optionFlag(place, 'unique') === true)
    draft.indexes.push({ fields: [field], unique: true, constraint: true, at });
}

/** `'varchar'`, or the language's `String`. */
function typeOf(reader: CodeReader, place: Placed): string {
  const type = reader.option(place, 'type');
  const [value] = type ? reader.values(type) : [];
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'global' ? (value.path[0] ?? '').toLowerCase() : '';
}

function addRelation(reader: CodeReader, draft: EntityDraft, { name, place, at }: ObjectEntry): void {
  const type = reader.optionText(place, 'type');
  const target = reader.option(place, 'target');
  const table = reader.option(place, 'joinTable');
  const join = reader.option(place, 'joinColumn');
  const holds =
    type === 'many-to-one' || (type === 'one-to-one' && join !== undefined) || (type === 'many-to-many' && table);
  if (!holds || !target) return;
  const onDelete = reader.optionText(place, 'onDelete');
  const primary = reader.optionFlag(place, 'primary') === true;
  const relation: RelationDraft = {
    field: name,
    at,
    target: reader.entityKey(target) ?? '',
    kind: type === 'many-to-many' ? 'join-table' : 'reference',
    unique: type === 'one-to-one',
    primary,
    nullable: !primary && reader.optionFlag(place, 'nullable') !== false,
    ...(onDelete !== undefined && { onDelete: onDelete.toUpperCase() }),
    enforced: reader.optionFlag(place, 'createForeignKeyConstraints') !== false,
    columns: columnsIn(reader, table ? reader.option(table, 'joinColumn') : join),
    ...(table && { joinTable: tableIn(reader, table) }),
  };
  draft.relations.push(relation);
}

function columnsIn(reader: CodeReader, place: Placed | undefined): JoinColumn[] {
  const name = place && reader.optionText(place, 'name');
  const references = place && reader.optionText(place, 'referencedColumnName');
  return name === undefined && references === undefined
    ? []
    : [{ ...(name !== undefined && { name }), ...(references !== undefined && { references }) }];
}

function tableIn(reader: CodeReader, place: Placed): NonNullable<RelationDraft['joinTable']> {
  const name = reader.optionText(place, 'name');
  return { ...(name !== undefined && { name }), inverse: columnsIn(reader, reader.option(place, 'inverseJoinColumn')) };
}

/** `indices: [{ columns: ['a', 'b'], unique: true }]`. */
function listed(reader: CodeReader, options: Placed, name: string, constraint: boolean): IndexDraft[] {
  const list = reader.option(options, name);
  return elementsIn(reader.evaluator, list ? reader.values(list) : []).flatMap((value): IndexDraft[] => {
    if (value.kind !== 'object') return [];
    const place: Placed = { expr: value.expr, frame: { module: value.module } };
    const columns = reader.option(place, 'columns');
    const fields = columns && reader.texts(columns);
    if (!fields) return [];
    const where = reader.optionText(place, 'where');
    const unique = constraint || reader.optionFlag(place, 'unique') === true;
    const at = locationIn(value.module, value.expr.at);
    return [{ fields, unique, constraint, ...(where !== undefined && { where }), at }];
  });
}
