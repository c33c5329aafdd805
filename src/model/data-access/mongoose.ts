import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { QueryColumn, QueryLimit, QueryOperation, QueryTable } from '../repo-model.ts';
import { ConditionReader, property } from './conditions.ts';
import { limitOf, NO_LIMIT } from './limits.ts';
import { tableOfDeclaredType, tableOnPath } from './model-definitions.ts';
import { pipelineOf, populated } from './mongoose-pipelines.ts';
import {
  type Draft,
  isOptional,
  type Link,
  type QueryLibrary,
  type QueryReading,
  type Tools,
} from './query-library.ts';

const OPERATIONS: Record<string, QueryOperation> = {
  find: 'select',
  findOne: 'select',
  findById: 'select',
  findOneAndUpdate: 'update',
  findByIdAndUpdate: 'update',
  findOneAndReplace: 'update',
  findOneAndDelete: 'delete',
  findOneAndRemove: 'delete',
  findByIdAndDelete: 'delete',
  findByIdAndRemove: 'delete',
  updateOne: 'update',
  updateMany: 'update',
  replaceOne: 'update',
  deleteOne: 'delete',
  deleteMany: 'delete',
  create: 'insert',
  insertMany: 'insert',
  insertOne: 'insert',
  bulkWrite: 'update',
  save: 'insert',
  countDocuments: 'count',
  exists: 'select',
  distinct: 'aggregate',
  aggregate: 'aggregate',
};
export const MONGOOSE_METHODS: ReadonlySet<string> = new Set(Object.keys(OPERATIONS));
const LINKS =
  'limit sort skip select populate lean exec where cursor session stream toArray equals gt gte lt lte in batchSize count estimatedDocumentCount project hint collation maxTimeMS allowDiskUse'.split(
    ' ',
  );

/** Mongoose models and the driver's collections: `User.find({ role }).sort('name').limit(20)`. */
export const mongoose: QueryLibrary = {
  packages: new Set(['mongoose', '@nestjs/mongoose', '@typegoose/typegoose', 'mongodb']),
  methods: new Set([...Object.keys(OPERATIONS), ...LINKS]),
  start(steps) {
    const model = steps.findIndex((step) =>
      /^(model|Model|:Model|getModelForClass|collection|:Collection|:ReturnModelType|:PaginateModel)$/.test(step.name),
    );
    if (model < 0) return -1;
    return steps.findIndex(
      (step, index) =>
        index > model + 1 && step.name === '()' && OPERATIONS[steps[index - 1]?.name ?? ''] !== undefined,
    );
  },
  read: readMongoose,
};

function readMongoose(draft: Draft, tools: Tools): QueryReading | undefined {
  const { callee, args } = draft.call.expr;
  if (callee.kind !== 'member' || typeof callee.property !== 'string') return undefined;
  const operation = OPERATIONS[callee.property];
  if (!operation) return undefined;
  const method = callee.property;
  const { evaluator } = tools;
  const reader = new ConditionReader(tools);
  const filters = !/ById/.test(method) && operation !== 'insert' && operation !== 'aggregate';
  if (args[0] && filters) reader.read(draft.module, args[0]);
  const joined = [
    pipelineOf(tools, draft.module, operation === 'aggregate' ? args[0] : undefined),
    ...draft.links.map((link) => populated(evaluator, link)),
  ];
  const counts = draft.links.some((link) => /^count/.test(link.name));
  return {
    operation: counts ? 'count' : operation,
    method: [method, ...draft.links.map((link) => link.name)].slice(0, 3).join('().'),
    tables: [...tableOf(draft, evaluator), ...joined.flatMap((item) => item.tables)],
    columns: [reader, ...joined]
      .flatMap((item) => item.columns)
      .concat(draft.links.flatMap((link) => sorts(draft, link))),
    partial: reader.partial || draft.links.some((link) => link.name === 'where'),
    limit: limitIn(draft, evaluator),
    singleRow: /One|ById|^create$|^exists$|^save$/.test(method),
    bulk: /Many$|^bulkWrite$/.test(method),
    ...(reader.scripts.length > 0 && { fragments: reader.scripts }),
    streamed: draft.links.some((link) => link.name === 'cursor' || link.name === 'stream'),
  };
}

function limitIn({ links, module, call }: Draft, evaluator: Tools['evaluator']): QueryLimit {
  const limit = links.find((link) => link.name === 'limit');
  if (limit) return limitOf(evaluator, limit.module, limit.call.expr.args[0]);
  const option = links.length === 0 ? property(call.expr.args[2], 'limit') : undefined;
  return option ? limitOf(evaluator, module, option) : NO_LIMIT;
}

function tableOf(draft: Draft, evaluator: Tools['evaluator']): QueryTable[] {
  const { callee } = draft.call.expr;
  const table =
    tableOnPath(evaluator, draft.path, /^(model|getModelForClass|collection)$/, draft.start) ??
    (callee.kind === 'member' ? tableOfDeclaredType(evaluator, draft.module, callee.object) : undefined);
  return table ? [table] : [];
}

/** `.sort({ createdAt: -1 })`, `.sort('-createdAt name')`. */
function sorts(draft: Draft, link: Link): QueryColumn[] {
  const { name, call, module } = link;
  const [arg] = call.expr.args;
  if (name !== 'sort' || !arg) return [];
  return sortNames(arg).map((column) => ({
    name: column.replace(/^[-+]/, ''),
    role: 'sort',
    optional: isOptional(draft, link),
    module,
    at: arg.at,
  }));
}

const sortNames = (arg: Expr): string[] => {
  if (arg.kind === 'object') return arg.properties.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  return arg.kind === 'literal' && typeof arg.value === 'string' ? arg.value.split(/\s+/).filter(Boolean) : [];
};
