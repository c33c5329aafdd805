import type { Migration, MigrationHistory } from '../repo-model.ts';
import type { History } from './fold-history.ts';
import type { SchemaInput } from './schema-input.ts';

/** Ordered histories as the model tells them. One of a single file is a schema, not a migration. */
export function migrationHistories(histories: readonly History[]): MigrationHistory[] {
  return histories
    .filter(({ ordered, files }) => ordered && files.length > 1)
    .map(({ folder, dialect, files }) => ({ folder, migrations: files.map((file) => migrationOf(file, dialect)) }));
}

function migrationOf(file: SchemaInput, dialect: string): Migration {
  const tool = file.migration?.tool ?? toolOf(file);
  const { operations, statements } = file.facts;
  const transaction = tool === undefined ? undefined : ONE_TRANSACTION[tool]?.(statements.total);
  return { path: file.path, tool, dialect, operations, transaction };
}

/**
 * Whether a tool runs all statements of a file in one transaction. Prisma and golang-migrate send a file as one message,
 * which PostgreSQL runs as a transaction when it has several statements; Drizzle's migrator opens one.
 */
const ONE_TRANSACTION: Record<string, (statements: number) => boolean> = {
  Prisma: (statements) => statements > 1,
  'golang-migrate': (statements) => statements > 1,
  Drizzle: () => true,
};

/** The tool that a file is named for. */
function toolOf({ path }: SchemaInput): string | undefined {
  const [folder = '', name = ''] = path.split('/').slice(-2);
  if (name === 'migration.sql' && /^\d{8,}/.test(folder)) return 'Prisma';
  if (/^V\d[\w.]*__.*\.sql$/.test(name)) return 'Flyway';
  if (/^\d+_.*\.up\.sql$/.test(name)) return 'golang-migrate';
  return /^\d{4}_[a-z]+_[a-z_]+\.sql$/.test(name) && /drizzle/i.test(path) ? 'Drizzle' : undefined;
}
