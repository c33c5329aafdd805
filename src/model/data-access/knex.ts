import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { QueryColumn, QueryTable } from '../repo-model.ts';
import { aliased, operationOf, roleOf } from './builder-words.ts';
import { ConditionReader } from './conditions.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import {
  type Draft,
  isOptional,
  type Link,
  type QueryLibrary,
  type QueryReading,
  type Tools,
} from './query-library.ts';
import type { PathStep } from './value-path.ts';

const STARTS = new Set(
  'select from table into insert with withRecursive where distinct count first raw queryBuilder del delete update pluck max min sum avg column columns withSchema batchInsert'.split(
    ' ',
  ),
);
const LINKS =
  'select from into insert update del delete where andWhere orWhere whereIn whereNot whereNotIn whereNull whereNotNull whereBetween whereRaw whereLike whereILike whereExists join innerJoin leftJoin leftOuterJoin rightJoin fullOuterJoin crossJoin joinRaw orderBy orderByRaw groupBy limit offset first count countDistinct max min sum avg pluck returning onConflict merge ignore stream modify having increment decrement as with withRecursive columns column distinct distinctOn transacting forUpdate union unionAll clearSelect clone andWhereIn andWhereRaw orWhereRaw havingRaw groupByRaw fromRaw paginate truncate upsert table'.split(
    ' ',
  );

/** Knex: `knex('users')`, `knex.select().from('users')`, builders extended later, transactions. */
export const knex: QueryLibrary = {
  packages: new Set(['knex']),
  methods: new Set(['()', ...STARTS, ...LINKS]),
  start(steps) {
    const client = clientEnd(steps);
    if (client < 0) return -1;
    const next = steps[client];
    if (next?.name === '()') return client;
    return next && STARTS.has(next.name) && steps[client + 1]?.name === '()' ? client + 1 : -1;
  },
  read: readKnex,
};

/** Index of the first step behind the client: after `knex(config)`, or after a declared type. */
function clientEnd(steps: PathStep[]): number {
  const [first] = steps;
  if (first?.name.startsWith(':')) return /^:(Knex|Transaction|knex)$/.test(first.name) ? 1 : -1;
  const made = steps.findIndex((step) => step.name === '()');
  return made < 0 || made > 1 ? -1 : made + 1;
}

/** Reads a builder by its calls; also used for builders told by their shape. */
export function readKnex(draft: Draft, tools: Tools): QueryReading | undefined {
  const name = draft.path.steps[draft.start - 1]?.name ?? '()';
  const own: Link = { name: name === '()' || name.startsWith(':') || draft.start < 2 ? 'table' : name, ...draft };
  const links = [isMethod(draft) ? own : { ...own, name: 'table' }, ...draft.links];
  if (own.name === 'raw' && isMethod(draft)) return readRaw(draft);
  return readBuilder(tools, draft, links);
}

const isMethod = ({ call }: Draft): boolean =>
  call.expr.callee.kind === 'member' && STARTS.has(String(call.expr.callee.property));

function readRaw(draft: Draft): QueryReading | undefined {
  const [text] = draft.call.expr.args;
  if (!text) return undefined;
  return {
    operation: 'raw',
    method: 'raw',
    tables: [],
    columns: [],
    partial: true,
    limit: { kind: 'unknown' },
    text: { module: draft.module, expr: text },
  };
}

/** Reads the calls of a builder in Knex' words, of a table that is already known where `tables` tells it. */
export const readBuilder = (tools: Tools, draft: Draft, links: Link[], tables: QueryTable[] = []): QueryReading =>
  new KnexReader(tools, draft, links, tables).read();

class KnexReader {
  readonly #tools: Tools;
  readonly #links: Link[];
  readonly #draft: Draft;
  readonly #tables: QueryTable[];
  readonly #columns: QueryColumn[] = [];
  /** Names that the query's own `with` gives. */
  readonly #given = new Set<string>();
  #partial = false;

  constructor(tools: Tools, draft: Draft, links: Link[], tables: QueryTable[]) {
    this.#tools = tools;
    this.#tables = [...tables];
    this.#draft = draft;
    this.#links = links;
  }

