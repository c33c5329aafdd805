import type { ConstraintFact, IndexFact } from '../../../parse/sql/sql-facts.ts';
import type { Handle } from '../handles.ts';
import { isList, isRecord, member, type Plain, type PlainRecord, textOf, textsOf } from '../plain-data.ts';
import { addColumn, addConstraint, createIndex, defined, qualifiedBy, TableDraft } from '../table-draft.ts';
import { type TableMethod, tableMethods } from '../table-methods.ts';
import { readConstraints, readPgColumn } from './node-pg-columns.ts';

const createTable: TableMethod = ({ run, table, args: [columns, options], at }) => {
  if (!isRecord(columns)) return undefined;
  const draft = new TableDraft(table, at);
  for (const [name, item] of columns.entries) draft.add(readPgColumn(run, name, item.value, run.place(item, at)));
  if (!columns.whole) run.unknown(at, `some columns of ${table.name} are not known`);
  if (isRecord(options)) {
    draft.ifNotExists = member(options, 'ifNotExists') === true;
    const constraints = member(options, 'constraints');
    if (isRecord(constraints)) draft.constraints.push(...readConstraints(constraints, at));
  }
  return draft.operations();
};

const addColumns: TableMethod = ({ run, table, args: [columns], at }) => {
  if (!isRecord(columns)) return undefined;
  return [...columns.entries].flatMap(([name, item]) =>
    addColumn(table, readPgColumn(run, name, item.value, run.place(item, at))),
  );
};

const dropColumns: TableMethod = ({ table, args: [columns], at }) => {
  const names = isRecord(columns) ? [...columns.entries.keys()] : textsOf(columns);
  return names?.map((column) => ({ op: 'drop-column', table, column, at }));
};

const renameColumn: TableMethod = ({ table, args: [from, to], at }) =>
  typeof from !== 'string' || typeof to !== 'string'
    ? undefined
    : [{ op: 'rename-column', table, column: from, to, at }];

const alterColumn: TableMethod = ({ table, args: [column, options], at }) => {
  if (typeof column !== 'string' || !isRecord(options)) return undefined;
  const type = textOf(member(options, 'type'));
  const notNull = member(options, 'notNull', 'allowNull');
  const opposite = options.entries.has('allowNull');
  return [
    {
      op: 'alter-column',
      table,
      column,
      ...(type !== undefined && { type }),
      ...(typeof notNull === 'boolean' && { notNull: notNull !== opposite }),
      at,
    },
  ];
};

const addIndex: TableMethod = ({ table, args: [columns, options], at }) => {
  const keys = isList(columns) ? columns.items.map(({ value }) => keyOf(value)) : [keyOf(columns)];
  if (keys.includes(undefined)) return undefined;
  const own: PlainRecord | undefined = isRecord(options) ? options : undefined;
  const unique = own !== undefined && member(own, 'unique') === true;
  const names = keys.map((key) => key!.column ?? 'expression');
  const index = defined<IndexFact>({
    name:
      (own && textOf(member(own, 'name', 'indexName'))) ??
      `${table.name}_${names.join('_')}${unique ? '_unique' : ''}_index`,
    keys: keys as IndexFact['keys'],
    include: (own && textsOf(member(own, 'include'))) ?? [],
    unique,
    method: own && textOf(member(own, 'method')),
    where: own && (textOf(member(own, 'where')) ?? (own.entries.has('where') ? 'a predicate' : undefined)),
    concurrently: own !== undefined && member(own, 'concurrently') === true,
    at,
  });
  return [createIndex(table, index)];
};

/** A column, `{ name, sort }`, or an expression. */
function keyOf(plain: Plain): IndexFact['keys'][number] | undefined {
  if (typeof plain === 'string') return /^[\w$]+$/.test(plain) ? { column: plain } : { expression: plain };
  const name = isRecord(plain) ? textOf(member(plain, 'name')) : undefined;
  return name === undefined ? undefined : { column: name };
}

const dropIndex: TableMethod = ({ table, args: [columns, options], at }) => {
  const given = isRecord(options) ? textOf(member(options, 'name', 'indexName')) : undefined;
  const unique = isRecord(options) && member(options, 'unique') === true ? '_unique' : '';
  const names = textsOf(columns);
  const name = given ?? (names && `${table.name}_${names.join('_')}${unique}_index`);
  return name === undefined ? undefined : [{ op: 'drop-index', table, name: { name }, at }];
};

const addConstraints: TableMethod = ({ table, args: [name, options], at }) => {
  if (typeof options === 'string') return undefined;
  if (!isRecord(options)) return undefined;
  const constraints = readConstraints(options, at);
  return constraints.map((one: ConstraintFact) =>
    addConstraint(table, typeof name === 'string' ? { ...one, name } : one),
  );
};

const dropConstraint: TableMethod = ({ table, args: [name], at }) =>
  typeof name !== 'string' ? undefined : [{ op: 'drop-constraint', table, name, at }];

const METHODS: Record<string, TableMethod> = {
  createTable,
  dropTable: ({ table, args: [options], at }) => [
    { op: 'drop-table', tables: [table], cascade: isRecord(options) && member(options, 'cascade') === true, at },
  ],
  renameTable: ({ table, args: [to], at }) => {
    const name = qualifiedBy(to);
    return name && [{ op: 'rename-table', table, to: name, at }];
  },
  addColumn: addColumns,
  addColumns,
  dropColumn: dropColumns,
  dropColumns,
  renameColumn,
  alterColumn,
  createIndex: addIndex,
  addIndex,
  dropIndex,
  createConstraint: addConstraints,
  addConstraint: addConstraints,
  dropConstraint,
};

/** node-pg-migrate's `pgm`. */
export const nodePgMigrateHandle: Handle = tableMethods({ sql: ['sql'], methods: METHODS, tableOf: qualifiedBy });
