import type { Position } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryColumn, QueryFact, QueryLimit, QuerySql } from '../repo-model.ts';
import { resolverLoop } from './field-resolvers.ts';
import { placed } from './given.ts';
import { limitOf } from './limits.ts';
import { callsInLoops } from './looping-calls.ts';
import { loopAround } from './query-context.ts';
import type { Draft, QueryReading, Tools } from './query-library.ts';
import { sqlOf } from './sql-holes.ts';
import { readSql, type SqlOperand, type SqlReading } from './sql-text.ts';
import { isSubquery } from './subqueries.ts';
import { inTransaction } from './transactions.ts';
import { onlyCounted } from './used-rows.ts';

/** Adds to what a library's recogniser read where the query stands, and what its SQL text says. */
export function finishQuery(draft: Draft, reading: QueryReading | undefined, tools: Tools): QueryFact | undefined {
  if (!reading) return undefined;
  const { evaluator } = tools;
  const outer = tools.given?.[tools.given.length - 1]?.caller;
  // A helper that is given the text only sends it: the query is its caller's.
  const sent = reading.text ? outer : undefined;
  const { module, call } = sent ?? draft;
  const sql = reading.text && sqlOf(tools, reading.text.module, reading.text.expr);
  const { text: _text, fragments, ...told } = reading;
  const pieces = piecesOf(tools, fragments ?? []);
  const fact: QueryFact = {
    ...UNTOLD,
    library: draft.path.package,
    subquery: isSubquery(evaluator, draft),
    onlyCounted: onlyCounted(evaluator, module, sent ? sent.call : (draft.links[draft.links.length - 1]?.call ?? call)),
    ...told,
    ...(pieces && { sql: pieces }),
    ...loopsOf(evaluator, module, call, draft),
    inTransaction: inTransaction(evaluator, draft),
    fn: { module, fn: call.fn },
    ...(outer && !sent && { caller: { module: outer.module, fn: outer.call.fn } }),
    module,
    at: call.expr.at,
  };
  return reading.text ? withSql(tools, fact, sql, call) : fact;
}

/** What holds of a query where its recogniser says nothing else. */
const UNTOLD = {
  partial: false,
  limit: { kind: 'absent' as const },
  singleRow: false,
  bulk: false,
  streamed: false,
  relations: [],
};

/** The loop around a query, or else the calls in loops that lead to it. */
function loopsOf(
  evaluator: Evaluator,
  module: string,
  call: CallFact,
  draft: Draft,
): Pick<QueryFact, 'loop' | 'calledInLoops'> {
  const chained = draft.links.flatMap((link) => link.call.expr.args);
  const used = [...receiverOf(call, draft), ...call.expr.args, ...chained];
  const loop = loopAround(evaluator, module, call, used) ?? resolverLoop(evaluator, module, call, used);
  return loop ? { loop, calledInLoops: [] } : { calledInLoops: callsInLoops(evaluator, module, call) };
}

/** `row.save()` writes what its row holds, `row.getTags()` reads what belongs to it. */
const receiverOf = ({ expr }: CallFact, { call, target }: Draft): Expr[] =>
  expr === call.expr && expr.callee.kind === 'member' && (expr.callee.property === 'save' || target !== undefined)
    ? [expr.callee.object]
    : [];

/** Pieces of SQL into which values are put; undefined when there are none. */
function piecesOf(tools: Tools, fragments: NonNullable<QueryReading['fragments']>): QuerySql | undefined {
  const read = fragments.flatMap(({ module, expr }) => sqlOf(tools, module, expr) ?? []);
  const holes = read.flatMap((piece) => piece.holes);
  return holes.length > 0 ? { text: read.map((piece) => piece.text).join(' … '), holes } : undefined;
}

/** Tables, columns and limit of a raw query from its text. */
function withSql(tools: Tools, fact: QueryFact, sql: QuerySql | undefined, call: CallFact): QueryFact {
  const { evaluator } = tools;
  const read = sql && readSql(sql.text);
  if (!sql || !read) return { ...fact, ...(sql && { sql }), limit: { kind: 'unknown' } };
  const given = parametersOf(tools, fact.module, call.expr, sql);
  const columns = read.columns.map(({ operand, ...column }): QueryColumn => {
    const value = operand && operandOf(operand, given, fact.at);
    return { ...column, ...(value && { value }), module: fact.module, at: fact.at };
  });
  return {
    ...fact,
    sql,
    operation: read.operation,
    tables: read.tables,
    columns,
    partial: read.partial || sql.open === true,
    limit: sqlLimit(evaluator, read.limit, given, fact),
    singleRow: read.oneRow,
  };
}

/** A limit in SQL text, whose parameter may come from a request. */
function sqlLimit(
  evaluator: Evaluator,
  limit: SqlReading['limit'],
  given: readonly Expr[],
  { module, at }: QueryFact,
): QueryLimit {
  if (typeof limit === 'number') return { kind: 'known', rows: limit };
  if (limit === false) return { kind: 'absent' };
  const value = limit === true ? undefined : given[limit.parameter - 1];
  return value ? limitOf(evaluator, module, value) : { kind: 'computed', at };
}

/** What a column is compared with, as an expression. */
const operandOf = (operand: SqlOperand, given: readonly Expr[], at: Position): Expr | undefined =>
  'literal' in operand ? { kind: 'literal', value: operand.literal, at } : given[operand.parameter - 1];

/** Values for the parameters of a text: the list beside it, or what a tagged template puts in. */
function parametersOf(tools: Tools, module: string, { args }: CallFact['expr'], sql: QuerySql): readonly Expr[] {
  const [text, list] = args;
  if (text?.kind === 'template' && text.tag)
    return sql.text.split('?').length - 1 === text.parts.length ? text.parts : [];
  // A piece of text that is not known looks like a parameter.
  if (!list || (sql.holes.length > 0 && !/\$\d/.test(sql.text))) return [];
  const { expr } = placed(tools, module, list);
  const found =
    expr.kind === 'reference' && expr.binding !== undefined
      ? tools.evaluator.program.binding(module, expr.binding).init
      : expr;
  return found?.kind === 'array' && !found.elements.some((item) => item.spread) ? found.elements : [];
}
