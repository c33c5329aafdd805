import { traitsOf } from '../../parse/sql/lexical-traits.ts';
import { Scanner } from '../../parse/sql/scanner.ts';
import type { Token } from '../../parse/sql/token.ts';
import type { QueryColumn, QueryOperation, QueryTable } from '../repo-model.ts';

export type SqlColumn = Pick<QueryColumn, 'name' | 'table' | 'role' | 'optional'>;

/** What a statement of SQL reads or writes, as far as its words tell. */
export interface SqlReading {
  operation: QueryOperation;
  tables: QueryTable[];
  columns: SqlColumn[];
  /** Rows of `LIMIT 10`, `true` for a limit of any other form. */
  limit: number | boolean;
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

const tokensOf = (text: string): Token[] => {
  const scanner = new Scanner(text, traitsOf('generic'));
  const tokens: Token[] = [];
  for (let token = scanner.next(); token && tokens.length < 2000; token = scanner.next()) tokens.push(token);
  return tokens;
};

/** Reads a statement; undefined for what neither selects nor changes rows (`SET`, `CREATE TABLE`). */
export function readSql(text: string): SqlReading | undefined {
  const tokens = tokensOf(text);
  const operation = OPERATIONS[tokens[0]?.upper ?? ''];
  if (!operation) return undefined;
  const selects = tokens.filter((token) => token.upper === 'SELECT').length;
  const limit = limitIn(tokens);
  const columns = selects > 1 ? [] : columnsIn(tokens);
  return {
    operation,
    tables: tablesIn(tokens, operation),
    columns,
    limit,
    partial:
      selects > 1 ||
      (columns.length === 0 && tokens.some((token) => token.upper === 'WHERE')) ||
      tokens.some((token) => /^(UNION|EXCEPT|INTERSECT|OR)$/.test(token.upper)),
    oneRow: operation === 'select' && isAggregate(tokens),
  };
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
  for (const [index, token] of tokens.entries()) {
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
    const column = nameBefore(tokens, index);
    const role = roleOf(token.upper, tokens[index + 1]?.upper ?? '');
    if (column && role) found.push({ ...column, role, optional });
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
  if (!isName(token)) return undefined;
  const qualifier = tokens[index - 2]?.upper === '.' ? tokens[index - 3] : undefined;
  return { name: token.text, ...(isName(qualifier) && { table: qualifier.text }) };
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

function limitIn(tokens: Token[]): number | boolean {
  const at = tokens.findIndex((token) => /^(LIMIT|TOP|FETCH)$/.test(token.upper));
  if (at < 0) return false;
  const next = tokens[at + 1];
  return next?.kind === 'number' ? Number(next.text) : true;
}
