import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { QueryColumn, QueryFact, QueryOperation } from '../repo-model.ts';
import { ConditionReader, hasSpread, property } from './conditions.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { type PrismaModel, prismaModel } from './prisma-models.ts';
import { argumentOf, type Draft, type QueryLibrary, type QueryReading, type Tools } from './query-library.ts';
import type { PathStep } from './value-path.ts';

const OPERATIONS: Record<string, QueryOperation> = {
  findMany: 'select',
  findFirst: 'select',
  findFirstOrThrow: 'select',
  findUnique: 'select',
  findUniqueOrThrow: 'select',
  create: 'insert',
  createMany: 'insert',
  createManyAndReturn: 'insert',
  update: 'update',
  updateMany: 'update',
  updateManyAndReturn: 'update',
  upsert: 'upsert',
  delete: 'delete',
  deleteMany: 'delete',
  count: 'count',
  aggregate: 'aggregate',
  groupBy: 'aggregate',
};
const RAW = new Set(['$queryRawUnsafe', '$executeRawUnsafe', '$queryRaw', '$executeRaw']);
export const PRISMA_METHODS: ReadonlySet<string> = new Set(Object.keys(OPERATIONS));

/** Prisma Client: `prisma.user.findMany({ where, orderBy, take, include })` and its raw queries. */
export const prisma: QueryLibrary = {
  packages: new Set(['@prisma/client', 'nestjs-prisma']),
  methods: new Set([...Object.keys(OPERATIONS), ...RAW]),
  start(steps) {
    if (!steps.some((step) => /PrismaClient$|TransactionClient$|PrismaService$/.test(step.name))) return -1;
    for (let index = steps.length - 1; index > 0; index -= 1) {
      const name = steps[index - 1]?.name ?? '';
      if (isCall(steps[index]) && (RAW.has(name) || (index > 1 && PRISMA_METHODS.has(name)))) return index;
    }
    return -1;
  },
  read: readPrisma,
};

const isCall = (step: PathStep | undefined): boolean => step?.name === '()';

/** Reads one call of a model's member; also used where the client could only be told by its shape. */
export function readPrisma(draft: Draft, tools: Tools): QueryReading | undefined {
  const { callee } = draft.call.expr;
  if (callee.kind !== 'member' || typeof callee.property !== 'string') return undefined;
  const method = callee.property;
  if (RAW.has(method)) return rawReading(draft, method);
  const member = callee.object.kind === 'member' ? callee.object.property : undefined;
  const operation = OPERATIONS[method];
  if (typeof member !== 'string' || !operation) return undefined;
  const model = prismaModel(tools.prisma, member);
  const { module, expr: options } = argumentOf(draft, tools, 0) ?? { ...draft, expr: undefined };
  const reader = new ConditionReader(tools);
  const where = property(options, 'where');
  if (where) reader.read(module, where);
  const order = sorts(module, property(options, 'orderBy'));
  const columns = [...reader.columns, ...throughRelations(module, where, model), ...order];
  const unseen = options !== undefined && (options.kind !== 'object' || hasSpread(options));
  const grouped = property(options, 'distinct') !== undefined;
  return {
    operation,
    method,
    tables: [{ name: model?.table ?? member, otherNames: model ? [] : [`${member}s`] }],
    columns: columns.flatMap((column) => onTable(column, model)),
    partial: reader.partial || unseen || grouped || columns.some((column) => onTable(column, model).length === 0),
    limit: unseen ? { kind: 'unknown' } : limitOf(tools.evaluator, module, property(options, 'take')),
    singleRow: /^(findUnique|findFirst|create$|update$|upsert$|delete$)/.test(method),
    bulk: /Many/.test(method) && method !== 'findMany',
    relations: model ? [...relationsOf(tools, model, options, '', 0), ...followed(draft, tools, model)] : [],
  };
}

function rawReading(draft: Draft, method: string): QueryReading | undefined {
  const [text] = draft.call.expr.args;
  if (!text || (!method.endsWith('Unsafe') && !(text.kind === 'template' && text.tag))) return undefined;
  return {
    operation: 'raw',
    method,
    tables: [],
    columns: [],
    partial: true,
    limit: NO_LIMIT,
    text: { module: draft.module, expr: text },
  };
}

