import type { Note } from '../config/note.ts';
import type { RuleResult } from './finding.ts';

/** One note per rule that threw, with its first failure: the others are most likely the same defect. */
export function failureNotes(results: readonly RuleResult[]): Note[] {
  return results.flatMap(({ rule, failures = [] }) => {
    const [first] = failures;
    if (!first) return [];
    const where = first.subject === undefined ? 'while it listed its subjects' : `on ${first.subject}`;
    const more = failures.length > 1 ? ` (and on ${failures.length - 1} more)` : '';
    const message = `The rule ${rule} failed ${where}${more}: ${first.message}. This is a defect of Lintel.`;
    return [{ kind: 'internal-error', level: 'error', message, stack: first.stack }];
  });
}
