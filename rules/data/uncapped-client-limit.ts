import {
  type ClientLimit,
  defineRule,
  type QueryFact,
  queryKey,
  routesOf,
  runTimeQueries,
  type Subject,
  within,
} from '#rule';

interface Judged extends Subject {
  query: QueryFact;
  client?: ClientLimit;
  /** Further queries that the same value limits. */
  others: QueryFact[];
}

const PACKAGE = '{"dependencies":{"express":"^4.18.0","joi":"^17.0.0","@prisma/client":"^5.0.0"}}';
const APP = (query: string, schema: string): string =>
  `import express from 'express';\nimport Joi from 'joi';\nimport { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst app = express();\nconst validate = (schema) => (req, res, next) => (schema.validate(req.query).error ? res.sendStatus(400) : next());\nconst orders = Joi.object({\n  limit: ${schema},\n});\napp.get('/v1/orders', validate(orders), async (req, res) => {\n  res.json(await prisma.order.findMany({ take: ${query} }));\n});\n`;

/** Numbers of rows that a client may set as high as it likes. */
export const uncappedClientLimit = defineRule({
  id: 'uncapped-client-limit',
  summary: 'A client chooses how many rows a query reads, without an upper bound',
  why: 'A page size that the server takes as it comes is no limit: `?limit=1000000` reads the whole table in one request, as often as the client likes.',
  fix: 'Give the page size a maximum where the request is validated, or take the smaller of it and a constant.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'bounds set outside the repository, by a gateway or the database',
    'limits that are put into SQL text',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'a maximum in the schema',
        files: { 'package.json': PACKAGE, 'src/app.ts': APP('Number(req.query.limit)', 'Joi.number().max(100)') },
      },
      {
        title: 'the smaller of two',
        files: { 'package.json': PACKAGE, 'src/app.ts': APP('Math.min(Number(req.query.limit), 100)', 'Joi.number()') },
      },
      {
        title: 'a comparison',
        files: {
          'package.json': PACKAGE,
          'src/app.ts': APP(
            'req.query.limit > 0 && req.query.limit <= 50 ? Number(req.query.limit) : 20',
            'Joi.number()',
          ),
        },
      },
      {
        title: 'larger values are turned away',
        files: {
          'package.json': PACKAGE,
          'src/app.ts': APP('Number(req.query.limit)', 'Joi.number()').replace(
            '  res.json',
            '  if (req.query.limit > 100) return res.sendStatus(400);\n  res.json',
          ),
        },
      },
      {
        title: 'a check of the program’s own',
        files: {
          'package.json': PACKAGE,
          'src/app.ts': APP('Number(req.query.limit)', 'Joi.number().custom(pageSize)'),
        },
      },
    ],
    bad: [
      {
        title: 'a schema without a maximum',
        files: {
          'package.json': PACKAGE,
          'src/app.ts': APP('Number(req.query.limit)', 'Joi.number().integer().min(1)'),
        },
        keys: ['GET /v1/orders limit'],
      },
      {
        title: 'only a default',
        files: { 'package.json': PACKAGE, 'src/app.ts': APP('parseInt(req.query.size, 10) || 20', 'Joi.number()') },
        keys: ['GET /v1/orders size'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    const found = new Map<string, Judged>();
    for (const query of runTimeQueries(model)) {
      if (query.operation !== 'select' || query.singleRow || query.limit.kind === 'absent') continue;
      const client = query.limit.kind === 'computed' ? query.limit.client : undefined;
      if (!client) {
        yield { key: queryKey(model, query), at: within(query.module, query.at), query, others: [] };
        continue;
      }
      const place = `${client.missing.module}:${client.missing.at.line}:${client.parameter}`;
      const known = found.get(place);
      if (known) known.others.push(query);
      else
        found.set(place, {
          key: keyOf(model, query, client),
          at: within(query.module, query.at),
          query,
          client,
          others: [],
        });
    }
    yield* found.values();
  },
  check({ query, client, others }) {
    if (!client) return undefined;
    const name = query.tables[0]?.name ?? 'rows';
    const used = [query, ...others].slice(0, 6).map((item) => ({
      at: within(item.module, item.at),
      message: `${item.method} on ${item.tables[0]?.name ?? 'rows'}`,
    }));
    return {
      message: `${client.name} sets how many ${name} are read, with no upper bound`,
      at: within(client.missing.module, client.missing.at),
      fix: `Give ${client.parameter} a maximum here, or take the smaller of it and a constant.`,
      related: [
        ...client.trail.map((step) => ({ at: within(step.module, step.at), message: step.message })),
        ...client.also.map((place) => ({ at: within(place.module, place.at), message: 'passes it on as it is' })),
        ...used,
      ],
    };
  },
});

function keyOf(model: Parameters<typeof routesOf>[0], query: QueryFact, client: ClientLimit): string {
  const [route] = routesOf(model, query);
  return `${route ? `${route.method} ${route.path}` : queryKey(model, query)} ${client.parameter}`;
}
