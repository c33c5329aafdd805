import type { Cursor } from './cursor.ts';
import { type Outcome, ReadContext } from './read-context.ts';
import { readSpRename } from './read-rename.ts';
import { Splitter } from './splitter.ts';
import type { SchemaOperation } from './sql-facts.ts';
import type { Token } from './token.ts';

/** Routines may call each other; nothing sensible nests deeper. */
const DEEPEST = 5;

/** What a statement inside a block must begin with to matter. */
const DEFINING = new Set(['CREATE', 'ALTER', 'DROP', 'RENAME', 'EXECUTE', 'EXEC', 'CALL', 'PERFORM']);

/** Reads PostgreSQL's `DO $$ … $$`: statements that define the schema count as if they stood on their own. */
export function readBlock(cursor: Cursor, context: ReadContext): Outcome {
  const body = cursor.tokens.find((token) => token.kind === 'body');
  if (body === undefined) return 'skipped';
  return readBody(bodyTokens(body, context), context);
}

/** Tokens of a dollar-quoted body, with their offsets in the file. */
function bodyTokens(body: Token, context: ReadContext): Token[] {
  const splitter = new Splitter(context.text, context.dialect, body.start, body.start + body.text.length);
  const tokens: Token[] = [];
  for (let piece = splitter.next(); piece !== undefined; piece = splitter.next()) {
    if (piece.kind === 'statement') tokens.push(...piece.tokens, endOf(piece.end));
  }
  return tokens;
}

function endOf(at: number): Token {
  return { kind: 'symbol', text: ';', upper: ';', start: at, end: at };
}

/** Keeps the body of a routine in case the script calls it. Its definition alone changes no table. */
export function rememberRoutine(cursor: Cursor, context: ReadContext): Outcome {
  const kind = cursor.next()?.upper;
  cursor.accept('IF', 'NOT', 'EXISTS');
  const name = cursor.qualifiedName()?.name;
  if (name === undefined || kind === 'TRIGGER' || kind === 'EVENT') return 'skipped';
  context.routines.set(name.toLowerCase(), { tokens: cursor.tokens.slice(cursor.index, cursor.end) });
  return 'skipped';
}

/** Reads a call of a routine that the same script defines: what it does to the schema happens here. */
export function callOutcome(cursor: Cursor, context: ReadContext): Outcome {
  cursor.accept('SELECT');
  if (context.routines.size === 0) return 'skipped';
  const name = cursor.qualifiedName()?.name.toLowerCase();
  const routine = name === undefined ? undefined : context.routines.get(name);
  if (routine === undefined || name === undefined || context.depth >= DEEPEST) return 'skipped';
  const body = routine.tokens.find((token) => token.kind === 'body');
  return readBody(body === undefined ? routine.tokens : bodyTokens(body, context), context);
}

function readBody(tokens: readonly Token[], context: ReadContext): Outcome {
  if (context.depth >= DEEPEST) return 'skipped';
  context.depth++;
  const before = context.operations.length;
  const known = context.unknowns.length;
  readInners(tokens, context);
  context.depth--;
  if (context.operations.length > before) return 'read';
  return context.unknowns.length > known ? 'not-understood' : 'skipped';
}

function* splitBody(tokens: readonly Token[]): Generator<Token[]> {
  let from = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]!.upper !== ';') continue;
    if (at > from) yield tokens.slice(from, at);
    from = at + 1;
  }
}

/** What stands inside an IF need not happen, so a table that it changes need not be there; what is dropped may be temporary. */
function readInners(tokens: readonly Token[], context: ReadContext): void {
  let conditions = 0;
  for (const statement of splitBody(tokens)) {
    const cursor = context.cursor(statement);
    const from = context.operations.length;
    readInner(cursor, context);
    conditions = Math.max(0, conditions + conditionsOpened(cursor));
    for (const operation of context.operations.slice(from))
      if (conditions > 0 || operation.op === 'drop-table') operation.ifExists = true;
  }
}

/** How many IF stand before the statement at the cursor; -1 for `END IF`. */
function conditionsOpened(cursor: Cursor): number {
  const before = cursor.tokens.slice(0, cursor.index);
  if (cursor.tokens[0]?.upper === 'END' && cursor.tokens[1]?.upper === 'IF') return -1;
  return before.filter((token) => token.upper === 'IF').length;
}

function readInner(cursor: Cursor, context: ReadContext): void {
  skipControl(cursor);
  if (!DEFINING.has(cursor.word())) return;
  const statement = context.cursor(cursor.tokens.slice(cursor.index, cursor.end));
  if (cursor.is('CREATE') && /^(?:TEMP|TEMPORARY)$/.test(cursor.word(1))) return;
  context.read(statement, context);
}

