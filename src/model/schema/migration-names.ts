/** What the path of an SQL file says about its place among the others. */
export interface MigrationName {
  /** Folder whose files belong together: version folders inside it are part of the order. */
  folder: string;
  /** Path inside the folder without database name and direction: files of one migration for several databases share it. */
  stem: string;
  /** Database that the file's name says it is for: `postgres`, `cockroach`, `sqlite`, … */
  variant: string | undefined;
  /** Has a number or date that says when it runs. */
  ordered: boolean;
}

/** `20240102030405_add_users`, `1.2`, `v1.10`, `V3__x`: folders that are one step of a history. */
const VERSION_FOLDER = /^v?\d+(?:[._-]\d+)*(?:[._-].*)?$/i;

/** Names that begin with a version, after what tools put before it. */
const ORDERED_FILE =
  /^(?:[vbmr]|migrat(?:e|ion)|patch|update|upgrade|script|schema|release|step|create|delta|changelog)?[-_.]*\d/i;

/** Names of scripts that lead from one version to the next, wherever the versions stand. */
const UPGRADE_FILE = /\d[\w.]*[-_.]to[-_.]v?\d|(?:^|[-_.])(?:upgrade|migrate)[-_.]?(?:step|from|to|v?\d)/i;

const VARIANT =
  /[._-](postgres(?:ql)?|pgsql|pg|psql|cockroach(?:db)?|crdb|mysql\d*|mariadb|tidb|sqlite3?|mssql|sqlserver|oracle\d*|h2|hsql(?:db)?|derby|db2|redshift|yugabyte|sybase|firebird|informix|cubrid|sapdb|maxdb|hana|interbase|ingres|clickhouse|snowflake|dm\d?|kingbase|gauss|oceanbase)(?=[._-]|$)/i;

/** Reads a path relative to the scanned root. */
export function migrationName(path: string): MigrationName {
  const parts = path.split('/');
  const steps: string[] = [parts.pop()!];
  const database = databaseFolder(parts);
  while (parts.length > 0 && VERSION_FOLDER.test(parts.at(-1)!)) steps.unshift(parts.pop()!);
  const inside = steps.join('/').replace(/\.(?:sql|ddl|psql|pgsql)$/i, '');
  const written = VARIANT.exec(steps.at(-1)!)?.[1];
  const variant = canonicalVariant((written ?? database)?.toLowerCase());
  const stem = (written === undefined ? inside : inside.replace(VARIANT, '')).replace(/\.(?:up|do)(?=$|\.)/i, '');
  return {
    folder: parts.join('/'),
    stem,
    variant,
    ordered: steps.length > 1 || isOrderedFile(steps[0]!),
  };
}

/** Takes the folder of a database off that stands inside a version's: `upgrade/3.1.0_schema/mysql/ddl.sql`. */
function databaseFolder(parts: string[]): string | undefined {
  const name = parts.at(-1);
  const inVersion = parts.length > 1 && VERSION_FOLDER.test(parts.at(-2)!);
  return name !== undefined && inVersion && VARIANT.exec(`-${name}`)?.[1] === name ? parts.pop() : undefined;
}

function isOrderedFile(name: string): boolean {
  return ORDERED_FILE.test(name) || UPGRADE_FILE.test(name) || /^R__/.test(name);
}

/** One name for each database: `pgsql` and `postgres` are the same, CockroachDB and MariaDB have files of their own. */
function canonicalVariant(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  if (/^(?:postgres|pg|psql)/.test(written)) return 'postgres';
  if (/^(?:cockroach|crdb)/.test(written)) return 'cockroach';
  if (/^(?:mssql|sqlserver)/.test(written)) return 'sqlserver';
  return /^(?:mysql|sqlite|oracle|hsql)/.exec(written)?.[0] ?? written;
}

