import { placeOf } from '../call-chain.ts';
import type { Handle } from '../handles.ts';
import { knexHandle } from './knex.ts';

/** `this` in migrations that are classes with a builder of their own: MikroORM's `addSql`, AdonisJS's `schema`. */
export const instanceHandle: Handle = {
  apply(run, links, index) {
    const link = links[index]!;
    if (link.name !== 'addSql' && link.name !== 'execute') return knexHandle.apply(run, links, index);
    if (link.args !== undefined) run.sql.execute(link.args[0], link.frame, placeOf(link));
    return { used: 1, callbacks: 'open' };
  },
};
