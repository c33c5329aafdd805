import type { Dialect } from './sql-facts.ts';

/**
 * What the predicate of a partial index says. `not-null`: it holds exactly for rows in which all these columns have a
 * value, so a search for a value in them can use the index. `unknown` when no reader understands it.
 */
export type Predicate =
  | { kind: 'not-null'; columns: string[] }
  | { kind: 'other' }
  | { kind: 'unknown'; reason: string };

/** Builds of node-sql-parser: one dialect each, a tenth of the whole. */
const BUILDS: Record<Dialect, () => Promise<unknown>> = {
  postgresql: () => import('node-sql-parser/build/postgresql.js'),
  mysql: () => import('node-sql-parser/build/mysql.js'),
  sqlite: () => import('node-sql-parser/build/sqlite.js'),
  sqlserver: () => import('node-sql-parser/build/transactsql.js'),
  oracle: () => import('node-sql-parser/build/postgresql.js'),
  generic: () => import('node-sql-parser/build/postgresql.js'),
};

interface SecondParser {
  astify(sql: string): unknown;
}

const loaded = new Map<Dialect, Promise<SecondParser>>();

/** The second reader for a dialect, loaded when first asked for. */
export function secondParser(dialect: Dialect): Promise<SecondParser> {
  const known = loaded.get(dialect);
  if (known !== undefined) return known;
  const loading = BUILDS[dialect]().then(instantiate);
  loaded.set(dialect, loading);
  return loading;
}

function instantiate(module: unknown): SecondParser {
  const outer = module as { Parser?: new () => SecondParser; default?: { Parser?: new () => SecondParser } };
  const Parser = outer.Parser ?? outer.default?.Parser;
  if (Parser === undefined) throw new Error('node-sql-parser has no Parser');
  return new Parser();
}

/**
 * Judges the predicate of a partial index, without the word WHERE. Never rejects. The plain shapes are told at sight,
 * because loading the second reader costs more than reading a whole schema.
 */
export async function predicateOf(where: string, dialect: Dialect): Promise<Predicate> {
  if (!/\bNULL\b/i.test(where) || COMPARES.test(where)) return { kind: 'other' };
  const columns = columnsAtSight(where);
  if (columns === 'other') return { kind: 'other' };
  if (columns !== undefined) return { kind: 'not-null', columns };
  try {
    const parser = await secondParser(dialect);
    return judge(whereOf(parser.astify(`SELECT 1 FROM t WHERE ${where}`)));
  } catch (error) {
    return {
      kind: 'unknown',
      reason: error instanceof Error ? error.message.split('\n')[0]!.slice(0, 120) : String(error),
    };
  }
}

/** What only predicates hold that say more than that columns have a value. */
const COMPARES = /[=<>~'+*/%]|::|\b(?:OR|IN|LIKE|ILIKE|BETWEEN|TRUE|FALSE|CASE)\b/i;

function whereOf(ast: unknown): unknown {
  if (Array.isArray(ast) && ast.length > 1) throw new Error('more than a predicate');
  const statement = Array.isArray(ast) ? ast[0] : ast;
  return (statement as { where?: unknown } | undefined)?.where;
}

interface Expression {
  type?: string;
  value?: unknown;
  operator?: string;
  left?: Expression;
  right?: Expression;
  column?: unknown;
  expr?: Expression;
  args?: { value?: unknown };
}

/** A conjunction of `column IS NOT NULL` and `NOT (column IS NULL)`, or something else. */
function judge(where: unknown): Predicate {
  const columns: string[] = [];
  const pending = [where as Expression | undefined];
  while (pending.length > 0) {
    const part = pending.pop();
    if (part?.type === 'binary_expr' && part.operator === 'AND') pending.push(part.right, part.left);
    else {
      const column = notNullColumn(part);
      if (column === undefined) return { kind: 'other' };
      columns.push(column);
    }
  }
  return { kind: 'not-null', columns };
}

function notNullColumn(part: Expression | undefined): string | undefined {
  const inside = negated(part);
  const [test, operator] = inside === undefined ? [part, 'IS NOT'] : [inside, 'IS'];
  if (test?.type !== 'binary_expr' || test.operator !== operator || test.right?.type !== 'null') return undefined;
  return columnName(test.left);
}

/** What NOT negates, which is a function of one argument where parentheses follow it. */
function negated(part: Expression | undefined): Expression | undefined {
  if (part?.type === 'unary_expr' && part.operator === 'NOT') return part.expr;
  const name = JSON.stringify((part as { name?: unknown } | undefined)?.name ?? '');
  if (part?.type !== 'function' || !/"NOT"/i.test(name) || !Array.isArray(part.args?.value)) return undefined;
  return part.args.value.length === 1 ? (part.args.value[0] as Expression) : undefined;
}

/** The builds disagree on how a column looks: a string, or an object around one. */
function columnName(expression: Expression | undefined): string | undefined {
  // SQLite's "x" is a column where there is one, and no other predicate says that a string is not null.
  if (expression?.type === 'double_quote_string') return String(expression.value);
  if (expression?.type !== 'column_ref') return undefined;
  const { column } = expression;
  if (typeof column === 'string') return column;
  const value = (column as { expr?: { value?: unknown } } | undefined)?.expr?.value;
  return typeof value === 'string' ? value : undefined;
}

const NULL_TEST = /^\(*\s*(?:"([^"]+)"|\[([^\]]+)\]|`([^`]+)`|([A-Za-z_][\w$]*))\s+IS\s+(NOT\s+)?NULL\s*\)*$/i;

/**
 * Columns of `a IS NOT NULL AND b IS NOT NULL`, with or without parentheses; `other` where a column is to be null;
 * undefined for any other shape.
 */
function columnsAtSight(where: string): string[] | 'other' | undefined {
  const tests = where.split(/\bAND\b/i).map((part) => NULL_TEST.exec(part.trim()));
  if (tests.some((test) => test !== null && test[5] === undefined)) return 'other';
  if (tests.includes(null)) return undefined;
  return tests.flatMap((test) => test?.[1] ?? test?.[2] ?? test?.[3] ?? test?.[4] ?? []);
}