/** Compares as people read numbers: `2` before `10`, `V1_9` before `V1_10`; Flyway's repeatable ones come last. */
export function compareStems(one: string, other: string): number {
  const repeatable = Number(/^R__/.test(one)) - Number(/^R__/.test(other));
  if (repeatable !== 0) return repeatable;
  const dates = compareDates(one, other);
  if (dates !== 0) return dates;
  const left = chunks(one);
  const right = chunks(other);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = compareChunks(left[at]!, right[at]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const HYPHENATED_DATE = /^\d{4}-\d{2}-\d{2}(?:-\d+)*(?=_|$)/;
const COMPACT_DATE = /^(?:19|20)\d{6,}(?=_|$)/;

/** Diesel leaves the hyphens of `2017-09-23-191545_x` out, so that it stands between `20170804200817_x` and later ones. */
function compareDates(one: string, other: string): number {
  if (!HYPHENATED_DATE.test(one) && !HYPHENATED_DATE.test(other)) return 0;
  const [left, right] = [one, other].map((stem) => (HYPHENATED_DATE.exec(stem) ?? COMPACT_DATE.exec(stem))?.[0]);
  if (left === undefined || right === undefined) return 0;
  const [first, second] = [left.replaceAll('-', ''), right.replaceAll('-', '')];
  return first < second ? -1 : Number(first > second);
}

function chunks(stem: string): string[] {
  return stem.toLowerCase().match(/\d+|[^\d]+/g) ?? [];
}

function compareChunks(one: string, other: string): number {
  const left = one.replace(/^0+(?=\d)/, '');
  const right = other.replace(/^0+(?=\d)/, '');
  if (!/^\d/.test(left) || !/^\d/.test(right)) {
    // `1__x` before `1_1__x`: the end of a version comes before its continuation.
    return separator(left) - separator(right) || (left < right ? -1 : Number(left > right));
  }
  return left.length - right.length || (left < right ? -1 : Number(left > right));
}

function separator(chunk: string): number {
  return chunk.startsWith('__') || chunk.startsWith('/') ? 0 : 1;
}

/** Folders whose files undo what others do. */
const DOWN_FOLDER = /(?:^|\/)(?:down|undo|rollbacks?|reverts?|downgrades?)\//i;
/** Names that say so on their own. */
const DOWN_NAME = /(?:^|\.)(?:down|undo|rollback|revert)(?:\.|$)|^U\d[\d._]*__/i;
/** Names that say so when there is an opposite. */
const DOWN_ENDING = /[_-](?:down|undo|rollback|revert)$/i;

/** Whether a file undoes a migration. `all` are the paths of the repository's SQL files. */
export function isDown(path: string, all: ReadonlySet<string>): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const name = file.replace(/\.\w+$/, '');
  if (DOWN_FOLDER.test(path) || DOWN_NAME.test(name)) return true;
  if (!DOWN_ENDING.test(name)) return false;
  const base = path.slice(0, path.length - file.length) + name.replace(DOWN_ENDING, '');
  const extension = file.slice(name.length);
  return ['', '_up', '-up', '_do', '_deploy', '_apply'].some((ending) => all.has(`${base}${ending}${extension}`));
}

/** Whether there is a file beside a migration that undoes it: with the same number, whatever else its name says. */
export function isUndone(path: string, all: ReadonlySet<string>): boolean {
  return undone(all).has(numberOf(path));
}

const KNOWN = new WeakMap<ReadonlySet<string>, Set<string>>();

function undone(all: ReadonlySet<string>): Set<string> {
  const known = KNOWN.get(all) ?? new Set([...all].filter((path) => isDown(path, all)).map(numberOf));
  KNOWN.set(all, known);
  return known;
}

/** Folder and number of a migration, or its name where it has none, without what tells one direction from the other. */
function numberOf(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, slash).replace(/(^|\/)(?:up|down|undo|rollbacks?|reverts?|downgrades?)\/$/i, '$1');
  const name = path.slice(slash).replace(/\.\w+$/, '');
  const number = /^(?:[VU](?=\d))?(\d[\d._-]*?)(?:[._-]*[a-z]|[._-]*$)/i.exec(name)?.[1];
  return folder + (number ?? name.replace(/(?:^|[._-])(?:up|do|deploy|down|undo|rollback|revert)(?=[._-]|$)/i, ''));
}
