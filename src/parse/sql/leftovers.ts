import type { Cursor } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import type { Token } from './token.ts';

/**
 * Names what stands behind a part of a statement and belongs to none that PostgreSQL has, so that it is not passed over in
 * silence. Other dialects have options without number, and template holes stand for anything.
 */
export function noteLeftover(cursor: Cursor, context: ReadContext, part: string): void {
  if (context.dialect !== 'postgresql' || cursor.done || isTemplate(cursor, context)) return;
  const words = context.written(cursor, cursor.index, Math.min(cursor.end, cursor.index + 6)).slice(0, 80);
  context.unknown(cursor.peek(), `left over behind ${part}: ${words}`);
}

/** Placeholders stand for anything, and what templates choose between stands one behind the other. */
function isTemplate({ tokens }: Cursor, { text }: ReadContext): boolean {
  if (tokens.some((token) => token.kind === 'hole')) return true;
  return /\{[{%]/.test(text.slice(tokens[0]?.start, tokens.at(-1)?.end));
}

/** Moves past what may close a DROP, and names what follows. */
export function finishDrop(cursor: Cursor, context: ReadContext, part: string): void {
  if (!cursor.accept('CASCADE')) cursor.accept('RESTRICT');
  noteLeftover(cursor, context, part);
}

/** Options of PostgreSQL's columns that no fact tells, with how many words follow each. */
const COLUMN_OPTIONS: Record<string, number> = {
  DEFERRABLE: 0,
  INITIALLY: 1,
  NO: 1,
  VALID: 0,
  ENFORCED: 0,
  STORAGE: 1,
  COMPRESSION: 1,
  USING: 3,
  INCLUDE: 1,
  WITH: 1,
  OPTIONS: 1,
  NULLS: 1,
  DISTINCT: 0,
  STORED: 0,
  VIRTUAL: 0,
  MATCH: 1,
};

/** Moves past an option of a column. Behind anything else nothing can be told, so the rest of the column is named and left. */
export function skipColumnOption(cursor: Cursor, context: ReadContext, column: string): void {
  const words = context.dialect === 'postgresql' ? COLUMN_OPTIONS[cursor.word()] : 0;
  if (words === undefined) {
    noteLeftover(cursor, context, `column ${column}`);
    cursor.index = cursor.end;
    return;
  }
  for (let passed = 0; passed <= words; passed++) cursor.skip();
}

/** Types of several words, without their parentheses and brackets. */
const SEVERAL_WORDS =
  /^(?:setof .+|double precision|(?:national )?char(?:acter)?(?: varying)?|nchar varying|bit varying|time(?:stamp)? with(?:out)? time zone|interval (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?)$/;

/** Names what stands in the place of a type and makes none: `id int CREATE TABLE …` lacks a semicolon. */
export function noteBadType(cursor: Cursor, context: ReadContext, column: Token | undefined, type: string): void {
  if (context.dialect !== 'postgresql' || !type.includes(' ')) return;
  const name = type.replace(/"[^"]*"/g, 'q').replace(/\([^)]*\)|\[[^\]]*\]/g, '');
  const words = name
    .replace(/\s*\.\s*/g, '.')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ array$/, '');
  if (!words.includes(' ') || SEVERAL_WORDS.test(words) || isTemplate(cursor, context)) return;
  context.unknown(column, `no type of column ${column?.text ?? ''}: ${type.slice(0, 60)}`);
}
