import type { Cursor } from './cursor.ts';
import { noteLeftover } from './leftovers.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import { readIndexKeys } from './read-index-keys.ts';
import { readColumnNames } from './read-references.ts';
import type { IndexFact, QualifiedName } from './sql-facts.ts';

/** Kinds of index that stand before the word INDEX and say how it is stored. */
const METHODS = new Set([
  'FULLTEXT',
  'SPATIAL',
  'BITMAP',
  'COLUMNSTORE',
  'XML',
  'VECTOR',
  'INVERTED',
  'HNSW',
  'SEARCH',
]);

/** Reads `CREATE … INDEX` behind the word INDEX. */
export function readCreateIndex(cursor: Cursor, context: ReadContext, modifiers: ReadonlySet<string>): Outcome {
  const concurrently = cursor.accept('CONCURRENTLY');
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = cursor.is('ON') ? undefined : cursor.qualifiedName()?.name;
  const method = readMethod(cursor) ?? methodOf(modifiers);
  if (!acceptOn(cursor)) return 'not-understood';
  const only = cursor.accept('ONLY');
  const table = cursor.qualifiedName();
  if (table === undefined) return 'not-understood';
  const head = { name, method: readMethod(cursor) ?? method, unique: modifiers.has('UNIQUE'), concurrently };
  const index = readIndexTail(cursor, context, head);
  pushIndex(context, table, index, { ifNotExists, only });
  return 'read';
}

/** Moves to behind `ON`: T-SQL's `CREATE XML INDEX` and MySQL's options stand before it. */
function acceptOn(cursor: Cursor): boolean {
  while (!cursor.done && !cursor.is('ON') && !cursor.is('(')) cursor.skip();
  return cursor.accept('ON');
}

export function methodOf(words: ReadonlySet<string>): string | undefined {
  return [...words].find((word) => METHODS.has(word))?.toLowerCase();
}

/** `USING btree`, as lower case. */
export function readMethod(cursor: Cursor): string | undefined {
  return cursor.accept('USING') ? cursor.next()?.text.toLowerCase() : undefined;
}

interface IndexHead {
  name: string | undefined;
  method: string | undefined;
  unique: boolean;
  concurrently: boolean;
}

/** Reads keys, included columns, method and predicate of an index whose head was read. */
export function readIndexTail(cursor: Cursor, context: ReadContext, head: IndexHead): IndexFact {
  const keys = readIndexKeys(cursor, context);
  const index: IndexFact = {
    ...(head.name === undefined ? {} : { name: head.name }),
    keys,
    include: [],
    unique: head.unique,
    concurrently: head.concurrently,
    at: context.at(cursor),
  };
  let method = head.method;
  while (!cursor.done) {
    if (cursor.accept('INCLUDE')) index.include = readColumnNames(cursor);
    else if (cursor.is('USING')) method = readMethod(cursor) ?? method;
    else if (cursor.accept('NULLS', 'NOT', 'DISTINCT')) index.nullsNotDistinct = true;
    else if (cursor.accept('WHERE')) index.where = readPredicate(cursor, context);
    else skipStorage(cursor, context);
  }
  return method === undefined ? index : { ...index, method };
}

/** Options that change nothing a final schema tells. */
function skipStorage(cursor: Cursor, context: ReadContext): void {
  if (!/^(?:WITH|TABLESPACE|NULLS|DISTINCT)$/.test(cursor.word()) && context.dialect === 'postgresql') {
    noteLeftover(cursor, context, 'the index');
    cursor.index = cursor.end;
    return;
  }
  const named = cursor.accept('TABLESPACE') || cursor.accept('WITH');
  if (!named || !cursor.done) cursor.skip();
}

/** The rest, up to T-SQL's storage options. */
function readPredicate(cursor: Cursor, context: ReadContext): string {
  const from = cursor.index;
  while (!cursor.done && !cursor.is('WITH', '(') && !(cursor.is('ON') && cursor.index > from)) cursor.skip();
  const where = context.written(cursor, from, cursor.index);
  cursor.index = cursor.end;
  return where;
}

export function pushIndex(
  context: ReadContext,
  table: QualifiedName,
  index: IndexFact,
  options: { ifNotExists: boolean; only?: boolean; inline?: boolean },
): void {
  const { ifNotExists, only = false, inline = false } = options;
  const how = { ifNotExists, ...(only && { only }), ...(inline && { inline }) };
  context.operations.push({ op: 'create-index', table, index, ...how, at: index.at });
}
