import { readAddAction } from './alter-add.ts';
import { readAlterColumn, readRedefinition } from './alter-column.ts';
import { readDropAction } from './alter-drop.ts';
import { readRenameAction } from './alter-rename.ts';
import type { ActionReader, Alteration } from './alteration.ts';
import type { Cursor } from './cursor.ts';
import { finishDrop } from './leftovers.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import { readPartitionBy } from './read-partitioning.ts';

/** Actions that change nothing a final schema tells. */
const WITHOUT_EFFECT = new Set(
  (
    'OWNER ENABLE DISABLE CLUSTER RESET REPLICA VALIDATE INHERIT NO FORCE NOFORCE NOT CHECK NOCHECK ENGINE COMMENT ' +
    'AUTO_INCREMENT DEFAULT CHARACTER CHARSET COLLATE ORDER LOCK ALGORITHM ROW_FORMAT KEY_BLOCK_SIZE REBUILD ' +
    'REORGANIZE TRUNCATE EXCHANGE SWITCH SPLIT MERGE COALESCE ANALYZE OPTIMIZE REPAIR TABLESPACE MOVE LOGGING ' +
    'NOLOGGING CACHE NOCACHE PARALLEL NOPARALLEL COMPRESS NOCOMPRESS SHRINK READ ALLOCATE STATS_PERSISTENT CHECKSUM ' +
    'MAX_ROWS MIN_ROWS AVG_ROW_LENGTH PACK_KEYS DELAY_KEY_WRITE UNION INSERT_METHOD DISCARD IMPORT WITHOUT REMOVE ' +
    'EXECUTE PCTFREE INITRANS STORAGE ACTIVATE DEACTIVATE ENCRYPTION CONNECTION DATA OF EXPERIMENTAL CONFIGURE SCATTER MATERIALIZE UPDATE DELETE FREEZE FETCH APPLY'
  ).split(' '),
);

const VERBS: Record<string, ActionReader> = {
  ADD: readAddAction,
  DROP: readDropAction,
  ALTER: readAlterColumn,
  MODIFY: (cursor, alteration) => readRedefinition(cursor, alteration, false),
  CHANGE: (cursor, alteration) => readRedefinition(cursor, alteration, true),
  RENAME: readRenameAction,
  SET: readSet,
  ATTACH: readAttach,
  DETACH: readDetach,
  CONVERT: readConvert,
  PARTITION: readPartitioned,
};

/** Actions that end with a name, and CASCADE or RESTRICT. */
const ENDS = new Set(['DROP', 'RENAME']);

/** Reads `ALTER TABLE` behind the word TABLE. */
export function readAlterTable(cursor: Cursor, context: ReadContext): Outcome {
  const early = cursor.accept('IF', 'EXISTS');
  const only = cursor.accept('ONLY');
  const ifExists = cursor.accept('IF', 'EXISTS') || early;
  const table = cursor.qualifiedName();
  if (table === undefined) return 'not-understood';
  cursor.accept('*');
  // ClickHouse names the cluster before the actions.
  if (cursor.accept('ON', 'CLUSTER')) cursor.name();
  if (cursor.accept('WITH')) cursor.index++;
  const before = context.operations.length;
  const outcome = readActions(cursor, { table, only, context });
  if (ifExists) for (const operation of context.operations.slice(before)) operation.ifExists = true;
  return outcome;
}

function readActions(cursor: Cursor, alteration: Alteration): Outcome {
  const { operations } = alteration.context;
  const before = operations.length;
  let understood = true;
  let verb = '';
  for (const action of cursor.byComma()) {
    if (action.accept('WITH')) action.index++;
    if (VERBS[action.word()] !== undefined || WITHOUT_EFFECT.has(action.word())) verb = action.next()!.upper;
    const reader = VERBS[verb];
    if (reader === undefined ? !WITHOUT_EFFECT.has(verb) : !reader(action, alteration)) {
      understood = false;
      alteration.context.unknown(
        action.peek() ?? action.tokens[action.end - 1],
        `ALTER TABLE ${alteration.table.name} ${describe(action)}`,
      );
    } else if (ENDS.has(verb)) finishDrop(action, alteration.context, `${verb} of ${alteration.table.name}`);
  }
  if (!understood) return 'not-understood';
  return operations.length > before ? 'read' : 'skipped';
}

function describe(action: Cursor): string {
  const words = action.tokens.slice(Math.max(0, action.index - 1), Math.min(action.end, action.index + 3));
  return words.map((token) => token.text).join(' ');
}

/** `SET SCHEMA`, Oracle's `SET UNUSED`; other settings have no effect here. */
function readSet(cursor: Cursor, { table, context }: Alteration): boolean {
  const at = context.at(cursor);
  if (cursor.accept('SCHEMA')) {
    const schema = cursor.name();
    if (schema !== undefined) context.operations.push({ op: 'set-schema', table, schema, at });
  } else if (cursor.accept('UNUSED')) {
    cursor.accept('COLUMN');
    const names = cursor.is('(') ? cursor.parenthesised()!.byComma() : [cursor];
    for (const slice of names) {
      const column = slice.name();
      if (column !== undefined) context.operations.push({ op: 'drop-column', table, column, at });
    }
  }
  return true;
}

function readAttach(cursor: Cursor, { table, context }: Alteration): boolean {
  if (!cursor.accept('PARTITION')) return false;
  const child = cursor.qualifiedName();
  if (child === undefined) return false;
  context.operations.push({ op: 'attach-partition', parent: table, child, at: context.at(cursor) });
  return true;
}

function readDetach(cursor: Cursor, { context }: Alteration): boolean {
  if (!cursor.accept('PARTITION')) return false;
  const child = cursor.qualifiedName();
  if (child === undefined) return false;
  context.operations.push({ op: 'detach-partition', child, at: context.at(cursor) });
  return true;
}

/** MySQL's `CONVERT TO CHARACTER SET x COLLATE y`. */
function readConvert(cursor: Cursor, { table, context }: Alteration): boolean {
  cursor.accept('TO');
  if (!cursor.accept('CHARACTER', 'SET') && !cursor.accept('CHARSET')) return true;
  const charset = cursor.next()?.text.toLowerCase() ?? '';
  context.operations.push({ op: 'convert-charset', table, charset, at: context.at(cursor) });
  return true;
}

/** MySQL's `PARTITION BY` of a table that exists; Oracle and others also name a partition here, which changes nothing. */
function readPartitioned(cursor: Cursor, { table, context }: Alteration): boolean {
  if (!cursor.is('BY')) return true;
  cursor.index--;
  const by = readPartitionBy(cursor, context);
  if (by !== undefined) context.operations.push({ op: 'partition-table', table, by, at: context.at(cursor) });
  return true;
}
