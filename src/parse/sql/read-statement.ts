import type { Cursor } from './cursor.ts';
import { readAlterTable } from './read-alter-table.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import { readCreate } from './read-create.ts';
import { readDrop } from './read-drop.ts';
import { readDividingCall } from './read-partitioning.ts';
import { callOutcome, readBlock, readExecute } from './read-procedural.ts';
import { readAlterIndex, readAlterSchema, readRename, readSpRename } from './read-rename.ts';
import { readSelectInto } from './read-select.ts';
import { readSet, readSetConfig, readUse } from './read-settings.ts';
import type { Token } from './token.ts';

type Reader = (cursor: Cursor, context: ReadContext) => Outcome;

/** First words of statements that are left out on purpose: they move data, grant rights, or steer the session. */
const SKIPPED = new Set(
  (
    'INSERT UPDATE DELETE REPLACE MERGE UPSERT VALUES WITH TABLE GRANT REVOKE DENY COMMENT BEGIN START COMMIT ROLLBACK END ' +
    'SAVEPOINT RELEASE ABORT LOCK UNLOCK ANALYZE ANALYSE VACUUM REINDEX CLUSTER REFRESH COPY CHECKPOINT DISCARD NOTIFY ' +
    'LISTEN UNLISTEN SECURITY RESET SHOW EXPLAIN DESCRIBE DESC PRAGMA ATTACH DETACH LOAD FLUSH OPTIMIZE REPAIR CHECK ' +
    'CHECKSUM PREPARE DEALLOCATE DECLARE FETCH CLOSE OPEN PRINT RAISERROR THROW RETURN WAITFOR TRUNCATE IMPORT REASSIGN ' +
    'IF ELSE ELSEIF ELSIF WHILE LOOP FOR EXIT GOTO SIGNAL RAISE GET LET ASSERT NULL DBCC RECONFIGURE BACKUP RESTORE ' +
    'ENABLE DISABLE KILL SHUTDOWN PURGE AUDIT NOAUDIT EXPORT HANDLER DO INSTALL UNINSTALL CACHE UNCACHE LEAVE ITERATE ' +
    'SOURCE CONNECT DISCONNECT QUIT EXCEPTION WHEN CONTINUE BREAK DEFINE RENEW BULK REVERT SETUSER OFFLINE XA VALIDATE'
  ).split(' '),
);

const READERS: Record<string, Reader> = {
  CREATE: readCreate,
  ALTER: readAlter,
  DROP: readDrop,
  RENAME: readRename,
  SET: readSet,
  USE: readUse,
  DO: readBlock,
  EXECUTE: readExecute,
  EXEC: readExecute,
  CALL: callOutcome,
  PERFORM: callOutcome,
  SELECT: readSelect,
  SP_RENAME: readSpRename,
};

/** Reads one statement into the operations of its context. */
export function readStatement(cursor: Cursor, context: ReadContext): Outcome {
  const first = cursor.peek();
  if (first === undefined || first.upper === ';') return 'skipped';
  while (cursor.is('(')) cursor.index++;
  const word = cursor.word();
  const reader = READERS[word];
  if (reader === undefined) {
    if (isSkipped(cursor, first)) return 'skipped';
    context.unknown(first, `statement not known: ${first.text.slice(0, 40)}`);
    return 'not-understood';
  }
  cursor.index++;
  const known = context.unknowns.length;
  const outcome = reader(cursor, context);
  if (outcome === 'not-understood' && context.unknowns.length === known) {
    context.unknown(first, `not understood: ${head(cursor)}`);
  }
  return outcome;
}

function isSkipped(cursor: Cursor, first: Token): boolean {
  if (first.upper === '(' || first.kind === 'hole' || /^(?:[@<]|sp_)/i.test(first.text)) return true;
  return SKIPPED.has(cursor.word()) && (!cursor.is('WITH') || isWithQuery(cursor));
}

/** `WITH x AS (…)`, `WITH x (a, b) AS …`, and T-SQL's `WITH XMLNAMESPACES (…)`. */
function isWithQuery(cursor: Cursor): boolean {
  if (cursor.is('WITH', '(')) return true;
  const name = cursor.word(1) === 'RECURSIVE' ? 2 : 1;
  return /^(?:AS|\()$/.test(cursor.word(name + 1));
}

function head(cursor: Cursor): string {
  const words = cursor.tokens.slice(0, 6).map((token) => token.text.slice(0, 60));
  return words.join(' ');
}

/** Kinds of object whose changes leave tables as they are. */
function readAlter(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('FOREIGN');
  cursor.accept('ONLINE');
  cursor.accept('IGNORE');
  if (cursor.accept('TABLE')) return readAlterTable(cursor, context);
  if (cursor.accept('INDEX')) return readAlterIndex(cursor, context);
  if (cursor.accept('SCHEMA')) return readAlterSchema(cursor, context);
  if (cursor.accept('SESSION', 'SET')) return readSet(cursor, context);
  return cursor.done ? 'not-understood' : 'skipped';
}

function readSelect(cursor: Cursor, context: ReadContext): Outcome {
  if (readSetConfig(cursor, context)) return 'read';
  cursor.index = 0;
  const called = callOutcome(cursor, context);
  if (called !== 'skipped') return called;
  cursor.index = 1;
  if (readDividingCall(cursor, context) === 'read') return 'read';
  cursor.index = 0;
  return readSelectInto(cursor, context);
}
