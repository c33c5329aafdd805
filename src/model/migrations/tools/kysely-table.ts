import type { ConstraintFact, QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import { callbacksOf } from '../follow-calls.ts';
import type { Applied, Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { type Plain, textOf, textsOf } from '../plain-data.ts';
import { addColumn, addConstraint, createIndex, defined, qualified, type TableDraft } from '../table-draft.ts';
import { KyselyAlteration, KyselyColumn, typeOf } from './kysely-columns.ts';

interface Call {
  run: MigrationRun;
  link: Link;
  args: Plain[];
  /** Calls chained to it. */
  rest: Link[];
}

/** The builder of a table that is made, or changed where there is no draft. */
export class KyselyTable implements Handle {
  readonly #table: QualifiedName;
  readonly #draft: TableDraft | undefined;

  constructor(table: QualifiedName, draft: TableDraft | undefined) {
    this.#table = table;
    this.#draft = draft;
  }

  apply(run: MigrationRun, links: Link[], index: number): Applied {
    this.follow(run, links.slice(index));
    return { used: links.length - index, callbacks: 'taken' };
  }

  follow(run: MigrationRun, links: Link[]): void {
    for (const [index, link] of links.entries()) {
      const args = (link.args ?? []).map((arg) => run.plain.read(arg, link.frame));
      this.#method({ run, link, args, rest: links.slice(index + 1) });
    }
  }

  #method(call: Call): void {
    const { run, link, args } = call;
    if (link.name === 'ifNotExists' && this.#draft !== undefined) this.#draft.ifNotExists = true;
    else if (link.name === '$call') this.#helper(run, link);
    else if (link.name === 'addColumn') this.#column(call);
    else if (/^add(?:PrimaryKey|Unique|ForeignKey|Check)Constraint$/.test(link.name)) this.#constraint(call);
    else if (link.name === 'alterColumn' || link.name === 'modifyColumn') this.#alter(call);
    else if (link.name === 'addIndex') this.#index(call);
    else if (Object.hasOwn(CHANGES, link.name)) {
      const operations = CHANGES[link.name]!(this.#table, args.map(textOf), placeOf(link));
      if (operations === undefined) run.unknown(placeOf(link), `what ${link.name} changes is not constant`);
      else run.emit(...operations);
    }
  }

  /** A helper that goes on with the builder. */
  #helper(run: MigrationRun, link: Link): void {
    for (const callback of callbacksOf(run, link))
      run.handles.withParameter(callback.ref, 0, this, () => run.enter(callback, link.frame));
  }

  #column({ run, link, args }: Call): void {
    const name = textOf(args[0]);
    if (name === undefined) {
      run.unknown(placeOf(link), `the name of a column of ${this.#table.name} is not constant`);
      return;
    }
    const draft = KyselyColumn.read(run, link, name, typeOf(args[1]));
    if (this.#draft !== undefined) this.#draft.add(draft);
    else run.emit(...addColumn(this.#table, draft));
  }

  #constraint({ run, link, args, rest }: Call): void {
    const columns = textsOf(args[1]);
    const at = placeOf(link);
    const [kind] = /PrimaryKey|Unique|ForeignKey|Check/.exec(link.name) ?? [];
    if (kind !== 'Check' && columns === undefined) {
      run.unknown(at, `the columns of ${link.name} are not constant`);
      return;
    }
    const target = textOf(args[2]);
    const foreign = kind === 'ForeignKey';
    if (foreign && target === undefined) {
      run.unknown(at, `what a key of ${this.#table.name} refers to is not constant`);
      return;
    }
    const constraint = defined<ConstraintFact>({
      kind: KINDS[kind ?? ''] ?? 'check',
      columns: columns ?? [],
      name: textOf(args[0]),
      references: foreign ? { table: qualified(target!), columns: textsOf(args[3]) ?? [] } : undefined,
      ...(foreign && KyselyColumn.actions(run, link, rest)),
      at,
    });
    if (this.#draft !== undefined) this.#draft.constraints.push(constraint);
    else run.emit(addConstraint(this.#table, constraint));
  }

  #alter({ run, link, args }: Call): void {
    const name = textOf(args[0]);
    if (name === undefined) run.unknown(placeOf(link), `what ${link.name} changes is not constant`);
    else if (link.name === 'alterColumn') KyselyAlteration.follow(run, link, this.#table, name);
    else {
      const { column } = KyselyColumn.read(run, link, name, typeOf(args[1]));
      const { type, notNull, at } = column;
      run.emit({
        ...{ op: 'alter-column', table: this.#table, column: name, type, notNull, at },
        default: column.default ?? null,
      });
    }
  }

  /** `addIndex('name').column('a')`, which MySQL has. */
  #index({ run, link, args, rest }: Call): void {
    const name = textOf(args[0]);
    const columns = rest
      .filter((one) => one.name === 'column' || one.name === 'columns')
      .flatMap((one) => textsOf(run.plain.read(one.args?.[0], one.frame)) ?? []);
    const unique = rest.some((one) => one.name === 'unique');
    const at = placeOf(link);
    if (name === undefined || columns.length === 0) run.unknown(at, 'an index is not constant');
    else {
      const keys = columns.map((column) => ({ column }));
      run.emit(createIndex(this.#table, { name, keys, include: [], unique, concurrently: false, at }));
    }
  }
}

const KINDS: Record<string, ConstraintFact['kind']> = {
  PrimaryKey: 'primary-key',
  Unique: 'unique',
  ForeignKey: 'foreign-key',
};

type Change = (
  table: QualifiedName,
  args: (string | undefined)[],
  at: SchemaOperation['at'],
) => SchemaOperation[] | undefined;

const CHANGES: Record<string, Change> = {
  dropColumn: (table, [column], at) => (column === undefined ? undefined : [{ op: 'drop-column', table, column, at }]),
  renameColumn: (table, [column, to], at) =>
    column === undefined || to === undefined ? undefined : [{ op: 'rename-column', table, column, to, at }],
  renameTo: (table, [to], at) =>
    to === undefined ? undefined : [{ op: 'rename-table', table, to: qualified(to), at }],
  setSchema: (table, [schema], at) => (schema === undefined ? undefined : [{ op: 'set-schema', table, schema, at }]),
  dropConstraint: (table, [name], at) =>
    name === undefined ? undefined : [{ op: 'drop-constraint', table, name, at }],
  renameConstraint: (table, [name, to], at) =>
    name === undefined || to === undefined ? undefined : [{ op: 'rename-constraint', table, name, to, at }],
  dropIndex: (table, [name], at) =>
    name === undefined ? undefined : [{ op: 'drop-index', name: { name }, table, at }],
};
