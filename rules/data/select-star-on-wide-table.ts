import {
  allColumnsOf,
  type Column,
  columnOf,
  defineRule,
  isUnique,
  lineOf,
  type QueryFact,
  queryKey,
  routesTo,
  runTimeQueries,
  type Subject,
  schemaKnowledge,
  type Table,
  tableName,
  unreadQueries,
  type Violation,
  within,
} from '#rule';

interface Judged extends Subject {
  query: QueryFact;
  table: Table;
}

const PG = '{"dependencies":{"pg":"^8.0.0","express":"^4.18.0"}}';
const WIDE = Array.from({ length: 24 }, (_, at) => `c${at} int`).join(', ');
const SCHEMA = `CREATE TABLE files (id serial PRIMARY KEY, name text, content bytea);\nCREATE TABLE wide (id serial PRIMARY KEY, ${WIDE});\nCREATE TABLE users (id serial PRIMARY KEY, name text);\n`;
const APP = (sql: string): string =>
  `import express from 'express';\nimport { Pool } from 'pg';\nconst pool = new Pool();\nconst app = express();\napp.get('/v1/x', async (req, res) => {\n  res.json((await pool.query(\`${sql}\`, [req.query.q])).rows);\n});\n`;

/** Queries in SQL that fetch every column of a table with many or heavy ones. */
export const selectStarOnWideTable = defineRule({
  id: 'select-star-on-wide-table',
  summary: 'A query fetches every column of a wide table',
  why: 'Columns that nobody asked for are read from disk, sent over the network and kept in memory, for every row. Large values are stored apart from their row, so each costs a read of its own, and no index can answer the query alone.',
  fix: 'Name the columns that are used.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'object mappers, which fetch all columns unless told otherwise',
    'whether all columns are used in the end',
    'tables whose definition is not in the repository',
  ],
  params: {
    wideColumns: { description: 'Columns from which on a table is wide.', default: 20 },
  },
  examples: {
    good: [
      {
        title: 'named columns, a narrow table, a count, and a test of existence',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/a.ts': APP('SELECT id, name FROM files'),
          'src/b.ts': APP('SELECT * FROM users'),
          'src/c.ts': APP('SELECT count(*) FROM wide'),
          'src/d.ts': APP('SELECT u.* FROM users u JOIN files f ON f.id = u.id'),
          'src/e.ts': APP('SELECT id FROM users WHERE EXISTS (SELECT * FROM files)'),
        },
      },
    ],
    bad: [
      {
        title: 'the content of all files, and a wide table by its alias',
        files: {
          'package.json': PG,
          'schema.sql': SCHEMA,
          'src/a.ts': APP('SELECT * FROM files WHERE name = $1'),
          'src/b.ts': APP('SELECT w.* FROM wide w JOIN users u ON u.id = w.c1'),
        },
        keys: ['src/a.ts#(module)>callback files.query', 'src/b.ts#(module)>callback wide.query'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    const knowledge = schemaKnowledge(model);
    for (const query of runTimeQueries(model)) {
      const [named] = (query.sql && allColumnsOf(query.sql.text)) ?? [];
      const [table, ...others] = named ? knowledge.find(query, [named.name]).known : [];
      if (table && others.length === 0)
        yield { key: queryKey(model, query), at: within(query.module, query.at), query, table };
    }
  },
  check({ query, table }, { wideColumns }, model): Violation | undefined {
    const wide = table.columns.length >= wideColumns;
    const heavy = table.columns.filter((column) => isHeavy(column) || (wide && isJson(column)));
    if (heavy.length === 0 && !wide) return undefined;
    const [route] = routesTo(model, query.fn);
    const width = `${table.columns.length} columns`;
    const weight =
      heavy.length > 0 ? `, ${heavy.map(({ name, type }) => `${name} ${type}`).join(', ')} among them` : '';
    const few = query.singleRow || (query.limit.kind === 'known' && query.limit.rows === 1) || findsOne(query, table);
    return {
      message: `${query.method} fetches all ${width} of ${tableName(table)}${weight}`,
      ...((few || !route) && { severity: 'info' as const }),
      related: [
        { at: lineOf(table), message: `table ${tableName(table)}` },
        ...heavy.slice(0, 5).map((column) => ({ at: lineOf(column), message: `${column.name} ${column.type}` })),
        ...(route
          ? [
              {
                at: { ...lineOf({ path: route.file, line: route.line }) },
                message: `${route.method} ${route.path} leads to it`,
              },
            ]
          : []),
      ],
    };
  },
  blind: unreadQueries,
});

/** Asks for the value of a key. */
const findsOne = (query: QueryFact, table: Table): boolean =>
  query.columns.some(({ role, name, optional }) => {
    const column = columnOf(table, name);
    return /^(?:equality|wrapped)$/.test(role) && !optional && column !== undefined && isUnique(table, column);
  });

const isJson = ({ type }: Column): boolean => /^(?:jsonb?|xml)\b/i.test(type);

/** Values that are kept apart from their row because of their size. */
const isHeavy = ({ type }: Column): boolean =>
  /^(?:bytea|(?:tiny|medium|long)?blob|image|varbinary\s*\(max\)|longtext|mediumtext|n?clob|geometry|geography|vector|tsvector)\b/i.test(
    type,
  );
