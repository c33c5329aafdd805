import type { Cursor } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import { methodOf, readIndexTail, readMethod } from './read-index.ts';
import { readColumnNames, readKeyColumns, readReferences } from './read-references.ts';
import type { ConstraintFact, IndexFact } from './sql-facts.ts';

/** A table-level element that is no column: a constraint or, in MySQL and T-SQL, an index. */
export type TableElement =
  | { constraint: ConstraintFact }
  | { index: IndexFact }
  /** PostgreSQL 18's `NOT NULL x`. */
  | { notNull: string }
  | { ignored: true };

/** Reads the table constraint or index at the cursor; undefined when a column stands there. */
export function readTableConstraint(cursor: Cursor, context: ReadContext): TableElement | undefined {
  const from = cursor.index;
  const name = readConstraintName(cursor);
  const element = readUnnamed(cursor, context, from);
  if (element === undefined) {
    cursor.index = from;
    return name.constraint ? { ignored: true } : undefined;
  }
  if (!('constraint' in element) || name.name === undefined) return element;
  return { constraint: { ...element.constraint, name: name.name } };
}

/** `CONSTRAINT name`; MySQL also allows `CONSTRAINT` without one. */
function readConstraintName(cursor: Cursor): { constraint: boolean; name?: string } {
  if (!cursor.accept('CONSTRAINT')) return { constraint: false };
  if (startsKind(cursor)) return { constraint: true };
  cursor.accept('IF', 'NOT', 'EXISTS');
  const name = cursor.qualifiedName()?.name;
  return name === undefined ? { constraint: true } : { constraint: true, name };
}

function startsKind(cursor: Cursor): boolean {
  return (
    cursor.is('PRIMARY', 'KEY') || cursor.is('FOREIGN', 'KEY') || cursor.is('CHECK', '(') || cursor.is('UNIQUE', '(')
  );
}

function readUnnamed(cursor: Cursor, context: ReadContext, from: number): TableElement | undefined {
  if (cursor.accept('PRIMARY', 'KEY')) return readKey(cursor, context, 'primary-key', from);
  if (cursor.is('UNIQUE')) return readUnique(cursor, context, from);
  if (cursor.accept('FOREIGN', 'KEY')) return readForeignKey(cursor, context, from);
  if (cursor.is('NOT', 'NULL') && cursor.peek(2) !== undefined) {
    cursor.index += 2;
    const notNull = cursor.name();
    return notNull === undefined ? undefined : { notNull };
  }
  if (cursor.is('CHECK') && (cursor.is('CHECK', '(') || from !== cursor.index)) return readCheck(cursor, context, from);
  if (cursor.is('EXCLUDE', 'USING') || cursor.is('EXCLUDE', '(')) return readExclude(cursor, context, from);
  if (cursor.is('PERIOD', 'FOR') || cursor.is('SUPPLEMENTAL', 'LOG')) return { ignored: true };
  return readInlineIndex(cursor, context, from);
}

/** Reads a key's columns and what may follow: `USING INDEX name`, `NOT VALID`. */
function readKey(
  cursor: Cursor,
  context: ReadContext,
  kind: 'primary-key' | 'unique',
  from: number,
  name?: string,
): TableElement | undefined {
  const using = readUsingIndex(cursor);
  let nullsNotDistinct = false;
  while (using === undefined && !cursor.done && !cursor.is('(')) {
    if (cursor.accept('NULLS', 'NOT', 'DISTINCT')) nullsNotDistinct = true;
    else cursor.skip();
  }
  const columns = readColumnNames(cursor);
  if (columns.length === 0 && using === undefined) return undefined;
  const constraint: ConstraintFact = { kind, columns, at: context.at(cursor, from) };
  if (nullsNotDistinct) constraint.nullsNotDistinct = true;
  if (using !== undefined) constraint.usingIndex = using;
  if (name !== undefined) constraint.name = name;
  return { constraint };
}

function readUsingIndex(cursor: Cursor): string | undefined {
  return cursor.accept('USING', 'INDEX') ? cursor.name() : undefined;
}

