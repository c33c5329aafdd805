import type { Cursor } from './cursor.ts';
import { noteLeftover } from './leftovers.ts';
import { readColumn } from './read-column.ts';
import { readTableConstraint } from './read-constraint.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import { pushIndex } from './read-index.ts';
import { isMergeTree, isSkippingPart, readSortingKey } from './read-merge-tree.ts';
import { readPartitionBy } from './read-partitioning.ts';
import { readQuery, startsQuery } from './read-query.ts';
import type { ColumnFact, ConstraintFact, IndexFact, QualifiedName, SchemaOperation } from './sql-facts.ts';

type CreateTable = Extract<SchemaOperation, { op: 'create-table' }>;

/** What the parentheses of a CREATE TABLE hold. */
interface TableParts {
  columns: ColumnFact[];
  constraints: ConstraintFact[];
  indexes: IndexFact[];
  like: QualifiedName[];
  likeIndexes: boolean;
  /** Columns that `NOT NULL x` stands for among the constraints. */
  notNull: string[];
}

/** Reads `CREATE … TABLE` behind the word TABLE. */
export function readCreateTable(cursor: Cursor, context: ReadContext, modifiers: ReadonlySet<string>): Outcome {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const table = cursor.qualifiedName();
  if (table === undefined) return 'not-understood';
  const parts: TableParts = { columns: [], constraints: [], indexes: [], like: [], likeIndexes: false, notNull: [] };
  const operation: CreateTable = {
    op: 'create-table',
    table,
    ifNotExists,
    columns: parts.columns,
    constraints: parts.constraints,
    temporary: isTemporary(table, modifiers),
    at: context.at(cursor),
  };
  if (modifiers.has('REPLACE')) operation.orReplace = true;
  if (modifiers.has('FOREIGN')) operation.engine = 'foreign';
  if (!readShape(cursor, context, operation, parts)) return 'not-understood';
  finish(context, operation, parts);
  return 'read';
}

function isTemporary(table: QualifiedName, modifiers: ReadonlySet<string>): boolean {
  // Oracle's global temporary tables are part of the schema: only their rows are temporary.
  if (modifiers.has('GLOBAL')) return false;
  return modifiers.has('TEMP') || modifiers.has('TEMPORARY') || /^##?[^_]/.test(table.name);
}

function finish(context: ReadContext, operation: CreateTable, parts: TableParts): void {
  if (parts.like.length > 0) operation.like = parts.like;
  if (parts.likeIndexes) operation.likeIndexes = true;
  context.operations.push(operation);
  for (const index of parts.indexes) pushIndex(context, operation.table, index, { ifNotExists: false, inline: true });
  for (const column of parts.notNull) {
    const own = operation.columns.find(({ name }) => name === column);
    if (own !== undefined) own.notNull = true;
    else
      context.operations.push({ op: 'alter-column', table: operation.table, column, notNull: true, at: operation.at });
  }
}

/** Reads everything behind the name. False when nothing says what the table holds. */
function readShape(cursor: Cursor, context: ReadContext, operation: CreateTable, parts: TableParts): boolean {
  if (cursor.accept('PARTITION', 'OF')) return readPartition(cursor, context, operation, parts);
  if (cursor.accept('LIKE')) return readLike(cursor, parts, true);
  if (cursor.accept('USING')) return readVirtual(cursor, context, operation);
  if (cursor.accept('OF')) {
    context.unknown(cursor.peek(), `columns of ${operation.table.name} come from a type`);
    if (cursor.qualifiedName() === undefined) return false;
    if (cursor.is('(')) readElements(cursor.parenthesised()!, context, parts, true);
    return true;
  }
  if (cursor.is('AS', 'EDGE') || cursor.is('AS', 'NODE')) return true;
  while (!cursor.done && !cursor.is('(') && !startsSelect(cursor)) {
    if (cursor.accept('WITH')) cursor.skip();
    else cursor.index++;
  }
  if (cursor.done) return false;
  const inside = cursor.is('(') ? cursor.parenthesised()! : undefined;
  if (inside !== undefined && startsQuery(inside)) return readSelect(inside, context, operation);
  if (inside !== undefined) readElements(inside, context, parts);
  const key = readOptions(cursor, context, operation);
  if (key !== undefined) parts.constraints.push(key);
  return true;
}

