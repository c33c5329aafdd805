import { property } from './conditions.ts';
import type { Draft, QueryLibrary, QueryReading } from './query-library.ts';
import { rawText } from './sequelize.ts';

const METHODS = new Set(
  'query execute prepare exec run all get each any one none many manyOrNone oneOrNone result unsafe batch'.split(' '),
);

/** Drivers that are given SQL text: pg, mysql, mysql2, better-sqlite3, mssql and their like. */
export const sqlDrivers: QueryLibrary = {
  packages: new Set(
    'pg pg-promise postgres mysql mysql2 mariadb mssql sqlite sqlite3 better-sqlite3 node:sqlite @libsql/client @fastify/postgres @fastify/mysql oracledb @vercel/postgres @neondatabase/serverless @planetscale/database'.split(
      ' ',
    ),
  ),
  methods: METHODS,
  start(steps) {
    const last = steps.length - 1;
    const name = steps[last - 1]?.name ?? '';
    if (steps[last]?.name !== '()' || !METHODS.has(name)) return -1;
    const before = steps.slice(0, -2);
    // A statement that was prepared already is run by `all()`, `run()`, `get()`: the text was given to `prepare`.
    if (before.some((step) => step.name === 'prepare')) return -1;
    return before.some((step) => step.name === '()' || step.name.startsWith(':')) ? last : -1;
  },
  read: readText,
};

function readText(draft: Draft): QueryReading | undefined {
  const [first] = draft.call.expr.args;
  if (!first || first.kind === 'function') return undefined;
  const text = property(first, 'text') ?? property(first, 'sql') ?? first;
  return rawText(draft, text);
}
