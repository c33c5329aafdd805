import { indexStatement } from '../model/data-access/index-statement.ts';
import type { Column, RepoModel, Table } from '../model/repo-model.ts';

/** How to make an index, in the words of whatever defines the table. An applied migration is never edited. */
export function indexAdvice(model: RepoModel, table: Table, columns: readonly Pick<Column, 'name'>[]): string {
  const statement = indexStatement(table, columns);
  const prisma = prismaSchemaOf(model, table);
  if (prisma !== undefined) {
    const list = columns.map(({ name }) => name).join(', ');
    return `Add @@index([${list}]) to the model of ${table.name} in ${prisma}, with its fields’ names, and let \`prisma migrate dev\` write the migration: ${statement}`;
  }
  return isMigration(table.path) ? `In a new migration: ${statement}` : statement;
}

/** The schema.prisma beside whose migrations a table was made. */
function prismaSchemaOf(model: RepoModel, { path }: Table): string | undefined {
  const home = /^(.*?)migrations?\/[^/]+\/migration\.sql$/.exec(path)?.[1];
  if (home === undefined) return undefined;
  const files = model.artefacts.map((file) => file.path).filter((file) => file.endsWith('.prisma'));
  return files.find((file) => file.startsWith(home)) ?? `${home}schema.prisma`;
}

/** Files that a tool runs once, each after the one before. */
const isMigration = (path: string): boolean =>
  /(?:^|\/)(?:migrations?|migrate|drizzle|versioned|changelogs?)\//i.test(path) ||
  /(?:^|\/)[VR]?\d[\w.-]*\.sql$/.test(path);
