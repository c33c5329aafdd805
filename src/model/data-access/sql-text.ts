import type { Token } from '../../parse/sql/token.ts';
import type { QueryColumn, QueryOperation, QueryTable } from '../repo-model.ts';
import { parameterOf, statementOf, tokensOf } from './sql-statement.ts';

/** What a column is compared with: a literal of the text, or the parameter of that number, counted from 1. */
export type SqlOperand = { literal: string | number | boolean } | { parameter: number };
export type SqlColumn = Pick<QueryColumn, 'name' | 'table' | 'role' | 'optional'> & { operand?: SqlOperand };

/** What a statement of SQL reads or writes, as far as its words tell. */
export interface SqlReading {
  operation: QueryOperation;
  tables: QueryTable[];
  columns: SqlColumn[];
  /** Rows of `LIMIT 10`, the parameter of `LIMIT $2`, `true` for a limit of any other form. */
  limit: number | boolean | { parameter: number };
  /** Subqueries, set operations or words that were not understood. */
  partial: boolean;
  /** `SELECT count(*)` and its like without GROUP BY: one row. */
  oneRow: boolean;
}

const OPERATIONS: Record<string, QueryOperation> = {
  SELECT: 'select',
  INSERT: 'insert',
  REPLACE: 'upsert',
  UPDATE: 'update',
  DELETE: 'delete',
};
const COMPARE = new Set(['=', '<', '>', '<=', '>=', 'LIKE', 'ILIKE', 'IN', 'BETWEEN', 'IS']);
const NOT_NAMES = new Set(
  'AND OR NOT SELECT FROM WHERE ON SET VALUES GROUP ORDER BY HAVING LIMIT OFFSET JOIN LEFT RIGHT INNER OUTER FULL CROSS NATURAL UNION EXCEPT INTERSECT RETURNING FOR ASC DESC NULLS CASE WHEN THEN ELSE END EXISTS DISTINCT ALL ANY NULL TRUE FALSE USING LATERAL AS INTO WITH FETCH WINDOW DUPLICATE CONFLICT DO'.split(
    ' ',
  ),
);
/** What a value follows: operators, the words of limits and ranges, a comma. */
const BEFORE_VALUE = /^(=|<|>|\+|-|\*|\/|%|\||,|LIKE|ILIKE|LIMIT|OFFSET|TOP|BETWEEN|ANY|ALL|INTERVAL)$/;

/** Reads a statement; undefined for what neither selects nor changes rows (`SET`, `CREATE TABLE`). */
export function readSql(text: string): SqlReading | undefined {
  return readTokens(tokensOf(text));
}

function readTokens(all: Token[]): SqlReading | undefined {
  const { tokens, nested, given } = statementOf(all);
  const operation = OPERATIONS[tokens[0]?.upper ?? ''];
  if (!operation) return undefined;
  // `SELECT EXISTS(SELECT … FROM t …)`: the rows are those of the inner query.
  const [inner] = nested;
  if (inner && !tokens.some(({ upper }) => upper === 'FROM') && operation === 'select' && nested.length === 1) {
    const read = readTokens(inner);
    return read && { ...read, oneRow: true };
  }
  const columns = columnsIn(tokens);
  const tables = [...tablesIn(tokens, operation), ...nested.flatMap((part) => readTokens(part)?.tables ?? [])];
  return {
    operation,
    tables: tables.map((table) => (given.has(table.name.toLowerCase()) ? { ...table, derived: true } : table)),
    columns,
    limit: limitIn(tokens),
    partial:
      hides(tokens, nested.length > 0) || (columns.length === 0 && tokens.some(({ upper }) => upper === 'WHERE')),
    oneRow: operation === 'select' && isAggregate(tokens),
  };
}

/** Whether conditions may stand in what is not read: nested queries behind FROM, alternatives, holes in place of conditions. */
function hides(tokens: Token[], nests: boolean): boolean {
  const from = tokens.findIndex(({ upper }) => upper === 'FROM');
  return tokens.some(
    ({ upper }, at) =>
      /^(UNION|EXCEPT|INTERSECT|OR)$/.test(upper) ||
      (nests && at > from && upper === '(' && tokens[at + 1]?.upper === ')') ||
      (upper === '?' && !isValue(tokens, at)),
  );
}

