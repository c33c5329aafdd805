import { type SqlColumnName, sqlReferences } from '../model/data-access/sql-references.ts';
import { calleeName } from '../model/flow/expression-search.ts';
import type { QueryFact, QueryTable, RepoModel, Table } from '../model/repo-model.ts';
import type { Position } from '../parse/position.ts';
import { sameColumnName } from './tables.ts';

/** A table that a query names, with those of the schema that it may be. */
interface NamedTable {
  name: string;
  known: Table[];
  /** Databases of several other packages have one of the name, so that none of them can be told to be meant. */
  unclear: boolean;
}
/** A table, or a column of one, as a query names it. */
export interface NamedPart {
  table: NamedTable;
  /** `mapped`: the library may turn the name into the column's. */
  column?: Pick<SqlColumnName, 'name' | 'quoted'> & { mapped?: true };
  at?: { module: string; position: Position };
}

/** What can be said of names in queries, on the final schema. */
export interface SchemaKnowledge {
  /**
   * Tables by their name or their entity's, in any schema and case: those of the query's own package, where it has such,
   * or else those of the only other package that does.
   */
  find(query: QueryFact, names: string[]): { known: Table[]; unclear: boolean };
  /** Nothing that was read can be meant by the name, and what was read is the database of the query. */
  isMissing(query: QueryFact, name: string): boolean;
  hasColumn(tables: Table[], column: NonNullable<NamedPart['column']>): boolean;
  /** The column that only lacks quotes to be found. */
  foldedColumn(tables: Table[], column: NonNullable<NamedPart['column']>): string | undefined;
}

/** Query builders that take names of columns as they are in the database, unchecked by the compiler. */
const BUILDERS = /^(?:knex|objection|sequelize)$/;
const DOCUMENTS = /^(?:mongoose|mongodb|@nestjs\/mongoose|@typegoose\/typegoose)$/;
const CATALOGUE =
  /^(?:pg_|sqlite_|information_schema|performance_schema|mysql$|sys$|dual$|inserted$|deleted$|all_|user_tab|dba_)/i;
/** Columns that engines have without being told. */
const SYSTEM_COLUMN = /^(?:ctid|xmin|xmax|cmin|cmax|tableoid|oid|rowid|_rowid_|rownum|level|rank|score|distance)$/i;

/** The tables and columns of the schema that a query names, as far as its own words tell of which table a column is. */
export function namedParts(knowledge: SchemaKnowledge, query: QueryFact): NamedPart[] {
  if (DOCUMENTS.test(query.library)) return [];
  const named = (name: string, others: string[] = []): NamedTable => ({
    name,
    ...knowledge.find(query, [name, ...others]),
  });
  const references = query.sql && sqlReferences(query.sql.text);
  if (!references) return BUILDERS.test(query.library) && !query.sql ? builderParts(query, named) : [];
  const tables = references.tables.filter(({ schema }) => !CATALOGUE.test(schema ?? ''));
  const byAlias = (qualifier = ''): (typeof tables)[number] | undefined => {
    const meant = tables.filter(({ as }) => as.includes(qualifier.toLowerCase()));
    const [first] = meant;
    const same = meant.every(({ name }) => name.toLowerCase() === first?.name.toLowerCase());
    return same && !references.rows.has(qualifier.toLowerCase()) ? first : undefined;
  };
  return [
    ...tables.map(({ name }): NamedPart => ({ table: named(name) })),
    ...references.columns.flatMap((column): NamedPart[] => {
      const of = column.of ?? byAlias(column.qualifier);
      return of ? [{ table: named(of.name), column }] : [];
    }),
  ];
}

/** Conditions of a query builder on its only table. What it is ordered by may be a name that it gives itself. */
function builderParts(query: QueryFact, named: (name: string, others: string[]) => NamedTable): NamedPart[] {
  const [only, ...others] = query.tables as [QueryTable?, ...QueryTable[]];
  if (!only || others.length > 0 || only.derived || !/^\w+$/.test(only.name)) return [];
  const table = named(only.name, only.otherNames);
  const own = [only.name, only.alias, ...only.otherNames].map((name) => name?.toLowerCase());
  const columns = query.columns.filter(
    ({ role, table: of, name }) =>
      /^(?:equality|range|pattern|negation)$/.test(role) &&
      (of === undefined || own.includes(of.toLowerCase())) &&
      /^\w+$/.test(name),
  );
  return [
    ...(only.otherNames.length === 0 ? [{ table }] : []),
    ...columns.map(
      ({ name, module, at }): NamedPart => ({
        table,
        column: { name, quoted: true, mapped: true },
        at: { module, position: at },
      }),
    ),
  ];
}

const known = new WeakMap<RepoModel, SchemaKnowledge>();

export function schemaKnowledge(model: RepoModel): SchemaKnowledge {
  const built = known.get(model) ?? new Knowledge(model);
  known.set(model, built);
  return built;
}

class Knowledge implements SchemaKnowledge {
  readonly #model: RepoModel;
  readonly #byName = new Map<string, Table[]>();
  /** Paths, the innermost first. */
  readonly #packages: string[];
  readonly #made: ReadonlySet<string>;
  readonly #unread: ReadonlySet<string>;
  readonly #covered = new Map<string, boolean>();

  constructor(model: RepoModel) {
    this.#model = model;
    this.#packages = model.packages.map(({ path }) => path).sort((one, other) => other.length - one.length);
    for (const table of model.tables.filter(({ source }) => source !== 'mongoose'))
      for (const name of new Set([table.name, table.entity?.name ?? table.name].map((item) => item.toLowerCase())))
        this.#byName.set(name, [...(this.#byName.get(name) ?? []), table]);
    this.#made = new Set([...model.databases.flatMap(({ views }) => views), ...namesMadeByCode(model)]);
    this.#unread = new Set(model.unknowns.filter(({ subject }) => subject === 'statement').map(({ path }) => path));
  }

