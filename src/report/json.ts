import type { Finding } from '../check/finding.ts';
import { allFindings, type CheckReport, countBySeverity, tally } from './check-report.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
export const CHECK_JSON_VERSION = 1;

/** The findings for programs. Paths are relative to the scanned root; lines and columns are 1-based. */
export function checkJson(report: CheckReport): string {
  const { results, unknowns, notes, version } = report;
  const suppressed = results.flatMap((result) => result.suppressed);
  const document = {
    version: CHECK_JSON_VERSION,
    tool: { name: 'lintel', version },
    summary: summaryOf(report),
    findings: allFindings(results).map(findingJson),
    suppressed: suppressed.map(({ finding, reason }) => ({ ...findingJson(finding), reason })),
    unknowns,
    notes: notes.map(({ kind, level, message, at }) => ({ kind, level, message, ...at })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function summaryOf({ results, files, skipped, unknowns, scope }: CheckReport) {
  const findings = allFindings(results);
  return {
    findings: findings.length,
    ...countBySeverity(findings),
    suppressed: results.reduce((sum, result) => sum + result.suppressed.length, 0),
    unknowns: unknowns.length,
    files,
    ...(scope && { since: scope }),
    skipped: Object.fromEntries(tally(skipped.map(({ reason }) => reason))),
    rules: results.map((result) => ({
      rule: result.rule,
      examined: result.examined,
      ...countBySeverity(result.findings),
      suppressed: result.suppressed.length,
      blind: result.blind,
    })),
  };
}

function findingJson({ rule, key, severity, message, controls, at, fix, related, fingerprint }: Finding) {
  const { path, line, column, endLine } = at;
  const places = related.map((step) => ({ path: step.at.path, line: step.at.line, message: step.message }));
  return { rule, key, severity, message, controls, path, line, column, endLine, fix, related: places, fingerprint };
}
