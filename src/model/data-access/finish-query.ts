import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryColumn, QueryFact, QuerySql } from '../repo-model.ts';
import { callsInLoops, loopAround } from './query-context.ts';
import type { Draft, QueryReading, Tools } from './query-library.ts';
import { sqlOf } from './sql-holes.ts';
import { readSql } from './sql-text.ts';
import { isSubquery } from './subqueries.ts';
import { inTransaction } from './transactions.ts';

/** Adds to what a library's recogniser read where the query stands, and what its SQL text says. */
export function finishQuery(draft: Draft, reading: QueryReading | undefined, tools: Tools): QueryFact | undefined {
  if (!reading) return undefined;
  const { evaluator } = tools;
  const { module, call } = draft;
  const used: Expr[] = [...call.expr.args, ...draft.links.flatMap((link) => link.call.expr.args)];
  const loop = loopAround(evaluator, module, call, used);
  const sql = reading.text && sqlOf(evaluator, reading.text.module, reading.text.expr);
  const { text: _text, fragments, ...told } = reading;
  const pieces = piecesOf(evaluator, fragments ?? []);
  const fact: QueryFact = {
    library: draft.path.package,
    partial: false,
    limit: { kind: 'absent' },
    singleRow: false,
    bulk: false,
    streamed: false,
    subquery: isSubquery(evaluator, draft),
    relations: [],
    ...told,
    ...(pieces && { sql: pieces }),
    ...(loop && { loop }),
    calledInLoops: loop ? [] : callsInLoops(evaluator, module, call),
    inTransaction: inTransaction(evaluator, draft),
    fn: { module, fn: call.fn },
    module,
    at: call.expr.at,
  };
  return reading.text ? withSql(fact, sql) : fact;
}

/** Pieces of SQL into which values are put; undefined when there are none. */
function piecesOf(evaluator: Evaluator, fragments: NonNullable<QueryReading['fragments']>): QuerySql | undefined {
  const read = fragments.flatMap(({ module, expr }) => sqlOf(evaluator, module, expr) ?? []);
  const holes = read.flatMap((piece) => piece.holes);
  return holes.length > 0 ? { text: read.map((piece) => piece.text).join(' … '), holes } : undefined;
}

/** Tables, columns and limit of a raw query from its text. */
function withSql(fact: QueryFact, sql: QuerySql | undefined): QueryFact {
  const read = sql && readSql(sql.text);
  if (!sql || !read) return { ...fact, ...(sql && { sql }), limit: { kind: 'unknown' } };
  const columns = read.columns.map((column): QueryColumn => ({ ...column, module: fact.module, at: fact.at }));
  return {
    ...fact,
    sql,
    operation: read.operation,
    tables: read.tables,
    columns,
    partial: read.partial || sql.holes.length > 0,
    limit:
      typeof read.limit === 'number'
        ? { kind: 'known', rows: read.limit }
        : read.limit
          ? { kind: 'computed', at: fact.at }
          : { kind: 'absent' },
    singleRow: read.oneRow,
  };
}
