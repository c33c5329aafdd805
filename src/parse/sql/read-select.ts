import type { Cursor } from './cursor.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import { readQuery } from './read-query.ts';

/** Reads `SELECT … INTO table`, which makes one in PostgreSQL and SQL Server. */
export function readSelectInto(cursor: Cursor, context: ReadContext): Outcome {
  if (context.dialect !== 'postgresql' && context.dialect !== 'sqlserver') return 'skipped';
  const ahead = cursor.clone();
  while (!ahead.done && !ahead.is('INTO')) ahead.skip();
  if (!ahead.accept('INTO')) return 'skipped';
  const temporary = ahead.accept('TEMP') || ahead.accept('TEMPORARY');
  ahead.accept('UNLOGGED');
  ahead.accept('TABLE');
  const table = ahead.qualifiedName();
  if (table === undefined || table.name.startsWith('@')) return 'skipped';
  context.operations.push({
    op: 'create-table',
    table,
    ifNotExists: false,
    columns: [],
    constraints: [],
    query: readQuery(cursor, context),
    temporary: temporary || table.name.startsWith('#'),
    at: context.at(cursor),
  });
  return 'read';
}
