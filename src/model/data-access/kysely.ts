import { readBuilder } from './knex.ts';
import type { Link, QueryLibrary } from './query-library.ts';

/** Calls that begin a query, in Knex' words. */
const STARTS: Record<string, string[] | undefined> = {
  selectFrom: ['table'],
  insertInto: ['into', 'insert'],
  replaceInto: ['into', 'insert'],
  updateTable: ['table', 'update'],
  deleteFrom: ['table', 'delete'],
};
const LINKS =
  'select selectAll distinct distinctOn where whereRef innerJoin leftJoin rightJoin fullJoin crossJoin orderBy groupBy having limit offset top fetch set values returning returningAll onConflict as with union unionAll forUpdate execute executeTakeFirst executeTakeFirstOrThrow stream $if $call'.split(
    ' ',
  );
const FIRST = /^executeTakeFirst/;

/** Kysely: `db.selectFrom('users').selectAll().where('email', '=', email).execute()`. */
export const kysely: QueryLibrary = {
  packages: new Set(['kysely', 'nestjs-kysely']),
  methods: new Set([...Object.keys(STARTS), ...LINKS]),
  start(steps) {
    if (!/^:?(Kysely|Transaction|ControlledTransaction)$/.test(steps[0]?.name ?? '')) return -1;
    return steps.findIndex((step, index) => step.name === '()' && STARTS[steps[index - 1]?.name ?? ''] !== undefined);
  },
  read(draft, tools) {
    const { callee } = draft.call.expr;
    const begun = callee.kind === 'member' ? STARTS[String(callee.property)] : undefined;
    if (!begun) return undefined;
    const own = begun.map((name): Link => ({ name, module: draft.module, call: draft.call }));
    const links = draft.links.map((link) => (FIRST.test(link.name) ? { ...link, name: 'first' } : link));
    const read = readBuilder(tools, draft, [...own, ...links]);
    const hidden = links.some(({ name }) => /^(whereRef|union|unionAll|\$if|\$call|top|fetch)$/.test(name));
    return {
      ...read,
      method: String(callee.kind === 'member' && callee.property),
      partial: read.partial === true || hidden,
    };
  },
};
