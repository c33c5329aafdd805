import type { Dialect, SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import type { SchemaInput } from '../schema/schema-input.ts';
import { type MigrationEntry, migrationEntries } from './migration-entries.ts';
import { MigrationRun, type Surroundings } from './migration-run.ts';
import { type MigrationTool, migrationTool } from './migration-tool.ts';

export interface MigrationSources {
  evaluator: Evaluator;
  modules: readonly LinkedModule[];
  /** Facts of the SQL files that migrations may run, by path. */
  sqlFiles: ReadonlyMap<string, SqlFacts>;
  /** Whether the client of a package writes names in snake case. */
  snakeCase(own: Package): boolean;
  /** The dialect of the database that the code of a module talks to; `generic` where nothing tells. */
  dialectFor(module: LinkedModule): { dialect: Dialect; evidence: string[] };
}

/** A dialect that the configuration or the driver tells outweighs words of the text. */
const TOLD = 500;

export interface ReadMigrations {
  /** What they do to the schema, one for each, in no particular order. */
  inputs: SchemaInput[];
  /** SQL files that they run, which therefore are no histories of their own. */
  used: ReadonlySet<string>;
  /** Paths of the modules that are migrations. */
  migrations: ReadonlySet<string>;
}

/** Reads the migrations that are written in code. */
export function readMigrations(sources: MigrationSources): ReadMigrations {
  const used = new Set<string>();
  const entries = migrationEntries(sources.evaluator, sources.modules);
  const inputs = entries.flatMap((entry) => {
    const tool = migrationTool(sources.evaluator, entry);
    return tool === undefined ? [] : readMigration(sources, entry, tool, used);
  });
  return { inputs, used, migrations: new Set(entries.map(({ module }) => module.path)) };
}

function readMigration(
  sources: MigrationSources,
  entry: MigrationEntry,
  tool: MigrationTool,
  used: Set<string>,
): SchemaInput[] {
  const { module, up, cls } = entry;
  const { dialect, evidence } = sources.dialectFor(module);
  const run = new MigrationRun(surroundingsOf(sources, module, dialect), module.path);
  const enter = (): void => run.enter(up);
  if (tool.given === 'this') run.handles.withInstance(module.path, cls!, tool.handle, enter);
  else run.handles.withParameter(up.ref, 0, tool.handle, enter);
  for (const path of run.sql.files) used.add(path);
  const facts = factsOf(run, dialect, evidence);
  const stem = versionOf(entry, tool);
  return run.parts.map(({ path, operations }, index) => ({
    path,
    role: module.role,
    facts: { ...facts, operations, unknowns: index === 0 ? run.unknowns : [] },
    migration: { tool: tool.name, module: module.path, stem, part: index },
  }));
}

/** What the code of a module can reach when it changes the schema. */
export const surroundingsOf = (sources: MigrationSources, module: LinkedModule, dialect: Dialect): Surroundings => ({
  evaluator: sources.evaluator,
  dialect,
  snakeCase: sources.snakeCase(module.package),
  sqlFile: (path) => sources.sqlFiles.get(path),
});

/** What was read, without its operations. */
export const factsOf = ({ sql, unknowns }: MigrationRun, dialect: Dialect, evidence: string[]): SqlFacts => ({
  kind: 'sql',
  dialect,
  dialectEvidence: dialect === 'generic' ? sql.dialectEvidence : evidence,
  dialectScores: dialect === 'generic' ? sql.dialectScores : { [dialect]: TOLD },
  operations: [],
  statements: sql.counts,
  unknowns,
});

/** What a migration is ordered by: the time in the name of a TypeORM class, otherwise the name of its file. */
function versionOf({ module, cls }: MigrationEntry, tool: MigrationTool): string {
  const name = cls === undefined || tool.name !== 'TypeORM' ? undefined : module.facts.classes[cls]?.name;
  const time = name === undefined ? undefined : /\d{10,}$/.exec(name)?.[0];
  return time ?? module.path.slice(module.path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
