import type { RepoModel } from '../model/repo-model.ts';
import type { AnyRule, Parameters, Severity, Subject, Violation } from '../rule/rule.ts';
import type { Finding, RuleFailure, RuleResult } from './finding.ts';
import { compareFindings, fingerprintAll } from './fingerprint.ts';

export interface RulePlan {
  /** Replaces every severity that the rule itself gives. */
  severity: Severity | undefined;
  /** Parameters that differ from the rule's defaults. */
  params: Record<string, unknown>;
  /** Ids of the controls that a finding breaks. */
  controls: string[];
}

/** Judges every subject of one rule. What the rule throws is kept as a failure, and counts as not seen. */
export function runRule(rule: AnyRule, model: RepoModel, plan: RulePlan): RuleResult {
  const params = { ...defaults(rule), ...plan.params };
  const failures: RuleFailure[] = [];
  const findings: Omit<Finding, 'fingerprint'>[] = [];
  const subjects = attempt(failures, undefined, () => [...rule.subjects(model)]) ?? [];
  for (const subject of subjects as Subject[]) {
    const said = attempt(failures, subject.key, () => rule.check(subject, params, model));
    for (const violation of listOf(said)) findings.push(toFinding(rule, subject, violation, plan));
  }
  const blind = attempt(failures, undefined, () => rule.blind?.(model)) ?? [];
  const result: RuleResult = {
    rule: rule.id,
    examined: subjects.length - failures.filter(({ subject }) => subject !== undefined).length,
    findings: fingerprintAll(findings.sort(compareFindings)),
    suppressed: [],
    blind: failures.length === 0 ? blind : [...blind, failureReason(failures)],
  };
  return failures.length === 0 ? result : { ...result, failures };
}

const defaults = (rule: AnyRule): Record<string, unknown> =>
  Object.fromEntries(Object.entries(rule.params as Parameters).map(([name, parameter]) => [name, parameter.default]));

function attempt<T>(failures: RuleFailure[], subject: string | undefined, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    failures.push({ subject, message, stack });
    return undefined;
  }
}

function listOf(said: Violation | Violation[] | undefined): Violation[] {
  if (said === undefined) return [];
  return Array.isArray(said) ? said : [said];
}

function toFinding(
  rule: AnyRule,
  subject: Subject,
  violation: Violation,
  plan: RulePlan,
): Omit<Finding, 'fingerprint'> {
  return {
    rule: rule.id,
    key: violation.key ?? subject.key,
    severity: plan.severity ?? violation.severity ?? rule.severity,
    message: violation.message,
    controls: plan.controls,
    at: violation.at ?? subject.at,
    fix: violation.fix ?? rule.fix,
    related: violation.related ?? [],
  };
}

const failureReason = (failures: RuleFailure[]): string =>
  `the rule failed by a defect of its own on ${failures.length === 1 ? 'one subject' : `${failures.length} subjects`}`;
