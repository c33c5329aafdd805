import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact, QualifiedName } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import { defaultOf } from '../default-values.ts';
import { callbacksOf } from '../follow-calls.ts';
import type { Applied, Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isMade, type Plain, textOf } from '../plain-data.ts';
import { type ColumnDraft, qualified } from '../table-draft.ts';

/** A type by its name, or as `sql` text. */
export const typeOf = (plain: Plain): string =>
  (textOf(plain) ?? (isMade(plain) ? textOf(plain.args?.[0]) : undefined) ?? '').toLowerCase();

type Actions = Pick<ConstraintFact, 'onDelete' | 'onUpdate'>;

/** The builder of a column, or of a key's actions, that a callback gets. */
export class KyselyColumn implements Handle {
  readonly #draft: ColumnDraft;
  readonly #actions: Actions = {};

  private constructor(name: string, type: string, at: Position) {
    const generated = /serial$/.test(type);
    this.#draft = { column: { name, type, notNull: generated, generated, at }, constraints: [], indexes: [] };
  }

  static read(run: MigrationRun, link: Link, name: string, type: string): ColumnDraft {
    const builder = new KyselyColumn(name, type, placeOf(link));
    builder.#enter(run, link);
    for (const constraint of builder.#draft.constraints)
      if (constraint.kind === 'foreign-key') Object.assign(constraint, builder.#actions);
    return builder.#draft;
  }

  /** What happens to rows that lose theirs, as a callback says it, or calls behind the key's own. */
  static actions(run: MigrationRun, link: Link, rest: Link[]): Actions {
    const builder = new KyselyColumn('', '', placeOf(link));
    builder.#enter(run, link);
    const end = rest.findIndex(({ name }) => !/^on(?:Delete|Update)$/.test(name));
    builder.#chain(run, rest.slice(0, end < 0 ? undefined : end));
    return builder.#actions;
  }

  apply(run: MigrationRun, links: Link[], index: number): Applied {
    this.#chain(run, links.slice(index));
    return { used: links.length - index, callbacks: 'taken' };
  }

  #enter(run: MigrationRun, link: Link): void {
    for (const callback of callbacksOf(run, { ...link, args: link.args?.slice(-1) ?? [] }))
      run.handles.withParameter(callback.ref, 0, this, () => run.enter(callback, link.frame));
  }

  #chain(run: MigrationRun, links: Link[]): void {
    for (const link of links) this.#method(link, run.plain.read(link.args?.[0], link.frame), run);
  }

  #method(link: Link, first: Plain, run: MigrationRun): void {
    const { column, constraints } = this.#draft;
    const { at } = column;
    const columns = [column.name];
    if (link.name === 'notNull') column.notNull = true;
    else if (link.name === 'primaryKey') {
      column.notNull = true;
      constraints.push({ kind: 'primary-key', columns, at });
    } else if (link.name === 'unique') constraints.push({ kind: 'unique', columns, at });
    else if (link.name === 'defaultTo') Object.assign(column, defaultOf(first));
    else if (/^(?:autoIncrement|identity|generated.*)$/.test(link.name)) {
      column.generated = true;
      column.notNull ||= link.name.endsWith('AsIdentity');
    } else if (link.name === 'onDelete' || link.name === 'onUpdate') this.#action(link.name, first);
    else if (link.name === 'references') this.#references(first, run);
  }

  #action(name: 'onDelete' | 'onUpdate', first: Plain): void {
    const action = textOf(first)?.toUpperCase();
    if (action !== undefined) this.#actions[name] = action;
  }

  /** `users.id`, with its schema before it or not. */
  #references(first: Plain, run: MigrationRun): void {
    const { column, constraints } = this.#draft;
    const [, table, key] = /^(.*)\.([^.]+)$/.exec(textOf(first) ?? '') ?? [];
    if (table === undefined || key === undefined)
      run.unknown(column.at, `what ${column.name} refers to is not constant`);
    else
      constraints.push({
        ...{ kind: 'foreign-key', columns: [column.name], at: column.at },
        references: { table: qualified(table), columns: [key] },
      });
  }
}

/** What `alterColumn` gives to its callback. */
export class KyselyAlteration implements Handle {
  readonly #table: QualifiedName;
  readonly #column: string;

  private constructor(table: QualifiedName, column: string) {
    this.#table = table;
    this.#column = column;
  }

  static follow(run: MigrationRun, link: Link, table: QualifiedName, column: string): void {
    const builder = new KyselyAlteration(table, column);
    for (const callback of callbacksOf(run, link))
      run.handles.withParameter(callback.ref, 0, builder, () => run.enter(callback, link.frame));
  }

  apply(run: MigrationRun, links: Link[], index: number): Applied {
    const link = links[index]!;
    const first = run.plain.read(link.args?.[0], link.frame);
    const change = { op: 'alter-column' as const, table: this.#table, column: this.#column, at: placeOf(link) };
    if (link.name === 'setNotNull' || link.name === 'dropNotNull')
      run.emit({ ...change, notNull: link.name === 'setNotNull' });
    else if (link.name === 'dropDefault') run.emit({ ...change, default: null });
    else if (link.name === 'setDefault') run.emit({ ...change, ...defaultOf(first) });
    else if (link.name === 'setDataType') run.emit({ ...change, type: typeOf(first) });
    return { used: links.length - index, callbacks: 'taken' };
  }
}