/** A filter's field as the column it is kept in; none for a filter on a relation or a compound key. */
function onTable(column: QueryColumn, model: PrismaModel | undefined): QueryColumn[] {
  if (!model) return [column];
  const field = model.fields.get(column.name);
  if (!field) return compound(column, model);
  return field.list || field.type.charAt(0) === field.type.charAt(0).toLowerCase() || !/^[A-Z]/.test(field.type)
    ? [{ ...column, name: field.column }]
    : isScalar(field.type)
      ? [{ ...column, name: field.column }]
      : [];
}

/** `where: { author: { name } }` finds the rows by the key that they hold of the related one. */
function throughRelations(module: string, where: Expr | undefined, model: PrismaModel | undefined): QueryColumn[] {
  if (where?.kind !== 'object' || !model) return [];
  return where.properties.flatMap(({ key, value }) => {
    const asks = /^(object|call|reference)$/.test(value.kind);
    const keys = typeof key === 'string' && asks ? model.fields.get(key)?.keys : undefined;
    return (keys ?? []).map((name) => ({ name, role: 'equality' as const, optional: false, module, at: value.at }));
  });
}

/** `userId_postId: { … }` names the columns of a compound unique key. */
function compound(column: QueryColumn, model: PrismaModel): QueryColumn[] {
  const parts = column.name.split('_');
  const fields = parts.map((part) => model.fields.get(part));
  if (parts.length < 2 || fields.some((field) => !field)) return [];
  return fields.flatMap((field) => (field ? [{ ...column, role: 'equality' as const, name: field.column }] : []));
}

const SCALARS = new Set(['String', 'Int', 'BigInt', 'Boolean', 'DateTime', 'Float', 'Decimal', 'Json', 'Bytes']);
const isScalar = (type: string): boolean => SCALARS.has(type);

function sorts(module: string, orderBy: Expr | undefined): QueryColumn[] {
  const items = orderBy?.kind === 'array' ? orderBy.elements : orderBy ? [orderBy] : [];
  return items.flatMap((item) =>
    item.kind === 'object'
      ? item.properties.flatMap(({ key, value }) =>
          typeof key === 'string' ? [{ name: key, role: 'sort' as const, optional: false, module, at: value.at }] : [],
        )
      : [],
  );
}

/** Lists of related rows that `include` and `select` bring along without `take`. */
function relationsOf(
  tools: Tools,
  model: PrismaModel,
  options: Expr | undefined,
  path: string,
  depth: number,
): NonNullable<QueryFact['relations']> {
  if (depth > 5) return [];
  return ['include', 'select'].flatMap((kind) => {
    const object = property(options, kind);
    if (object?.kind !== 'object') return [];
    return object.properties.flatMap(({ key, value, at }) => {
      const field = typeof key === 'string' ? model.fields.get(key) : undefined;
      const related = field && prismaModel(tools.prisma, field.type);
      if (!field || !related || (value.kind === 'literal' && value.value !== true)) return [];
      const here = path ? `${path}.${String(key)}` : String(key);
      const bounded =
        !field.list ||
        (value.kind !== 'literal' && value.kind !== 'object') ||
        property(value, 'take') !== undefined ||
        hasSpread(value);
      const inner = relationsOf(tools, related, value, here, depth + 1);
      return bounded ? inner : [{ path: here, table: related.table, at }, ...inner];
    });
  });
}

/** `findUnique(…).posts()` reads the rows related to the one that is found. */
function followed({ module, call }: Draft, tools: Tools, model: PrismaModel): NonNullable<QueryFact['relations']> {
  const next =
    call.use === 'chained' && call.parent !== undefined ? tools.evaluator.program.call(module, call.parent) : undefined;
  const name = next?.expr.callee.kind === 'member' ? next.expr.callee.property : undefined;
  const field = typeof name === 'string' ? model.fields.get(name) : undefined;
  const related = field?.list ? prismaModel(tools.prisma, field.type) : undefined;
  if (!next || !related || typeof name !== 'string' || property(next.expr.args[0], 'take')) return [];
  return [{ path: name, table: related.table, at: next.expr.at }];
}
