import {
  defineRule,
  type QueryFact,
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
      default: [
        'roles',
        'permissions',
        'settings',
        'setting',
        'configs',
        'config',
        'countries',
        'currencies',
        'languages',
        'locales',
        'plans',
        'migrations',
        'featureflags',
      ] as string[],
    },
  },
  examples: {
    good: [
      {
        title: 'a limit, a filter, a count',
        files: {
          'package.json': MONGO,
          'src/app.js':
            "const express = require('express');\nconst Order = require('./order');\nconst app = express();\napp.get('/v1/orders', async (req, res) => {\n  const mine = await Order.find({ customer: req.user.id });\n  res.json([await Order.find().limit(20), mine, await Order.countDocuments()]);\n});\n",
          'src/order.js': MODEL,
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
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const query of runTimeQueries(model))
      yield { key: queryKey(model, query), at: within(query.module, query.at), query };
  },
  check({ key, query }, { smallTables }, model) {
    const [table] = query.tables;
    if (!table) return undefined;
    const relations = query.relations.map(({ path, table: related, at }) => ({
      key: `${key} ${path}`,
      at: within(query.module, at),
      message: `${query.method} on ${table.name} loads every row of ${related} that belongs to it (${path})`,
      severity: 'info' as const,
      fix: `Limit ${path}, count it, or select only the row that is needed.`,
    }));
    const whole = readsAll(query) && !isSmall(table.name, smallTables) ? [wholeTable(model, query, table.name)] : [];
    return [...whole, ...relations];
  },
  blind: unreadQueries,
});

const readsAll = (query: QueryFact): boolean =>
  query.operation === 'select' &&
  !query.singleRow &&
  !query.streamed &&
  !query.partial &&
  query.limit.kind === 'absent' &&
  query.columns.every((column) => column.role === 'sort' || column.role === 'join');

function isSmall(name: string, small: string[]): boolean {
  const plain = name.toLowerCase().replaceAll('_', '');
  if (/(settings?|config(s|uration)?)$|^(sqlite(master|schema)|pg(class|database|tables)|tables|columns)$/.test(plain))
    return true;
  return small.some((item) => item.toLowerCase().replaceAll('_', '') === plain);
}

function wholeTable(model: RepoModel, query: QueryFact, table: string) {
  const [route] = routesTo(model, query.fn);
  const at = route && { path: route.file, line: route.line, column: route.column, endLine: route.endLine };
  return {
    message: `${query.method} reads all rows of ${table}${route ? ` for ${route.method} ${route.path}` : ''}`,
    ...(!route && { severity: 'info' as const }),
    ...(at && { related: [{ at, message: `served by ${route?.method} ${route?.path}` }] }),
  };
}
