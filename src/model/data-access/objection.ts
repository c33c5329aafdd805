import { readBuilder } from './knex.ts';
import { tableOfClass } from './model-definitions.ts';
import type { Link, QueryLibrary } from './query-library.ts';

/** Objection's own calls in Knex' words. */
const IN_KNEX: Record<string, string[] | undefined> = {
  findById: ['first'],
  findOne: ['where', 'first'],
  patch: ['update'],
  patchAndFetch: ['update'],
  patchAndFetchById: ['update', 'first'],
  updateAndFetch: ['update'],
  updateAndFetchById: ['update', 'first'],
  insertAndFetch: ['insert'],
  insertGraph: ['insert'],
  upsertGraph: ['update'],
  deleteById: ['delete', 'first'],
  resultSize: ['count'],
};
const LINKS =
  'select from table into where andWhere andWhereNot orWhere orWhereNot orWhereIn orWhereNull orWhereNotNull andWhereIn andWhereBetween whereIn whereNot whereNotIn whereNull whereNotNull whereBetween whereRaw whereExists whereComposite join innerJoin leftJoin joinRelated leftJoinRelated withGraphFetched withGraphJoined orderBy groupBy limit offset first count page range insert update delete increment decrement modify context returning throwIfNotFound runAfter alias distinct'.split(
    ' ',
  );

/** Objection: `Person.query().where('age', '>', 40).orderBy('name')`. */
export const objection: QueryLibrary = {
  packages: new Set(['objection']),
  methods: new Set(['query', ...Object.keys(IN_KNEX), ...LINKS]),
  start(steps) {
    if (!steps.some((step) => step.name === 'Model')) return -1;
    return steps.findIndex((step, index) => step.name === '()' && steps[index - 1]?.name === 'query');
  },
  read(draft, tools) {
    const { evaluator } = tools;
    const table = draft.path.entity && tableOfClass(evaluator, draft.path.entity);
    const links = draft.links.flatMap((link) =>
      (IN_KNEX[link.name] ?? [link.name]).map((name): Link => ({ ...link, name })),
    );
    const read = readBuilder(tools, draft, links, table ? [table] : []);
    const names = draft.links.map((link) => link.name);
    const paged = names.some((name) => name === 'page' || name === 'range');
    return {
      ...read,
      method: ['query', ...names].slice(0, 3).join('().'),
      partial:
        read.partial === true || names.some((name) => /Related$|withGraphJoined|whereComposite|context/.test(name)),
      ...(paged && { limit: { kind: 'unknown' } }),
    };
  },
};
