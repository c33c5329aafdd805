import type { SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { Migration, MigrationHistory } from '../repo-model.ts';
import type { History } from './fold-history.ts';
import { isUndone } from './migration-names.ts';
import type { SchemaInput } from './schema-input.ts';

/**
 * Ordered histories as the model tells them; `paths` are those of all SQL files. One of a single file is a schema, not a
 * migration.
 */
export function migrationHistories(histories: readonly History[], paths: ReadonlySet<string>): MigrationHistory[] {
  return histories
    .filter(({ ordered, files }) => ordered && files.length > 1)
    .map(({ folder, dialect, files }) => ({
      folder,
      migrations: files.map((file) => migrationOf(file, dialect, paths)),
    }));
}

function migrationOf(file: SchemaInput, dialect: string, paths: ReadonlySet<string>): Migration {
  const { path, facts, migration } = file;
  const marks = facts.migration;
  const tool = migration?.tool ?? marks?.tool ?? toolOf(path);
  return {
    path,
    tool,
    dialect,
    operations: facts.operations,
    transaction: marks?.transaction ?? (tool === undefined ? undefined : ONE_TRANSACTION[tool]?.(facts)),
    foreignKeysUnchecked: marks?.foreignKeysUnchecked === true,
    version: versionOf(path, tool),
    down: migration === undefined ? marks?.down === true || isUndone(path, paths) : undefined,
  };
}

/**
 * Whether a tool runs all statements of a file in one transaction. Prisma and golang-migrate send a file as one message,
 * which PostgreSQL runs as a transaction when it has several statements; Drizzle's migrator opens one. Flyway opens one
 * unless no statement of the file may stand in one; it refuses files that mix the two.
 */
const ONE_TRANSACTION: Record<string, (facts: SqlFacts) => boolean> = {
  Prisma: ({ statements }) => statements.total > 1,
  'golang-migrate': ({ statements }) => statements.total > 1,
  Flyway: ({ statements, operations }) =>
    statements.total > operations.filter((one) => one.op === 'create-index' && one.index.concurrently).length,
  Drizzle: () => true,
};

/** The tool that a file is named for. */
function toolOf(path: string): string | undefined {
  const [folder = '', name = ''] = path.split('/').slice(-2);
  if (name === 'migration.sql' && /^\d{8,}/.test(folder)) return 'Prisma';
  if (/^(?:V\d[\w.]*|R)__.*\.sql$/.test(name)) return 'Flyway';
  if (/^(?:up|down)\.sql$/.test(name) && /^\d{4}-?\d{2}-?\d{2}-?\d+_/.test(folder)) return 'Diesel';
  if (/^\d+_.*\.up\.sql$/.test(name)) return 'golang-migrate';
  return /^\d{4}_[a-z]+_[a-z_]+\.sql$/.test(name) && /drizzle/i.test(path) ? 'Drizzle' : undefined;
}

/** Tools that know a migration by its number alone. Others than golang-migrate read files of its names and compare whole names. */
function versionOf(path: string, tool: string | undefined): string | undefined {
  const [folder = '', name = ''] = path.split('/').slice(-2);
  if (tool === 'goose' || tool === 'dbmate') return /^\d+/.exec(name)?.[0].replace(/^0+(?=\d)/, '');
  if (tool === 'Diesel') return /^[\d-]+/.exec(folder)?.[0].replaceAll('-', '');
  const flyway = tool === 'Flyway' ? /^V([\d._]*?\d)__/.exec(name)?.[1] : undefined;
  // `1.0` and `1` are one version to Flyway, and so are `1_2` and `1.2`.
  return flyway
    ?.split(/[._]/)
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('.')
    .replace(/(?:\.0)+$/, '');
}