/** Whether a placeholder stands where only a value can. */
function isValue(tokens: Token[], at: number): boolean {
  const before = tokens[at - 1]?.upper ?? '';
  if (before === '(')
    return tokens[at - 2]?.kind === 'word' && !/^(WHERE|AND|OR|ON|HAVING|NOT)$/.test(tokens[at - 2]?.upper ?? '');
  if (before === 'AND') return tokens.slice(Math.max(0, at - 4), at).some(({ upper }) => upper === 'BETWEEN');
  return BEFORE_VALUE.test(before);
}

/** Columns of a condition alone: `user.email = :email AND user.age > 3`. */
export const readSqlCondition = (text: string): SqlColumn[] => comparisons(tokensOf(text));

const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'quoted' || (token?.kind === 'word' && /^[A-Za-z_]/.test(token.text) && !NOT_NAMES.has(token.upper));

const isAggregate = (tokens: Token[]): boolean =>
  /^(COUNT|SUM|MAX|MIN|AVG|EXISTS|NOW|VERSION)$/.test(tokens[1]?.upper ?? '') &&
  !tokens.some((token) => token.upper === 'GROUP' || token.upper === 'OVER');

function tablesIn(tokens: Token[], operation: QueryOperation): QueryTable[] {
  const tables: QueryTable[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.upper === '(') depth += 1;
    if (token.upper === ')') depth -= 1;
    // `extract(year FROM created_at)` names no table.
    if (depth > 0 && token.upper === 'FROM') continue;
    const opens =
      /^(FROM|JOIN|INTO)$/.test(token.upper) ||
      (index === 0 && operation === 'update') ||
      (token.upper === ',' && inFromList(tokens, index));
    if (opens) tables.push(...tableAt(tokens, index + 1));
  }
  return tables;
}

/** A comma between `FROM` and the next clause, outside parentheses. */
function inFromList(tokens: Token[], at: number): boolean {
  for (let index = at - 1; index >= 0; index -= 1) {
    const word = tokens[index]?.upper ?? '';
    if (word === 'FROM') return true;
    if (/^(SELECT|WHERE|ON|ORDER|GROUP|SET|VALUES|\(|\)|BY|LIMIT|HAVING)$/.test(word)) return false;
  }
  return false;
}

function tableAt(tokens: Token[], from: number): QueryTable[] {
  let at = from;
  if (tokens[at]?.upper === 'ONLY') at += 1;
  if (!isName(tokens[at])) return [];
  while (tokens[at + 1]?.upper === '.' && isName(tokens[at + 2])) at += 2;
  const name = (tokens[at] as Token).text;
  const as = tokens[at + 1]?.upper === 'AS' ? at + 2 : at + 1;
  const alias = tokens[as];
  return [{ name, otherNames: [], ...(isName(alias) && { alias: alias.text }) }];
}

function columnsIn(tokens: Token[]): SqlColumn[] {
  const where = tokens.findIndex((token) => token.upper === 'WHERE');
  const ends = tokens.findIndex(
    (token, at) => at > where && /^(GROUP|ORDER|LIMIT|HAVING|RETURNING)$/.test(token.upper),
  );
  const conditions = where < 0 ? [] : comparisons(tokens.slice(where + 1, ends < 0 ? undefined : ends));
  return [...conditions, ...joinsIn(tokens), ...sortsIn(tokens)];
}

function comparisons(tokens: Token[]): SqlColumn[] {
  const optional = tokens.some((token) => token.upper === 'OR');
  const found: SqlColumn[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!COMPARE.has(token.upper)) continue;
    if (/^(NOT|<|>|!)$/.test(tokens[index - 1]?.upper ?? '')) continue;
    const inside = wrappedBefore(tokens, index);
    const column = inside ?? nameBefore(tokens, index);
    const written = roleOf(token.upper, tokens[index + 1]?.upper ?? '');
    const role = inside && (written === 'equality' || written === 'range') ? 'wrapped' : written;
    const operand = operandAt(tokens, index + 1);
    if (column && role) found.push({ ...column, role, optional, ...(operand && { operand }) });
  }
  return found;
}

