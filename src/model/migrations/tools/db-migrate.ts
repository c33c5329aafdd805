import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact, QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { defaultOf } from '../default-values.ts';
import type { Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isRecord, member, type Plain, type PlainRecord, textOf, textsOf } from '../plain-data.ts';
import { addColumn, addConstraint, type ColumnDraft, createIndex, defined, TableDraft } from '../table-draft.ts';
import { type TableMethod, tableMethods } from '../table-methods.ts';

const createTable: TableMethod = ({ run, table, args: [spec], at }) => {
  const columns = isRecord(spec) && isRecord(member(spec, 'columns')) ? member(spec, 'columns') : spec;
  if (!isRecord(spec) || !isRecord(columns)) return undefined;
  const draft = new TableDraft(table, at);
  draft.ifNotExists = member(spec, 'ifNotExists') === true;
  for (const [name, item] of columns.entries) draft.add(readColumn(run, name, item.value, run.place(item, at)));
  if (!columns.whole) run.unknown(at, `some columns of ${table.name} are not known`);
  return draft.operations();
};

/** A type alone, or `{ type, notNull, primaryKey, foreignKey, … }`. */
function readColumn(run: MigrationRun, name: string, plain: Plain, at: Position): ColumnDraft {
  const options = isRecord(plain) ? plain : undefined;
  const given = textOf(options === undefined ? plain : member(options, 'type')) ?? '';
  const length = options && member(options, 'length');
  const type =
    (given === 'string' ? 'varchar' : given).toLowerCase() + (typeof length === 'number' ? `(${length})` : '');
  const is = (option: string): boolean => options !== undefined && member(options, option) === true;
  const value = options && member(options, 'defaultValue');
  const column = {
    name,
    type,
    notNull: is('notNull') || is('primaryKey'),
    generated: is('autoIncrement'),
    ...(value === undefined ? {} : defaultOf(value)),
    at,
  };
  const constraints: ConstraintFact[] = [];
  if (is('primaryKey')) constraints.push({ kind: 'primary-key', columns: [name], at });
  if (is('unique')) constraints.push({ kind: 'unique', columns: [name], at });
  const foreign = options && member(options, 'foreignKey');
  if (isRecord(foreign)) constraints.push(...foreignKey(run, name, foreign, at));
  return { column, constraints, indexes: [] };
}

/** `foreignKey: { name, table, mapping: 'id', rules: { onDelete } }`. */
function foreignKey(run: MigrationRun, column: string, options: PlainRecord, at: Position): ConstraintFact[] {
  const table = textOf(member(options, 'table'));
  const mapping = member(options, 'mapping');
  if (table === undefined) {
    run.unknown(at, `what ${column} refers to is not constant`);
    return [];
  }
  const mapped = isRecord(mapping) ? textOf(member(mapping, column)) : textOf(mapping);
  return [
    defined<ConstraintFact>({
      kind: 'foreign-key',
      columns: [column],
      name: textOf(member(options, 'name')),
      references: { table: { name: table }, columns: mapped === undefined ? [] : [mapped] },
      ...rulesOf(member(options, 'rules')),
      at,
    }),
  ];
}

function rulesOf(rules: Plain): Pick<ConstraintFact, 'onDelete' | 'onUpdate'> {
  if (!isRecord(rules)) return {};
  return defined({
    onDelete: textOf(member(rules, 'onDelete'))?.toUpperCase(),
    onUpdate: textOf(member(rules, 'onUpdate'))?.toUpperCase(),
  });
}

/** `addForeignKey(table, target, name, { own: 'theirs' }, rules)`. */
const addForeignKey: TableMethod = ({ table, args: [target, name, mapping, rules], at }) => {
  if (typeof target !== 'string' || !isRecord(mapping) || !mapping.whole) return undefined;
  const theirs = [...mapping.entries.values()].map((item) => item.value);
  if (!theirs.every((one) => typeof one === 'string')) return undefined;
  const constraint = defined<ConstraintFact>({
    kind: 'foreign-key',
    columns: [...mapping.entries.keys()],
    name: textOf(name),
    references: { table: { name: target }, columns: theirs as string[] },
    ...rulesOf(rules),
    at,
  });
  return [addConstraint(table, constraint)];
};

/** `addIndex(table, name, columns, unique)`. */
const addIndex: TableMethod = ({ table, args: [name, columns, unique], at }) => {
  const names = textsOf(columns);
  if (typeof name !== 'string' || names === undefined) return undefined;
  const keys = names.map((column) => ({ column }));
  return [createIndex(table, { name, keys, include: [], unique: unique === true, concurrently: false, at })];
};

/** `removeIndex(table, name)`, or `removeIndex(name)` in older versions. */
const removeIndex: TableMethod = ({ table, args: [name], at }) => [
  typeof name === 'string'
    ? { op: 'drop-index', table, name: { name }, at }
    : { op: 'drop-index', name: { name: table.name }, at },
];

const changeColumn: TableMethod = ({ run, table, args: [name, spec], at }) => {
  if (typeof name !== 'string' || !isRecord(spec)) return undefined;
  const { column } = readColumn(run, name, spec, at);
  const notNull = member(spec, 'notNull');
  return [
    {
      op: 'alter-column',
      table,
      column: name,
      ...(column.type !== '' && { type: column.type }),
      ...(typeof notNull === 'boolean' && { notNull }),
      ...(column.default !== undefined && { default: column.default }),
      at,
    },
  ];
};

/** One text as the argument behind the table. */
const named =
  (make: (table: QualifiedName, name: string, at: Position) => SchemaOperation): TableMethod =>
  ({ table, args: [name], at }) =>
    typeof name === 'string' ? [make(table, name, at)] : undefined;

const METHODS: Record<string, TableMethod> = {
  createTable,
  dropTable: ({ table, at }) => [{ op: 'drop-table', tables: [table], cascade: false, at }],
  renameTable: named((table, name, at) => ({ op: 'rename-table', table, to: { name }, at })),
  addColumn: ({ run, table, args: [name, spec], at }) =>
    typeof name === 'string' && spec !== undefined ? addColumn(table, readColumn(run, name, spec, at)) : undefined,
  removeColumn: named((table, column, at) => ({ op: 'drop-column', table, column, at })),
  renameColumn: ({ table, args: [from, to], at }) =>
    typeof from !== 'string' || typeof to !== 'string'
      ? undefined
      : [{ op: 'rename-column', table, column: from, to, at }],
  changeColumn,
  addIndex,
  removeIndex,
  addForeignKey,
  removeForeignKey: named((table, name, at) => ({ op: 'drop-constraint', table, name, at })),
};

/** db-migrate's `db`. */
export const dbMigrateHandle: Handle = tableMethods({
  sql: ['runSql', 'all'],
  methods: METHODS,
  tableOf: (first) => (typeof first === 'string' ? { name: first } : undefined),
});
