import type { Changes } from '../discover/changed-files.ts';
import type { Finding, RuleResult } from './finding.ts';

/** What the findings of a run are limited to: files changed since a revision. */
export interface Scope {
  revision: string;
  /** Number of files that changed. */
  files: number;
  /** Number of findings in other files, which are not told. */
  leftOut: number;
}

/** Results without what was found in files that did not change; all of them, and no scope, without changes. */
export function onlyChanged(
  results: RuleResult[],
  changes: Changes | undefined,
): { results: RuleResult[]; scope: Scope | undefined } {
  if (changes === undefined) return { results, scope: undefined };
  const isNew = ({ at }: Finding): boolean => changes.files.has(at.path);
  const kept = results.map((result) => ({
    ...result,
    findings: result.findings.filter(isNew),
    suppressed: result.suppressed.filter(({ finding }) => isNew(finding)),
  }));
  const total = (some: RuleResult[]): number => some.reduce((sum, { findings }) => sum + findings.length, 0);
  const leftOut = total(results) - total(kept);
  return { results: kept, scope: { revision: changes.since, files: changes.files.size, leftOut } };
}
