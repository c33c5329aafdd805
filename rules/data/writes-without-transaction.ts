import {
  type CallFact,
  calleeName,
  defineRule,
  type FunctionRef,
  type Location,
  nameOf,
  type QueryFact,
  type RepoModel,
  routesTo,
  runTimeQueries,
  type Subject,
  tableOf,
  unreadQueries,
  within,
  wordsOf,
} from '#rule';

/** A function that changes rows of a database in more than one place. */
interface Writer extends Subject {
  fn: FunctionRef;
  sites: Site[];
}
/** A write, or a call that leads to some. */
interface Site {
  at: Location;
  writes: QueryFact[];
}
type Index = ReadonlyMap<string, QueryFact[]>;

const MAX_DEPTH = 3;
const PG = '{"dependencies":{"express":"^4.18.0","@prisma/client":"^5.0.0"}}';
const APP = (body: string): string =>
  `import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst app = express();\napp.post('/v1/orders', async (req, res) => {\n${body}\n  res.sendStatus(201);\n});\n`;

/** Functions that write several tables one after the other, each on its own. */
export const writesWithoutTransaction = defineRule({
  id: 'writes-without-transaction',
  summary: 'A request writes several tables without a transaction',
  why: 'When the second write fails, the first one stays: half of an order, a payment without its booking. Nobody notices until somebody counts.',
  fix: 'Make the writes in one transaction, and pass its client to the functions that write.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'transactions that a decorator or a context of the library’s own carries',
    'writes that are meant to be independent',
    'document databases, which are not judged',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'one transaction',
        files: {
          'package.json': PG,
          'src/app.ts': APP(
            '  await prisma.$transaction(async (tx) => {\n    await tx.order.create({ data: req.body });\n    await tx.stock.update({ where: { id: 1 }, data: {} });\n  });',
          ),
        },
      },
      {
        title: 'a list of operations that is run as one',
        files: {
          'package.json': PG,
          'src/app.ts': APP(
            '  const operations = [prisma.order.create({ data: req.body })];\n  operations.push(prisma.stock.update({ where: { id: 1 }, data: {} }));\n  await prisma.$transaction(operations);',
          ),
        },
      },
      {
        title: 'rows of tables without a relation, which are cleared away',
        files: {
          'package.json': PG,
          'prisma/schema.prisma':
            'datasource db {\n  provider = "postgresql"\n}\nmodel Code {\n  id Int @id\n}\nmodel Token {\n  id Int @id\n}\n',
          'src/app.ts': APP('  await prisma.code.deleteMany({});\n  await prisma.token.deleteMany({});'),
        },
      },
      {
        title: 'a function of the program’s own that runs a list as one',
        files: {
          'package.json': PG,
          'src/app.ts': APP(
            '  await transaction([prisma.order.create({ data: req.body }), prisma.stock.update({ where: { id: 1 }, data: {} })]);',
          ).replace('const app', 'const transaction = (input) => prisma.$transaction(input);\nconst app'),
        },
      },
      {
        title: 'one table, and alternatives',
        files: {
          'package.json': PG,
          'src/app.ts': APP(
            '  await prisma.order.create({ data: req.body });\n  await prisma.order.update({ where: { id: 1 }, data: {} });\n  if (req.body.gift) await prisma.gift.create({ data: {} });\n  else await prisma.bill.create({ data: {} });',
          ),
        },
      },
    ],
    bad: [
      {
        title: 'an order and its stock',
        files: {
          'package.json': PG,
          'src/app.ts': APP(
            '  await prisma.order.create({ data: req.body });\n  await prisma.stock.update({ where: { id: 1 }, data: {} });',
          ),
        },
        keys: ['src/app.ts#(module)>callback'],
      },
      {
        title: 'through functions',
        files: {
          'package.json': PG,
          'src/app.ts': `${APP('  await place(req.body);')}const place = async (order) => {\n  await book(order);\n  await prisma.order.create({ data: order });\n};\nconst book = async (order) => prisma.stock.update({ where: { id: order.item }, data: {} });\n`,
        },
        keys: ['src/app.ts#place'],
      },
    ],
  },
  *subjects(model): Iterable<Writer> {
    const index = writesByFunction(model);
    const seen = new Set<string>();
    for (const ref of candidates(model, index)) {
      const key = `${ref.module}#${nameOf(model, ref)}`;
      const sites = seen.has(key) ? [] : sitesOf(model, index, ref);
      seen.add(key);
      const [first] = sites;
      if (first && sites.length > 1) yield { key, at: first.at, fn: ref, sites };
    }
  },
  check({ fn, sites }, _params, model) {
    const all = sites.flatMap((site) => site.writes);
    const names = [...new Set(all.flatMap((write) => write.tables[0]?.name ?? []))];
    const [route] = routesTo(model, fn);
    // One call may well hold the transaction for both.
    const apart = sites.some((site) =>
      names.some((name) => site.writes.every((write) => write.tables[0]?.name !== name)),
    );
    if (names.length < 2 || !route || !apart || all.some((write) => write.inTransaction)) return undefined;
    if (all.every(({ operation }) => operation === 'delete') && !areRelated(model, all)) return undefined;
    const main = names.filter((name) => !wordsOf(name).some((word) => ASIDE.test(word)));
    return {
      ...(main.length < 2 && { severity: 'info' as const }),
      message: `${names.slice(0, 4).join(', ')} are written separately for ${route.method} ${route.path}, without a transaction`,
      related: sites.slice(0, 8).flatMap((site) =>
        site.writes.slice(0, 3).map((write) => ({
          at: within(write.module, write.at),
          message: `${write.method} on ${write.tables[0]?.name}`,
        })),
      ),
    };
  },
  blind: unreadQueries,
});

