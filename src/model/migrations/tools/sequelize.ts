import type { Position } from '../../../parse/position.ts';
import type { Handle } from '../handles.ts';
import { isList, isRecord, member, type PlainRecord, textOf } from '../plain-data.ts';
import { addColumn, addConstraint, qualifiedBy, TableDraft } from '../table-draft.ts';
import { type TableMethod, tableMethods } from '../table-methods.ts';
import { readAttribute } from './sequelize-attributes.ts';
import { indexName, readConstraint, readIndexes } from './sequelize-keys.ts';

const createTable: TableMethod = ({ run, table, args: [attributes, options], at }) => {
  if (!isRecord(attributes)) return undefined;
  const schema = isRecord(options) ? textOf(member(options, 'schema')) : undefined;
  const draft = new TableDraft({ ...(schema !== undefined && { schema }), ...table }, at);
  for (const [name, item] of attributes.entries) draft.add(readAttribute(run, name, item.value, run.place(item, at)));
  if (!attributes.whole) run.unknown(at, `some columns of ${table.name} are not known`);
  if (isRecord(options)) addUniqueKeys(draft, options, at);
  return joinUniques(draft).operations();
};

/** `uniqueKeys: { name: { fields: ['a', 'b'] } }`. */
function addUniqueKeys(draft: TableDraft, options: PlainRecord, at: Position): void {
  const keys = member(options, 'uniqueKeys');
  for (const [name, item] of isRecord(keys) ? keys.entries : []) {
    const fields = isRecord(item.value) ? member(item.value, 'fields') : undefined;
    const columns = isList(fields) ? fields.items.flatMap(({ value }) => textOf(value) ?? []) : [];
    if (columns.length > 0) draft.constraints.push({ kind: 'unique', name, columns, at: item.at ?? at });
  }
}

/** Attributes that give one name to their `unique` are unique together. */
function joinUniques(draft: TableDraft): TableDraft {
  const named = new Map<string, TableDraft['constraints'][number]>();
  const own = draft.constraints.splice(0);
  for (const constraint of own) {
    const first = constraint.kind === 'unique' && constraint.name ? named.get(constraint.name) : undefined;
    if (first !== undefined) first.columns = [...first.columns, ...constraint.columns];
    else draft.constraints.push(constraint);
    if (constraint.kind === 'unique' && constraint.name) named.set(constraint.name, first ?? constraint);
  }
  return draft;
}

const columnMethod: TableMethod = ({ run, table, args: [name, attribute], at }) =>
  typeof name !== 'string' || attribute === undefined
    ? undefined
    : addColumn(table, readAttribute(run, name, attribute, at));

/** The whole definition again: what it does not say is taken back, save where it adds a reference, which leaves the rest as it was. */
const changeColumn: TableMethod = ({ run, table, args: [name, attribute], at }) => {
  if (typeof name !== 'string' || attribute === undefined) return undefined;
  const { column, constraints } = readAttribute(run, name, attribute, at);
  const added = constraints.filter((one) => one.kind !== 'primary-key').map((one) => addConstraint(table, one));
  const { type, notNull } = column;
  if (constraints.some((one) => one.kind === 'foreign-key'))
    return notNull ? [{ op: 'alter-column', table, column: column.name, notNull, at }, ...added] : added;
  const change = { ...(type !== '' && { type }), notNull, default: column.default ?? null };
  return [{ op: 'alter-column', table, column: column.name, ...change, at }, ...added];
};

const removeColumn: TableMethod = ({ table, args: [name], at }) =>
  typeof name !== 'string' ? undefined : [{ op: 'drop-column', table, column: name, at }];

const renameColumn: TableMethod = ({ table, args: [from, to], at }) =>
  typeof from !== 'string' || typeof to !== 'string'
    ? undefined
    : [{ op: 'rename-column', table, column: from, to, at }];

const renameTable: TableMethod = ({ table, args: [to], at }) => {
  const name = qualifiedBy(to);
  return name && [{ op: 'rename-table', table, to: name, at }];
};

const removeConstraint: TableMethod = ({ table, args: [name], at }) =>
  typeof name !== 'string' ? undefined : [{ op: 'drop-constraint', table, name, at }];

const removeIndex: TableMethod = ({ table, args: [first], at }) => {
  const columns = isList(first) ? first.items.map((item) => textOf(item.value)) : [];
  const name = textOf(first) ?? (columns.length > 0 ? indexName(table, columns) : undefined);
  return name === undefined ? undefined : [{ op: 'drop-index', table, name: { name }, at }];
};

const METHODS: Record<string, TableMethod> = {
  createTable,
  dropTable: ({ table, at }) => [{ op: 'drop-table', tables: [table], cascade: false, at }],
  addColumn: columnMethod,
  changeColumn,
  removeColumn,
  renameColumn,
  renameTable,
  addIndex: readIndexes,
  removeIndex,
  addConstraint: readConstraint,
  removeConstraint,
};

/** Sequelize's query interface, and `queryInterface.sequelize.query`. */
export const sequelizeHandle: Handle = tableMethods({ sql: ['query'], methods: METHODS, tableOf: qualifiedBy });
