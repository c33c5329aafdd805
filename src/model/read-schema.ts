import type { ResolvedConfig } from '../config/config.ts';
import { sqlDialects } from '../config/sql-dialects.ts';
import type { ParsedFile } from '../parse/index.ts';
import type { SqlFacts } from '../parse/sql/sql-facts.ts';
import { DatabaseDialects } from './database-dialects.ts';
import type { Evaluator } from './evaluate/evaluator.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import type { MigrationSources } from './migrations/read-migrations.ts';
import type { Package, RepoModel } from './repo-model.ts';
import type { SchemaInput } from './schema/index.ts';
import { inOneFolder, withoutKnown } from './schema/startup-inputs.ts';

export interface SchemaSources {
  parsed: ParsedFile[];
  evaluator: Evaluator;
  modules: readonly LinkedModule[];
  packages: readonly Package[];
  config: ResolvedConfig;
}

/** The tables that the SQL files of a repository and its migrations in code lead to. */
export async function readSchema({
  parsed,
  evaluator,
  modules,
  packages,
  config,
}: SchemaSources): Promise<Pick<RepoModel, 'tables' | 'databases' | 'unknowns'>> {
  const scripts = sqlInputs(parsed);
  const dialects = new DatabaseDialects(packages, modules, sqlDialects(config));
  const { readMigrations } = await import('./migrations/read-migrations.ts');
  const { readStartupSchema } = await import('./migrations/startup-schema.ts');
  const { snakeCasePackages } = await import('./migrations/snake-case.ts');
  const sources: MigrationSources = {
    evaluator,
    modules,
    sqlFiles: new Map(scripts.map(({ path, facts }) => [path, facts])),
    snakeCase: snakeCasePackages(modules),
    dialectFor: ({ path }) => dialects.of(path),
  };
  const { inputs, used, migrations } = readMigrations(sources);
  const others = [...scripts.filter((input) => !used.has(input.path)), ...inputs];
  const startup = withoutKnown(readStartupSchema(sources, migrations), others);
  const all = [...others, ...inOneFolder(startup, packages)];
  if (all.length === 0) return { tables: [], databases: [], unknowns: [] };
  const { foldSchema } = await import('./schema/index.ts');
  const { tables, databases, unknowns } = await foldSchema(all, (path) => dialects.of(path));
  return {
    tables,
    databases,
    unknowns: [...[...inputs, ...startup].flatMap((input) => input.facts.unknowns), ...unknowns],
  };
}

function sqlInputs(parsed: ParsedFile[]): SchemaInput[] {
  return parsed.flatMap(({ file, facts }) =>
    facts?.kind === 'sql' ? [{ path: file.path, facts: facts as SqlFacts, role: file.role }] : [],
  );
}
