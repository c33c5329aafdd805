import type { ParsedFile } from '../parse/index.ts';
import type { SqlFacts } from '../parse/sql/sql-facts.ts';
import { databaseOf } from './databases.ts';
import type { Evaluator } from './evaluate/evaluator.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import type { RepoModel } from './repo-model.ts';
import type { SchemaInput } from './schema/index.ts';

export interface SchemaSources {
  parsed: ParsedFile[];
  evaluator: Evaluator;
  modules: readonly LinkedModule[];
}

/** The tables that the SQL files of a repository and its migrations in code lead to. */
export async function readSchema({
  parsed,
  evaluator,
  modules,
}: SchemaSources): Promise<Pick<RepoModel, 'tables' | 'histories' | 'unknowns'>> {
  const scripts = sqlInputs(parsed);
  const { inputs, used } = await codeMigrations(evaluator, modules, scripts);
  const all = [...scripts.filter((input) => !used.has(input.path)), ...inputs];
  if (all.length === 0) return { tables: [], histories: [], unknowns: [] };
  const { foldSchema } = await import('./schema/index.ts');
  const { tables, histories, unknowns } = await foldSchema(all);
  return { tables, histories, unknowns: [...inputs.flatMap((input) => input.facts.unknowns), ...unknowns] };
}

function sqlInputs(parsed: ParsedFile[]): SchemaInput[] {
  return parsed.flatMap(({ file, facts }) =>
    facts?.kind === 'sql' ? [{ path: file.path, facts: facts as SqlFacts, role: file.role }] : [],
  );
}

/** Migrations written in code; their readers are loaded where a module may have one. */
async function codeMigrations(
  evaluator: Evaluator,
  modules: readonly LinkedModule[],
  scripts: SchemaInput[],
): Promise<{ inputs: SchemaInput[]; used: Set<string> }> {
  const { readMigrations } = await import('./migrations/read-migrations.ts');
  return readMigrations({
    evaluator,
    modules,
    sqlFiles: new Map(scripts.map(({ path, facts }) => [path, facts])),
    dialectFor: (module) => databaseOf(module),
  });
}
