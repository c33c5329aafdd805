import type { ConstraintFact, IndexFact, QualifiedName } from '../../../parse/sql/sql-facts.ts';
import { type Link, placeOf } from '../call-chain.ts';
import { defaultOf } from '../default-values.ts';
import type { Applied, Handle } from '../handles.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isRecord, member, type Plain, textOf, textsOf } from '../plain-data.ts';
import {
  addColumn,
  addConstraint,
  type ColumnDraft,
  createIndex,
  defined,
  qualified,
  type TableDraft,
} from '../table-draft.ts';
import { takeAway } from './knex-drops.ts';
import { knexName, nameIn, predicateIn } from './knex-names.ts';
import { addsColumn, knexType, numbersItself } from './knex-types.ts';

/** The builder that `createTable` and `alterTable` give to their callback. */
export class KnexTable implements Handle {
  readonly #run: MigrationRun;
  readonly #table: QualifiedName;
  /** The table under construction; none where one that exists is changed. */
  readonly #draft: TableDraft | undefined;

  constructor(run: MigrationRun, table: QualifiedName, draft: TableDraft | undefined) {
    this.#run = run;
    this.#table = table;
    this.#draft = draft;
  }

  apply(_: MigrationRun, links: Link[], index: number): Applied {
    const link = links[index]!;
    const chain = links.slice(index);
    if (link.args !== undefined) this.#method(link, chain);
    return { used: chain.length, callbacks: 'taken' };
  }

  #method(link: Link, chain: Link[]): void {
    const { name } = link;
    if (addsColumn(name)) this.#column(link, chain.slice(1));
    else if (name === 'timestamps') this.#timestamps(link);
    else if (name === 'foreign') this.#foreign(link, chain.slice(1));
    else if (name === 'primary' || name === 'unique') this.#key(link, name);
    else if (name === 'index') this.#index(link);
    else if (name === 'engine' && this.#draft !== undefined) this.#draft.engine = textOf(this.#args(link)[0]);
    else if (/^drop|Nullable$/.test(name)) this.#takeAway(link);
    else if (name === 'renameColumn') this.#rename(link);
  }

  #args(link: Link): Plain[] {
    return (link.args ?? []).map((arg) => this.#run.plain.read(arg, link.frame));
  }

