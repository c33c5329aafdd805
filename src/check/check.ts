import type { RuleSetting } from '../config/config.ts';
import type { RepoModel } from '../model/repo-model.ts';
import type { AnyRule } from '../rule/rule.ts';
import type { RuleResult } from './finding.ts';
import { runRule } from './run-rule.ts';
import { SuppressionLedger } from './suppression-ledger.ts';
import { suppressionRules } from './suppression-rules.ts';

export interface CheckSettings {
  /** What the configuration says, by rule id. */
  rules: Record<string, RuleSetting>;
  /** Run these rules and no others, also where the configuration turns them off. */
  only?: readonly string[];
  /** What the guidelines ask of a rule: the controls that rest on it, and the parameters they set. */
  bindings: Record<string, { controls: string[]; params: Record<string, unknown> }>;
}

/**
 * Runs every enabled rule over the model. Synchronous and pure; the results are in the order of the rules, their findings
 * in the order of path, line, rule and key. A rule that throws does not stop the others: see `RuleResult.failures`.
 */
export function check(model: RepoModel, rules: readonly AnyRule[], settings: CheckSettings): RuleResult[] {
  const enabled = rules.filter(({ id }) => isEnabled(id, settings));
  const ledger = new SuppressionLedger(model);
  const results = enabled.map((rule) => ledger.apply(runRule(rule, model, planFor(rule.id, settings))));
  const known = [...rules, ...suppressionRules].map(({ id }) => id);
  const own = ledger.results(known, new Set(results.filter(completed).map(({ rule }) => rule)));
  return [
    ...results,
    ...own.filter(({ rule }) => isEnabled(rule, settings)).map((result) => reweigh(result, settings)),
  ];
}

const isEnabled = (id: string, { only, rules }: CheckSettings): boolean =>
  only ? only.includes(id) : rules[id]?.severity !== 'off';

const completed = ({ failures }: RuleResult): boolean => failures === undefined;

/** Parameters set by the configuration win over those of a guideline. */
function planFor(id: string, settings: CheckSettings) {
  const binding = settings.bindings[id];
  const params = { ...binding?.params, ...settings.rules[id]?.params };
  return { params, controls: binding?.controls ?? [], severity: severityOf(id, settings) };
}

function severityOf(id: string, settings: CheckSettings) {
  const severity = settings.rules[id]?.severity;
  return severity === 'off' ? undefined : severity;
}

function reweigh(result: RuleResult, settings: CheckSettings): RuleResult {
  const severity = severityOf(result.rule, settings);
  if (!severity) return result;
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, severity })) };
}
