import type { Checklist, GuidelinePack } from '../assess/checklist.ts';
import type { CheckSettings } from '../check/check.ts';
import type { RuleResult } from '../check/finding.ts';
import type { Scope } from '../check/only-changed.ts';
import { suppressionRules } from '../check/suppression-rules.ts';
import type { Note } from '../config/note.ts';
import type { Discovery } from '../discover/index.ts';
import type { RepoModel } from '../model/repo-model.ts';
import type { AnyRule } from '../rule/rule.ts';
import type { CheckReport } from './check-report.ts';
import type { Page } from './palette.ts';

/** Everything a run knows at its end. */
export interface Material {
  version: string;
  page: Page;
  discovery: Discovery;
  model: RepoModel;
  rules: AnyRule[];
  results: RuleResult[];
  settings: CheckSettings;
  pack: GuidelinePack;
  checklist: Checklist;
  notes: Note[];
  scope: Scope | undefined;
}

/** Each format is loaded only when it is asked for. */
const writers = {
  'check-text': async (material: Material) =>
    (await import('./text.ts')).checkText(checkReport(material), {
      ...material.page,
      readLines: lineReader(material),
      notesInFull: material.settings.only !== undefined,
    }),
  'check-json': async (material: Material) => (await import('./json.ts')).checkJson(checkReport(material)),
  'check-sarif': async (material: Material) => (await import('./sarif.ts')).checkSarif(checkReport(material)),
  'audit-text': async ({ checklist, pack, page }: Material) =>
    (await import('./audit-text.ts')).auditText(checklist, pack, page.palette, { width: page.width }),
  'audit-json': async ({ checklist, pack }: Material) => (await import('./audit-json.ts')).auditJson(checklist, pack),
  'audit-markdown': async ({ checklist, pack }: Material) =>
    (await import('./audit-markdown.ts')).auditMarkdown(checklist, pack),
  'map-text': async ({ model, page }: Material) => (await import('./map-text.ts')).mapText(model, page),
  'map-mermaid': async ({ model }: Material) => (await import('./map-mermaid.ts')).mapMermaid(model),
  'map-json': async ({ model }: Material) => (await import('./map-json.ts')).mapJson(model),
};

export type ReportName = keyof typeof writers;

/** The text of a report, which ends with a line break. */
export const report = (name: ReportName, material: Material): Promise<string> => writers[name](material);

function checkReport({ version, results, rules, settings, discovery, model, notes, scope }: Material): CheckReport {
  const described = [...rules, ...suppressionRules].map((rule) => {
    const controls = settings.bindings[rule.id]?.controls ?? [];
    return [rule.id, { ...rule, controls }] as const;
  });
  return {
    ...{ version, results, notes },
    rules: new Map(described),
    prefix: discovery.prefix ?? '',
    files: discovery.files.length,
    skipped: model.skipped,
    unknowns: model.unknowns,
    ...(scope && { scope }),
  };
}

/** Lines of the files as they were read, so that a report does no reading of its own. */
function lineReader({ discovery }: Material): (path: string) => string[] | undefined {
  const texts = new Map(discovery.files.map(({ path, text }) => [path, text]));
  const split = new Map<string, string[]>();
  return (path) => {
    const text = texts.get(path);
    const known = split.get(path) ?? text?.split(/\r?\n/);
    if (known) split.set(path, known);
    return known;
  };
}