  find(query: QueryFact, names: string[]): { known: Table[]; unclear: boolean } {
    const all = [...new Set(names.flatMap((name) => this.#byName.get(name.toLowerCase()) ?? []))];
    const home = this.#homeOf(query);
    const own = all.filter((table) => this.#packageOf(table) === home);
    if (own.length > 0) return { known: own, unclear: false };
    const unclear = new Set(all.map((table) => this.#packageOf(table))).size > 1;
    return { known: unclear ? [] : all, unclear };
  }

  #homeOf({ module }: QueryFact): string {
    return this.#model.code.module(module)?.package.path ?? '';
  }

  #packageOf({ path }: Table): string {
    return this.#packages.find((home) => home === '' || path.startsWith(`${home}/`)) ?? '';
  }

  isMissing(query: QueryFact, name: string): boolean {
    const lower = name.toLowerCase();
    if (CATALOGUE.test(name) || this.#made.has(lower) || this.#unread.size > 0) return false;
    const literals = this.#model.code.module(query.module)?.facts.literals ?? [];
    // Rows that a query builder was told to call so: `.with('recent', …)`.
    if (literals.some(({ value }) => String(value).toLowerCase() === lower && !BUILDERS.test(query.library)))
      return false;
    if (BUILDERS.test(query.library) && this.#isNamedByBuilder(query.module, lower)) return false;
    return this.#isCovered(query);
  }

  /** `.with('ranked', …)`, `.as('ranked')` in the module. */
  #isNamedByBuilder(module: string, name: string): boolean {
    const calls = this.#model.code.module(module)?.facts.calls ?? [];
    return calls.some(
      ({ expr }) =>
        /^(?:with\w*|as|alias|ref|fromRaw)$/.test(calleeName(expr.callee) ?? '') &&
        expr.args.some((arg) => arg.kind === 'literal' && String(arg.value).toLowerCase() === name),
    );
  }

  /** Most of the tables that the package names are in the schema: then it is the schema of its database. */
  #isCovered(query: QueryFact): boolean {
    const home = this.#homeOf(query);
    const cached = this.#covered.get(home);
    if (cached !== undefined) return cached;
    const names = new Set<string>();
    for (const other of this.#model.queries) {
      if (DOCUMENTS.test(other.library) || this.#model.code.module(other.module)?.package.path !== home) continue;
      const texts = other.sql ? (sqlReferences(other.sql.text)?.tables ?? []) : other.tables;
      for (const table of texts) if (!('derived' in table && table.derived)) names.add(table.name.toLowerCase());
    }
    const tables = [...this.#byName.values()].flat();
    const own = tables.some((table) => this.#packageOf(table) === home);
    const isKnown = (name: string): boolean =>
      (this.#byName.get(name) ?? []).some((table) => !own || this.#packageOf(table) === home);
    const found = [...names].filter(isKnown);
    const covered = found.length >= FEWEST && found.length >= names.size * SHARE;
    this.#covered.set(home, covered);
    return covered;
  }

  hasColumn(tables: Table[], column: NonNullable<NamedPart['column']>): boolean {
    if (SYSTEM_COLUMN.test(column.name)) return true;
    return tables.some((table) => {
      if (table.partial || table.columns.length === 0 || this.#mayHaveMore(table)) return true;
      if (column.mapped)
        return table.columns.some(
          ({ name, field }) =>
            sameColumnName(name, column.name) || field?.names.some((member) => sameColumnName(member, column.name)),
        );
      return table.columns.some(({ name }) => isMeant(table, name, column));
    });
  }

  /** A statement about it, or in the file that makes it, was not understood. */
  #mayHaveMore(table: Table): boolean {
    return [table, ...table.columns].some(({ path }) => this.#unread.has(path));
  }

  foldedColumn(tables: Table[], column: NonNullable<NamedPart['column']>): string | undefined {
    if (column.mapped || column.quoted) return undefined;
    const lower = column.name.toLowerCase();
    return tables.flatMap((table) => table.columns).find(({ name }) => name.toLowerCase() === lower)?.name;
  }
}

const FEWEST = 3;
/** Share of the named tables that must be known. */
const SHARE = 0.75;

/** PostgreSQL reads names without quotes in lower case; the others find them in any. */
function isMeant(table: Table, name: string, { name: written, quoted }: SqlColumnName): boolean {
  const exact = table.dialect === 'postgresql' && (table.source === 'ddl' || table.source === 'prisma');
  if (exact) return name === (quoted ? written : written.toLowerCase());
  return sameColumnName(name, written);
}

const CREATES = /\b(?:table|view)\s+(?:if\s+not\s+exists\s+)?((?:["`[]?\w+["`\]]?\.)?["`[]?\w+["`\]]?)/gi;

/** Tables and views that statements in the code create: temporary ones, scratch ones, those of tools. */
export function namesMadeByCode(model: RepoModel): string[] {
  return model.modules.flatMap(({ facts }) => [
    ...facts.literals.flatMap(({ value }) =>
      [...String(value).matchAll(CREATES)].map(([, name = '']) => name.replace(/^.*\.|["`[\]]/g, '').toLowerCase()),
    ),
    ...facts.calls.flatMap(({ expr: { callee, args } }) => {
      const [first] = args;
      const makes = /^create\w*(?:Table|View)\w*$|^hasTable$/.test(calleeName(callee) ?? '');
      return makes && first?.kind === 'literal' ? [String(first.value).toLowerCase()] : [];
    }),
  ]);
}
