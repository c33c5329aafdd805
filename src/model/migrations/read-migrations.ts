import type { Dialect, SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import type { SchemaInput } from '../schema/schema-input.ts';
import { type MigrationEntry, migrationEntries } from './migration-entries.ts';
import { MigrationRun, type Surroundings } from './migration-run.ts';
import { type MigrationTool, migrationTool } from './migration-tool.ts';
import { mapsToSnakeCase } from './snake-case.ts';

export interface MigrationSources {
  evaluator: Evaluator;
  modules: readonly LinkedModule[];
  /** Facts of the SQL files that migrations may run, by path. */
  sqlFiles: ReadonlyMap<string, SqlFacts>;
  /** The dialect of the database that the code of a module talks to; `generic` where nothing tells. */
  dialectFor(module: LinkedModule): { dialect: Dialect; evidence: string[] };
}

/** A dialect that the configuration or the driver tells outweighs words of the text. */
const TOLD = 500;

/**
 * What the migrations written in code do to the schema, one input for each, in no particular order. `used` are the SQL
 * files that they run, which therefore are no histories of their own.
 */
export function readMigrations(sources: MigrationSources): { inputs: SchemaInput[]; used: Set<string> } {
  const used = new Set<string>();
  const known = new Map<Package, boolean>();
  const snakeCase = (own: Package): boolean => {
    const answer = known.get(own) ?? mapsToSnakeCase(sources.modules, own);
    known.set(own, answer);
    return answer;
  };
  const inputs = migrationEntries(sources.evaluator, sources.modules).flatMap((entry) => {
    const tool = migrationTool(sources.evaluator, entry);
    return tool === undefined ? [] : readMigration(sources, entry, tool, { used, snakeCase });
  });
  return { inputs, used };
}

function readMigration(
  sources: MigrationSources,
  entry: MigrationEntry,
  tool: MigrationTool,
  { used, snakeCase }: { used: Set<string>; snakeCase(own: Package): boolean },
): SchemaInput[] {
  const { module, up, cls } = entry;
  const { dialect, evidence } = sources.dialectFor(module);
  const surroundings: Surroundings = {
    evaluator: sources.evaluator,
    dialect,
    snakeCase: snakeCase(module.package),
    sqlFile: (path) => sources.sqlFiles.get(path),
  };
  const run = new MigrationRun(surroundings, module.path);
  const enter = (): void => run.enter(up);
  if (tool.given === 'this') run.handles.withInstance(module.path, cls!, tool.handle, enter);
  else run.handles.withParameter(up.ref, 0, tool.handle, enter);
  for (const path of run.sql.files) used.add(path);
  const facts: SqlFacts = {
    kind: 'sql',
    dialect,
    dialectEvidence: dialect === 'generic' ? run.sql.dialectEvidence : evidence,
    dialectScores: dialect === 'generic' ? run.sql.dialectScores : { [dialect]: TOLD },
    operations: [],
    statements: run.sql.counts,
    unknowns: run.unknowns,
  };
  const stem = versionOf(entry, tool);
  return run.parts.map(({ path, operations }, index) => ({
    path,
    role: module.role,
    facts: { ...facts, operations, unknowns: index === 0 ? run.unknowns : [] },
    migration: { tool: tool.name, module: module.path, stem, part: index },
  }));
}

/** What a migration is ordered by: the time in the name of a TypeORM class, otherwise the name of its file. */
function versionOf({ module, cls }: MigrationEntry, tool: MigrationTool): string {
  const name = cls === undefined || tool.name !== 'TypeORM' ? undefined : module.facts.classes[cls]?.name;
  const time = name === undefined ? undefined : /\d{10,}$/.exec(name)?.[0];
  return time ?? module.path.slice(module.path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
