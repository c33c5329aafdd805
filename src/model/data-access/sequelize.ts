import type { Expr } from '../../parse/typescript/code-facts.ts';
import { some } from '../flow/expression-search.ts';
import type { QueryColumn, QueryLimit, QueryOperation, QueryTable } from '../repo-model.ts';
import { ConditionReader, hasSpread, property } from './conditions.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { tableNamed, tableOnPath } from './model-definitions.ts';
import { argumentOf, type Draft, type QueryLibrary, type QueryReading, type Tools } from './query-library.ts';

const OPERATIONS: Record<string, QueryOperation> = {
  findAll: 'select',
  findAndCountAll: 'select',
  findOne: 'select',
  findByPk: 'select',
  findById: 'select',
  find: 'select',
  findAndCount: 'select',
  findOrInitialize: 'select',
  save: 'upsert',
  findOrCreate: 'upsert',
  findOrBuild: 'select',
  create: 'insert',
  bulkCreate: 'insert',
  update: 'update',
  upsert: 'upsert',
  destroy: 'delete',
  count: 'count',
  max: 'aggregate',
  min: 'aggregate',
  sum: 'aggregate',
  increment: 'update',
  decrement: 'update',
};
const SCOPES = /^(scope|unscoped|schema)$/;

/** Sequelize: calls on models made by `define` or `class X extends Model`, and `sequelize.query(text)`. */
export const sequelize: QueryLibrary = {
  packages: new Set(['sequelize', 'sequelize-typescript', '@sequelize/core']),
  methods: new Set([...Object.keys(OPERATIONS), 'query']),
  start(steps) {
    const last = steps.length - 1;
    const name = steps[last - 1]?.name ?? '';
    if (steps[last]?.name !== '()') return -1;
    if (name === 'query') return steps.slice(0, -2).some((step) => /Sequelize$|^\(\)$/.test(step.name)) ? last : -1;
    const before = steps.slice(0, -2).filter((step) => !SCOPES.test(step.name));
    const onModel = before.some((step) =>
      /^(define|model|models|Model|:Model|:ModelStatic|:ModelCtor|:Repository|getRepository)$/.test(step.name),
    );
    return onModel && OPERATIONS[name] ? last : -1;
  },
  read: readSequelize,
};

function readSequelize(draft: Draft, tools: Tools): QueryReading | undefined {
  const { evaluator } = tools;
  const { callee, args } = draft.call.expr;
  const method = callee.kind === 'member' ? String(callee.property) : '';
  if (method === 'query') return args[0] && rawText(draft, args[0]);
  const operation = OPERATIONS[method];
  if (!operation) return undefined;
  const table = tableOnPath(evaluator, draft.path, /^(define|model|getRepository)$/, draft.start) ?? modelNamed(draft);
  const position = /^(update|findByPk|max|min|sum)$/.test(method) ? 1 : 0;
  const { module, expr: options } = argumentOf(draft, tools, position) ?? { module: draft.module, expr: undefined };
  const reader = new ConditionReader(tools);
  const where = property(options, 'where');
  if (where && operation !== 'insert') reader.read(module, where);
  const unseen = options !== undefined && operation !== 'insert' && (options.kind !== 'object' || hasSpread(options));
  return {
    operation,
    method,
    tables: table ? [table] : [],
    columns: [...reader.columns, ...sorts(module, property(options, 'order'))],
    partial: reader.partial || unseen || narrows(property(options, 'include')),
    limit: unseen ? UNKNOWN : limitOf(evaluator, module, property(options, 'limit')),
    singleRow: /^(find|findOne|findByPk|findById|findOrCreate|findOrBuild|findOrInitialize|create|upsert|save)$/.test(
      method,
    ),
    bulk: method === 'bulkCreate',
  };
}

/** `sequelize.models.user`: the model of that name. */
function modelNamed({ path, start }: Draft): QueryTable | undefined {
  const at = path.steps.findIndex((step) => step.name === 'models');
  const name = at < 0 || at >= start - 1 ? undefined : path.steps[at + 1]?.name;
  return name === undefined ? undefined : tableNamed(name);
}

/** Joined models that select rows too: `include: [{ model: Group, where: { … } }]`. */
const narrows = (include: Expr | undefined): boolean =>
  include !== undefined &&
  some(
    include,
    (part) => part.kind === 'object' && part.properties.some(({ key }) => key === 'where' || key === 'required'),
  );

const UNKNOWN: QueryLimit = { kind: 'unknown' };

/** `order: [['createdAt', 'DESC'], 'name']`. */
function sorts(module: string, order: Expr | undefined): QueryColumn[] {
  if (order?.kind !== 'array') return [];
  return order.elements.flatMap((item) => {
    const name = item.kind === 'array' && item.elements.length <= 2 ? item.elements[0] : item;
    return name?.kind === 'literal' && typeof name.value === 'string'
      ? [{ name: name.value, role: 'sort' as const, optional: false, module, at: item.at }]
      : [];
  });
}

/** A query given as text. */
export const rawText = (draft: Draft, text: Expr): QueryReading => ({
  operation: 'raw',
  method: draft.call.expr.callee.kind === 'member' ? String(draft.call.expr.callee.property) : 'query',
  tables: [],
  columns: [],
  partial: true,
  limit: NO_LIMIT,
  text: { module: draft.module, expr: text },
});
