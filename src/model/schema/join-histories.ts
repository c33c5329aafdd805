import type { SchemaOperation } from '../../parse/sql/sql-facts.ts';
import { type FoldedHistory, foldHistory } from './fold-history.ts';
import { dialectOf } from './group-histories.ts';
import type { SchemaState } from './schema-state.ts';
import { columnOf, type TableState } from './table-state.ts';

/** A history that others may be about the same database as, and how many of their missing tables it has. */
interface Donor {
  donor: FoldedHistory;
  found: number;
}

/** Share of missing tables that a schema must have to be what later migrations start from. */
const BASE = 0.8;

/**
 * Joins histories that turn out to be about one database. Scripts that change tables which files near them create are run
 * after those files. Upgrade scripts whose effect those files already have lead to them from older versions, and are left
 * out.
 */
export function joinHistories(histories: FoldedHistory[]): FoldedHistory[] {
  let joined = histories;
  for (const one of histories) {
    if (one.missing.length === 0) continue;
    const found = donorOf(one, joined);
    const whole = found === undefined ? undefined : join(one, found);
    if (whole === undefined) continue;
    joined = joined.flatMap((other) => (other === found?.donor ? [whole] : other === one ? [] : [other]));
  }
  return joined;
}

/** What stands for both; undefined when they had better be kept apart. */
function join(one: FoldedHistory, { donor, found }: Donor): FoldedHistory | undefined {
  const upgrades = one.history.ordered && !donor.history.ordered;
  if (upgrades && leadsTo(one, donor)) return reachedBy(donor, one);
  if (!upgrades || found >= one.missing.length * BASE) return runAfter(donor, one);
  return UPGRADES.test(one.history.folder) ? reachedBy(donor, one) : undefined;
}

/** The same schema, whose older versions are told by `upgrades`. */
function reachedBy(schema: FoldedHistory, upgrades: FoldedHistory): FoldedHistory {
  schema.parts.push(...upgrades.parts);
  return schema;
}

/** Folders of scripts that bring an older installation up to date. */
const UPGRADES = /(?:^|\/)(?:upgrades?|updates?|deltas?|patch(?:es)?|schema-changes?)(?:\/|$)/i;

function runAfter(first: FoldedHistory, then: FoldedHistory): FoldedHistory {
  const files = [...first.history.files, ...then.history.files];
  const { folder, ordered } = first.history.files.length > then.history.files.length ? first.history : then.history;
  const told = { dialect: first.history.dialect, evidence: [first.history.because] };
  const history = { folder, files, ordered, ...dialectOf(files, () => told) };
  return foldHistory(history, [...first.parts, ...then.parts]);
}

/** The history near by that creates the most of what is missing. */
function donorOf(one: FoldedHistory, histories: FoldedHistory[]): Donor | undefined {
  const candidates = histories.filter((other) => other !== one && related(one, other) && mayDonate(other, one));
  return candidates
    .map((donor) => ({ donor, found: one.missing.filter((name) => donor.state.existing(name) !== undefined).length }))
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found)[0];
}

/** Of one dialect, or of none that can be told in the same folder. */
function mayDonate(donor: FoldedHistory, one: FoldedHistory): boolean {
  const [a, b] = [donor.history, one.history];
  if (a.dialect === b.dialect) return true;
  return a.folder === b.folder && (a.dialect === 'generic' || b.dialect === 'generic');
}

/** Whether a schema file is what upgrade scripts lead to, not what they start from: most of what they do is done in it. */
function leadsTo(upgrades: FoldedHistory, schema: FoldedHistory): boolean {
  const signs = upgrades.history.files
    .flatMap((file) => file.facts.operations)
    .flatMap((operation) => isDone(operation, schema.state) ?? []);
  return signs.length > 0 && signs.filter(Boolean).length * 2 >= signs.length;
}

/** Whether a schema shows the effect of an operation; undefined where that would not be seen. */
function isDone(operation: SchemaOperation, state: SchemaState): boolean | undefined {
  if (operation.op === 'create-table') return state.existing(operation.table) !== undefined;
  if (operation.op !== 'add-column' && operation.op !== 'rename-column' && operation.op !== 'drop-column')
    return undefined;
  const table = state.existing(operation.table);
  const has = (name: string): boolean => table !== undefined && columnOf(table, name) !== undefined;
  if (operation.op === 'add-column') return has(operation.column.name);
  if (table === undefined) return undefined;
  return operation.op === 'drop-column' ? !has(operation.column) : has(operation.to) && !has(operation.column);
}

/** Folder names that say what kind of script is inside, not whose database it is for. */
const KIND_OF_SCRIPT =
  /^(?:sql|dbs?|databases?|ddl|dml|schemas?|migrations?|migrate|versioned|versions|upgrades?|updates?|deltas?|patch(?:es)?|schema-changes?|changelogs?|create|init|install|setup|base|baseline|tables|index(?:es)?|indices|constraints|keys|foreign[-_]?keys|views|functions|procedures|triggers|data|seeds?|all|prisma|drizzle|diesel|flyway|goose|dbmate|supabase|hasura|scripts|postgres(?:ql)?|pgsql|pg|mysql|mariadb|sqlite\d?|mssql|sqlserver|oracle|db2|h2|hsql(?:db)?)$/i;

/** For the database of one part of the repository: folders are equal but for what kind of script they hold. */
function related(one: FoldedHistory, other: FoldedHistory): boolean {
  const [a, b] = [one.history.folder, other.history.folder];
  return owner(a) === owner(b) || parent(a) === b || parent(b) === a;
}

function owner(folder: string): string {
  const parts = folder.split('/');
  while (parts.length > 0 && KIND_OF_SCRIPT.test(parts.at(-1)!)) parts.pop();
  return parts.join('/');
}

function parent(folder: string): string | undefined {
  return folder === '' ? undefined : folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}

/**
 * Tables of schema dumps that migrations beside them lead to as well. The migrations tell where each came from, so the
 * dump's own are left out.
 */
export function repeatedTables(histories: FoldedHistory[]): Set<TableState> {
  const repeated = new Set<TableState>();
  const migrations = histories.filter(({ history }) => history.ordered);
  for (const dump of histories.filter(({ history }) => !history.ordered)) {
    for (const other of migrations) {
      if (dump.history.dialect !== other.history.dialect || !related(dump, other)) continue;
      // What the migrations do not create may be gone since; what the dump has of it must come from elsewhere.
      if (other.missing.every((name) => dump.state.existing(name) === undefined)) addRepeated(dump, other, repeated);
    }
  }
  return repeated;
}

/** A dump and migrations that share less than half of the dump's tables are about different things. */
function addRepeated(dump: FoldedHistory, migrations: FoldedHistory, repeated: Set<TableState>): void {
  const tables = dump.state.tables();
  const same = tables.filter((table) => migrations.state.existing(nameOf(table)) !== undefined);
  if (same.length * 2 < tables.length) return;
  for (const table of same) repeated.add(table);
}

function nameOf({ schema, name }: TableState): { schema?: string; name: string } {
  return schema === undefined ? { name } : { schema, name };
}
