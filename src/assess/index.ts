import type { RuleResult } from '../check/finding.ts';
import type { RepoModel } from '../model/repo-model.ts';
import type { Checklist, GuidelinePack } from './checklist.ts';
import { judge } from './control-status.ts';
import { tally } from './tally.ts';

export { controlsOf, GuidelinePackError, loadGuidelines } from './load-guidelines.ts';

/**
 * Holds the results of the rules against the demands of the guidelines: one line per control, in the order of the pack.
 * The score is over what was evaluated (pass and fail) and means nothing without the coverage beside it.
 */
export function assess(pack: GuidelinePack, results: RuleResult[], model: RepoModel): Checklist {
  const byRule = new Map(results.map((result) => [result.rule, result]));
  const judged = pack.controls.map((control) => judge(control, byRule, model));
  const counts = tally(judged);
  const evaluated = counts.pass + counts.fail;
  const applicable = judged.length - counts['not-applicable'];
  return {
    results: judged,
    score: evaluated === 0 ? undefined : counts.pass / evaluated,
    coverage: applicable === 0 ? 0 : evaluated / applicable,
  };
}