/** Words of control flow that may precede a statement; a condition extends to THEN or LOOP. */
function skipControl(cursor: Cursor): void {
  for (;;) {
    const word = cursor.word();
    if (/^(?:BEGIN|ELSE|LOOP|EXCEPTION|AS|IS|ATOMIC|NOT)$/.test(word)) cursor.index++;
    else if (/^(?:IF|ELSIF|ELSEIF|WHEN|WHILE|FOR|FOREACH|DECLARE)$/.test(word)) skipCondition(cursor);
    else if (!DEFINING.has(word) && hasLaterBegin(cursor)) skipToBegin(cursor);
    else return;
  }
}

function skipCondition(cursor: Cursor): void {
  while (!cursor.done && !/^(?:THEN|LOOP|DO|BEGIN)$/.test(cursor.word())) cursor.skip();
  cursor.index++;
}

/** The head of a routine (`(a int) RETURNS int`) stands before its first BEGIN. */
function hasLaterBegin(cursor: Cursor): boolean {
  for (let at = cursor.index; at < cursor.end; at++) if (cursor.tokens[at]!.upper === 'BEGIN') return true;
  return false;
}

function skipToBegin(cursor: Cursor): void {
  while (!cursor.done && !cursor.is('BEGIN')) cursor.skip();
}

/** Reads `EXECUTE 'sql'`, `EXECUTE IMMEDIATE 'sql'`, `EXEC('sql')`, `EXEC sp_rename …`, and calls of known routines. */
export function readExecute(cursor: Cursor, context: ReadContext): Outcome {
  if (cursor.accept('SP_RENAME') || cursor.accept('DBO', '.', 'SP_RENAME') || cursor.accept('SYS', '.', 'SP_RENAME')) {
    return readSpRename(cursor, context);
  }
  const from = cursor.index;
  cursor.accept('IMMEDIATE');
  if (!cursor.accept('SP_EXECUTESQL')) cursor.accept('SYS', '.', 'SP_EXECUTESQL');
  const inside = cursor.parenthesised() ?? cursor;
  const text = inside.peek();
  if (text?.kind === 'string' || text?.kind === 'body') return readDynamic(text, inside, context);
  cursor.index = from;
  if (isFormat(cursor) || mentionsTable(cursor)) {
    context.unknown(cursor.peek(), 'dynamic SQL');
    return 'not-understood';
  }
  return callOutcome(cursor, context);
}

function isFormat(cursor: Cursor): boolean {
  return cursor.is('FORMAT', '(') && mentionsTable(cursor);
}

/** Whether a string of the statement creates, changes or drops a table. */
function mentionsTable(cursor: Cursor): boolean {
  const strings = cursor.tokens.slice(cursor.index, cursor.end).filter((token) => token.kind === 'string');
  return strings.some((token) =>
    /^\s*(?:create|alter|drop)\s+(?:unique\s+|foreign\s+)?(?:table|index)\b/i.test(token.text),
  );
}

/** A literal is read as a script of its own; one that is put together at run time cannot be. */
function readDynamic(text: Token, cursor: Cursor, context: ReadContext): Outcome {
  const next = cursor.word(1);
  if (next === '|' || next === '+') {
    if (!mentionsTable(cursor)) return 'skipped';
    context.unknown(text, 'dynamic SQL');
    return 'not-understood';
  }
  const inner = new ReadContext(context.path, context.dialect, text.text, context.read);
  inner.depth = context.depth + 1;
  if (inner.depth > DEEPEST) return 'skipped';
  const splitter = new Splitter(text.text, context.dialect);
  for (let piece = splitter.next(); piece !== undefined; piece = splitter.next()) {
    if (piece.kind === 'statement') inner.read(inner.cursor(piece.tokens), inner);
  }
  return adopt(inner, text, context);
}

/** Takes over what a literal did, at the place of the literal. */
function adopt(inner: ReadContext, text: Token, context: ReadContext): Outcome {
  const at = context.lines.position(text.start, text.end);
  for (const operation of inner.operations) context.operations.push(relocate(operation, at));
  for (const unknown of inner.unknowns) context.unknowns.push({ ...unknown, line: at.line });
  if (inner.unknowns.length > 0) return 'not-understood';
  return inner.operations.length > 0 ? 'read' : 'skipped';
}

function relocate<T>(value: T, at: SchemaOperation['at']): T {
  if (Array.isArray(value)) return value.map((item) => relocate(item, at)) as T;
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, relocate(item, at)]));
  return ('at' in copy ? { ...copy, at } : copy) as T;
}