/** What is written beside the matter itself, and may be missing without harm: records of it, counters, sessions. */
const ASIDE =
  /^(?:logs?|audits?|events?|activit(?:y|ies)|histor(?:y|ies)|metrics?|stats?|statistics|limits?|sessions?|caches?|counters?)$/;

/** Whether one of the tables refers to another, or rows of both are found by one value. Others are cleared away each for themselves. */
function areRelated(model: RepoModel, writes: QueryFact[]): boolean {
  const tables = writes.flatMap((write) => {
    const [named] = write.tables;
    return (named && tableOf(model.tables, named, write.library)) ?? [];
  });
  // Of a table that is not known, neither are the relations.
  if (tables.length < writes.length) return true;
  const names = new Set(tables.map(({ name }) => name));
  const conditions = writes.map(({ columns }) =>
    columns.filter(({ role }) => role === 'equality').map(({ name }) => name),
  );
  const [first = [], ...others] = conditions;
  if (first.some((name) => name !== 'id' && others.every((more) => more.includes(name)))) return true;
  return tables.some(({ name, foreignKeys }) =>
    foreignKeys.some(({ references }) => references.table !== name && names.has(references.table)),
  );
}

const keyOf = ({ module, fn }: FunctionRef): string => `${module}#${fn}`;

/** Writes of tables that are known, by the function that makes them. */
function writesByFunction(model: RepoModel): Index {
  const index = new Map<string, QueryFact[]>();
  for (const query of runTimeQueries(model)) {
    const writes = /^(insert|update|delete|upsert)$/.test(query.operation) && query.tables.length > 0;
    if (!writes || /^(mongo|@nestjs\/mongoose|@typegoose)/.test(query.library)) continue;
    index.set(keyOf(query.fn), [...(index.get(keyOf(query.fn)) ?? []), query]);
  }
  return index;
}

/** Functions that write, and those that call them. */
function candidates(model: RepoModel, index: Index): FunctionRef[] {
  const own = [...index.values()].flatMap(([write]) => (write ? [write.fn] : []));
  const callers = own.flatMap((ref) => model.code.callers(ref).map(({ module, call }) => ({ module, fn: call.fn })));
  return [...own, ...callers].filter((ref) => ref.fn !== 0 && !isGivenClient(model, ref));
}

/** A function that is handed a transaction's client writes as part of its caller's. */
const isGivenClient = (model: RepoModel, ref: FunctionRef): boolean =>
  model.code.fn(ref).params.some(({ type, binding }) => {
    const name = binding === undefined ? '' : (model.code.module(ref.module)?.facts.bindings[binding]?.name ?? '');
    return (
      /^(tx|trx|t|transaction|manager|em|entityManager|session|conn|connection|client|queryRunner)$/i.test(name) ||
      /Transaction|EntityManager|QueryRunner/.test(type?.name ?? '')
    );
  }) || isDecorated(model, ref);

/** `@Transactional()` on the method. */
function isDecorated(model: RepoModel, ref: FunctionRef): boolean {
  const classes = model.code.module(ref.module)?.facts.classes ?? [];
  const method = classes.flatMap((item) => item.methods).find((item) => item.fn === ref.fn);
  return (
    method?.decorators.some(({ expr }) =>
      /transaction/i.test(calleeName(expr.kind === 'call' ? expr.callee : expr) ?? ''),
    ) ?? false
  );
}

/** Places of a function that always write, in order. */
function sitesOf(model: RepoModel, index: Index, ref: FunctionRef): Site[] {
  const calls = model.code.module(ref.module)?.facts.calls ?? [];
  return calls
    .filter((call) => call.fn === ref.fn && isAlways(call))
    .flatMap((call) => {
      const writes = ownWrites(index, ref, call) ?? reached(model, index, ref.module, call, 0);
      return writes.length > 0 ? [{ at: within(ref.module, call.expr.at), writes }] : [];
    })
    .sort((one, other) => one.at.line - other.at.line);
}

const isAlways = ({ context }: CallFact): boolean => context.branches === 0 && context.catches.length === 0;

function ownWrites(index: Index, ref: FunctionRef, call: CallFact): QueryFact[] | undefined {
  const found = index.get(keyOf(ref))?.filter((write) => write.at === call.expr.at);
  return found && found.length > 0 ? found : undefined;
}

/** Writes that a call always leads to. */
function reached(model: RepoModel, index: Index, module: string, call: CallFact, depth: number): QueryFact[] {
  const callees = model.code.callees(module, call);
  const [callee] = callees;
  if (!callee || callees.length > 1 || depth >= MAX_DEPTH) return [];
  const own = index.get(keyOf(callee)) ?? [];
  const calls = model.code.module(callee.module)?.facts.calls ?? [];
  const always = calls.filter((inner) => inner.fn === callee.fn && isAlways(inner));
  return [
    ...own.filter((write) => write.inTransaction || always.some((inner) => inner.expr.at === write.at)),
    ...always.flatMap((inner) => reached(model, index, callee.module, inner, depth + 1)),
  ];
}
