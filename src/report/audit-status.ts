import type { Checklist, Control, GuidelinePack, Status } from '../assess/checklist.ts';
import { tally } from '../assess/tally.ts';

/** How a status is written in tables and lists. */
export const STATUS_NAMES: Record<Status, string> = {
  pass: 'pass',
  fail: 'fail',
  review: 'review',
  unknown: 'unknown',
  waived: 'waived',
  'not-applicable': 'n/a',
  'not-checked': 'not checked',
};

/** What a reader may conclude from each status, and what not. */
export const STATUS_MEANINGS: Record<Status, string> = {
  pass: 'its rules examined something and found no violation',
  fail: 'at least one violation was found',
  review: 'there is evidence, and a person must decide',
  unknown: 'it could not be determined, for the reason given',
  waived: 'every violation is silenced in the code, with a reason',
  'not-applicable': 'the repository has nothing that it is about',
  'not-checked': 'nothing was looked at, so nothing is known about it',
};

export const percent = (share: number): string => {
  const rounded = Math.round(share * 100);
  // Rounding must not turn "nearly all" into "all", nor "hardly any" into "none".
  if (rounded === 100 && share < 1) return '99%';
  return rounded === 0 && share > 0 ? '1%' : `${rounded}%`;
};

/** The score in words, always together with how much of the guidelines it speaks for. */
export function scoreSentence({ results, score, coverage }: Checklist): string {
  const counts = tally(results);
  const applicable = results.length - counts['not-applicable'];
  const evaluated = counts.pass + counts.fail;
  const share = `${percent(coverage)} coverage (${evaluated} of ${applicable} applicable controls evaluated)`;
  if (score === undefined) return `No score: nothing could be evaluated; ${share}`;
  return `Score ${percent(score)} (${counts.pass} of ${evaluated} evaluated controls pass), at ${share}`;
}

/** Whether the reader still has to answer the control's question: the rules gave no final answer, or only for a part. */
export function openQuestion(control: Control, status: Status): string | undefined {
  const settled =
    status === 'not-applicable' || status === 'not-checked' || (status === 'pass' && control.coverage === 'full');
  return settled ? undefined : control.question;
}

/** `001 Security Design; 003 Security Considerations`. */
export const sourcesOf = (control: Control): string =>
  control.sources.map(({ document, section }) => `${document} ${section}`).join('; ');

/** Areas of the pack that have results, with their title. */
export const areasOf = (pack: GuidelinePack, { results }: Checklist): GuidelinePack['areas'] =>
  pack.areas.filter(({ id }) => results.some(({ control }) => control.area === id));
