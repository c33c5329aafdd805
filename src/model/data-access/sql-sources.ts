import type { Token } from '../../parse/sql/token.ts';

/** A table that a statement names. */
export interface SqlTable {
  name: string;
  schema?: string;
  /** Names by which the statement's columns may be qualified, in lower case. */
  as: string[];
  quoted: boolean;
}

const NOT_NAMES = new Set(
  'AND OR NOT SELECT FROM WHERE ON SET VALUES GROUP ORDER BY HAVING LIMIT OFFSET JOIN LEFT RIGHT INNER OUTER FULL CROSS NATURAL UNION EXCEPT INTERSECT RETURNING FOR ASC DESC NULLS CASE WHEN THEN ELSE END EXISTS DISTINCT ALL ANY NULL TRUE FALSE USING LATERAL AS INTO WITH FETCH WINDOW DUPLICATE CONFLICT DO DEFAULT IS IN LIKE ILIKE BETWEEN TABLESAMPLE FORCE USE IGNORE INDEX KEY STRAIGHT_JOIN PREWHERE FINAL SAMPLE ARRAY OUTPUT'.split(
    ' ',
  ),
);

export const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'quoted' || (token?.kind === 'word' && /^[A-Za-z_]/.test(token.text) && !NOT_NAMES.has(token.upper));

/** Functions whose arguments are told apart by FROM. */
const TAKES_FROM = /^(?:EXTRACT|SUBSTRING|SUBSTR|TRIM|LTRIM|RTRIM|OVERLAY|POSITION)$/;

/** The tables in FROM, JOIN, USING of a DELETE, INTO and UPDATE of a statement and of its subqueries. */
export function tablesNamed(tokens: Token[]): SqlTable[] {
  const found: SqlTable[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.upper === 'FROM' && isFromClause(tokens, index)) found.push(...listAt(tokens, index + 1));
    else if (/^(?:JOIN|INTO)$/.test(token.upper) || isUpdate(tokens, index))
      found.push(...tableAt(tokens, index + 1).table);
  }
  return found;
}

const isUpdate = (tokens: Token[], at: number): boolean =>
  tokens[at]?.upper === 'UPDATE' && !/^(?:DO|KEY|FOR|ON|NO)$/.test(tokens[at - 1]?.upper ?? '');

function isFromClause(tokens: Token[], at: number): boolean {
  if (tokens[at - 1]?.upper === 'DISTINCT') return false;
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    const word = tokens[index]?.upper;
    if (word === ')') depth += 1;
    else if (word === '(' && depth > 0) depth -= 1;
    else if (word === '(') return !TAKES_FROM.test(tokens[index - 1]?.upper ?? '');
    else if (depth === 0 && word === 'SELECT') return true;
  }
  return true;
}

/** `a, b AS c, (SELECT …) d`: the tables among them. */
function listAt(tokens: Token[], from: number): SqlTable[] {
  const found: SqlTable[] = [];
  let at = from;
  while (at < tokens.length) {
    const { table, next } = tableAt(tokens, at);
    found.push(...table);
    if (tokens[next]?.upper !== ',') break;
    at = next + 1;
  }
  return found;
}

/** The table at a place, none where a subquery or function stands there; and where what follows begins. */
function tableAt(tokens: Token[], from: number): { table: SqlTable[]; next: number } {
  let at = from;
  while (/^(?:ONLY|LATERAL|IGNORE|LOW_PRIORITY|TABLE)$/.test(tokens[at]?.upper ?? '')) at += 1;
  if (tokens[at]?.upper === '(') return { table: [], next: afterAlias(tokens, closing(tokens, at) + 1).next };
  if (!isName(tokens[at])) return { table: [], next: at };
  const first = at;
  while (tokens[at + 1]?.upper === '.' && isName(tokens[at + 2])) at += 2;
  const isInsert = tokens[from - 1]?.upper === 'INTO';
  if (tokens[at + 1]?.upper === '(' && !isInsert)
    return { table: [], next: afterAlias(tokens, closing(tokens, at + 1) + 1).next };
  // A hole that is a part of the name.
  if (/^[?$:{]/.test(tokens[at + 1]?.text ?? '') && tokens[at + 1]?.start === tokens[at]?.end)
    return { table: [], next: at + 2 };
  const { text: name, kind } = tokens[at] as Token;
  const { alias, next } = afterAlias(tokens, at + 1);
  const schema = at > first ? tokens[at - 2]?.text : undefined;
  const as = [alias ?? name].map((item) => item.toLowerCase());
  return { table: [{ name, as, quoted: kind === 'quoted', ...(schema !== undefined && { schema }) }], next };
}

function afterAlias(tokens: Token[], at: number): { alias?: string; next: number } {
  const named = tokens[at]?.upper === 'AS' ? at + 1 : at;
  const token = tokens[named];
  if (!isName(token)) return { next: at };
  const columns = tokens[named + 1]?.upper === '(' ? closing(tokens, named + 1) + 1 : named + 1;
  return { alias: token.text, next: columns };
}

/** Index of the parenthesis that closes the one at `open`. */
export function closing(tokens: Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.upper === '(') depth += 1;
    if (tokens[at]?.upper === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** Names of the rows that a statement makes itself: `WITH name AS (…)`, `(SELECT …) AS name`, `unnest(…) name`. */
export function namedRows(tokens: Token[]): Set<string> {
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (isCommonTable(tokens, index)) names.add(token.text.toLowerCase());
    if (token.upper !== ')') continue;
    const { alias } = afterAlias(tokens, index + 1);
    if (alias !== undefined) names.add(alias.toLowerCase());
  }
  return names;
}

/** `name (columns) AS [NOT] MATERIALIZED (SELECT …`. */
function isCommonTable(tokens: Token[], at: number): boolean {
  if (!isName(tokens[at])) return false;
  let next = tokens[at + 1]?.upper === '(' ? closing(tokens, at + 1) + 1 : at + 1;
  if (tokens[next]?.upper !== 'AS') return false;
  next += 1;
  while (/^(?:NOT|MATERIALIZED)$/.test(tokens[next]?.upper ?? '')) next += 1;
  return (
    tokens[next]?.upper === '(' &&
    /^(?:SELECT|INSERT|UPDATE|DELETE|VALUES|WITH|\()$/.test(tokens[next + 1]?.upper ?? '')
  );
}
