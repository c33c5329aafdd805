import { strongest } from '../../parse/sql/index.ts';
import type { Dialect, SchemaOperation } from '../../parse/sql/sql-facts.ts';
import type { History } from './fold-history.ts';
import { compareStems, isDown, type MigrationName, migrationName } from './migration-names.ts';
import type { SchemaInput } from './schema-input.ts';

interface Placed extends SchemaInput {
  name: MigrationName;
}

/** What the code around a file tells of its database. */
export type ToldDialect = (path: string) => { dialect: Dialect; evidence: string[] } | undefined;

/** Roles of files that do not build the database of the system. */
const ELSEWHERE = new Set<string>(['test', 'example', 'documentation']);

/**
 * Groups SQL files into histories that each build one database: the migrations of a folder in their order, and the
 * schema files beside them. Files for different databases are kept apart, and so are files that create the same tables.
 */
export function groupHistories(inputs: readonly SchemaInput[], told: ToldDialect = () => undefined): History[] {
  const paths = new Set(inputs.map((input) => input.path));
  const folders = new Map<string, Placed[]>();
  for (const input of inputs) {
    if (ELSEWHERE.has(input.role) || input.facts.operations.length === 0) continue;
    if (input.migration === undefined && isDown(input.path, paths)) continue;
    const name = nameOf(input);
    const placed = folders.get(name.folder);
    if (placed === undefined) folders.set(name.folder, [{ ...input, name }]);
    else placed.push({ ...input, name });
  }
  return [...folders].flatMap(([folder, files]) => [
    ...orderedHistories(
      folder,
      files.filter((file) => file.name.ordered),
      told,
    ),
    ...bags(
      folder,
      files.filter((file) => !file.name.ordered && !isTeardown(file)),
      told,
    ),
  ]);
}

/** A migration in code stands where its module is, whatever file the statements that it runs come from. */
function nameOf({ path, migration, startup }: SchemaInput): MigrationName {
  if (startup !== undefined) return { folder: startup.folder, stem: path, variant: undefined, ordered: false };
  if (migration === undefined) return migrationName(path);
  const { module, stem } = migration;
  const folder = module.slice(0, Math.max(0, module.lastIndexOf('/')));
  return { folder, stem, variant: undefined, ordered: true };
}

/** A file that only drops: run by hand to remove what the others make. */
function isTeardown({ facts }: SchemaInput): boolean {
  return facts.operations.every(({ op }) => op.startsWith('drop-') || op === 'use-schema');
}

/** One history for each database that file names speak of; files for none in particular are part of all. */
function orderedHistories(folder: string, files: Placed[], told: ToldDialect): History[] {
  if (files.length === 0) return [];
  const variants = new Set(files.flatMap((file) => file.name.variant ?? []));
  if (variants.size === 0) return [history(folder, sorted(files), true, told)];
  return [...variants].map((variant) => {
    const own = new Set(files.filter((file) => file.name.variant === variant).map((file) => file.name.stem));
    const taken = files.filter(({ name }) =>
      name.variant === undefined ? !own.has(name.stem) : name.variant === variant,
    );
    return history(folder, sorted(taken), true, told);
  });
}

function sorted(files: Placed[]): Placed[] {
  const plain = withoutBaselines(files);
  return plain.sort(
    (one, other) =>
      compareStems(one.name.stem, other.name.stem) ||
      (one.migration?.part ?? 0) - (other.migration?.part ?? 0) ||
      (one.path < other.path ? -1 : 1),
  );
}

/**
 * Flyway's `B5__x` stands for everything up to version 5: an empty database is built from the last one and the versions after
 * it. Where the versions up to it are there too, they say the same and more.
 */
function withoutBaselines(files: Placed[]): Placed[] {
  const ordered = [...files].sort((one, other) => compareVersions(one, other));
  const baseline = ordered.findLast((file) => isFlyway(file, 'B'));
  if (baseline === undefined) return ordered;
  const isReplaced = ordered.some((file) => isFlyway(file, 'V') && compareVersions(file, baseline) <= 0);
  return ordered.filter((file) => !isFlyway(file, 'B') || (file === baseline && !isReplaced));
}

const isFlyway = ({ name }: Placed, kind: 'B' | 'V'): boolean =>
  name.stem.startsWith(kind) && /^\d[\d._]*__/.test(name.stem.slice(1));

