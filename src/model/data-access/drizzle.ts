import type { CallExpr, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf } from '../evaluate/values.ts';
import type { QueryColumn, QueryOperation, QueryTable } from '../repo-model.ts';
import { property } from './conditions.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { type Draft, isOptional, type QueryLibrary, type QueryReading, type Tools } from './query-library.ts';
import { rawText } from './sequelize.ts';

const STARTS: Record<string, QueryOperation> = {
  select: 'select',
  selectDistinct: 'select',
  selectDistinctOn: 'select',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  findMany: 'select',
  findFirst: 'select',
  $count: 'count',
};
const LINKS =
  'from where leftJoin innerJoin rightJoin fullJoin orderBy limit offset groupBy having returning values set onConflictDoNothing onConflictDoUpdate $dynamic as get all run execute prepare'.split(
    ' ',
  );
const ROLES: Record<string, QueryColumn['role']> = {
  eq: 'equality',
  inArray: 'equality',
  gt: 'range',
  gte: 'range',
  lt: 'range',
  lte: 'range',
  between: 'range',
  like: 'pattern',
  ilike: 'pattern',
  isNull: 'negation',
  isNotNull: 'negation',
  ne: 'negation',
  notInArray: 'negation',
};

/** Drizzle: `db.select().from(users).where(eq(users.email, email))` and `db.query.users.findMany({ … })`. */
export const drizzle: QueryLibrary = {
  packages: new Set(['drizzle-orm']),
  methods: new Set([...Object.keys(STARTS), ...LINKS]),
  start(steps) {
    if (
      !/^(drizzle|:.*Database|:NodePgDatabase|:.*Transaction)$/.test(steps[0]?.name ?? '') &&
      !steps.some((step) => step.name === 'drizzle')
    )
      return -1;
    return steps.findIndex((step, index) => index > 1 && step.name === '()' && isStart(steps[index - 1]?.name ?? ''));
  },
  read: readDrizzle,
};

const isStart = (name: string): boolean => STARTS[name] !== undefined || name === 'execute';

function readDrizzle(draft: Draft, { evaluator }: Tools): QueryReading | undefined {
  const { callee, args } = draft.call.expr;
  const method = callee.kind === 'member' ? String(callee.property) : '';
  const operation = STARTS[method];
  if (method === 'execute') return args[0] && rawText(draft, args[0]);
  if (!operation) return undefined;
  const reader = new DrizzleReader(evaluator);
  const relational = method === 'findMany' || method === 'findFirst';
  if (relational) reader.relational(draft);
  else reader.chain(draft);
  const limit = draft.links.find((link) => link.name === 'limit');
  const take = relational ? property(args[0], 'limit') : limit?.call.expr.args[0];
  const from = limit?.module ?? draft.module;
  const unseen = relational && args[0] !== undefined && args[0].kind !== 'object';
  return {
    operation,
    method,
    tables: reader.tables,
    columns: reader.columns,
    partial: reader.partial,
    limit: unseen ? { kind: 'unknown' } : take ? limitOf(evaluator, from, take) : NO_LIMIT,
    singleRow: method === 'findFirst' || draft.links.some((link) => link.name === 'get'),
    bulk: draft.links.some((link) => link.name === 'values' && link.call.expr.args[0]?.kind !== 'object'),
  };
}

class DrizzleReader {
  readonly tables: QueryTable[] = [];
  readonly columns: QueryColumn[] = [];
  partial = false;
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  chain(draft: Draft): void {
    const { call, module, links } = draft;
    if (call.expr.args[0] && call.expr.callee.kind === 'member' && !/^select/.test(String(call.expr.callee.property)))
      this.#table(module, call.expr.args[0]);
    for (const link of links) {
      const [first, second] = link.call.expr.args;
      if (link.name === 'from' || /Join$/.test(link.name)) this.#table(link.module, first);
      if (link.name === 'where') this.#condition(link.module, first, isOptional(draft, link));
      if (/Join$/.test(link.name)) this.#condition(link.module, second, false, 'join');
      if (link.name === 'orderBy') for (const arg of link.call.expr.args) this.#sort(link.module, arg);
    }
  }