  #column(link: Link, rest: Link[]): void {
    const args = this.#args(link);
    const name = args.length === 0 && numbersItself(link.name) ? 'id' : textOf(args[0]);
    if (name === undefined) {
      this.#run.unknown(placeOf(link), `the name of a column of ${this.#table.name} is not constant`);
      return;
    }
    const at = { ...placeOf(link), endLine: rest.at(-1)?.call?.at.endLine ?? placeOf(link).endLine };
    const type = knexType(link.name, args, this.#run.dialect);
    const generated = numbersItself(link.name);
    const draft: ColumnDraft = {
      column: { name, type, notNull: generated, generated, at },
      constraints: [],
      indexes: [],
    };
    const options = args.find(isRecord);
    const isKey = generated && (options === undefined || member(options, 'primaryKey') !== false);
    if (isKey) draft.constraints.push({ kind: 'primary-key', columns: [name], at });
    this.#modify(draft, rest);
    if (rest.some((one) => one.name === 'alter')) this.#alter(draft);
    else if (this.#draft !== undefined) this.#draft.add(draft);
    else this.#run.emit(...addColumn(this.#table, draft));
  }

  #modify(draft: ColumnDraft, rest: Link[]): void {
    const { column, constraints, indexes } = draft;
    const columns = [column.name];
    for (const link of rest) {
      const [first] = this.#args(link);
      if (link.name === 'notNullable' || link.name === 'notNull') column.notNull = first !== false;
      else if (link.name === 'nullable') column.notNull = first === false;
      else if (link.name === 'defaultTo') Object.assign(column, defaultOf(first));
      else if (link.name === 'primary')
        constraints.push(
          defined({ kind: 'primary-key' as const, columns, name: nameIn(first, 'constraintName'), at: column.at }),
        );
      else if (link.name === 'unique') constraints.push(this.#unique(columns, first, column.at));
      else if (link.name === 'index')
        indexes.push(this.#indexFact(columns, [undefined, ...this.#args(link)], column.at));
    }
    const foreign = this.#references(columns, rest, column.at);
    if (foreign !== undefined) constraints.push(foreign);
    if (constraints.some((one) => one.kind === 'primary-key')) column.notNull = true;
  }

  #alter({ column, constraints, indexes }: ColumnDraft): void {
    const { name, type, notNull, at } = column;
    this.#run.emit(
      { op: 'alter-column', table: this.#table, column: name, type, notNull, default: column.default ?? null, at },
      ...constraints.map((one) => addConstraint(this.#table, one)),
      ...indexes.map((one) => createIndex(this.#table, one)),
    );
  }

  /** `references('id').inTable('users')`, `references('users.id')`, with what happens to rows that lose theirs. */
  #references(columns: string[], links: Link[], at: ConstraintFact['at']): ConstraintFact | undefined {
    const given = (name: string): Plain => {
      const link = links.find((one) => one.name === name);
      return link && this.#args(link)[0];
    };
    if (!links.some((link) => link.name === 'references')) return undefined;
    const written = textsOf(given('references'));
    const into = textOf(given('inTable'));
    const [first = ''] = written ?? [];
    const dot = into === undefined ? first.lastIndexOf('.') : -1;
    const table = into ?? (dot > 0 ? first.slice(0, dot) : undefined);
    if (written === undefined || table === undefined) {
      this.#run.unknown(at, `what ${this.#table.name}.${columns.join(', ')} refers to is not constant`);
      return undefined;
    }
    return defined<ConstraintFact>({
      kind: 'foreign-key',
      columns,
      name: textOf(given('withKeyName')) ?? knexName(this.#table, columns, 'foreign'),
      references: { table: qualified(table), columns: dot > 0 ? [first.slice(dot + 1)] : written },
      onDelete: textOf(given('onDelete'))?.toUpperCase(),
      onUpdate: textOf(given('onUpdate'))?.toUpperCase(),
      at,
    });
  }

  #foreign(link: Link, rest: Link[]): void {
    const [first, second] = this.#args(link);
    const columns = this.#columns(first, link);
    if (columns === undefined) return;
    const last = rest.at(-1)?.call?.at.endLine;
    const constraint = this.#references(columns, rest, {
      ...placeOf(link),
      ...(last !== undefined && { endLine: last }),
    });
    const name = textOf(second);
    if (constraint !== undefined) this.#constrain(name === undefined ? constraint : { ...constraint, name });
  }

  #key(link: Link, kind: 'primary' | 'unique'): void {
    const [first, second] = this.#args(link);
    const columns = this.#columns(first, link);
    if (columns === undefined) return;
    const at = placeOf(link);
    if (kind === 'unique' && predicateIn(second) !== undefined) this.#partialUnique(columns, second, at);
    else if (kind === 'unique') this.#constrain(this.#unique(columns, second, at));
    else
      this.#constrain(defined({ kind: 'primary-key' as const, columns, name: nameIn(second, 'constraintName'), at }));
  }

  #index(link: Link): void {
    const args = this.#args(link);
    const columns = this.#columns(args[0], link);
    if (columns === undefined) return;
    const index = this.#indexFact(columns, args, placeOf(link));
    if (this.#draft !== undefined) this.#draft.indexes.push(index);
    else this.#run.emit(createIndex(this.#table, index));
  }

  #indexFact(columns: string[], [, name, type]: Plain[], at: IndexFact['at']): IndexFact {
    const options = isRecord(type) ? type : undefined;
    const method = textOf(options === undefined ? type : member(options, 'indexType', 'storageEngineIndexType'));
    return defined<IndexFact>({
      name: textOf(name) ?? knexName(this.#table, columns, 'index'),
      keys: columns.map((column) => ({ column })),
      include: [],
      unique: false,
      method: method?.toLowerCase(),
      where: predicateIn(options),
      concurrently: false,
      at,
    });
  }

  #unique(columns: string[], naming: Plain, at: ConstraintFact['at']): ConstraintFact {
    const name = nameIn(naming, 'indexName') ?? knexName(this.#table, columns, 'unique');
    return { kind: 'unique', columns, name, at };
  }

  #constrain(constraint: ConstraintFact): void {
    if (this.#draft !== undefined) this.#draft.constraints.push(constraint);
    else this.#run.emit(addConstraint(this.#table, constraint));
  }

  /** With a predicate it is an index, not a constraint. */
  #partialUnique(columns: string[], options: Plain, at: IndexFact['at']): void {
    const name = nameIn(options, 'indexName') ?? knexName(this.#table, columns, 'unique');
    const index = { ...this.#indexFact(columns, [undefined, name, options], at), unique: true };
    if (this.#draft !== undefined) this.#draft.indexes.push(index);
    else this.#run.emit(createIndex(this.#table, index));
  }

  #columns(plain: Plain, link: Link): string[] | undefined {
    const columns = textsOf(plain);
    if (columns === undefined) this.#run.unknown(placeOf(link), `the columns of ${link.name} are not constant`);
    return columns;
  }

  #timestamps(link: Link): void {
    const args = this.#args(link);
    const option = (position: number, name: string): boolean => {
      const [first] = args;
      return (isRecord(first) ? member(first, name) : args[position]) === true;
    };
    const camel = option(2, 'useCamelCase');
    const type = knexType(option(0, 'useTimestamps') ? 'timestamp' : 'datetime', [], this.#run.dialect);
    const defaults = option(1, 'defaultToNow');
    for (const name of camel ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at']) {
      const at = placeOf(link);
      const column = {
        name,
        type,
        notNull: defaults,
        generated: false,
        ...(defaults && { default: 'CURRENT_TIMESTAMP' }),
        at,
      };
      const draft: ColumnDraft = { column, constraints: [], indexes: [] };
      if (this.#draft !== undefined) this.#draft.add(draft);
      else this.#run.emit(...addColumn(this.#table, draft));
    }
  }

  #rename(link: Link): void {
    const [from, to] = this.#args(link);
    const at = placeOf(link);
    if (typeof from !== 'string' || typeof to !== 'string') this.#run.unknown(at, 'a renamed column is not constant');
    else this.#run.emit({ op: 'rename-column', table: this.#table, column: from, to, at });
  }

  #takeAway(link: Link): void {
    const operations = takeAway(this.#table, link.name, this.#args(link), placeOf(link));
    if (operations === undefined) this.#run.unknown(placeOf(link), `what ${link.name} takes away is not constant`);
    else this.#run.emit(...operations);
  }
}
