import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { QueryColumn, QueryOperation, QueryTable } from '../repo-model.ts';
import { ConditionReader, hasSpread, property } from './conditions.ts';
import { placed } from './given.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { tableOfDeclaredType, tableOfReference, tableOnPath } from './model-definitions.ts';
import type { Draft, QueryLibrary, QueryReading, Tools } from './query-library.ts';
import { rawText } from './sequelize.ts';
import { readQueryBuilder } from './typeorm-builder.ts';

const OPERATIONS: Record<string, QueryOperation> = {
  find: 'select',
  findBy: 'select',
  findAndCount: 'select',
  findAndCountBy: 'select',
  findOne: 'select',
  findOneBy: 'select',
  findOneOrFail: 'select',
  findOneByOrFail: 'select',
  findOneById: 'select',
  findByIds: 'select',
  exists: 'select',
  existsBy: 'select',
  exist: 'select',
  count: 'count',
  countBy: 'count',
  save: 'upsert',
  insert: 'insert',
  update: 'update',
  upsert: 'upsert',
  delete: 'delete',
  remove: 'delete',
  softDelete: 'update',
  softRemove: 'update',
  restore: 'update',
  increment: 'update',
  decrement: 'update',
};
const BUILDER =
  'createQueryBuilder select addSelect from where andWhere orWhere leftJoin leftJoinAndSelect innerJoin innerJoinAndSelect orderBy addOrderBy take limit skip offset getMany getOne getManyAndCount getRawMany getRawOne getCount stream execute set values into delete update insert groupBy'.split(
    ' ',
  );

/** TypeORM: repositories, the entity manager, active records and query builders. */
export const typeorm: QueryLibrary = {
  packages: new Set(['typeorm', '@nestjs/typeorm']),
  methods: new Set([...Object.keys(OPERATIONS), ...BUILDER, 'query']),
  start(steps) {
    const built = steps.findIndex(
      (step, index) => step.name === '()' && steps[index - 1]?.name === 'createQueryBuilder',
    );
    if (built >= 0) return built;
    const last = steps.length - 1;
    const name = steps[last - 1]?.name ?? '';
    if (steps[last]?.name !== '()' || (!OPERATIONS[name] && name !== 'query')) return -1;
    const from = steps.slice(0, -2).map((step) => step.name);
    return from.some((step) => REACHED.test(step)) ? last : -1;
  },
  read: readTypeorm,
};

const REACHED =
  /^:?(Repository|TreeRepository|MongoRepository|AbstractRepository|BaseEntity|EntityManager|DataSource|Connection|QueryRunner|getRepository|getCustomRepository|getManager|manager|getConnection|createQueryRunner|createConnection)$/;

function readTypeorm(draft: Draft, tools: Tools): QueryReading | undefined {
  const { callee, args } = draft.call.expr;
  const method = callee.kind === 'member' ? String(callee.property) : '';
  if (method === 'createQueryBuilder') return readQueryBuilder(draft, tools, ownTable(draft, tools));
  if (method === 'query') return args[0] && rawText(draft, args[0]);
  const operation = OPERATIONS[method];
  if (!operation) return undefined;
  const own = ownTable(draft, tools);
  const named = own ? undefined : args[0] && tableOfReference(tools.evaluator, draft.module, args[0]);
  return reading(draft, tools, method, operation, own ?? named, args.slice(named ? 1 : 0));
}

function reading(
  draft: Draft,
  tools: Tools,
  method: string,
  operation: QueryOperation,
  table: QueryTable | undefined,
  args: Expr[],
): QueryReading {
  const { evaluator } = tools;
  const { module, expr: first } = args[0] ? placed(tools, draft.module, args[0]) : { ...draft, expr: undefined };
  const plain = /By$|ByOrFail$|^(update|delete|softDelete|restore|increment|decrement)$/.test(method);
  const bare = !plain && isBareCondition(first);
  const where = plain || bare ? first : property(first, 'where');
  const reader = new ConditionReader(tools);
  const writes = operation === 'upsert' || operation === 'insert' || method === 'remove' || method === 'softRemove';
  if (where && !writes) reader.read(module, where);
  const unseen = !plain && !writes && first !== undefined && (first.kind !== 'object' || hasSpread(first));
  return {
    operation,
    method,
    tables: table ? [table] : [],
    columns: [...reader.columns, ...sorts(module, property(first, 'order'))],
    partial: reader.partial || unseen,
    limit: unseen ? { kind: 'unknown' } : plain ? NO_LIMIT : limitOf(evaluator, module, property(first, 'take')),
    singleRow: /One|^exist/.test(method),
    bulk: method === 'findByIds' || (writes && first?.kind === 'array'),
  };
}

const OPTIONS =
  /^(where|relations|select|order|skip|take|cache|join|withDeleted|loadRelationIds|lock|transaction|comment|relationLoadStrategy|loadEagerRelations)$/;

/** `find({ followerId })` of TypeORM 0.2: an object without a single option is the condition. */
const isBareCondition = (first: Expr | undefined): boolean =>
  first?.kind === 'object' &&
  first.properties.length > 0 &&
  first.properties.every(({ key }) => typeof key === 'string' && !OPTIONS.test(key));

const ownTable = (draft: Draft, { evaluator }: Tools): QueryTable | undefined => {
  const { callee } = draft.call.expr;
  return (
    tableOnPath(evaluator, draft.path, /^(getRepository|getTreeRepository|getMongoRepository)$/, draft.start) ??
    (callee.kind === 'member' ? tableOfDeclaredType(evaluator, draft.module, callee.object) : undefined)
  );
};

function sorts(module: string, order: Expr | undefined): QueryColumn[] {
  if (order?.kind !== 'object') return [];
  return order.properties.flatMap(({ key, value }) =>
    typeof key === 'string' && value.kind !== 'object'
      ? [{ name: key, role: 'sort' as const, optional: false, module, at: value.at }]
      : [],
  );
}
