import type { Cursor } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import { readOutput } from './read-query-output.ts';
import type { QueryFact, QuerySource } from './sql-facts.ts';

const AFTER_LIST = new Set([
  'FROM',
  'INTO',
  'WHERE',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'GROUP',
  'ORDER',
  'LIMIT',
  'WINDOW',
]);
const AFTER_SOURCES = new Set([
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'WINDOW',
  'FOR',
  'WITH',
  ';',
]);
const NOT_ALIAS = new Set([
  'ON',
  'USING',
  'JOIN',
  'LEFT',
  'RIGHT',
  'INNER',
  'OUTER',
  'CROSS',
  'FULL',
  'NATURAL',
  'LATERAL',
  'TABLESAMPLE',
  ',',
  ')',
  ...AFTER_SOURCES,
]);

/** Subqueries nest; nothing sensible goes deeper. */
const DEEPEST = 20;

/** Whether a query stands at the cursor. */
export function startsQuery(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.word(ahead) === '(') ahead++;
  return cursor.word(ahead) === 'SELECT' || cursor.word(ahead) === 'WITH';
}

/** Reads the columns and sources of the query at the cursor; of a UNION those of its first part. */
export function readQuery(
  cursor: Cursor,
  context: ReadContext,
  outer: ReadonlyMap<string, QueryFact> = new Map(),
  depth = 0,
): QueryFact {
  if (depth > DEEPEST) return { outputs: [], sources: [], incomplete: true };
  if (cursor.is('(')) return readQuery(cursor.parenthesised()!, context, outer, depth + 1);
  const named = cursor.accept('WITH') ? readCommonTables(cursor, context, outer, depth) : outer;
  while (!cursor.done && !cursor.is('SELECT') && !cursor.is('(')) cursor.index++;
  if (cursor.is('(')) return readQuery(cursor.parenthesised()!, context, named, depth + 1);
  if (!cursor.accept('SELECT')) return { outputs: [], sources: [], incomplete: true };
  skipQuantifier(cursor);
  const from = cursor.index;
  while (!cursor.done && !AFTER_LIST.has(cursor.word())) cursor.skip();
  const outputs = cursor
    .slice(from, cursor.index)
    .byComma()
    .map((item) => readOutput(item, context));
  const known = outputs.filter((output) => output !== undefined);
  const sources = readFrom(cursor, context, named, depth);
  return { outputs: known, sources, incomplete: known.length < outputs.length };
}

/** `DISTINCT`, `DISTINCT ON (…)`, `ALL`, T-SQL's `TOP (n)`. */
function skipQuantifier(cursor: Cursor): void {
  while (cursor.accept('DISTINCT') || cursor.accept('ALL') || cursor.accept('TOP')) {
    if (cursor.accept('ON') || cursor.is('(') || cursor.peek()?.kind === 'number') cursor.skip();
  }
}

/** Reads `WITH name (columns) AS (query), …` behind WITH. */
function readCommonTables(
  cursor: Cursor,
  context: ReadContext,
  outer: ReadonlyMap<string, QueryFact>,
  depth: number,
): ReadonlyMap<string, QueryFact> {
  const named = new Map(outer);
  cursor.accept('RECURSIVE');
  do {
    const name = cursor.name();
    if (name === undefined) break;
    const columns = readNames(cursor);
    while (!cursor.done && !cursor.is('(')) cursor.index++;
    const inside = cursor.parenthesised();
    if (inside === undefined) break;
    named.set(name.toLowerCase(), renamed(readQuery(inside, context, named, depth + 1), columns));
  } while (cursor.accept(','));
  return named;
}

function readNames(cursor: Cursor): string[] {
  return (
    cursor
      .parenthesised()
      ?.byComma()
      .flatMap((slice) => slice.name() ?? []) ?? []
  );
}

/** The query under the column names that are given for it; its own where none are. */
export function renamed(query: QueryFact, columns: string[]): QueryFact {
  if (columns.length === 0) return query;
  return { outputs: columns.map((name) => ({ name })), sources: [], incomplete: false };
}

function readFrom(
  cursor: Cursor,
  context: ReadContext,
  named: ReadonlyMap<string, QueryFact>,
  depth: number,
): QuerySource[] {
  while (!cursor.done && !cursor.is('FROM') && !AFTER_SOURCES.has(cursor.word())) cursor.skip();
  return cursor.accept('FROM') ? readSources(cursor, context, named, depth) : [];
}

function readSources(
  cursor: Cursor,
  context: ReadContext,
  named: ReadonlyMap<string, QueryFact>,
  depth: number,
): QuerySource[] {
  const sources: QuerySource[] = [];
  let expected = true;
  while (!cursor.done && !AFTER_SOURCES.has(cursor.word())) {
    if (cursor.accept(',') || cursor.accept('JOIN')) expected = true;
    else if (expected && (cursor.accept('LATERAL') || cursor.accept('ONLY'))) continue;
    else if (expected) {
      sources.push(...readSource(cursor, context, named, depth));
      expected = false;
    } else cursor.skip();
  }
  return sources;
}

function readSource(
  cursor: Cursor,
  context: ReadContext,
  named: ReadonlyMap<string, QueryFact>,
  depth: number,
): QuerySource[] {
  if (cursor.is('(') && !startsQuery(cursor)) {
    if (depth > DEEPEST) return [];
    return readSources(cursor.parenthesised()!, context, named, depth + 1);
  }
  const inside = cursor.parenthesised();
  const table = inside === undefined ? cursor.qualifiedName() : undefined;
  const isFunction = inside === undefined && cursor.is('(');
  if (isFunction || (inside === undefined && table === undefined)) cursor.skip();
  const alias = readAlias(cursor) ?? table?.name ?? '';
  const columns = cursor.is('(') ? readNames(cursor) : [];
  if (columns.length > 0) return [{ alias, query: renamed({ outputs: [], sources: [], incomplete: false }, columns) }];
  if (inside !== undefined) return [{ alias, query: readQuery(inside, context, named, depth + 1) }];
  if (isFunction || table === undefined) return [{ alias }];
  const common = table.schema === undefined ? named.get(table.name.toLowerCase()) : undefined;
  return [common === undefined ? { alias, table } : { alias, query: common }];
}

function readAlias(cursor: Cursor): string | undefined {
  if (cursor.accept('AS')) return cursor.name();
  return NOT_ALIAS.has(cursor.word()) ? undefined : cursor.name();
}
