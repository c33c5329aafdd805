import {
  defineRule,
  type QueryColumn,
  type QueryFact,
  queryKey,
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
  column: QueryColumn;
}

const PG = '{"dependencies":{"express":"^4.18.0","knex":"^3.0.0"}}';
const APP = (where: string): string =>
  `import express from 'express';\nimport knex from 'knex';\nconst db = knex({ client: 'pg' });\nconst app = express();\napp.get('/v1/users', async (req, res) => {\n  res.json(await db('users').${where}.limit(20));\n});\n`;

/** Patterns that begin with a wildcard. */
export const leadingWildcardFilter = defineRule({
  id: 'leading-wildcard-filter',
  summary: 'A query searches for text in the middle of a column',
  why: 'An index is searched from the beginning of a value: for a pattern that begins with a wildcard the database reads every row.',
  fix: 'Search by the beginning of the value, or use a full-text or trigram index.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['patterns that are put together elsewhere', 'indexes created outside the repository', 'small tables'],
  params: {},
  examples: {
    good: [
      {
        title: 'from the beginning, and a trigram index',
        files: {
          'package.json': PG,
          'schema.sql':
            'CREATE TABLE users (id serial PRIMARY KEY, name text);\nCREATE INDEX users_name ON users USING gin (name gin_trgm_ops);\n',
          'src/app.ts': APP("where('email', 'like', `${req.query.q}%`).where('name', 'ilike', `%${req.query.q}%`)"),
        },
      },
    ],
    bad: [
      {
        title: 'anywhere in the name',
        files: { 'package.json': PG, 'src/app.ts': APP("where('name', 'ilike', `%${req.query.q}%`)") },
        keys: ['src/app.ts#(module)>callback users.where().limit name'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const query of runTimeQueries(model))
      for (const column of query.columns)
        if (column.role === 'pattern')
          yield {
            key: `${queryKey(model, query)} ${column.name}`,
            at: within(column.module, column.at),
            query,
            column,
          };
  },
  check({ query, column }, _params, model) {
    const [named] = query.tables;
    const [route] = routesTo(model, query.fn);
    const table = named && tableOf(model.tables, named);
    if (!named || !route || !beginsWithWildcard(column) || (table && isSearched(table, column))) return undefined;
    return {
      message: `${query.method} on ${named.name} searches for text anywhere in ${column.name}: no ordinary index serves that`,
      related: [
        {
          at: { path: route.file, line: route.line, column: route.column, endLine: route.endLine },
          message: `${route.method} ${route.path} leads to it`,
        },
      ],
    };
  },
  blind: unreadQueries,
});

const beginsWithWildcard = ({ value }: QueryColumn): boolean =>
  (value?.kind === 'template' && /^%/.test(value.texts[0] ?? '')) ||
  (value?.kind === 'literal' && /^%/.test(String(value.value)));

/** A full-text, trigram or inverted index holds the column. */
const isSearched = ({ indexes }: Table, { name }: QueryColumn): boolean =>
  indexes.some(
    ({ method, columns }) =>
      /gin|gist|fulltext|rum|bloom/i.test(method ?? '') &&
      columns.some((column) =>
        column.toLowerCase().replaceAll('_', '').includes(name.toLowerCase().replaceAll('_', '')),
      ),
  );
