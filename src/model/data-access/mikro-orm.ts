import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { QueryColumn, QueryOperation, QueryTable } from '../repo-model.ts';
import { ConditionReader, hasSpread, property } from './conditions.ts';
import { readBuilder } from './knex.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { tableOfDeclaredType, tableOfReference, tableOnPath } from './model-definitions.ts';
import type { Draft, QueryLibrary, QueryReading, Tools } from './query-library.ts';
import { rawText } from './sequelize.ts';

const OPERATIONS: Record<string, QueryOperation | undefined> = {
  find: 'select',
  findAll: 'select',
  findAndCount: 'select',
  findByCursor: 'select',
  findOne: 'select',
  findOneOrFail: 'select',
  count: 'count',
  insert: 'insert',
  insertMany: 'insert',
  nativeInsert: 'insert',
  nativeUpdate: 'update',
  nativeDelete: 'delete',
  upsert: 'upsert',
  upsertMany: 'upsert',
};
const BUILDER =
  'createQueryBuilder qb select where andWhere orWhere join leftJoin leftJoinAndSelect innerJoin innerJoinAndSelect orderBy groupBy limit offset getResult getResultList getSingleResult getCount getResultAndCount execute insert update delete'.split(
    ' ',
  );
const REACHED =
  /^:?(EntityManager|SqlEntityManager|MongoEntityManager|EntityRepository|SqlEntityRepository|MongoEntityRepository)$|^(em|fork|getRepository)$/;

/** MikroORM: the entity manager, repositories and the query builder. Changes that `flush` writes are made elsewhere. */
export const mikroOrm: QueryLibrary = {
  packages: new Set(
    '@mikro-orm/core @mikro-orm/knex @mikro-orm/sql @mikro-orm/postgresql @mikro-orm/mysql @mikro-orm/mariadb @mikro-orm/sqlite @mikro-orm/better-sqlite @mikro-orm/libsql @mikro-orm/mssql @mikro-orm/mongodb @mikro-orm/nestjs'.split(
      ' ',
    ),
  ),
  methods: new Set([...Object.keys(OPERATIONS), ...BUILDER]),
  start(steps) {
    if (!steps.some((step) => REACHED.test(step.name))) return -1;
    const built = steps.findIndex(
      (step, index) => step.name === '()' && /^(createQueryBuilder|qb)$/.test(steps[index - 1]?.name ?? ''),
    );
    if (built >= 0) return built;
    const last = steps.length - 1;
    const name = steps[last - 1]?.name ?? '';
    if (steps[last]?.name !== '()') return -1;
    if (name === 'execute') return steps[last - 3]?.name === 'getConnection' ? last : -1;
    return OPERATIONS[name] ? last : -1;
  },
  read: readMikro,
};

function readMikro(draft: Draft, tools: Tools): QueryReading | undefined {
  const { callee, args } = draft.call.expr;
  const method = callee.kind === 'member' ? String(callee.property) : '';
  if (method === 'execute') return args[0] && rawText(draft, args[0]);
  const own = ownTable(draft, tools);
  const named = own ? undefined : args[0] && tableOfReference(tools.evaluator, draft.module, args[0]);
  const table = own ?? named;
  if (/^(createQueryBuilder|qb)$/.test(method)) return built(draft, tools, table);
  const operation = OPERATIONS[method];
  return operation && reading(draft, tools, method, operation, table, args.slice(named ? 1 : 0));
}

function built(draft: Draft, tools: Tools, table: QueryTable | undefined): QueryReading {
  const links = draft.links.map((link) => (link.name === 'getSingleResult' ? { ...link, name: 'first' } : link));
  return { ...readBuilder(tools, draft, links, table ? [table] : []), method: 'createQueryBuilder' };
}

function reading(
  draft: Draft,
  tools: Tools,
  method: string,
  operation: QueryOperation,
  table: QueryTable | undefined,
  args: Expr[],
): QueryReading {
  const all = method === 'findAll' || method === 'findByCursor';
  const options = all ? args[0] : operation === 'update' ? undefined : args[1];
  const where = all ? property(options, 'where') : args[0];
  const { evaluator } = tools;
  const reader = new ConditionReader(tools);
  if (where && operation !== 'insert' && operation !== 'upsert') reader.read(draft.module, where);
  const unseen = options !== undefined && (options.kind !== 'object' || hasSpread(options));
  const take = property(options, 'limit') ?? property(options, 'first');
  return {
    operation,
    method,
    tables: table ? [table] : [],
    columns: [...reader.columns, ...sorts(draft.module, property(options, 'orderBy'))],
    partial: reader.partial || unseen,
    limit: unseen ? { kind: 'unknown' } : take ? limitOf(evaluator, draft.module, take) : NO_LIMIT,
    singleRow: /^findOne/.test(method),
    bulk: /Many$/.test(method),
  };
}

const ownTable = (draft: Draft, { evaluator }: Tools): QueryTable | undefined => {
  const { callee } = draft.call.expr;
  return (
    tableOnPath(evaluator, draft.path, /^getRepository$/, draft.start) ??
    (callee.kind === 'member' ? tableOfDeclaredType(evaluator, draft.module, callee.object) : undefined)
  );
};

function sorts(module: string, order: Expr | undefined): QueryColumn[] {
  const items = order?.kind === 'array' ? order.elements : order ? [order] : [];
  return items.flatMap((item) =>
    item.kind !== 'object'
      ? []
      : item.properties.flatMap(({ key, value }) =>
          typeof key === 'string' && value.kind !== 'object'
            ? [{ name: key, role: 'sort' as const, optional: false, module, at: value.at }]
            : [],
        ),
  );
}
