import { assess } from './assess/index.ts';
import { check } from './check/check.ts';
import { failureNotes } from './check/failure-notes.ts';
import type { RuleResult } from './check/finding.ts';
import { onlyChanged } from './check/only-changed.ts';
import { applyRoles } from './config/apply-roles.ts';
import type { ResolvedConfig } from './config/config.ts';
import { idleSettings } from './config/idle-settings.ts';
import type { Note } from './config/note.ts';
import { sqlDialects } from './config/sql-dialects.ts';
import { changesSince } from './discover/changed-files.ts';
import { type Discovery, discover } from './discover/index.ts';
import { buildModel } from './model/build-model.ts';
import type { RepoModel } from './model/repo-model.ts';
import { parseFiles } from './parse/index.ts';
import type { Dialect } from './parse/sql/sql-facts.ts';
import { type ReportName, report } from './report/index.ts';
import type { Page } from './report/palette.ts';
import { prepare, type SetupRequest } from './setup.ts';

export interface Request extends SetupRequest {
  report: ReportName;
  /** What a report for people is fitted to. */
  page: Page;
  /** Of Lintel. */
  version: string;
  /** Judge only what changed since this revision of git. */
  since?: string | undefined;
  /** Also read the schema with other readers and tell where they disagree. */
  debug?: boolean;
}

export interface Outcome {
  /** The report. */
  text: string;
  results: RuleResult[];
  config: ResolvedConfig;
  notes: Note[];
  /** Where other readers of SQL say something else, a line each; empty unless asked for. */
  disagreements: string[];
}

/**
 * One run, from a path to a report. Prints nothing and changes nothing.
 *
 * @throws {ConfigError | GuidelinePackError | DiscoveryError} when there is nothing to run on; bad input inside the
 *   repository becomes an unknown of the report instead
 */
export async function run(request: Request): Promise<Outcome> {
  const { config, rules, pack, settings } = await prepare(request);
  const discovery = applyRoles(await discover(request.path, { ignore: config.ignore }), config);
  const changes = request.since === undefined ? undefined : await changesSince(discovery.root, request.since);
  const parsed = await parseFiles(discovery, sqlDialects(config));
  const model = await buildModel(discovery, parsed, config, changes);
  const all = check(model, rules, settings);
  const checklist = assess(pack, all, model);
  const { results, scope } = onlyChanged(all, changes);
  const notes = [...idleSettings(config, discovery), ...failureNotes(results)];
  const text = await report(request.report, {
    ...request,
    discovery,
    model,
    rules,
    results,
    settings,
    pack,
    checklist,
    notes,
    scope,
  });
  const disagreements = request.debug === true ? await disagreementsOn(discovery, model) : [];
  return { text, results, config, notes, disagreements };
}

/** Reads the SQL files of each database a second time, with readers that ordinary runs never load. */
async function disagreementsOn({ files }: Discovery, { databases }: RepoModel): Promise<string[]> {
  const { describeDisagreement, secondReadings } = await import('./parse/sql/second-reading/index.ts');
  const dialects = new Map(databases.flatMap((one) => one.files.map((path) => [path, one.dialect as Dialect])));
  const lines: string[] = [];
  for (const { path, text, kind } of files) {
    const dialect = kind === 'sql' ? dialects.get(path) : undefined;
    if (dialect === undefined) continue;
    for await (const found of secondReadings({ path, text, dialect })) lines.push(describeDisagreement(found));
  }
  return lines;
}
