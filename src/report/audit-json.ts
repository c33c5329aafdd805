import type { Checklist, ControlResult, GuidelinePack } from '../assess/checklist.ts';
import { ofArea, ofDocument, type Tally, tally } from '../assess/tally.ts';
import type { Finding, RuleResult } from '../check/finding.ts';

/** Raised when a field of the audit's JSON changes its meaning or goes away; new fields do not raise it. */
export const AUDIT_JSON_VERSION = 1;

/**
 * The checklist as JSON. `score` and `coverage` are 0…1, `score` is null when nothing was evaluated; `summary` counts
 * controls by status, as a whole, by document and by area; `controls` come in the order of the pack.
 */
export function auditJson(checklist: Checklist, pack: GuidelinePack): string {
  const { results, score, coverage } = checklist;
  const report = {
    version: AUDIT_JSON_VERSION,
    score: score ?? null,
    coverage,
    summary: summary(results),
    documents: pack.documents.map(({ id, title }) => ({ id, title, summary: summary(ofDocument(results, id)) })),
    areas: pack.areas.map(({ id, title }) => ({ id, title, summary: summary(ofArea(results, id)) })),
    controls: results.map(controlJson),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const summary = (results: ControlResult[]): Tally & { total: number } => ({ total: results.length, ...tally(results) });

function controlJson({ control, status, because, examined, findings, evidence }: ControlResult) {
  const { id, title, area, level, statement, sources, verify, coverage, look, question } = control;
  return {
    id,
    title,
    area,
    level,
    status,
    because,
    examined,
    statement,
    sources,
    verify,
    coverage,
    look,
    ...(question !== undefined && { question }),
    rules: control.checkedBy.map(({ rule }) => ruleJson(rule, evidence)),
    findings: findings.map(findingJson),
    waived: evidence.flatMap(({ suppressed }) =>
      suppressed.map(({ finding, reason }) => ({ ...findingJson(finding), reason })),
    ),
  };
}

function ruleJson(rule: string, evidence: RuleResult[]) {
  const result = evidence.find((candidate) => candidate.rule === rule);
  if (result === undefined) return { rule, ran: false };
  const { examined, findings, suppressed, blind } = result;
  return { rule, ran: true, examined, findings: findings.length, waived: suppressed.length, blind };
}

function findingJson({ rule, key, severity, message, controls, at, fix, fingerprint, related }: Finding) {
  return {
    rule,
    key,
    severity,
    message,
    controls,
    path: at.path,
    line: at.line,
    column: at.column,
    endLine: at.endLine,
    fix,
    fingerprint,
    related: related.map((place) => ({ path: place.at.path, line: place.at.line, message: place.message })),
  };
}
