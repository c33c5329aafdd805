import { rules } from '../../rules/index.ts';
import { builtInGuidelines } from '../built-in-guidelines.ts';
import { type RuleDescription, suppressionRules } from '../check/suppression-rules.ts';
import { explainControl, explainRule, suggest } from '../report/explain.ts';
import type { AnyRule } from '../rule/rule.ts';
import { UsageError } from './usage-error.ts';

/** The page on a rule or a control, whatever the case of its id. @throws {UsageError} when nothing has that id */
export async function explanation(id: string): Promise<string> {
  const pack = await builtInGuidelines();
  const all = [...rules, ...suppressionRules.map(asRule)];
  const wanted = id.toLowerCase();
  const rule = all.find((candidate) => candidate.id === wanted);
  if (rule) return explainRule(rule, pack);
  const control = pack.controls.find((candidate) => candidate.id.toLowerCase() === wanted);
  if (control) return explainControl(control, rules, pack);
  const near = suggest(
    id,
    [...all, ...pack.controls].map((candidate) => candidate.id),
  );
  const advice =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : '`lintel rules` lists the rules, `lintel audit` the controls.';
  throw new UsageError(`there is no rule or control ${id}. ${advice}`);
}

const asRule = (description: RuleDescription): AnyRule => ({
  ...description,
  params: {},
  examples: { good: [], bad: [] },
  subjects: () => [],
  check: () => undefined,
});
