import {
  type Column,
  defineRule,
  hasFewValues,
  holdsPassword,
  indexAdvice,
  isForeignKey,
  isLeading,
  isSmallTable,
  lineOf,
  type QueryFact,
  type RepoModel,
  routesOf,
  runTimeQueries,
  type Subject,
  type Table,
  type TableUse,
  tableOf,
  type UsedColumn,
  unreadQueries,
  usesOf,
  within,
} from '#rule';

/** A column by which queries select or order rows of a table. */
interface FilteredColumn extends Subject {
  table: Table;
  column: Column;
  uses: { query: QueryFact; use: TableUse; used: UsedColumn; kind: 'filter' | 'optional' | 'sort' }[];
}

const SCHEMA =
  'CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, created_at timestamptz NOT NULL);\nCREATE TABLE posts (id serial PRIMARY KEY, slug text NOT NULL UNIQUE, author text NOT NULL);\n';
const PG = '{"dependencies":{"pg":"^8.0.0"}}';

/** Columns by which queries select or order rows and that no index leads with. */
export const unindexedFilter = defineRule({
  id: 'unindexed-filter',
  summary: 'A query selects or orders rows by columns without an index',
  why: 'Without an index that begins with one of these columns the database reads the whole table for each such query: it gets slower with every row, and takes the cache from everything else.',
  fix: 'Create an index with the columns compared for equality first, then the order, then the ranges.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'how many rows a table holds: a small one needs no index',
    'indexes created outside the repository',
    'queries whose table or columns are computed',
    'order by an expression, and conditions on wrapped columns',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'a unique column, the key, and a column beside an indexed one',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/posts.ts':
            "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const bySlug = (slug: string) => pool.query('SELECT id FROM posts WHERE slug = $1 AND author = $2', [slug, 'a']);\nexport const byId = (id: number) => pool.query('SELECT id FROM users WHERE id = $1', [id]);\n",
        },
      },
      {
        title: 'an index of the key that a relation is followed by',
        files: {
          'package.json': '{"dependencies":{"@prisma/client":"^5.0.0"}}',
          'prisma/schema.prisma':
            'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\nmodel User {\n  id Int @id\n  name String @unique\n  posts Post[]\n}\nmodel Post {\n  id Int @id\n  slug String\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n  @@unique([userId, slug])\n}\n',
          'src/posts.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const post = (name: string, slug: string) => prisma.post.findFirst({ where: { user: { name }, slug } });\n",
        },
      },
      {
        title: 'a state beside a condition that was not read',
        files: {
          'package.json': '{"dependencies":{"@prisma/client":"^5.0.0"}}',
          'prisma/schema.prisma':
            'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\nmodel Hook {\n  id Int @id\n  enabled Boolean\n  url String\n}\n',
          'src/hooks.ts':
            "import { PrismaClient } from '@prisma/client';\nimport { ofTeam } from './team';\nconst prisma = new PrismaClient();\nexport const hooks = (id: number) => prisma.hook.findMany({ where: { enabled: true, ...ofTeam(id) } });\n",
        },
      },
      {
        title: 'rows that follow a part of the query by their key',
        files: {
          'package.json': '{"dependencies":{"knex":"^3.0.0"}}',
          'schema.sql': 'CREATE TABLE visits (page text, at timestamptz NOT NULL, PRIMARY KEY (page, at));\n',
          'src/visits.js':
            "const knex = require('knex');\nconst db = knex({ client: 'pg' });\nexports.recent = (ranked) =>\n  db.with('top', ranked).select('visits.page').from('visits').innerJoin('top', 'visits.page', 'top.page').where('visits.at', '>', new Date());\n",
        },
      },
    ],
    bad: [
      {
        title: 'users are looked up by an address that has no index',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/users.ts':
            "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const byEmail = (email: string) => pool.query('SELECT id FROM users u WHERE u.email = $1', [email]);\n",
        },
        keys: ['users.email'],
      },
      {
        title: 'pages in an order that has no index',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/users.ts':
            "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const newest = () => pool.query('SELECT id FROM users ORDER BY created_at DESC LIMIT 20');\n",
        },
        keys: ['users.created_at'],
      },
    ],
  },
  *subjects(model): Iterable<FilteredColumn> {
    const found = new Map<string, FilteredColumn>();
    for (const query of runTimeQueries(model)) {
      const uses = usesOf(model.tables, query);
      for (const use of uses)
        if (!follows(use, uses) && !followsUnknown(model, query, use))
          for (const item of judged(query, use)) collect(found, query, use, item);
    }
    yield* found.values();
  },
  check(subject, _params, model) {
    const { table, column, uses } = subject;
    const missing = uses.filter((item) => !served(item));
    const worst = missing.find((item) => item.kind === 'filter') ?? missing[0];
    if (!worst || isLeading(table, column) || isOtherRules(table, column)) return undefined;
    const weak = worst.kind !== 'filter' || hasFewValues(column, table) || isSmallTable(table.name);
    return {
      at: placeOf(worst),
      message: `${describe(worst.kind)} ${table.name}.${column.name}, and no index begins with it`,
      fix: indexAdvice(table, proposed(worst)),
      ...(weak && { severity: 'info' as const }),
      related: chain(model, subject, [worst, ...missing.filter((item) => item !== worst)]),
    };
  },
  blind: (model) => [
    ...unreadQueries(model),
    ...model.unknowns
      .filter((item) => item.subject === 'statement')
      .map((item) => `${item.path}:${item.line} was not understood`),
  ],
});