function compareVersions(one: Placed, other: Placed): number {
  const version = ({ name }: Placed): string => /^[BV](\d[\d._]*?)__/.exec(name.stem)?.[1] ?? name.stem;
  return compareStems(version(one), version(other));
}

interface Bag {
  dialect: Dialect;
  /** Database that names of its files say they are for. */
  variant: string | undefined;
  files: Placed[];
  tables: Set<string>;
}

/** Schema files without an order: one database for each set of files that do not make the same tables. */
function bags(folder: string, files: Placed[], told: ToldDialect): History[] {
  const bags: Bag[] = [];
  const named = [...files].sort((one, other) => compareStems(one.name.stem, other.name.stem));
  const creating = named.filter((file) => createdTables(file).size > 0);
  const changing = named.filter((file) => createdTables(file).size === 0);
  for (const file of [...creating, ...changing]) {
    const { dialect } = file.facts;
    const { variant } = file.name;
    const bag = bags.find(
      (one) => agree(one.dialect, dialect) && sameVariant(one.variant, variant) && !areAlternatives(one, file),
    );
    if (bag === undefined) bags.push({ dialect, variant, files: [file], tables: createdTables(file) });
    else {
      bag.files.push(file);
      bag.variant ??= variant;
      if (bag.dialect === 'generic') bag.dialect = dialect;
      for (const table of createdTables(file)) bag.tables.add(table);
    }
  }
  return bags.map((bag) => history(folder, bag.files, false, told));
}

/**
 * Whether a file makes tables that the bag has already, so that both cannot be for one database. A few tables that each
 * of them makes only if they do not exist are shared.
 */
function areAlternatives(bag: Bag, file: Placed): boolean {
  const tables = createdTables(file);
  const repeated = [...tables].filter((table) => bag.tables.has(table));
  if (repeated.length === 0) return false;
  const mustCreate = createdTables(file, (operation) => !operation.ifNotExists);
  return (
    repeated.some((table) => mustCreate.has(table)) || repeated.length * 2 > Math.min(tables.size, bag.tables.size)
  );
}

function agree(one: Dialect, other: Dialect): boolean {
  return one === other || one === 'generic' || other === 'generic';
}

/** Files whose names speak of two databases are for two databases. */
function sameVariant(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

type CreateTable = Extract<SchemaOperation, { op: 'create-table' }>;

/** Schemas that a script may name or leave out. */
const DEFAULT_SCHEMA = /^(?:public|dbo|main)$/i;

/** Names of the lasting tables that a file makes. */
function createdTables({ facts }: SchemaInput, wanted: (operation: CreateTable) => boolean = () => true): Set<string> {
  const tables = facts.operations.flatMap((operation) => {
    if (operation.op !== 'create-table' || operation.temporary || !wanted(operation)) return [];
    const { schema = '', name } = operation.table;
    return `${DEFAULT_SCHEMA.test(schema) ? '' : schema}.${name}`.toLowerCase();
  });
  return new Set(tables);
}

function history(folder: string, files: Placed[], ordered: boolean, told: ToldDialect): History {
  return { folder, files, ordered, ...dialectOf(files, told) };
}

/** A file that scores less says nothing that other dialects do not say too. */
const CERTAIN = 3;

/**
 * The dialect of files that build one database: the one that any of them shows beyond doubt, otherwise the one that the code around
 * them tells, otherwise the one that any of them shows most clearly. Weak hints do not add up, because every file repeats them.
 */
export function dialectOf(files: readonly SchemaInput[], told: ToldDialect): Pick<History, 'dialect' | 'because'> {
  const clearest: Partial<Record<Dialect, number>> = {};
  for (const { facts } of files) {
    for (const [dialect, score] of Object.entries(facts.dialectScores) as [Dialect, number][]) {
      clearest[dialect] = Math.max(clearest[dialect] ?? 0, score);
    }
  }
  const dialect = strongest(clearest);
  const other = (clearest[dialect] ?? 0) < CERTAIN ? files[0] && told(files[0].path) : undefined;
  if (other !== undefined && other.dialect !== 'generic')
    return { dialect: other.dialect, because: other.evidence.join(', ') };
  const speaks = files.filter(({ facts }) => facts.dialectScores[dialect] === clearest[dialect]);
  return {
    dialect,
    because: [...new Set(speaks.flatMap(({ facts }) => facts.dialectEvidence))].slice(0, 3).join(', '),
  };
}
