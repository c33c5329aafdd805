import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { QueryColumn, QueryLimit, QueryOperation, QueryTable } from '../repo-model.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { tableOfReference } from './model-definitions.ts';
import { type Draft, isOptional, type Link, type QueryReading, type Tools } from './query-library.ts';
import { readSqlCondition } from './sql-text.ts';

/** A TypeORM query builder by its calls: `.where('user.email = :email').orderBy('user.name').take(10).getMany()`. */
export function readQueryBuilder(draft: Draft, tools: Tools, own: QueryTable | undefined): QueryReading {
  const { args } = draft.call.expr;
  const alias = textOf(tools, draft.module, args[own ? 0 : 1]);
  const table = own ?? (args[0] && tableOfReference(tools.evaluator, draft.module, args[0]));
  const names = draft.links.map((link) => link.name);
  const columns = draft.links.flatMap((link) => columnsOf(draft, link, tools));
  return {
    operation: operationOf(names),
    method: ['createQueryBuilder', ...names.slice(-1)].join('()…'),
    tables: table ? [{ ...table, ...(alias && { alias }) }] : [],
    columns: columns.filter((column) => column.table === undefined || column.table === alias),
    partial: names.some((name) => /[wW]here$|[jJ]oin/.test(name)) && columns.length === 0,
    limit: limitIn(draft, tools),
    singleRow: names.some((name) => /^get(One|RawOne)/.test(name)),
    streamed: names.includes('stream'),
    fragments: draft.links.flatMap(fragmentsOf),
  };
}

/** Arguments that become part of the SQL text as they are. */
function fragmentsOf({ name, module, call }: Link): { module: string; expr: Expr }[] {
  const at = /[jJ]oin/.test(name) ? 2 : /([wW]here|aving|rderBy|roupBy|elect)$/.test(name) ? 0 : undefined;
  const expr = at === undefined ? undefined : call.expr.args[at];
  return expr && /^(template|reference|member|call)$/.test(expr.kind) ? [{ module, expr }] : [];
}

const READS = /^get(Many|RawMany|ManyAndCount|RawAndEntities)$/;

function textOf({ evaluator }: Tools, module: string, expr: Expr | undefined): string | undefined {
  const texts = expr && evaluator.texts(expr, { module });
  return texts?.length === 1 ? texts[0] : undefined;
}

/** Columns that one call of the builder compares or orders by. */
function columnsOf(draft: Draft, link: Link, tools: Tools): QueryColumn[] {
  const place = { module: link.module, at: link.call.expr.at };
  const optional = isOptional(draft, link) || link.name === 'orWhere';
  const text = textOf(tools, link.module, link.call.expr.args[0]) ?? '';
  if (/[wW]here$/.test(link.name))
    return readSqlCondition(text).map((column) => ({ ...column, optional: optional || column.optional, ...place }));
  if (!/^(addO|o)rderBy$/.test(link.name) || text === '') return [];
  const [owner, name] = text.includes('.') ? text.split('.') : [undefined, text];
  return name ? [{ name, ...(owner && { table: owner }), role: 'sort', optional, ...place }] : [];
}

function limitIn({ links }: Draft, { evaluator }: Tools): QueryLimit {
  const link = links.find(({ name }) => name === 'take' || name === 'limit');
  if (link) return limitOf(evaluator, link.module, link.call.expr.args[0]);
  const reads = links.some(({ name }) => READS.test(name));
  return reads ? NO_LIMIT : { kind: 'unknown' };
}

function operationOf(names: string[]): QueryOperation {
  if (names.includes('insert') || names.includes('values')) return 'insert';
  if (names.includes('update') || names.includes('set')) return 'update';
  if (names.includes('delete')) return 'delete';
  const reads = names.some((name) => READS.test(name));
  return names.includes('getCount') && !reads ? 'count' : 'select';
}
