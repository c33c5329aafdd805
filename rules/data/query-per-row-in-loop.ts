import {
  defineRule,
  type Location,
  type QueryFact,
  type QueryLoop,
  queryKey,
  type RepoModel,
  routesTo,
  runTimeQueries,
  type Subject,
  unreadQueries,
  within,
} from '#rule';

interface Judged extends Subject {
  query: QueryFact;
}

const EXPRESS = '{"dependencies":{"@prisma/client":"^5.0.0"}}';

/** Queries that run once for each element of a list. */
export const queryPerRowInLoop = defineRule({
  id: 'query-per-row-in-loop',
  summary: 'A query runs once per element of a list',
  why: 'The number of round trips grows with the data: what takes milliseconds with ten rows takes seconds with a thousand, and holds a connection all the while.',
  fix: 'Ask for all rows at once (`IN`, a join, the library’s include or bulk methods) and match them in memory; write many rows with one statement.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'queries in loops more than one function call away',
    'resolvers that a GraphQL server calls for each row',
    'libraries without a recogniser',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'one query for all',
        files: {
          'package.json': EXPRESS,
          'src/orders.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport async function customers(orders: { userId: number }[]) {\n  const ids = orders.map((order) => order.userId);\n  return prisma.user.findMany({ where: { id: { in: ids } }, take: 100 });\n}\n",
        },
      },
      {
        title: 'a fixed list, and batches',
        files: {
          'package.json': EXPRESS,
          'src/orders.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport async function load(chunks: { id: number }[][]) {\n  for (const chunk of chunks) await prisma.order.createMany({ data: chunk });\n  for (const state of ['open', 'closed']) await prisma.order.count({ where: { state } });\n}\n",
        },
      },
    ],
    bad: [
      {
        title: 'one query per order',
        files: {
          'package.json': EXPRESS,
          'src/orders.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport async function customers(orders: { userId: number }[]) {\n  return Promise.all(orders.map((order) => prisma.user.findUnique({ where: { id: order.userId } })));\n}\n",
        },
        keys: ['src/orders.ts#customers>callback user.findUnique'],
      },
      {
        title: 'through a function',
        files: {
          'package.json': EXPRESS,
          'src/orders.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst customer = async (id: number) => prisma.user.findUnique({ where: { id } });\nexport async function customers(orders: { userId: number }[]) {\n  const found = [];\n  for (const order of orders) found.push(await customer(order.userId));\n  return found;\n}\n",
        },
        keys: ['src/orders.ts#customer user.findUnique'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const query of runTimeQueries(model))
      yield { key: queryKey(model, query), at: within(query.module, query.at), query };
  },
  check({ query }, _params, model) {
    if (query.bulk || query.streamed) return undefined;
    const name = query.tables[0]?.name ?? query.library;
    const severity = weighs(model, query) ? {} : { severity: 'info' as const };
    if (query.loop) {
      if (!isPerRow(query.loop)) return undefined;
      return {
        message: `${query.method} on ${name} runs once per element of ${query.loop.over}`,
        ...severity,
        related: [{ at: first(within(query.module, query.loop.at)), message: `iterates ${query.loop.over}` }],
      };
    }
    const called = query.calledInLoops.filter((item) => isPerRow(item.loop));
    const [place] = called;
    if (!place) return undefined;
    return {
      message: `${query.method} on ${name} runs once per element of ${place.loop.over}: its function is called in a loop`,
      at: first(within(place.module, place.at)),
      ...severity,
      related: [
        { at: within(query.module, query.at), message: `${query.method} on ${name}` },
        ...called.slice(1, 6).map((item) => ({ at: first(within(item.module, item.at)), message: 'called in a loop' })),
      ],
    };
  },
  blind: (model) => [
    ...unreadQueries(model),
    ...model.unknowns.filter((item) => item.subject === 'syntax').map((item) => `${item.path} does not parse`),
  ],
});

/** Rows read or inserted one by one while a client waits; updates may need a value of their own for each row. */
const weighs = (model: RepoModel, query: QueryFact): boolean =>
  (query.operation === 'select' || query.operation === 'insert') && routesTo(model, query.fn).length > 0;

const isPerRow = (loop: QueryLoop): boolean => loop.perElement && !loop.fixed && !loop.batches;
const first = (at: Location): Location => ({ ...at, endLine: at.line });