/** The condition, or the query itself where another function gives it the condition. */
const placeOf = ({ query, used: { use } }: FilteredColumn['uses'][number]) =>
  query.caller ? within(query.module, query.at) : within(use.module, use.at);

type Item = Pick<FilteredColumn['uses'][number], 'used' | 'kind'>;

/** Rows of a table that is joined by its key are looked up one by one once another table was searched by an index. */
const follows = (use: TableUse, uses: TableUse[]): boolean =>
  use.join.some(({ column }) => isLeading(use.table, column)) &&
  uses.some((other) => other !== use && other.equality.some(({ column }) => isLeading(other.table, column)));

/** Foreign keys are judged by a rule of their own, save references of documents, which are no constraints. */
/** The same where the other is no table of the schema, such as a part of a larger query: nobody knows how few rows it has. */
const followsUnknown = (model: RepoModel, query: QueryFact, use: TableUse): boolean =>
  use.join.some(({ column }) => isLeading(use.table, column)) &&
  query.tables.some((table) => !tableOf(model.tables, table, query.library));

const isOtherRules = (table: Table, column: Column): boolean =>
  table.dialect !== 'mongodb' && isForeignKey(table, column);

/** The columns of a query that an index would have to begin with: one of the conditions, or else the order. */
function judged(query: QueryFact, use: TableUse): Item[] {
  const conditions = [...use.equality, ...use.range];
  const optional = use.optional
    .filter(({ column }) => !holdsPassword(column))
    .map((used): Item => ({ used, kind: 'optional' }));
  const [first] = [...conditions].sort((one, other) => Number(weak(one, use)) - Number(weak(other, use)));
  if (first) return isLeftTo(first, query, use) ? [] : [{ used: first, kind: 'filter' }];
  const [sort] = use.sort;
  const pages = query.operation === 'select' && query.limit.kind !== 'absent' && !query.partial;
  return sort && pages ? [...optional, { used: sort, kind: 'sort' }] : optional;
}

/** Whether another condition finds the rows: an indexed one, one that was not read, or one that no plain index can serve. */
function isLeftTo(first: UsedColumn, { partial }: QueryFact, use: TableUse): boolean {
  if ([...use.equality, ...use.range].some(({ column }) => isLeading(use.table, column))) return true;
  if (use.wrapped.some(({ use: { optional } }) => !optional) || holdsPassword(first.column)) return true;
  return weak(first, use) && (partial || use.pattern.length > 0);
}

/** Not what an index should begin with when there is another column. */
const weak = ({ column }: UsedColumn, { range, table }: TableUse): boolean =>
  hasFewValues(column, table) || holdsPassword(column) || range.some((item) => item.column === column);

function collect(found: Map<string, FilteredColumn>, query: QueryFact, use: TableUse, item: Item): void {
  const { table } = use;
  const { column } = item.used;
  const key = `${table.schema && table.schema !== 'public' ? `${table.schema}.` : ''}${table.name}.${column.name}`;
  const at = lineOf(column.field ?? column);
  const subject = found.get(key) ?? { key, at, table, column, uses: [] };
  subject.uses.push({ query, use, ...item });
  found.set(key, subject);
}

const served = ({ use, used }: FilteredColumn['uses'][number]): boolean => isLeading(use.table, used.column);

const describe = (kind: Item['kind']): string =>
  kind === 'sort' ? 'pages are ordered by' : kind === 'optional' ? 'rows can be selected by' : 'rows are selected by';

function proposed({ use, used, kind }: FilteredColumn['uses'][number]): Column[] {
  if (kind !== 'filter') return [used.column];
  const found = use.equality.filter((item) => item === used || !holdsPassword(item.column));
  const equality = found.sort((one, other) => Number(other === used) - Number(one === used));
  return [...equality, ...use.sort.slice(0, 1), ...use.range.slice(0, 1)].map((item) => item.column);
}

/** From the parameter of a route through its query to the column that has no index, then the other queries. */
function chain(model: RepoModel, { table, column }: FilteredColumn, [worst, ...others]: FilteredColumn['uses']) {
  if (!worst) return [];
  const { module, value, at } = worst.used.use;
  const origin = value && model.code.requestBehind(module, value);
  return [
    ...reaching(model, worst.query),
    ...(origin?.trail.map((step) => ({ at: within(step.module, step.at), message: step.message })) ?? []),
    ...(worst.query.caller ? [{ at: within(module, at), message: `gives the condition on ${column.name}` }] : []),
    { at: placeOf(worst), message: `${worst.query.method} on ${table.name}` },
    { at: lineOf(column.field ?? column), message: `${table.name}.${column.name}: no index begins with it` },
    ...madeAt(column),
    ...others
      .slice(0, 7)
      .flatMap(({ query, used }) => [
        { at: within(used.use.module, used.use.at), message: `${query.method} on ${query.tables[0]?.name}` },
        ...reaching(model, query),
      ]),
  ];
}

/** The first route that leads to a query. */
function reaching(model: RepoModel, query: QueryFact) {
  const [route] = routesOf(model, query);
  if (!route) return [];
  const at = { path: route.file, line: route.line, column: route.column, endLine: route.endLine };
  return [{ at, message: `${route.method} ${route.path} leads to it` }];
}

/** The statement that makes a column, where the code declares it elsewhere. */
const madeAt = (column: Column) =>
  column.field && column.field.path !== column.path
    ? [{ at: lineOf(column), message: `made as column ${column.name}` }]
    : [];