  read(): QueryReading {
    for (const link of this.#links) this.#link(link);
    const names = this.#links.map((link) => link.name);
    const limit = this.#links.find((link) => link.name === 'limit' || link.name === 'paginate');
    const groups = this.#links.filter((link) => link.name === 'groupBy');
    const byRow = groups.some((link) => /(^|[._])id$/i.test(this.#text(link, link.call.expr.args[0]) ?? ''));
    const operation = operationOf(names, byRow);
    return {
      operation,
      method:
        names
          .filter((name) => name !== 'table')
          .slice(0, 3)
          .join('().') || 'table',
      tables: this.#tables,
      columns: this.#columns,
      partial: this.#partial,
      limit: limit ? limitOf(this.#tools.evaluator, limit.module, limit.call.expr.args[0]) : NO_LIMIT,
      singleRow: names.includes('first'),
      bulk: names.includes('batchInsert'),
      streamed: names.includes('stream'),
      fragments: this.#links.flatMap(({ name, module, call }) => {
        const [expr] = call.expr.args;
        return expr && /^\w+Raw$/.test(name) ? [{ module, expr }] : [];
      }),
    };
  }

  #link(link: Link): void {
    const { args } = link.call.expr;
    const optional = isOptional(this.#draft, link);
    if (/^orWhere/.test(link.name)) this.#partial = true;
    if (/^(table|from|into)$/.test(link.name)) this.#table(link);
    else if (/^with(Recursive)?$/.test(link.name)) this.#with(link);
    else if (/^(left|right|inner|fullOuter|cross|leftOuter)?join$/i.test(link.name)) this.#join(link);
    else if (/^(and|or)?whereN(ull|otNull|ot|otIn)$/i.test(link.name)) this.#negation(link, optional);
    else if (/^(and|or)?where(In|Between|Like|ILike)?$/i.test(link.name))
      this.#where(link, optional || /^or/.test(link.name));
    else if (link.name === 'orderBy') this.#orderBy(link, optional);
    else if (/^(first|select)$/.test(link.name) && args.length === 0) return;
    else if (/raw|modify|union|whereExists|whereNotExists/i.test(link.name)) this.#partial = true;
  }

  #text(link: Link, expr: Expr | undefined): string | undefined {
    const texts = expr && this.#tools.evaluator.texts(expr, { module: link.module });
    return texts?.length === 1 ? texts[0] : undefined;
  }

  #table(link: Link): void {
    const [arg] = link.call.expr.args;
    const text = this.#text(link, arg);
    // Joins may be written before the table that they start from.
    if (text !== undefined) this.#tables.splice(link.name === 'from' ? 0 : this.#tables.length, 0, this.#named(text));
    else if (arg?.kind === 'object') {
      for (const { key, value } of arg.properties) {
        const name = this.#text(link, value);
        if (name && typeof key === 'string') this.#tables.push({ ...this.#named(name), alias: key });
      }
    } else if (arg) this.#partial = true;
  }

  #with(link: Link): void {
    const name = this.#text(link, link.call.expr.args[0]);
    if (name !== undefined) this.#given.add(name.replace(/\(.*$/s, ''));
    if (name === undefined || link.name === 'withRecursive') this.#partial = true;
  }

  #named(text: string): QueryTable {
    const table = aliased(text);
    return this.#given.has(table.name) ? { ...table, derived: true } : table;
  }

  #join(link: Link): void {
    this.#table(link);
    const names = link.call.expr.args.slice(1).map((arg) => this.#text(link, arg));
    const [left, middle, right] = names;
    if (link.call.expr.args[1]?.kind === 'function') {
      // Rows of the first table that find no partner stay: nothing is left out.
      this.#partial ||= !/^left/i.test(link.name);
      return;
    }
    for (const side of [left, right ?? middle]) if (side) this.#column(side, 'join', link, false, link.call.expr.at);
  }

  #where(link: Link, optional: boolean): void {
    const [subject, second, third] = link.call.expr.args;
    if (subject?.kind === 'object' || (subject && !second && subject.kind === 'reference')) {
      const read = new ConditionReader(this.#tools).read(link.module, subject, optional);
      this.#partial ||= read.partial;
      for (const { name, role, optional: maybe, at, value } of read.columns)
        this.#column(name, role, link, maybe, at, value);
      return;
    }
    const name = this.#text(link, subject);
    if (name === undefined) {
      this.#partial = true;
      return;
    }
    const operator = third ? this.#text(link, second) : '=';
    const role = /between/i.test(link.name) ? 'range' : /like/i.test(link.name) ? 'pattern' : roleOf(operator);
    if (role) this.#column(name, role, link, optional, link.call.expr.at, third ?? second);
    else this.#partial = true;
  }

  /** `whereNull('deleted_at')`, `whereNot('state', 'open')`. */
  #negation(link: Link, optional: boolean): void {
    const name = this.#text(link, link.call.expr.args[0]);
    if (name) this.#column(name, 'negation', link, optional, link.call.expr.at);
    else this.#partial = true;
  }

  #orderBy(link: Link, optional: boolean): void {
    const name = this.#text(link, link.call.expr.args[0]);
    if (name) this.#column(name, 'sort', link, optional, link.call.expr.at);
  }

  #column(
    written: string,
    role: QueryColumn['role'],
    link: Link,
    optional: boolean,
    at: QueryColumn['at'],
    value?: Expr,
  ): void {
    const parts = written.split('.');
    const name = parts[parts.length - 1] as string;
    const table = parts[parts.length - 2];
    const { module } = link;
    this.#columns.push({ name, ...(table && { table }), role, optional, ...(value && { value }), module, at });
  }
}
