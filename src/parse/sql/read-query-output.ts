import { type Cursor, nameOf } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import type { QueryFact } from './sql-facts.ts';
import type { Token } from './token.ts';

type Output = QueryFact['outputs'][number];

/** Words before which a name is an operand, not an alias. */
const OPERATORS = new Set([
  'AND',
  'OR',
  'NOT',
  'IS',
  'IN',
  'LIKE',
  'ILIKE',
  'BETWEEN',
  'THEN',
  'ELSE',
  'WHEN',
  'CASE',
  'ZONE',
  'BY',
]);

/** Reads one item of a select list: its alias, its name, or all columns. Undefined when the name cannot be told. */
export function readOutput(item: Cursor, context: ReadContext): Output | undefined {
  const last = item.tokens[item.end - 1];
  if (last === undefined || item.done) return undefined;
  const before = item.end - 2 >= item.index ? item.tokens[item.end - 2] : undefined;
  if (last.upper === '*') return readAll(item, before);
  const alias = isAlias(last, before) ? nameOf(last, context.style) : undefined;
  if (alias !== undefined) return { name: alias };
  const figured =
    context.dialect === 'postgresql' || context.dialect === 'generic' ? figureName(item, context) : undefined;
  return figured === undefined ? undefined : { name: figured };
}

/** `*` or `t.*`; a multiplication has no star at its end. */
function readAll(item: Cursor, before: Token | undefined): Output | undefined {
  if (before === undefined) return { allOf: '' };
  const source = before.upper === '.' ? item.tokens[item.end - 3] : undefined;
  return source === undefined ? undefined : { allOf: source.text };
}

function isAlias(last: Token, before: Token | undefined): boolean {
  if (last.kind !== 'word' && last.kind !== 'quoted') return false;
  if (last.upper === 'END' || last.upper === 'NULL') return false;
  if (before === undefined || before.upper === 'AS' || before.upper === '.') return true;
  if (before.kind === 'symbol') return before.upper === ')' || before.upper === ']';
  return !OPERATORS.has(before.upper);
}

/** The name PostgreSQL gives a column that has no alias: of the function, or of the column under a cast. */
function figureName(item: Cursor, context: ReadContext): string | undefined {
  const rest = item.clone();
  if (rest.is('CASE')) return 'case';
  if (rest.is('CAST', '(')) return rest.slice(rest.index + 2, rest.index + 3).name();
  const name = rest.qualifiedName()?.name;
  if (name === undefined) return undefined;
  if (rest.is('::')) return name;
  if (!rest.is('(')) return undefined;
  rest.skip();
  if (rest.accept('FILTER')) rest.skip();
  if (rest.accept('OVER')) rest.skip();
  return rest.done || rest.is('::') ? casedFunction(name, context) : undefined;
}

function casedFunction(name: string, context: ReadContext): string {
  return context.dialect === 'postgresql' ? name : name.toLowerCase();
}
