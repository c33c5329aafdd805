import type { ControlResult, Status } from './checklist.ts';

/** Every status, best news first, as reports list them. */
export const STATUSES: readonly Status[] = [
  'pass',
  'fail',
  'review',
  'unknown',
  'waived',
  'not-applicable',
  'not-checked',
];

export type Tally = Record<Status, number>;

export function tally(results: ControlResult[]): Tally {
  const counts: Tally = { pass: 0, fail: 0, review: 0, unknown: 0, waived: 0, 'not-applicable': 0, 'not-checked': 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}

export const ofArea = (results: ControlResult[], area: string): ControlResult[] =>
  results.filter(({ control }) => control.area === area);

/** The demands of one document; a control that several documents make counts for each of them. */
export const ofDocument = (results: ControlResult[], document: string): ControlResult[] =>
  results.filter(({ control }) => control.sources.some((source) => source.document === document));
