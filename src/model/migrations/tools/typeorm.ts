import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact, QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import type { Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isList, isMade, member, optionsOf, type Plain, type PlainItem, textOf, textsOf } from '../plain-data.ts';
import { addColumn, addConstraint, createIndex, qualified } from '../table-draft.ts';
import { CHANGES, type Change, foundPart } from './typeorm-changes.ts';
import { typeormName } from './typeorm-names.ts';
import {
  type PartReader,
  readColumn,
  readForeignKey,
  readIndex,
  readPrimaryKey,
  readTable,
  readUnique,
} from './typeorm-parts.ts';

/** TypeORM's query runner: SQL, and the schema builder's `Table`, `TableColumn`, `TableForeignKey`, `TableIndex`. */
export const typeormHandle: Handle = {
  apply(run, links, index) {
    const link = links[index]!;
    if (link.args !== undefined) readCall(run, link);
    return { used: 1, callbacks: 'open' };
  },
};

type Part = (item: PlainItem, run: MigrationRun, at: Position) => SchemaOperation[] | undefined;

function readCall(run: MigrationRun, link: Link): void {
  const at = placeOf(link);
  const [first, second] = link.args ?? [];
  if (link.name === 'query') run.sql.execute(first, link.frame, at);
  else if (link.name === 'createTable') createTable(run, link, at);
  else if (Object.hasOwn(CHANGES, link.name)) change(run, link, at, CHANGES[link.name]!);
  else if (Object.hasOwn(PARTS, link.name)) {
    const table = tableOf(run.plain.read(first, link.frame));
    if (table === undefined || second === undefined) run.unknown(at, `the table of ${link.name} is not constant`);
    else parts(run, link, table, at);
  }
}

function createTable(run: MigrationRun, link: Link, at: Position): void {
  const [first] = link.args ?? [];
  const table = run.plain.read(first, link.frame);
  const options = optionsOf(table);
  const place = isMade(table) && table.made !== undefined ? run.place(table.made, at) : at;
  const operations = options && readTable(options, run, place);
  if (operations === undefined) run.unknown(at, 'the table that is created is not known');
  else run.emit(...operations);
}

/** A table by its name, or as an object that was made or looked up. */
function tableOf(plain: Plain): QualifiedName | undefined {
  const options = optionsOf(plain);
  const looked = isMade(plain) && plain.names.at(-1) === 'getTable' ? plain.args?.[0] : undefined;
  const name = textOf(plain) ?? textOf(looked) ?? (options && textOf(member(options, 'name')));
  return name === undefined ? undefined : qualified(name);
}

function change(run: MigrationRun, link: Link, at: Position, make: Change): void {
  const [first, ...args] = (link.args ?? []).map((arg) => run.plain.read(arg, link.frame));
  const table = tableOf(first);
  const operations = table && make({ run, table, args, at });
  if (operations === undefined) run.unknown(at, `what ${link.name} changes is not constant`);
  else run.emit(...operations);
}

function parts(run: MigrationRun, link: Link, table: QualifiedName, at: Position): void {
  const read = PARTS[link.name]!(table);
  const [, ...args] = (link.args ?? []).map((arg) => ({
    value: foundPart(run, arg, link.frame) ?? run.plain.read(arg, link.frame),
    module: link.frame.module,
    at: arg.at,
  }));
  const whole = link.name === 'createPrimaryKey';
  const items = args.slice(0, 1).flatMap((arg) => (isList(arg.value) && !whole ? arg.value.items : [arg]));
  for (const item of items.map(whereMade)) {
    const operations = read(item, run, at);
    if (operations === undefined) run.unknown(at, `what ${link.name} gives ${table.name} is not known`);
    else run.emit(...operations);
  }
}

/** A part stands where it is constructed, not where its name is used. */
const whereMade = (item: PlainItem): PlainItem =>
  isMade(item.value) && item.value.made !== undefined ? { ...item, ...item.value.made } : item;

const adding =
  (read: PartReader<ConstraintFact>) =>
  (table: QualifiedName): Part =>
  (item, run, at) => {
    const constraint = read(item, run, at, table);
    return constraint && [addConstraint(table, constraint)];
  };

const column =
  (table: QualifiedName): Part =>
  (item, run, at) => {
    const draft = readColumn(item, run, at);
    return draft && addColumn(table, draft);
  };

const index =
  (table: QualifiedName): Part =>
  (item, run, at) => {
    const fact = readIndex(item, run, at, table);
    return fact && [createIndex(table, fact)];
  };

/** What is named as a text, or by the name of the part that it is. */
const named = ({ value }: PlainItem): string | undefined => {
  const options = optionsOf(value);
  return textOf(value) ?? (options && textOf(member(options, 'name')));
};

const dropColumn =
  (table: QualifiedName): Part =>
  (item, _, at) => {
    const name = named(item);
    return name === undefined ? undefined : [{ op: 'drop-column', table, column: name, at }];
  };

/** By its name, or as a part that is known by its columns. */
const dropConstraint =
  (kind: 'foreign-key' | 'unique') =>
  (table: QualifiedName): Part =>
  (item, _, at) => {
    const name = named(item);
    const columns = columnsOf(item);
    if (name !== undefined) return [{ op: 'drop-constraint', table, name, at }];
    return columns && [{ op: 'drop-constraint', table, kind, columns, at }];
  };

const dropIndex =
  (table: QualifiedName): Part =>
  (item, _, at) => {
    const columns = columnsOf(item);
    const name = named(item) ?? (columns && typeormName('IDX', table, columns));
    return name === undefined ? undefined : [{ op: 'drop-index', table, name: { name }, at }];
  };

const columnsOf = ({ value }: PlainItem): string[] | undefined => {
  const options = optionsOf(value);
  return options && textsOf(member(options, 'columnNames'));
};

const PARTS: Record<string, (table: QualifiedName) => Part> = {
  addColumn: column,
  addColumns: column,
  createForeignKey: adding(readForeignKey),
  createForeignKeys: adding(readForeignKey),
  createUniqueConstraint: adding(readUnique),
  createUniqueConstraints: adding(readUnique),
  createPrimaryKey: adding(readPrimaryKey),
  createIndex: index,
  createIndices: index,
  dropColumn,
  dropColumns: dropColumn,
  dropForeignKey: dropConstraint('foreign-key'),
  dropForeignKeys: dropConstraint('foreign-key'),
  dropUniqueConstraint: dropConstraint('unique'),
  dropUniqueConstraints: dropConstraint('unique'),
  dropIndex,
  dropIndices: dropIndex,
};