function roleOf(operator: string, next: string): QueryColumn['role'] | undefined {
  if (operator === '=' || operator === 'IN') return 'equality';
  if (operator === 'IS' || (operator === '<' && next === '>')) return 'negation';
  return /LIKE$/.test(operator) ? 'pattern' : 'range';
}

/** The column that ends right before an operator; none after a closing parenthesis: that is an expression. */
function nameBefore(tokens: Token[], index: number): Pick<SqlColumn, 'name' | 'table'> | undefined {
  const token = tokens[index - 1];
  if (!isName(token) || tokens[index - 2]?.upper === '::') return undefined;
  const qualifier = tokens[index - 2]?.upper === '.' ? tokens[index - 3] : undefined;
  return { name: token.text, ...(isName(qualifier) && { table: qualifier.text }) };
}

/** The first column inside the function call or cast that ends right before an operator: `LOWER(u.name) =`, `at::date =`. */
function wrappedBefore(tokens: Token[], index: number): Pick<SqlColumn, 'name' | 'table'> | undefined {
  if (tokens[index - 2]?.upper === '::') return nameBefore(tokens, index - 2);
  if (tokens[index - 1]?.upper !== ')') return undefined;
  let open = index - 2;
  while (open >= 0 && !/^[()]$/.test(tokens[open]?.upper ?? '')) open -= 1;
  if (tokens[open]?.upper !== '(' || !isName(tokens[open - 1])) return undefined;
  const name = tokens.findIndex((token, at) => at > open && at < index && isName(token));
  if (name < 0) return undefined;
  return nameBefore(tokens, tokens[name + 1]?.upper === '.' && isName(tokens[name + 2]) ? name + 3 : name + 1);
}

/** A literal or a parameter behind an operator; none where an expression goes on. */
function operandAt(tokens: Token[], from: number): SqlOperand | undefined {
  const at = /^(=|\()$/.test(tokens[from]?.upper ?? '') ? from + 1 : from;
  const token = tokens[at];
  if (!token) return undefined;
  const parameter = parameterOf(token);
  if (parameter !== undefined) return { parameter };
  if (token.kind === 'string') return { literal: token.text };
  if (token.kind === 'number') return { literal: Number(token.text) };
  return /^(TRUE|FALSE)$/.test(token.upper) ? { literal: token.upper === 'TRUE' } : undefined;
}

function joinsIn(tokens: Token[]): SqlColumn[] {
  return tokens.flatMap((token, index): SqlColumn[] => {
    if (token.upper !== 'ON') return [];
    const equals = tokens.findIndex((item, at) => at > index && item.upper === '=');
    if (equals < 0 || equals > index + 6) return [];
    const left = nameBefore(tokens, equals);
    const dot = tokens[equals + 2]?.upper === '.' ? equals + 3 : equals + 1;
    const right = isName(tokens[dot]) ? nameBefore(tokens, dot + 1) : undefined;
    return [left, right].flatMap((side) => (side?.table ? [{ ...side, role: 'join' as const, optional: false }] : []));
  });
}

function sortsIn(tokens: Token[]): SqlColumn[] {
  const order = tokens.findIndex((token, at) => token.upper === 'ORDER' && tokens[at + 1]?.upper === 'BY');
  if (order < 0 || tokens.slice(0, order).some((token) => token.upper === 'OVER')) return [];
  const [first, dot, second] = tokens.slice(order + 2, order + 5);
  if (!isName(first) || dot?.upper === '(') return [];
  const qualified = dot?.upper === '.' && isName(second);
  return [
    {
      name: qualified ? second.text : first.text,
      ...(qualified && { table: first.text }),
      role: 'sort',
      optional: false,
    },
  ];
}

function limitIn(tokens: Token[]): SqlReading['limit'] {
  const at = tokens.findIndex((token) => /^(LIMIT|TOP|FETCH)$/.test(token.upper));
  if (at < 0) return false;
  const next = tokens[at + 1];
  if (next?.kind === 'number') return Number(next.text);
  const parameter = parameterOf(next);
  return parameter === undefined ? true : { parameter };
}
