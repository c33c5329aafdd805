import type { Finding, RuleResult } from '../check/finding.ts';
import { compareFindings } from '../check/fingerprint.ts';
import type { Scope } from '../check/only-changed.ts';
import type { RuleDescription } from '../check/suppression-rules.ts';
import type { Note } from '../config/note.ts';
import type { Skipped } from '../discover/source-file.ts';
import type { Unknown } from '../parse/position.ts';
import type { Severity } from '../rule/rule.ts';

/** A rule with the ids of the controls that rest on it. */
export type ReportedRule = RuleDescription & { controls: string[] };

/** Everything the finding reports print. They differ in form only. */
export interface CheckReport {
  /** Of Lintel. */
  version: string;
  /** One per rule that ran. */
  results: RuleResult[];
  /** Of each rule in `results`, by id. */
  rules: ReadonlyMap<string, ReportedRule>;
  /** Path of the scanned root in its repository, `''` at its top: what reads SARIF looks from there. */
  prefix: string;
  /** Number of files read. */
  files: number;
  skipped: Skipped[];
  unknowns: Unknown[];
  notes: Note[];
  /** Set when only findings in changed files are told. */
  scope?: Scope;
}

export const severities: readonly Severity[] = ['error', 'warning', 'info'];
export type Counts = Record<Severity, number>;

/** The findings of all rules in the order of path, line, rule and key. */
export const allFindings = (results: RuleResult[]): Finding[] =>
  results.flatMap(({ findings }) => findings).sort(compareFindings);

export function countBySeverity(findings: readonly Finding[]): Counts {
  const counts: Counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** How often each value occurs, most frequent first. */
export function tally<K extends string>(values: Iterable<K>): [K, number][] {
  const counts = new Map<K, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}