  /** `db.query.users.findMany({ where, orderBy })`: the member names the table's variable. */
  relational({ call, module }: Draft): void {
    const { callee, args } = call.expr;
    const member = callee.kind === 'member' && callee.object.kind === 'member' ? callee.object.property : undefined;
    if (typeof member === 'string') this.tables.push({ name: member, otherNames: [snake(member)] });
    const where = property(args[0], 'where');
    if (where?.kind === 'call') this.#condition(module, where, false);
    else if (where || args[0]?.kind !== 'object') this.partial ||= args.length > 0;
    const order = property(args[0], 'orderBy');
    for (const item of order?.kind === 'array' ? order.elements : order ? [order] : []) this.#sort(module, item);
  }

  #table(module: string, expr: Expr | undefined): void {
    const name = expr && this.#tableName(module, expr);
    if (name) this.tables.push({ name, otherNames: [], ...(expr.kind === 'reference' && { alias: expr.name }) });
    else this.partial = true;
  }

  /** Name given to `pgTable('users', …)` that a variable holds. */
  #tableName(module: string, expr: Expr): string | undefined {
    for (const value of this.#evaluator.evaluate(expr, { module })) {
      const call = value.kind === 'result' && originOf(value)?.package === 'drizzle-orm' ? value.site : undefined;
      if (!call || call.call < 0) continue;
      const made = this.#evaluator.program.call(call.module, call.call).expr;
      const text = made.args[0] && this.#evaluator.texts(made.args[0], { module: call.module })?.[0];
      if (text) return text;
    }
    return undefined;
  }

  #condition(module: string, expr: Expr | undefined, optional: boolean, role?: QueryColumn['role']): void {
    if (!expr) return;
    const call = expr.kind === 'call' && expr.callee.kind === 'reference' ? expr : undefined;
    const name = call?.callee.kind === 'reference' ? call.callee.name : '';
    if (call && (name === 'and' || name === 'or')) {
      this.partial ||= name === 'or' && call.args.length > 1;
      for (const arg of call.args) {
        if (arg.spread) this.#list(module, arg, optional || name === 'or');
        else this.#condition(module, arg, optional || name === 'or', role);
      }
    } else if (expr.kind === 'conditional') {
      for (const option of expr.operator === '&&' ? expr.options.slice(1) : expr.options)
        if (!isNothing(option)) this.#condition(module, option, true, role);
    } else if (call && ROLES[name])
      this.#operands(module, call, role === 'join', ROLES[name] as QueryColumn['role'], optional);
    else this.partial = true;
  }

  /** `and(...conditions)` of a list that is filled as filters are given. */
  #list(module: string, { kind, ...list }: Expr, optional: boolean): void {
    const { program } = this.#evaluator;
    const id = kind === 'reference' && 'binding' in list ? list.binding : undefined;
    const init = id === undefined ? undefined : program.binding(module, id).init;
    if (init?.kind !== 'array' || init.elements.some((item) => item.spread)) {
      this.partial = true;
      return;
    }
    for (const item of init.elements) this.#condition(module, item, optional);
    for (const { args, context } of program.pushedTo(module, init))
      for (const arg of args) this.#condition(module, arg, optional || context.branches > 0);
  }

  #operands(module: string, call: CallExpr, joins: boolean, role: QueryColumn['role'], optional: boolean): void {
    const [left, right] = call.args;
    if (joins && right?.kind === 'member' && this.#tableName(module, right.object))
      for (const side of [left, right]) this.#column(module, side, 'join', optional);
    else this.#column(module, left, role, optional, right);
  }

  #sort(module: string, expr: Expr): void {
    const inner = expr.kind === 'call' && expr.callee.kind === 'reference' ? expr.args[0] : expr;
    this.#column(module, inner, 'sort', false);
  }

  /** `users.email`: the name its column was given, or the property's own. */
  #column(module: string, expr: Expr | undefined, role: QueryColumn['role'], optional: boolean, value?: Expr): void {
    if (expr?.kind !== 'member' || typeof expr.property !== 'string') {
      this.partial = true;
      return;
    }
    const table = this.#tableName(module, expr.object);
    const { property, at } = expr;
    this.columns.push({ name: property, ...(table && { table }), role, optional, ...(value && { value }), module, at });
  }
}

const isNothing = (expr: Expr): boolean =>
  (expr.kind === 'reference' && expr.name === 'undefined') || (expr.kind === 'literal' && expr.value === null);

const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
