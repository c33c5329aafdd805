import type { QualifiedName } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import type { Applied, Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { textOf } from '../plain-data.ts';
import { qualified, TableDraft } from '../table-draft.ts';
import { KnexTable } from './knex-table.ts';

const OPEN: Applied = { used: 1, callbacks: 'open' };
const TAKEN: Applied = { used: 1, callbacks: 'taken' };

/** Knex in migrations: `knex.schema`, and `knex.raw`. Bookshelf, Objection, AdonisJS and Strapi use it too. */
export const knexHandle: Handle = {
  apply(run, links, index) {
    const link = links[index]!;
    if (link.args === undefined) return OPEN;
    const [first] = link.args;
    const at = placeOf(link);
    switch (link.name) {
      case 'raw':
      case 'execute':
      case 'unprepared':
      case 'rawQuery':
        run.sql.execute(first, link.frame, at);
        return OPEN;
      case 'createTable':
      case 'createTableIfNotExists':
        return createTable(run, links, index);
      case 'alterTable':
      case 'table':
        return alterTable(run, links, index);
      case 'dropTable':
      case 'dropTableIfExists':
        withTable(run, links, index, (table) =>
          run.emit({ op: 'drop-table', tables: [table], cascade: false, at, ...ifExists(link) }),
        );
        return OPEN;
      case 'renameTable':
        renameTable(run, links, index);
        return OPEN;
      default:
        return OPEN;
    }
  },
};

const ifExists = ({ name }: Link): { ifExists?: true } => (name.endsWith('IfExists') ? { ifExists: true } : {});

/** The table that a call's first argument names, in the schema that `withSchema` said before. */
function withTable(run: MigrationRun, links: Link[], index: number, use: (table: QualifiedName) => void): void {
  const link = links[index]!;
  const name = textOf(run.plain.read(link.args?.[0], link.frame));
  if (name === undefined) {
    run.unknown(placeOf(link), `the table of ${link.name} is not constant`);
    return;
  }
  const schema = schemaBefore(run, links, index);
  use({ ...(schema !== undefined && { schema }), ...qualified(name) });
}

function schemaBefore(run: MigrationRun, links: Link[], index: number): string | undefined {
  const link = links.slice(0, index).findLast((one) => one.name === 'withSchema');
  return link && textOf(run.plain.read(link.args?.[0], link.frame));
}

function createTable(run: MigrationRun, links: Link[], index: number): Applied {
  const link = links[index]!;
  withTable(run, links, index, (table) => {
    const draft = new TableDraft(table, placeOf(link));
    draft.ifNotExists = link.name === 'createTableIfNotExists';
    build(run, link, new KnexTable(run, table, draft));
    run.emit(...draft.operations());
  });
  return TAKEN;
}

function alterTable(run: MigrationRun, links: Link[], index: number): Applied {
  withTable(run, links, index, (table) => build(run, links[index]!, new KnexTable(run, table, undefined)));
  return TAKEN;
}

/** Runs the callback that a table is built in. */
function build(run: MigrationRun, link: Link, table: KnexTable): void {
  const callbacks = (link.args ?? []).slice(1).map((arg) => run.plain.read(arg, link.frame));
  for (const callback of callbacks) {
    if (typeof callback !== 'object' || callback?.kind !== 'function') continue;
    run.handles.withParameter(callback.value.ref, 0, table, () => run.enter(callback.value, link.frame));
    return;
  }
  run.unknown(placeOf(link), `what ${link.name} does with the table is not known`);
}

function renameTable(run: MigrationRun, links: Link[], index: number): void {
  const link = links[index]!;
  const to = textOf(run.plain.read(link.args?.[1], link.frame));
  if (to === undefined) run.unknown(placeOf(link), 'the new name of a table is not constant');
  else
    withTable(run, links, index, (table) =>
      run.emit({ op: 'rename-table', table, to: { name: to }, at: placeOf(link) }),
    );
}
