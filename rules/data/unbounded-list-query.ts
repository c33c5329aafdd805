import {
  collectionRoute,
  conditionsOf,
  defineRule,
  extent,
  isSmallTable,
  narrows,
  type QueryColumn,
  type QueryFact,
  queryKey,
  type RepoModel,
  type Route,
  routesOf,
  runTimeQueries,
  SMALL_TABLES,
  type Subject,
  selectsOne,
  tableOf,
  unreadQueries,
  within,
} from '#rule';

interface Judged extends Subject {
  query: QueryFact;
  /** The same query on other tables: that of a repository which serves several models. */
  others: QueryFact[];
}

const MONGO = '{"dependencies":{"express":"^4.18.0","mongoose":"^8.0.0"}}';
const MODEL =
  "const mongoose = require('mongoose');\nmodule.exports = mongoose.model('Order', new mongoose.Schema({ name: String }));\n";

/** Queries that read a whole table, or all related rows, at once. */
export const unboundedListQuery = defineRule({
  id: 'unbounded-list-query',
  summary: 'A query reads all rows of a table',
  why: 'The answer grows with the table: some day one request takes the memory and the time of all others, and nobody changed a line.',
  fix: 'Give the query a limit and a position, with an upper bound on what a client may ask for; use a count or an existence check where no rows are needed.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'how many rows a table holds',
    'limits set by a plugin or a database view',
    'filters that select nearly every row',
  ],
  params: {
    smallTables: {
      description: 'Names of tables that stay small, without regard to case and underscores.',
      default: SMALL_TABLES as string[],
    },
  },
  examples: {
    good: [
      {
        title: 'a limit, a filter, a count',
        files: {
          'package.json': MONGO,
          'src/app.js':
            "const express = require('express');\nconst Order = require('./order');\nconst app = express();\napp.get('/v1/orders', async (req, res) => {\n  const mine = await Order.find({ _id: { $in: req.body.ids } });\n  res.json([await Order.find().limit(20), mine, await Order.countDocuments()]);\n});\n",
          'src/order.js': MODEL,
        },
      },
      {
        title: 'parts of a query that is narrowed as a whole',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0","knex":"^3.0.0"}}',
          'src/app.js':
            "const express = require('express');\nconst knex = require('knex');\nconst db = knex({ client: 'pg' });\nconst app = express();\napp.get('/v1/apps/:name', async (req, res) => {\n  const rows = await db\n    .with('latest', (query) => query.select('app').max('at as at').from('events').groupBy('app'))\n    .with('mine', (query) => query.select('app').from('usage').where('app', req.params.name))\n    .select('mine.app')\n    .from('mine');\n  res.json(rows);\n});\n",
        },
      },
      {
        title: 'a builder whose table is named again before the filter',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0","objection":"^3.0.0"}}',
          'src/app.js':
            "const express = require('express');\nconst { Model } = require('objection');\nclass User extends Model {\n  static tableName = 'users';\n}\nconst app = express();\napp.post('/v1/signup', async (req, res) => {\n  res.json(await User.query().select().from('users').where('email', '=', req.body.email).first());\n});\n",
        },
      },
    ],
    bad: [
      {
        title: 'every order',
        files: {
          'package.json': MONGO,
          'src/app.js':
            "const express = require('express');\nconst Order = require('./order');\nconst app = express();\napp.get('/v1/orders', async (req, res) => {\n  res.json(await Order.find().sort('name'));\n});\n",
          'src/order.js': MODEL,
        },
        keys: ['src/app.js#(module)>callback Order.find().sort'],
      },
      {
        title: 'filters that may be left out, and none but for what was deleted',
        files: {
          'package.json': MONGO,
          'src/app.js':
            "const express = require('express');\nconst Order = require('./order');\nconst app = express();\napp.get('/v1/orders', async (req, res) => {\n  res.json(await Order.find({ ...(req.query.name && { name: req.query.name }) }));\n});\napp.get('/v1/open-orders', async (req, res) => {\n  res.json(await Order.find({ deletedAt: null }).lean());\n});\n",
          'src/order.js': MODEL,
        },
        keys: ['src/app.js#(module)>callback Order.find', 'src/app.js#(module)>callback Order.find().lean'],
      },
      {
        title: 'a collection below another one',
        files: {
          'package.json': MONGO,
          'src/app.js':
            "const express = require('express');\nconst Order = require('./order');\nconst app = express();\napp.get('/v1/customers/:id/orders', async (req, res) => {\n  res.json(await Order.find({ customer: req.params.id }));\n});\n",
          'src/order.js': MODEL,
        },
        keys: ['src/app.js#(module)>callback Order.find'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    const places = new Map<string, Judged>();
    for (const query of runTimeQueries(model)) {
      const place = `${query.module}:${query.at.line}:${query.at.column} ${query.caller?.fn ?? ''}`;
      const known = places.get(place);
      if (known && query.relations.length === 0) known.others.push(query);
      else places.set(place, { key: queryKey(model, query), at: within(query.module, query.at), query, others: [] });
    }
    yield* places.values();
  },
  check({ key, query: first, others }, { smallTables }, model) {
    const query = [first, ...others].find((item) => !isSmallTable(item.tables[0]?.name ?? '', smallTables)) ?? first;
    const [table] = query.tables;
    if (!table || table.derived || query.subquery) return undefined;
    const relations = query.relations.map(({ path, table: related, at }) => ({
      key: `${key} ${path}`,
      at: within(query.module, at),
      message: `${query.method} on ${table.name} loads every row of ${related} that belongs to it (${path})`,
      severity: 'info' as const,
      fix: `Limit ${path}, count it, or select only the row that is needed.`,
      related: [{ at: within(query.module, query.at), message: `${query.method} on ${table.name}` }],
    }));
    const more = new Set(
      others.flatMap(({ tables: [other] }) => (other && other.name !== table.name ? other.name : [])),
    );
    const named = more.size === 0 ? table.name : `${table.name} and ${more.size} more`;
    const list = isSmallTable(table.name, smallTables) ? undefined : listOf(model, query, named);
    return list ? [list, ...relations] : relations;
  },
  blind: unreadQueries,
});

