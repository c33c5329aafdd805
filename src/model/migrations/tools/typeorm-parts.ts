import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact, IndexFact, QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { defaultOf } from '../default-values.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isList, member, optionsOf, type PlainItem, type PlainRecord, textOf, textsOf } from '../plain-data.ts';
import { type ColumnDraft, defined, qualified, TableDraft } from '../table-draft.ts';
import { typeormName } from './typeorm-names.ts';

/** Reads the options of `new Table(…)`; undefined when it has no name that can be told. */
export function readTable(options: PlainRecord, run: MigrationRun, at: Position): SchemaOperation[] | undefined {
  const name = textOf(member(options, 'name'));
  if (name === undefined) return undefined;
  const table = qualified(name);
  const draft = new TableDraft(table, at);
  const each = (key: string, use: (item: PlainItem) => boolean): void => {
    for (const item of itemsOf(options, key)) {
      if (!use(item)) run.unknown(at, `some of the ${key} of ${name} are not known`);
    }
  };
  each('columns', (item) => taken(readColumn(item, run, at), (column) => draft.add(column)));
  each('foreignKeys', (item) => taken(readForeignKey(item, run, at, table), (one) => draft.constraints.push(one)));
  each('uniques', (item) => taken(readUnique(item, run, at, table), (one) => draft.constraints.push(one)));
  each('indices', (item) => taken(readIndex(item, run, at, table), (one) => draft.indexes.push(one)));
  return draft.operations();
}

function taken<T>(part: T | undefined, use: (part: T) => void): boolean {
  if (part !== undefined) use(part);
  return part !== undefined;
}

/** Items of a list among the options; one that is not known where the list is not. */
function itemsOf(options: PlainRecord, key: string): PlainItem[] {
  const list = options.entries.get(key);
  if (list === undefined) return options.whole ? [] : [{ value: undefined, module: '', at: undefined }];
  return isList(list.value) ? list.value.items : [{ ...list, value: undefined }];
}

/** Reads `new TableColumn({ name, type, … })`. */
export function readColumn(item: PlainItem, run: MigrationRun, call: Position): ColumnDraft | undefined {
  const options = optionsOf(item.value);
  const name = options && textOf(member(options, 'name'));
  if (options === undefined || name === undefined) return undefined;
  const at = run.place(item, call);
  const is = (key: string): boolean => member(options, key) === true;
  const length = member(options, 'length', 'width');
  const type = textOf(member(options, 'type'))?.toLowerCase() ?? '';
  const constraints: ConstraintFact[] = [];
  if (is('isPrimary')) constraints.push({ kind: 'primary-key', columns: [name], at });
  if (is('isUnique')) constraints.push({ kind: 'unique', columns: [name], at });
  const value = member(options, 'default');
  return {
    column: {
      name,
      type: length === undefined || length === null ? type : `${type}(${String(length)})`,
      notNull: !is('isNullable'),
      generated: is('isGenerated'),
      ...(typeof value === 'string' ? { default: value } : value === undefined ? {} : defaultOf(value)),
      at,
    },
    constraints,
    indexes: [],
  };
}

/** Reads a part of a table; undefined when it cannot be told. */
export type PartReader<T> = (item: PlainItem, run: MigrationRun, call: Position, table: QualifiedName) => T | undefined;

/** Reads `new TableForeignKey({ columnNames, referencedTableName, … })`. */
export const readForeignKey: PartReader<ConstraintFact> = (item, run, call, own) => {
  const options = optionsOf(item.value);
  const columns = options && textsOf(member(options, 'columnNames'));
  const target = options && textOf(member(options, 'referencedTableName'));
  if (options === undefined || columns === undefined || target === undefined) return undefined;
  const schema = textOf(member(options, 'referencedSchema'));
  return defined<ConstraintFact>({
    kind: 'foreign-key',
    columns,
    name: textOf(member(options, 'name')) ?? typeormName('FK', own, columns),
    references: {
      table: { ...qualified(target), ...(schema !== undefined && { schema }) },
      columns: textsOf(member(options, 'referencedColumnNames')) ?? [],
    },
    onDelete: textOf(member(options, 'onDelete'))?.toUpperCase(),
    onUpdate: textOf(member(options, 'onUpdate'))?.toUpperCase(),
    at: run.place(item, call),
  });
};

export const readUnique: PartReader<ConstraintFact> = (item, run, call, own) => {
  const options = optionsOf(item.value);
  const columns = options && textsOf(member(options, 'columnNames'));
  if (options === undefined || columns === undefined) return undefined;
  const name = textOf(member(options, 'name')) ?? typeormName('UQ', own, columns);
  return defined<ConstraintFact>({ kind: 'unique', columns, name, at: run.place(item, call) });
};

/** The columns of `createPrimaryKey('table', ['a', 'b'])`. */
export const readPrimaryKey: PartReader<ConstraintFact> = (item, run, call) => {
  const columns = textsOf(item.value);
  return columns && { kind: 'primary-key', columns, at: run.place(item, call) };
};

/** Reads `new TableIndex({ columnNames, isUnique, where })`. */
export const readIndex: PartReader<IndexFact> = (item, run, call, own) => {
  const options = optionsOf(item.value);
  const columns = options && textsOf(member(options, 'columnNames'));
  if (options === undefined || columns === undefined) return undefined;
  const method =
    member(options, 'isFulltext') === true ? 'fulltext' : member(options, 'isSpatial') === true ? 'spatial' : undefined;
  const where = textOf(member(options, 'where')) || undefined;
  return defined<IndexFact>({
    name: textOf(member(options, 'name')) ?? typeormName('IDX', own, columns, where),
    keys: columns.map((column) => ({ column })),
    include: [],
    unique: member(options, 'isUnique') === true,
    method,
    where,
    concurrently: false,
    at: run.place(item, call),
  });
};
