import type { Cursor } from './cursor.ts';
import type { Outcome, ReadContext } from './read-context.ts';
import type { QualifiedName } from './sql-facts.ts';

/** Reads MySQL's `RENAME TABLE a TO b, c TO d` and Db2's `RENAME a TO b`. */
export function readRename(cursor: Cursor, context: ReadContext): Outcome {
  if (!cursor.accept('TABLE') && !cursor.accept('TABLES') && /^(?:USER|DATABASE|INDEX|COLUMN)$/.test(cursor.word())) {
    return 'skipped';
  }
  cursor.accept('IF', 'EXISTS');
  for (const slice of cursor.byComma()) {
    const table = slice.qualifiedName();
    const to = slice.accept('TO') ? slice.qualifiedName() : undefined;
    if (table === undefined || to === undefined) return 'not-understood';
    context.operations.push({ op: 'rename-table', table, to, at: context.at(cursor) });
  }
  return 'read';
}

/** Reads `ALTER INDEX a RENAME TO b`; other changes of an index keep what it covers. */
export function readAlterIndex(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('IF', 'EXISTS');
  const name = cursor.qualifiedName();
  if (name === undefined) return 'skipped';
  if (!cursor.accept('RENAME', 'TO')) return 'skipped';
  const to = cursor.name();
  if (to === undefined) return 'not-understood';
  context.operations.push({ op: 'rename-index', name, to, at: context.at(cursor) });
  return 'read';
}

/** Reads `ALTER SCHEMA a RENAME TO b` and T-SQL's `ALTER SCHEMA b TRANSFER a.t`. */
export function readAlterSchema(cursor: Cursor, context: ReadContext): Outcome {
  const schema = cursor.name();
  const at = context.at(cursor);
  if (schema === undefined) return 'not-understood';
  if (cursor.accept('RENAME', 'TO')) {
    const to = cursor.name();
    if (to !== undefined) context.operations.push({ op: 'rename-schema', schema, to, at });
    return to === undefined ? 'not-understood' : 'read';
  }
  if (!cursor.accept('TRANSFER')) return 'skipped';
  if (cursor.accept('OBJECT')) cursor.index++;
  const table = cursor.qualifiedName();
  if (table !== undefined) context.operations.push({ op: 'set-schema', table, schema, at });
  return table === undefined ? 'not-understood' : 'read';
}

/** Reads T-SQL's `EXEC sp_rename 'dbo.t.c', 'd', 'COLUMN'`. A name of three parts is a column without being told so. */
export function readSpRename(cursor: Cursor, context: ReadContext): Outcome {
  const strings = cursor.tokens.slice(cursor.index, cursor.end).filter((token) => token.kind === 'string');
  const [from = '', to, kind = ''] = strings.map((token) => token.text);
  const parts = splitName(from);
  const name = parts.at(-1);
  if (to === undefined || name === undefined) return 'not-understood';
  const at = context.at(cursor);
  const table = qualified(parts.slice(0, -1));
  if (/^index$/i.test(kind)) {
    if (table !== undefined) context.operations.push({ op: 'rename-index', name: { name }, to, table, at });
  } else if (/^column$/i.test(kind) || parts.length > 2) {
    if (table !== undefined) context.operations.push({ op: 'rename-column', table, column: name, to, at });
  } else context.operations.push({ op: 'rename-table', table: qualified(parts)!, to: { name: to }, at });
  return 'read';
}

function splitName(text: string): string[] {
  return text.match(/\[[^\]]*\]|"[^"]*"|[^.]+/g)?.map((part) => part.replace(/^[["]|[\]"]$/g, '')) ?? [];
}

function qualified(parts: string[]): QualifiedName | undefined {
  const name = parts.at(-1);
  const schema = parts.at(-2);
  if (name === undefined) return undefined;
  return schema === undefined ? { name } : { schema, name };
}
