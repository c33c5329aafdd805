import type { Position } from '../../../parse/position.ts';
import type { QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import type { Handle, MigrationRun } from '../migration-run.ts';
import { isList, isRecord, member, type Plain, type PlainRecord, textOf } from '../plain-data.ts';
import { addColumn, addConstraint, qualifiedBy, TableDraft } from '../table-draft.ts';
import { readAttribute } from './sequelize-attributes.ts';
import { indexName, readConstraint, readIndexes } from './sequelize-keys.ts';

/** Sequelize's query interface, and `queryInterface.sequelize.query`. */
export const sequelizeHandle: Handle = {
  apply(run, links, index) {
    const link = links[index]!;
    if (link.args === undefined) return { used: 1, callbacks: 'open' };
    const at = placeOf(link);
    if (link.name === 'query') run.sql.execute(link.args[0], link.frame, at);
    else if (Object.hasOwn(METHODS, link.name)) readMethod(run, link, at);
    return { used: 1, callbacks: 'open' };
  },
};

interface Call {
  run: MigrationRun;
  table: QualifiedName;
  /** Arguments behind the table. */
  args: Plain[];
  at: Position;
}

/** Undefined where the arguments cannot be told. */
type Method = (call: Call) => SchemaOperation[] | undefined;

function readMethod(run: MigrationRun, link: Link, at: Position): void {
  const [first, ...args] = (link.args ?? []).map((arg) => run.plain.read(arg, link.frame));
  const table = qualifiedBy(first);
  const operations = table && METHODS[link.name]!({ run, table, args, at });
  if (operations === undefined) run.unknown(at, `what ${link.name} changes is not constant`);
  else run.emit(...operations);
}

const createTable: Method = ({ run, table, args: [attributes, options], at }) => {
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

const columnMethod: Method = ({ run, table, args: [name, attribute], at }) =>
  typeof name !== 'string' || attribute === undefined
    ? undefined
    : addColumn(table, readAttribute(run, name, attribute, at));

/** The whole definition again: what it does not say is taken back, save where it is about a reference. */
const changeColumn: Method = ({ run, table, args: [name, attribute], at }) => {
  if (typeof name !== 'string' || attribute === undefined) return undefined;
  const { column, constraints } = readAttribute(run, name, attribute, at);
  const added = constraints.filter((one) => one.kind !== 'primary-key').map((one) => addConstraint(table, one));
  if (constraints.some((one) => one.kind === 'foreign-key')) return added;
  const { type, notNull } = column;
  const change = { ...(type !== '' && { type }), notNull, default: column.default ?? null };
  return [{ op: 'alter-column', table, column: column.name, ...change, at }, ...added];
};

const removeColumn: Method = ({ table, args: [name], at }) =>
  typeof name !== 'string' ? undefined : [{ op: 'drop-column', table, column: name, at }];

const renameColumn: Method = ({ table, args: [from, to], at }) =>
  typeof from !== 'string' || typeof to !== 'string'
    ? undefined
    : [{ op: 'rename-column', table, column: from, to, at }];

const renameTable: Method = ({ table, args: [to], at }) => {
  const name = qualifiedBy(to);
  return name && [{ op: 'rename-table', table, to: name, at }];
};

const removeConstraint: Method = ({ table, args: [name], at }) =>
  typeof name !== 'string' ? undefined : [{ op: 'drop-constraint', table, name, at }];

const removeIndex: Method = ({ table, args: [first], at }) => {
  const columns = isList(first) ? first.items.map((item) => textOf(item.value)) : [];
  const name = textOf(first) ?? (columns.length > 0 ? indexName(table, columns) : undefined);
  return name === undefined ? undefined : [{ op: 'drop-index', table, name: { name }, at }];
};

const METHODS: Record<string, Method> = {
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
