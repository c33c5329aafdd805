import type { Unknown } from '../../parse/position.ts';
import type { ConstraintFact, Dialect, QualifiedName } from '../../parse/sql/sql-facts.ts';
import { type EngineTraits, engineTraits, sameName, type TableState } from './table-state.ts';

/** The tables of one database while the statements of its history are applied, one after the other. */
export class SchemaState {
  readonly dialect: Dialect;
  readonly traits: EngineTraits;
  readonly #tables = new Map<string, TableState[]>();
  readonly #views = new Map<string, string[] | undefined>();
  /** Where unqualified names go: what `SET search_path` or `USE` said last. */
  currentSchema: string | undefined;
  /** The last CREATE TABLE had no effect, because there was such a table. */
  refused = false;
  /** A table was renamed or moved, so that names of its parts no longer follow from its own. */
  moved = false;
  /** What a statement did could not be told whole. */
  readonly unknowns: Unknown[] = [];

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    this.traits = engineTraits(dialect);
  }

  /** All tables, in the order of their creation. */
  tables(): TableState[] {
    return [...this.#tables.values()].flat();
  }

  add(table: TableState): void {
    const key = table.name.toLowerCase();
    const same = this.#tables.get(key);
    if (same === undefined) this.#tables.set(key, [table]);
    else same.push(table);
  }

  /**
   * Whether a key or index of another table in the schema has the name: PostgreSQL keeps them under one set of names. Only
   * renamed and moved tables can get in the way of default names, which begin with the name of their table.
   */
  isTaken(name: string, table: TableState): boolean {
    if (!this.moved) return false;
    return this.tables().some(
      (other) =>
        other !== table &&
        this.#sameSchema(other.schema, table.schema) &&
        (other.indexes.some((index) => index.name === name) ||
          other.constraints.some((constraint) => constraint.name === name && isIndexed(constraint.kind))),
    );
  }

  /** Takes a table out; its children stay until they are taken out themselves. */
  remove(table: TableState): void {
    const key = table.name.toLowerCase();
    const rest = (this.#tables.get(key) ?? []).filter((other) => other !== table);
    if (rest.length > 0) this.#tables.set(key, rest);
    else this.#tables.delete(key);
  }

  /**
   * The table that a statement means, whatever its case; an unqualified name may be in any schema if only one has it, and a
   * qualified one may have been created without its schema, where the connection said which. The schema `''` is the
   * default one, whatever the search path.
   */
  find(name: QualifiedName): TableState | undefined {
    const candidates = this.#tables.get(name.name.toLowerCase());
    if (candidates === undefined) return undefined;
    return this.#inSchema(candidates, name) ?? this.#withoutSchema(candidates, name);
  }

  /** The table in exactly the schema that a name means: what drops things where they exist must not guess. */
  findHere(name: QualifiedName): TableState | undefined {
    const candidates = this.#tables.get(name.name.toLowerCase());
    const table = candidates && this.#inSchema(candidates, name);
    if (table === undefined || name.schema !== undefined) return table;
    return [this.currentSchema, undefined].some((schema) => this.#sameSchema(table.schema, schema)) ? table : undefined;
  }

  #inSchema(candidates: TableState[], name: QualifiedName): TableState | undefined {
    const exact = candidates.filter((table) => table.name === name.name);
    return this.#among(exact, name) ?? this.#among(candidates, name);
  }

  #withoutSchema(candidates: TableState[], { schema, name }: QualifiedName): TableState | undefined {
    const [only, ...others] = candidates;
    const spelled = only?.name === name || !this.traits.caseSensitive;
    const may = only?.schema === undefined && others.length === 0 && this.#normal(schema) !== undefined;
    return may && spelled ? only : undefined;
  }

  #among(candidates: TableState[], name: QualifiedName): TableState | undefined {
    const schema = name.schema ?? this.currentSchema;
    const here = candidates.find((table) => this.#sameSchema(table.schema, schema));
    if (here !== undefined || name.schema !== undefined) return here;
    return (
      candidates.find((table) => this.#sameSchema(table.schema, undefined)) ??
      (candidates.length === 1 ? candidates[0] : undefined)
    );
  }

  /** The table that a CREATE of this name would collide with. */
  existing(name: QualifiedName): TableState | undefined {
    const schema = name.schema ?? this.currentSchema;
    return this.#tables
      .get(name.name.toLowerCase())
      ?.find(
        (table) => (table.name === name.name || !this.traits.caseSensitive) && this.#sameSchema(table.schema, schema),
      );
  }

  #sameSchema(one: string | undefined, other: string | undefined): boolean {
    return sameName(this.#normal(one), this.#normal(other));
  }

  #normal(schema: string | undefined): string | undefined {
    return schema === undefined || schema === '' || sameName(schema, this.traits.defaultSchema) ? undefined : schema;
  }

  /** Schema that a new table of this name is in. */
  schemaFor(name: QualifiedName): string | undefined {
    const schema = name.schema ?? this.currentSchema;
    return schema === '' ? undefined : schema;
  }

  /** `columns` are undefined when they could not be told. */
  addView(name: QualifiedName, columns: string[] | undefined): void {
    this.#views.set(name.name.toLowerCase(), columns);
  }

  /** In lower case. */
  viewNames(): string[] {
    return [...this.#views.keys()];
  }

  isView(name: QualifiedName): boolean {
    return this.#views.has(name.name.toLowerCase());
  }

  viewColumns(name: QualifiedName): string[] | undefined {
    return this.#views.get(name.name.toLowerCase());
  }

  /** Foreign keys of any table that refer to this one. */
  *referencesTo(target: TableState): Generator<{ table: TableState; index: number }> {
    for (const table of this.tables()) {
      for (const [index, constraint] of table.constraints.entries()) {
        if (constraint.references !== undefined && this.find(constraint.references.table) === target)
          yield { table, index };
      }
    }
  }
}

/** Kinds of constraint that an index of the same name stands for. */
function isIndexed(kind: ConstraintFact['kind']): boolean {
  return kind === 'primary-key' || kind === 'unique' || kind === 'exclude';
}
