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
import { discover } from './discover/index.ts';
import { buildModel } from './model/build-model.ts';
import { parseFiles } from './parse/index.ts';
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
}

export interface Outcome {
  /** The report. */
  text: string;
  results: RuleResult[];
  config: ResolvedConfig;
  notes: Note[];
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
  return { text, results, config, notes };
}
