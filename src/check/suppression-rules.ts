import type { Rule } from '../rule/rule.ts';

/** What a report needs to know of a rule. */
export type RuleDescription = Pick<Rule, 'id' | 'summary' | 'why' | 'fix' | 'severity' | 'precision' | 'cannotDetect'>;

type SuppressionRuleId = 'invalid-suppression' | 'unused-suppression' | 'unexplained-suppression';

const describe = (id: SuppressionRuleId, rest: Omit<RuleDescription, 'id' | 'precision' | 'cannotDetect'>) => ({
  id,
  ...rest,
  precision: 'high' as const,
  cannotDetect: [],
});

/** Judged by the check stage itself, because they depend on what the other rules found. */
export const suppressionRules: (RuleDescription & { id: SuppressionRuleId })[] = [
  describe('invalid-suppression', {
    summary: 'A suppression comment names no rule, or one that does not exist',
    why: 'It silences nothing, while its author believes that it does.',
    fix: 'Name rules as `lintel rules` lists them: `// lintel-disable-next-line rule-id -- reason`.',
    severity: 'warning',
  }),
  describe('unused-suppression', {
    summary: 'A suppression comment silences nothing',
    why: 'The reason for it is gone, and it would hide the next violation at its place.',
    fix: 'Delete the comment, or the name of the rule in it.',
    severity: 'warning',
  }),
  describe('unexplained-suppression', {
    summary: 'A suppression comment gives no reason',
    why: 'Nobody can tell later whether the exception still holds.',
    fix: 'Write the reason after two dashes: `// lintel-disable-next-line rule-id -- reason`.',
    severity: 'info',
  }),
];