/** `UNIQUE (…)`, MySQL's `UNIQUE KEY name (…)`; a column may be called unique where it is not reserved. */
function readUnique(cursor: Cursor, context: ReadContext, from: number): TableElement | undefined {
  cursor.accept('UNIQUE');
  if (cursor.is('USING', 'INDEX')) return readKey(cursor, context, 'unique', from);
  if (!cursor.accept('KEY')) cursor.accept('INDEX');
  cursor.accept('IF', 'NOT', 'EXISTS');
  const named = !cursor.is('(') && !cursor.is('NULLS') && !cursor.is('USING') && !/CLUSTERED$/.test(cursor.word());
  const name = named ? cursor.name() : undefined;
  return readKey(cursor, context, 'unique', from, name);
}

function readForeignKey(cursor: Cursor, context: ReadContext, from: number): TableElement | undefined {
  cursor.accept('IF', 'NOT', 'EXISTS');
  const name = cursor.is('(') ? undefined : cursor.name();
  const columns = readKeyColumns(cursor);
  const references = readReferences(cursor);
  if (columns.length === 0 || references === undefined) return undefined;
  const notValid = acceptNotValid(cursor) ? { notValid: true } : {};
  const named = name === undefined ? {} : { name };
  const at = context.at(cursor, from);
  return { constraint: { kind: 'foreign-key', ...named, columns, ...references, ...notValid, at } };
}

function acceptNotValid(cursor: Cursor): boolean {
  while (!cursor.done) {
    if (cursor.accept('NOT', 'VALID')) return true;
    cursor.skip();
  }
  return false;
}

function readCheck(cursor: Cursor, context: ReadContext, from: number): TableElement | undefined {
  cursor.accept('CHECK');
  cursor.accept('NOT', 'FOR', 'REPLICATION');
  const inside = cursor.parenthesised();
  if (inside === undefined) return undefined;
  const expression = context.written(inside, inside.index, inside.end);
  const notValid = acceptNotValid(cursor) ? { notValid: true } : {};
  return { constraint: { kind: 'check', columns: [], expression, ...notValid, at: context.at(cursor, from) } };
}

function readExclude(cursor: Cursor, context: ReadContext, from: number): TableElement {
  const expression = context.written(cursor, cursor.index, cursor.end);
  cursor.index = cursor.end;
  return { constraint: { kind: 'exclude', columns: [], expression, at: context.at(cursor, from) } };
}

const INDEX_KINDS = new Set(['FULLTEXT', 'SPATIAL', 'VECTOR', 'INVERTED']);

/** MySQL's and T-SQL's `KEY name (…)`, `INDEX name (…)`; columns may have these names too. */
function readInlineIndex(cursor: Cursor, context: ReadContext, from: number): TableElement | undefined {
  const kinds = new Set<string>();
  for (let kind = cursor.acceptAny(INDEX_KINDS); kind !== undefined; kind = cursor.acceptAny(INDEX_KINDS))
    kinds.add(kind);
  if (!cursor.accept('KEY') && !cursor.accept('INDEX') && kinds.size === 0) return undefined;
  cursor.accept('IF', 'NOT', 'EXISTS');
  const name = cursor.is('(') || cursor.is('USING') ? undefined : cursor.name();
  let method = readMethod(cursor) ?? methodOf(kinds);
  let unique = false;
  while (/^(?:UNIQUE|CLUSTERED|NONCLUSTERED|COLUMNSTORE|HASH)$/.test(cursor.word())) {
    unique ||= cursor.is('UNIQUE');
    if (cursor.is('HASH') || cursor.is('COLUMNSTORE')) method = cursor.word().toLowerCase();
    cursor.index++;
  }
  if (!holdsColumns(cursor)) {
    cursor.index = from;
    return undefined;
  }
  return { index: readIndexTail(cursor, context, { name, method, unique, concurrently: false }) };
}

/** Parentheses with names follow, not those of a type: `key varchar(20)`, `key enum('a')`, `key varchar(max)`. */
function holdsColumns(cursor: Cursor): boolean {
  if (!cursor.is('(')) return false;
  const first = cursor.peek(1);
  if (cursor.is('(', 'MAX', ')')) return false;
  return first?.kind === 'word' || first?.kind === 'quoted' || first?.upper === '(';
}
