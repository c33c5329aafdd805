import type { Finding, RuleResult } from '../check/finding.ts';
import type { Severity } from '../rule/rule.ts';
import { allFindings, type CheckReport, type ReportedRule } from './check-report.ts';
import { invocation, notificationDescriptors } from './sarif-invocation.ts';
import { artifact, location } from './sarif-location.ts';
import { sentence } from './terminal-text.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The standard wants it on all results of a run as soon as one is suppressed. */
const NOT_SUPPRESSED = { suppressions: [] };

/** The findings as a SARIF 2.1.0 log with one run. Paths are relative to `%SRCROOT%`, which is left to the reader. */
export function checkSarif(report: CheckReport): string {
  const rules = report.results.map(({ rule }) => report.rules.get(rule)).filter((rule) => rule !== undefined);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const silenced = suppressedOf(report.results, indexOf);
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(report, rules) },
        originalUriBaseIds: {
          '%SRCROOT%': {
            description: { text: 'The top of the repository that was scanned, or in which the scanned folder lies.' },
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report)],
        ...(report.scope && { properties: { since: report.scope } }),
        results: [
          ...allFindings(report.results).map((finding) => ({
            ...result(finding, indexOf),
            ...(silenced.length > 0 && NOT_SUPPRESSED),
          })),
          ...silenced,
        ],
      },
    ],
  };
  return `${JSON.stringify(log, fromTop(report.prefix), 2)}\n`;
}

/** Moves every address from the scanned root to the top of the repository, which is where a reader of the log starts. */
function fromTop(prefix: string): ((key: string, value: unknown) => unknown) | undefined {
  if (prefix === '') return undefined;
  const { uri: base } = artifact(prefix);
  return (key, value) =>
    key === 'artifactLocation' ? { ...(value as object), uri: `${base}/${(value as { uri: string }).uri}` } : value;
}

function driver({ version }: CheckReport, rules: ReportedRule[]) {
  return {
    name: 'Lintel',
    version,
    semanticVersion: version,
    rules: rules.map(descriptor),
    notifications: notificationDescriptors,
  };
}

function descriptor({ id, summary, why, fix, severity, precision, cannotDetect, controls }: ReportedRule) {
  const blind =
    cannotDetect.length > 0 ? `\n\nIt cannot detect:\n${cannotDetect.map((what) => `- ${what}`).join('\n')}` : '';
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\nHow to mend it: ${fix}${blind}`,
      markdown: `# ${id}\n\n${sentence(summary)}\n\n${why}\n\n**How to mend it.** ${fix}${blind}\n`,
    },
    defaultConfiguration: { level: level[severity] },
    properties: {
      ...(controls.length > 0 && { tags: controls }),
      precision: precision === 'advisory' ? 'low' : precision,
      'problem.severity': severity === 'info' ? 'recommendation' : severity,
    },
  };
}

const level: Record<Severity, 'error' | 'warning' | 'note'> = { error: 'error', warning: 'warning', info: 'note' };

function result(finding: Finding, indexOf: ReadonlyMap<string, number>) {
  const { rule, key, severity, message, controls, at, fix, related, fingerprint } = finding;
  return {
    ruleId: rule,
    ruleIndex: indexOf.get(rule) ?? -1,
    level: level[severity],
    message: { text: message },
    locations: [location(at)],
    ...(related.length > 0 && {
      relatedLocations: related.map((step, index) => ({
        id: index + 1,
        ...location(step.at),
        message: { text: step.message },
      })),
    }),
    partialFingerprints: { 'lintel/v1': fingerprint },
    properties: { key, fix, ...(controls.length > 0 && { tags: controls }) },
  };
}

const suppressedOf = (results: RuleResult[], indexOf: ReadonlyMap<string, number>) =>
  results.flatMap(({ suppressed }) =>
    suppressed.map(({ finding, reason }) => ({
      ...result(finding, indexOf),
      suppressions: [{ kind: 'inSource', ...(reason !== '' && { justification: reason }) }],
    })),
  );
