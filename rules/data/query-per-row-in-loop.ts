import {
  defineRule,
  type Location,
  type LoopingCall,
  nameOf,
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
  /** The call in a loop that leads to it, and the other queries it leads to. */
  called?: { place: LoopingCall; others: QueryFact[] };
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
    'queries in loops more than three function calls away',
    'whether a GraphQL query asks for the field of one object or of many',
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
        title: 'a field of a GraphQL type',
        files: {
          'package.json': '{"dependencies":{"graphql":"^16.0.0","@prisma/client":"^5.0.0"}}',
          'src/resolvers.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const resolvers = {\n  Query: { users: () => prisma.user.findMany({ take: 20 }) },\n  User: { posts: (user: { id: number }) => prisma.post.findMany({ where: { userId: user.id }, take: 5 }) },\n};\n",
        },
        keys: ['src/resolvers.ts#posts post.findMany'],
      },
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
        keys: ['src/orders.ts#customers customer'],
      },
      {
        title: 'through two functions, and several queries: one finding at the loop',
        files: {
          'package.json': EXPRESS,
          'src/orders.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst address = async (id: number) => prisma.address.findUnique({ where: { id } });\nconst customer = async (id: number) => {\n  await address(id);\n  return prisma.user.findUnique({ where: { id } });\n};\nexport async function customers(orders: { userId: number }[]) {\n  const found = [];\n  for (const order of orders) found.push(await customer(order.userId));\n  return found;\n}\n",
        },
        keys: ['src/orders.ts#customers customer'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    const called = new Map<string, Judged>();
    for (const query of runTimeQueries(model)) {
      const places = query.bulk || query.streamed ? [] : query.calledInLoops.filter((item) => isPerRow(item.loop));
      if (places.length === 0) yield { key: queryKey(model, query), at: within(query.module, query.at), query };
      for (const place of places) {
        const key = `${place.module}#${nameOf(model, place.fn)} ${place.callee}`;
        const known = called.get(key);
        if (known) known.called?.others.push(query);
        else called.set(key, { key, at: first(within(place.module, place.at)), query, called: { place, others: [] } });
      }
    }
    yield* called.values();
  },
  check({ query, called }, _params, model) {
    if (called) return throughCall(model, query, called.place, called.others);
    if (query.bulk || query.streamed || !query.loop || !isPerRow(query.loop)) return undefined;
    return {
      message: `${label(query)} runs ${often(query.loop)}`,
      ...(!weighs(model, [query], query.fn) && { severity: 'info' as const }),
      related: [{ at: first(within(query.module, query.loop.at)), message: iterates(query.loop) }],
    };
  },
  blind: (model) => [
    ...unreadQueries(model),
    ...model.unknowns.filter((item) => item.subject === 'syntax').map((item) => `${item.path} does not parse`),
  ],
});

/** A query by its method, and its table where that is known. */
const label = ({ method, tables: [table] }: QueryFact): string => (table ? `${method} on ${table.name}` : method);

const often = ({ kind, over }: QueryLoop): string =>
  kind === 'resolver' ? `once for each of ${over}` : `once per element of ${over}`;
const iterates = ({ kind, over }: QueryLoop): string =>
  kind === 'resolver' ? 'the server calls it once for each object' : `iterates ${over}`;

function throughCall(model: RepoModel, query: QueryFact, place: LoopingCall, others: QueryFact[]) {
  const queries = [query, ...others];
  const more = others.length === 0 ? '' : ` and ${others.length} more ${others.length === 1 ? 'query' : 'queries'}`;
  return {
    message: `${place.callee}() runs ${label(query)}${more} ${often(place.loop)}`,
    ...(!weighs(model, queries, place.fn) && { severity: 'info' as const }),
    related: [
      { at: first(within(place.module, place.loop.at)), message: iterates(place.loop) },
      ...queries.slice(0, 8).map((item) => ({ at: within(item.module, item.at), message: label(item) })),
    ],
  };
}

/** Rows read or inserted one by one while a client waits; updates may need a value of their own for each row. */
const weighs = (model: RepoModel, queries: QueryFact[], loops: QueryFact['fn']): boolean =>
  queries.some((query) => query.operation === 'select' || query.operation === 'insert') &&
  routesTo(model, loops).length > 0;

const isPerRow = (loop: QueryLoop): boolean => loop.perElement && !loop.fixed && !loop.batches;
const first = (at: Location): Location => ({ ...at, endLine: at.line });
