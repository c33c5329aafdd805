import type { Cursor } from './cursor.ts';
import type { Outcome, ReadContext } from './read-context.ts';

/** Schemas that hold no tables of an application. */
const SYSTEM = /^(?:"?\$user"?|pg_catalog|pg_temp|)$/;

/** Reads `SET …`: only the search path and the current schema matter. */
export function readSet(cursor: Cursor, context: ReadContext): Outcome {
  if (!cursor.accept('SESSION')) cursor.accept('LOCAL');
  if (cursor.accept('SEARCH_PATH')) {
    if (!cursor.accept('=')) cursor.accept('TO');
    return useSchema(cursor, context, firstSchema(cursor));
  }
  const current = cursor.accept('SCHEMA') || cursor.accept('CURRENT', 'SCHEMA') || cursor.accept('CURRENT_SCHEMA');
  if (!current) return 'skipped';
  cursor.accept('=');
  return useSchema(cursor, context, cursor.next()?.text ?? '');
}

/** The first schema of a search path that can hold tables; `''` for none. */
function firstSchema(cursor: Cursor): string {
  const schemas = cursor.byComma().map((slice) => {
    const token = slice.peek();
    return token?.kind === 'string' ? token.text : (slice.name() ?? '');
  });
  const path = schemas.flatMap((schema) => schema.split(',').map((part) => part.trim()));
  return path.find((schema) => !SYSTEM.test(schema) && !/^DEFAULT$/i.test(schema)) ?? '';
}

function useSchema(cursor: Cursor, context: ReadContext, schema: string): Outcome {
  context.operations.push({ op: 'use-schema', schema, at: context.at(cursor) });
  return 'read';
}

/** Reads `SELECT set_config('search_path', 'x', false)`, which is how pg_dump says SET search_path. */
export function readSetConfig(cursor: Cursor, context: ReadContext): boolean {
  const at = cursor.tokens.findIndex((token) => token.upper === 'SET_CONFIG');
  if (at < 0 || at > 6 || cursor.tokens[at + 2]?.text !== 'search_path') return false;
  const path = cursor.tokens[at + 4]?.text ?? '';
  const schema = path
    .split(',')
    .map((part) => part.trim())
    .find((part) => !SYSTEM.test(part));
  useSchema(cursor, context, schema ?? '');
  return true;
}

/** Reads MySQL's `USE database`. In SQL Server it chooses a database, whose tables stay in their schemas. */
export function readUse(cursor: Cursor, context: ReadContext): Outcome {
  const schema = cursor.name();
  if (schema === undefined || context.dialect === 'sqlserver') return 'skipped';
  return useSchema(cursor, context, schema);
}
