import { traitsOf } from '../../parse/sql/lexical-traits.ts';
import { Scanner } from '../../parse/sql/scanner.ts';
import type { Token } from '../../parse/sql/token.ts';
import { namedRows, type SqlTable, tablesNamed } from './sql-sources.ts';
import { columnsCompared, columnsQualified, columnsWritten } from './sql-used-columns.ts';

/** A column as a statement names it. */
export interface SqlColumnName {
  name: string;
  /** Table or alias before the dot. */
  qualifier?: string;
  /** The table that it is of, where the place alone says so: the list of an INSERT, the SET of an UPDATE. */
  of?: SqlTable;
  quoted: boolean;
}

/** Names of tables and columns in a statement whose meaning its own words settle. */
export interface SqlReferences {
  /** Tables of the schema, as opposed to rows that the statement makes itself. */
  tables: SqlTable[];
  /** Common table expressions, and subqueries and functions by their alias, in lower case. */
  rows: ReadonlySet<string>;
  columns: SqlColumnName[];
}

const MOST_TOKENS = 4000;

/** Reads one statement that selects or changes rows; undefined for any other text, and for a piece of a statement. */
export function sqlReferences(text: string): SqlReferences | undefined {
  const tokens = tokensOf(text);
  if (!/^(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH)$/.test(tokens[0]?.upper ?? '')) return undefined;
  if (tokens.length >= MOST_TOKENS) return undefined;
  const made = namedRows(tokens);
  const named = tablesNamed(tokens);
  const isMade = ({ name, schema }: SqlTable): boolean => schema === undefined && made.has(name.toLowerCase());
  const tables = named.filter((table) => !isMade(table));
  // One part of a statement may call a table what another part calls such rows.
  const rows = new Set([...made, ...named.filter(isMade).flatMap(({ as }) => as)]);
  const alone = tables.length === 1 && rows.size === 0 && tokens.filter(({ upper }) => upper === 'SELECT').length < 2;
  return {
    tables,
    rows,
    columns: [
      ...columnsQualified(tokens),
      ...columnsWritten(tokens, tables),
      ...(alone ? columnsCompared(tokens).map((column) => ({ ...column, of: tables[0] as SqlTable })) : []),
    ],
  };
}

function tokensOf(text: string): Token[] {
  const scanner = new Scanner(text, traitsOf('generic'));
  const tokens: Token[] = [];
  for (let token = scanner.next(); token && tokens.length < MOST_TOKENS; token = scanner.next()) tokens.push(token);
  return tokens;
}

/** The columns that a statement selects, where it is `SELECT *` or `SELECT t.*` of one of its tables; undefined for others. */
export function allColumnsOf(text: string): SqlTable[] | undefined {
  const tokens = tokensOf(text);
  if (tokens[0]?.upper !== 'SELECT') return undefined;
  const first = tokens[1]?.upper === 'DISTINCT' ? 2 : 1;
  const tables = tablesNamed(tokens);
  if (tokens[first]?.upper === '*') return tables.slice(0, 1);
  const [name, dot, star] = tokens.slice(first, first + 3);
  if (dot?.upper !== '.' || star?.upper !== '*') return undefined;
  return tables.filter(({ as }) => as.includes((name as Token).text.toLowerCase()));
}
