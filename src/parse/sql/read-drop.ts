import type { Cursor } from './cursor.ts';
import { finishDrop } from './leftovers.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import type { QualifiedName } from './sql-facts.ts';

/** Reads `DROP` behind that word. */
export function readDrop(cursor: Cursor, context: ReadContext): Outcome {
  const temporary = cursor.accept('TEMPORARY');
  if (cursor.accept('FOREIGN')) cursor.is('TABLE');
  if (cursor.accept('TABLE')) return temporary ? 'skipped' : readDropTable(cursor, context);
  if (cursor.accept('INDEX')) return readDropIndex(cursor, context);
  if (cursor.accept('SCHEMA')) return readDropSchema(cursor, context);
  return cursor.done ? 'not-understood' : 'skipped';
}

function readDropTable(cursor: Cursor, context: ReadContext): Outcome {
  const ifExists = cursor.accept('IF', 'EXISTS') ? { ifExists: true } : {};
  const tables = cursor.qualifiedNames();
  if (tables.length === 0) return 'not-understood';
  const cascade = cursor.is('CASCADE') ? { cascade: true } : {};
  context.operations.push({ op: 'drop-table', tables, ...cascade, ...ifExists, at: context.at(cursor) });
  finishDrop(cursor, context, 'DROP TABLE');
  return 'read';
}

/** `DROP INDEX a, b`; MySQL's and T-SQL's `DROP INDEX a ON t`; T-SQL's old `DROP INDEX t.a`. */
function readDropIndex(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('CONCURRENTLY');
  cursor.accept('IF', 'EXISTS');
  let count = 0;
  const cascade = cursor.tokens.at(-1)?.upper === 'CASCADE' ? { cascade: true } : {};
  do {
    const name = cursor.qualifiedName();
    if (name === undefined) break;
    const table = cursor.accept('ON') ? cursor.qualifiedName() : oldStyleTable(name, context);
    const on = table === undefined ? {} : { table };
    const bare: QualifiedName = table === undefined ? name : { name: name.name };
    context.operations.push({ op: 'drop-index', name: bare, ...on, ...cascade, at: context.at(cursor) });
    count++;
  } while (cursor.accept(','));
  if (count > 0) finishDrop(cursor, context, 'DROP INDEX');
  return count > 0 ? 'read' : 'not-understood';
}

function oldStyleTable(name: QualifiedName, context: ReadContext): QualifiedName | undefined {
  return context.dialect === 'sqlserver' && name.schema !== undefined ? { name: name.schema } : undefined;
}

function readDropSchema(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('IF', 'EXISTS');
  for (const { name: schema } of cursor.qualifiedNames()) {
    context.operations.push({ op: 'drop-schema', schema, at: context.at(cursor) });
  }
  return 'read';
}
