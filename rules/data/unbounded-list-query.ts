import {
  defineRule,
  isUnique,
  type QueryColumn,
  type QueryFact,
  queryKey,
  type RepoModel,
  type Route,
  routesTo,
  runTimeQueries,
  type Subject,
  type Table,
  tableOf,
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
    for (const query of runTimeQueries(model))
      yield { key: queryKey(model, query), at: within(query.module, query.at), query };
  },
  check({ key, query }, { smallTables }, model) {
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
    const list = isSmall(table.name, smallTables) ? undefined : listOf(model, query, table.name);
    return list ? [list, ...relations] : relations;
  },
  blind: unreadQueries,
});

function isSmall(name: string, small: string[]): boolean {
  const plain = name.toLowerCase().replaceAll('_', '');
  if (/(settings?|config(s|uration)?)$|^(sqlite(master|schema)|pg(class|database|tables)|tables|columns)$/.test(plain))
    return true;
  return small.some((item) => item.toLowerCase().replaceAll('_', '') === plain);
}

/** What is said of a list that nothing limits; undefined for any other query. */
function listOf(model: RepoModel, query: QueryFact, name: string) {
  if (query.operation !== 'select' || query.singleRow || query.streamed || query.partial) return undefined;
  if (query.limit.kind !== 'absent') return undefined;
  const conditions = query.columns.filter(({ role }) => role !== 'sort' && role !== 'join');
  const [wanted] = query.tables;
  const table = wanted && tableOf(model.tables, wanted);
  const narrowing = conditions.filter(narrows);
  const routes = routesTo(model, query.fn);
  if (narrowing.length > 0) return collection(query, name, narrowing, table, routes);
  const [route] = routes;
  // Conditions that leave much of the table matter where somebody waits for the answer.
  if (!route && conditions.length > 0) return undefined;
  const { says, strong } = extent(model, name, conditions);
  return {
    message: `${query.method} reads ${says}${route ? ` for ${route.method} ${route.path}` : ''}`,
    ...((!route || !strong) && { severity: 'info' as const }),
    ...(route && { related: [served(route)] }),
  };
}

/** A condition that may leave few rows. Patterns, negations and the usual state of a row leave most of them. */
function narrows({ role, optional, name, value }: QueryColumn): boolean {
  if (optional || (role !== 'equality' && role !== 'range')) return false;
  if (value?.kind !== 'literal' || typeof value.value !== 'boolean') return true;
  const usual = value.value
    ? /(active|published|visible|enabled|public)$/i
    : /(deleted|archived|draft|hidden|disabled|banned|blocked)$/i;
  return !usual.test(name);
}

/** What most rows end up with may be the very value that is left out: `state NOT IN ('done', 'cancelled')`. */
const STATE = /(state|status|stage|phase)$/i;

/** How much of a table a query reads, and whether that is as good as all of it. */
function extent(model: RepoModel, name: string, conditions: QueryColumn[]): { says: string; strong: boolean } {
  const chosen = conditions.filter(({ role }) => role !== 'negation');
  if (conditions.length === 0) return { says: `all rows of ${name}`, strong: true };
  const columns = [...new Set(conditions.map((column) => column.name))].join(', ');
  if (chosen.length === 0 && !conditions.some(({ name }) => STATE.test(name)))
    return { says: `nearly all rows of ${name}, all but some by ${columns},`, strong: true };
  if (chosen.length > 0 && chosen.every(({ optional }) => optional)) {
    const asked = chosen.some(({ module, value }) => value && model.code.requestBehind(module, value));
    return { says: `all rows of ${name} where no filter is given,`, strong: asked };
  }
  return { says: `a large part of ${name}, told apart only by ${columns},`, strong: false };
}

/** A collection of the API that a key of another table selects: `GET /posts/:id/comments`. */
function collection(
  query: QueryFact,
  name: string,
  narrowing: QueryColumn[],
  table: Table | undefined,
  routes: Route[],
) {
  if (narrowing.some(({ role, name: column }) => role === 'range' || isOne(column, table))) return undefined;
  const names = [name, ...(query.tables[0]?.otherNames ?? [])].map(singular);
  const route = routes.find(
    ({ method, path }) =>
      path.includes(':') && method === 'GET' && names.includes(singular(path.split('/').pop() ?? '')),
  );
  if (!route) return undefined;
  const columns = narrowing.map((column) => column.name).join(', ');
  return {
    message: `${query.method} reads every row of ${name} with the same ${columns} for ${route.method} ${route.path}, without pages`,
    severity: 'info' as const,
    related: [served(route)],
  };
}

/** A column that selects one row, or those of a list that is given. */
function isOne(name: string, table: Table | undefined): boolean {
  const column = table?.columns.find((item) => plain(item.name) === plain(name));
  return (
    (table && column && isUnique(table, column)) ||
    /^_?(id|uuid|guid|slug|key|email|username|token|code|hash)$/i.test(name)
  );
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const singular = (name: string): string =>
  plain(name)
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/s$/, '');

const served = (route: Route) => ({
  at: { path: route.file, line: route.line, column: route.column, endLine: route.endLine },
  message: `served by ${route.method} ${route.path}`,
});
