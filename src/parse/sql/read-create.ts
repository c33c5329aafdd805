import type { Cursor } from './cursor.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import { readCreateTable } from './read-create-table.ts';
import { readCreateIndex } from './read-index.ts';
import { rememberRoutine } from './read-procedural.ts';
import { readQuery, startsQuery } from './read-query.ts';
import { readColumnNames } from './read-references.ts';

/** Words between CREATE and the kind of object. */
const MODIFIERS = new Set(
  (
    'OR REPLACE ALTER GLOBAL LOCAL TEMP TEMPORARY UNLOGGED FOREIGN EXTERNAL VIRTUAL UNIQUE CLUSTERED NONCLUSTERED FULLTEXT ' +
    'SPATIAL BITMAP COLUMN ROW MEMORY CACHED COLUMNSTORE PRIMARY XML HASH EDITIONABLE NONEDITIONABLE FORCE RECURSIVE ' +
    'MATERIALIZED SECURE TRANSIENT IMMUTABLE PRIVATE SHARDED DUPLICATED OFFLINE ONLINE VECTOR INVERTED MULTISET SET ' +
    'VOLATILE TRUSTED PROCEDURAL CONSTRAINT DEFAULT PUBLIC SQL AGGREGATE REFERENCE ROWSTORE NO'
  ).split(' '),
);

/** Kinds of object that are no tables. */
const OTHERS = new Set(
  (
    'EXTENSION TYPE DOMAIN SEQUENCE CAST COLLATION CONVERSION OPERATOR LANGUAGE POLICY RULE ROLE USER GROUP LOGIN SERVER ' +
    'STATISTICS SUBSCRIPTION PUBLICATION TABLESPACE TEXT TRANSFORM ACCESS DATABASE SYNONYM DIRECTORY CONTEXT PROFILE ' +
    'ASSEMBLY CERTIFICATE ASYMMETRIC SYMMETRIC SERVICE QUEUE CONTRACT MESSAGE PARTITION RESOURCE WORKLOAD APPLICATION ' +
    'CREDENTIAL ENDPOINT REMOTE BROKER FUNCTION_ALIAS ALIAS MACRO LIBRARY OUTLINE DIMENSION CLUSTER JAVA UNDO LOGFILE ' +
    'STAGE STREAM TASK PIPE FILE WAREHOUSE KEYSPACE MODEL SECRET DICTIONARY KEYRING COLUMN MASKING SECURITY STOPLIST CATALOG ' +
    'SEARCH BUFFERPOOL VARIABLE DEFINER GENERATOR EXCEPTION TABLEGROUP DATASOURCE RESTORE SPFILE PFILE CONTROLFILE'
  ).split(' '),
);

const ROUTINES = new Set(['FUNCTION', 'PROCEDURE', 'PROC', 'TRIGGER', 'EVENT', 'PACKAGE']);

/** Reads `CREATE` behind that word. */
export function readCreate(cursor: Cursor, context: ReadContext): Outcome {
  const modifiers = new Set<string>();
  for (let word = cursor.acceptAny(MODIFIERS); word !== undefined; word = cursor.acceptAny(MODIFIERS))
    modifiers.add(word);
  skipOptions(cursor);
  if (cursor.accept('TABLE')) return readCreateTable(cursor, context, modifiers);
  if (cursor.accept('INDEX')) return readCreateIndex(cursor, context, modifiers);
  if (cursor.accept('SCHEMA')) return readCreateSchema(cursor, context);
  if (cursor.accept('VIEW')) return readCreateView(cursor, context);
  if (ROUTINES.has(cursor.word())) return rememberRoutine(cursor, context);
  return OTHERS.has(cursor.word()) || modifiers.size > 0 ? 'skipped' : 'not-understood';
}

/** MySQL's `ALGORITHM = x DEFINER = a@b SQL SECURITY y` before the kind. */
function skipOptions(cursor: Cursor): void {
  const security = cursor.is('SECURITY', 'DEFINER') || cursor.is('SECURITY', 'INVOKER');
  if (!security && !cursor.is('ALGORITHM') && !cursor.is('DEFINER')) return;
  while (!cursor.done && !cursor.is('VIEW') && !ROUTINES.has(cursor.word())) cursor.index++;
}

function readCreateView(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('IF', 'NOT', 'EXISTS');
  const view = cursor.qualifiedName();
  if (view === undefined) return 'not-understood';
  const at = context.at(cursor);
  const columns = cursor.is('(') ? readColumnNames(cursor) : [];
  while (!cursor.done && !cursor.accept('AS')) cursor.skip();
  const query = startsQuery(cursor) ? { query: readQuery(cursor, context) } : {};
  context.operations.push({ op: 'create-view', view, columns, ...query, at });
  return 'skipped';
}

/** A schema may be created with the tables in it: `CREATE SCHEMA s CREATE TABLE t (…) CREATE INDEX …`. */
function readCreateSchema(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('IF', 'NOT', 'EXISTS');
  const schema = cursor.is('AUTHORIZATION') ? undefined : cursor.name();
  const starts: number[] = [];
  for (; !cursor.done; cursor.skip()) if (cursor.is('CREATE')) starts.push(cursor.index);
  starts.forEach((start, order) => {
    const element = cursor.slice(start + 1, starts[order + 1] ?? cursor.end);
    const before = context.operations.length;
    readCreate(element, context);
    if (schema !== undefined) context.qualify(before, schema);
  });
  return starts.length > 0 ? 'read' : 'skipped';
}