/** What is said of a list that nothing limits; undefined for any other query. */
function listOf(model: RepoModel, query: QueryFact, name: string) {
  if (query.operation !== 'select' || query.singleRow || query.streamed || query.limit.kind !== 'absent')
    return undefined;
  const conditions = conditionsOf(query);
  const narrowing = conditions.filter(narrows);
  const routes = routesOf(model, query);
  const [route] = routes;
  const [wanted] = query.tables;
  const table = wanted && tableOf(model.tables, wanted, query.library);
  if (query.onlyCounted && !selectsOne(query, table)) return counted(query, name, route);
  if (query.partial) return undefined;
  if (narrowing.length > 0) return collection(query, name, narrowing, collectionRoute(query, narrowing, table, routes));
  // Conditions that leave much of the table matter where somebody waits for the answer.
  if (!route && conditions.length > 0) return undefined;
  const { says, strong } = extent(model, name, conditions);
  return {
    message: `${query.method} reads ${says}${route ? ` for ${route.method} ${route.path}` : ''}`,
    ...((!route || !strong) && { severity: 'info' as const }),
    ...(route && { related: [served(route)] }),
  };
}

/** Rows that are read for their number alone. */
const counted = (query: QueryFact, name: string, route: Route | undefined) => ({
  message: `${query.method} reads rows of ${name} only to count them`,
  fix: 'Let the database count.',
  ...(!route && { severity: 'info' as const }),
  ...(route && { related: [served(route)] }),
});

/** A collection of the API that a key of another table selects: `GET /posts/:id/comments`. */
function collection(query: QueryFact, name: string, narrowing: QueryColumn[], route: Route | undefined) {
  if (!route) return undefined;
  const columns = [...new Set(narrowing.map((column) => column.name))].join(', ');
  return {
    message: `${query.method} reads every row of ${name} with the same ${columns} for ${route.method} ${route.path}, without pages`,
    severity: 'info' as const,
    related: [served(route)],
  };
}

const served = (route: Route) => ({
  at: { path: route.file, line: route.line, column: route.column, endLine: route.endLine },
  message: `served by ${route.method} ${route.path}`,
});
