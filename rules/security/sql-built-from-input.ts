import {
  dataClient,
  defineRule,
  type QueryFact,
  type QueryHole,
  queryKey,
  runTimeQueries,
  type Subject,
  unreadQueries,
  within,
} from '#rule';

interface Judged extends Subject {
  query: QueryFact;
}

const PG = '{"dependencies":{"express":"^4.18.0","pg":"^8.0.0"}}';

/** SQL text that is put together from values. */
export const sqlBuiltFromInput = defineRule({
  id: 'sql-built-from-input',
  summary: 'SQL text is built from input',
  why: 'A value that becomes part of the text can end the statement and begin another: whoever controls it reads and changes any row the connection may touch.',
  fix: 'Pass values as parameters of the query. Choose names of columns and tables from a list in the code.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'text that is assembled by functions of other packages',
    'values that are stored first and put into SQL later',
    'operators smuggled into filter objects of document databases',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'parameters, and names from constants',
        files: {
          'package.json': PG,
          'src/app.ts':
            "import express from 'express';\nimport { Pool } from 'pg';\nconst pool = new Pool();\nconst app = express();\nconst TABLE = 'users';\napp.get('/v1/users/:id', async (req, res) => {\n  const { rows } = await pool.query(`SELECT * FROM ${TABLE} WHERE id = $1`, [req.params.id]);\n  res.json(rows);\n});\n",
        },
      },
      {
        title: 'placeholders for a list, and a number',
        files: {
          'package.json': PG,
          'src/users.ts':
            "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const byIds = (ids: string[], limit: number) =>\n  pool.query(`SELECT name FROM users WHERE id IN (${ids.map((_, i) => `$${i}`).join(', ')}) LIMIT ${Number(limit)}`, ids);\n",
        },
      },
      {
        title: 'constants of a list, and a builder that writes itself out',
        files: {
          'package.json': '{"dependencies":{"knex":"^3.0.0"}}',
          'src/roles.ts':
            "import knex from 'knex';\nconst db = knex({ client: 'pg' });\nconst TYPES = ['root', 'custom'];\nexport const roles = () => db.raw(`SELECT id FROM roles WHERE type IN (${TYPES.map((type) => `'${type}'`).join(',')})`);\nexport const add = (name: string) => {\n  const insert = db('roles').insert({ name });\n  return db.raw(`${insert.toString()} ON CONFLICT DO NOTHING`);\n};\n",
        },
      },
    ],
    bad: [
      {
        title: 'a path parameter in the text',
        files: {
          'package.json': PG,
          'src/app.ts':
            "import express from 'express';\nimport { Pool } from 'pg';\nconst pool = new Pool();\nconst app = express();\napp.get('/v1/users/:id', async (req, res) => {\n  const { rows } = await pool.query(`SELECT * FROM users WHERE id = '${req.params.id}'`);\n  res.json(rows);\n});\n",
        },
        keys: ['src/app.ts#(module)>callback users.query'],
      },
      {
        title: 'through a function',
        files: {
          'package.json': PG,
          'src/app.ts':
            "import express from 'express';\nimport { byName } from './users.ts';\nconst app = express();\napp.get('/v1/users', async (req, res) => {\n  res.json(await byName(req.query.name));\n});\n",
          'src/users.ts':
            'import { Pool } from \'pg\';\nconst pool = new Pool();\nexport const byName = (name: string) => pool.query("SELECT id FROM users WHERE name = \'" + name + "\'");\n',
        },
        keys: ['src/users.ts#byName users.query'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const query of runTimeQueries(model))
      if (query.sql) yield { key: queryKey(model, query), at: within(query.module, query.at), query };
  },
  check({ query }) {
    const holes = query.sql?.holes.filter((hole) => hole.from !== 'safe') ?? [];
    const worst = holes.find((hole) => hole.from === 'request') ?? holes[0];
    if (!worst || !isStatement(query)) return undefined;
    const request = worst.from === 'request';
    const text = dataClient(query.library)?.holds === 'documents' ? 'code that MongoDB runs ($where)' : 'SQL text';
    return {
      message: request
        ? `${worst.name} from the request becomes part of the ${text}`
        : `${names(holes)} ${holes.length === 1 ? 'becomes' : 'become'} part of the ${text}`,
      severity: request ? 'error' : 'info',
      related: [
        { at: within(query.module, worst.at), message: `${worst.name} is put into the text` },
        ...worst.trail.map((step) => ({ at: within(step.module, step.at), message: step.message })),
      ],
    };
  },
  blind: unreadQueries,
});

/** Text of statements on rows; what sets up databases and sessions runs with names nobody outside controls. */
const isStatement = (query: QueryFact): boolean =>
  query.operation !== 'raw' ||
  /^\s*(select|insert|update|delete|replace|with|call|exec)\b/i.test(query.sql?.text ?? '') ||
  query.method === 'raw' ||
  query.sql?.text === '?';

const names = (holes: QueryHole[]): string => [...new Set(holes.map((hole) => hole.name))].slice(0, 3).join(', ');