function startsSelect(cursor: Cursor): boolean {
  if (cursor.is('SELECT')) return true;
  return cursor.is('AS') && /^(?:SELECT|WITH|TABLE|VALUES|EXECUTE|\()$/.test(cursor.word(1));
}

function readPartition(cursor: Cursor, context: ReadContext, operation: CreateTable, parts: TableParts): boolean {
  const parent = cursor.qualifiedName();
  if (parent === undefined) return false;
  operation.partitionOf = parent;
  if (cursor.is('(')) readElements(cursor.parenthesised()!, context, parts, true);
  while (!cursor.done && operation.partitionBy === undefined) {
    const divided = readPartitionBy(cursor, context);
    if (divided === undefined) cursor.skip();
    else operation.partitionBy = divided;
  }
  return true;
}

/** `LIKE x`, `LIKE x INCLUDING ALL`. `copiesIndexes`: MySQL's form behind the name, which copies them unasked. */
function readLike(cursor: Cursor, parts: TableParts, copiesIndexes: boolean): boolean {
  const source = cursor.qualifiedName();
  if (source === undefined) return false;
  parts.like.push(source);
  if (copiesIndexes) parts.likeIndexes = true;
  while (!cursor.done) {
    if (cursor.is('INCLUDING', 'ALL') || cursor.is('INCLUDING', 'INDEXES')) parts.likeIndexes = true;
    else if (cursor.is('EXCLUDING', 'INDEXES')) parts.likeIndexes = false;
    cursor.index++;
  }
  return true;
}

/** SQLite's `CREATE VIRTUAL TABLE x USING module(column, option=value)`. */
function readVirtual(cursor: Cursor, context: ReadContext, operation: CreateTable): boolean {
  const engine = cursor.name();
  if (engine === undefined) return false;
  operation.engine = engine;
  for (const slice of cursor.parenthesised()?.byComma() ?? []) {
    const isOption = slice.tokens.slice(slice.index, slice.end).some((token) => token.upper === '=');
    const column = isOption ? undefined : readColumn(slice, context);
    if (column !== undefined) operation.columns.push(column.column);
  }
  return true;
}

function readElements(inside: Cursor, context: ReadContext, parts: TableParts, partition = false): void {
  for (const slice of inside.byComma()) readElement(slice, context, parts, partition);
}

function readElement(slice: Cursor, context: ReadContext, parts: TableParts, partition: boolean): void {
  const first = slice.peek();
  if (slice.accept('LIKE')) {
    readLike(slice, parts, false);
    return;
  }
  if (isSkippingPart(slice) || readConstraints(slice, context, parts)) return;
  if (slice.is('FOREIGN', 'KEY') || slice.is('PRIMARY', 'KEY')) {
    context.unknown(first, 'a key that cannot be read');
    return;
  }
  const definition = readColumn(slice, context);
  if (definition === undefined) {
    if (first?.kind !== 'hole') context.unknown(first, 'neither a column nor a constraint');
    else context.unknown(first, `a placeholder stands for columns: ${first.text}`);
    return;
  }
  // A partition names columns of its parent only to add constraints to them.
  if (!partition) parts.columns.push(definition.column);
  parts.constraints.push(...definition.constraints);
  parts.indexes.push(...definition.indexes);
}

/** SQLite needs no comma between table constraints, so a slice can hold several. False when a column stands there. */
function readConstraints(slice: Cursor, context: ReadContext, parts: TableParts): boolean {
  let from = slice.index;
  let found = false;
  while (from < slice.end) {
    const end = nextConstraint(slice, from + 1);
    const element = readTableConstraint(slice.slice(from, end), context);
    if (element === undefined) return found;
    if ('constraint' in element) parts.constraints.push(element.constraint);
    if ('index' in element) parts.indexes.push(element.index);
    if ('notNull' in element) parts.notNull.push(element.notNull);
    found = true;
    from = end;
  }
  return found;
}

/** Where the next constraint of the slice begins, its end when there is none. One without a name follows parentheses. */
function nextConstraint(slice: Cursor, from: number): number {
  const ahead = slice.slice(from, slice.end);
  let closed = false;
  while (!ahead.done && !ahead.is('CONSTRAINT') && !(closed && startsUnnamed(ahead))) {
    closed ||= ahead.is('(');
    ahead.skip();
  }
  return Math.min(ahead.index, slice.end);
}

function startsUnnamed(cursor: Cursor): boolean {
  return (
    cursor.is('FOREIGN', 'KEY') || cursor.is('PRIMARY', 'KEY') || cursor.is('UNIQUE', '(') || cursor.is('CHECK', '(')
  );
}

/** Reads what follows the parentheses: parents, engine, a query. Gives the key that stands there in ClickHouse. */
function readOptions(cursor: Cursor, context: ReadContext, operation: CreateTable): ConstraintFact | undefined {
  let key: ConstraintFact | undefined;
  while (!cursor.done) {
    if (cursor.accept('INHERITS')) {
      const inside = cursor.parenthesised();
      if (inside !== undefined) operation.inherits = inside.qualifiedNames();
    } else if (cursor.accept('ENGINE') || cursor.accept('TYPE', '=')) {
      cursor.accept('=');
      const engine = cursor.name();
      if (engine !== undefined) operation.engine = engine;
    } else if (cursor.accept('WITHOUT', 'ROWID')) operation.withoutRowid = true;
    else if (startsSelect(cursor)) readSelect(cursor, context, operation);
    else if (isMergeTree(operation.engine) && (cursor.is('PRIMARY', 'KEY') || cursor.is('ORDER', 'BY')))
      key = readSortingKey(cursor, context, key);
    else {
      const divided = readPartitionBy(cursor, context);
      if (divided === undefined) skipOption(cursor, context);
      else operation.partitionBy = divided;
    }
  }
  return key;
}

/** Words that begin PostgreSQL's options of a table, and what follows each up to the next. */
const OPTION =
  /^(?:PARTITION|BY|RANGE|LIST|HASH|USING|WITH|WITHOUT|OIDS|ON|COMMIT|TABLESPACE|SERVER|OPTIONS|FOR|DEFAULT)$/;

function skipOption(cursor: Cursor, context: ReadContext): void {
  if (context.dialect === 'postgresql' && !OPTION.test(cursor.word()) && !cursor.is('(')) {
    noteLeftover(cursor, context, 'the table');
    cursor.index = cursor.end;
    return;
  }
  const takesName = /^(?:USING|TABLESPACE|SERVER|COMMIT)$/.test(cursor.word());
  const twice = cursor.is('COMMIT') && cursor.word(1) !== 'DROP';
  for (let left = takesName ? (twice ? 3 : 2) : 1; left > 0 && !cursor.done; left--) cursor.skip();
}

function readSelect(cursor: Cursor, context: ReadContext, operation: CreateTable): boolean {
  cursor.accept('AS');
  operation.query = readQuery(cursor, context);
  cursor.index = cursor.end;
  return true;
}
