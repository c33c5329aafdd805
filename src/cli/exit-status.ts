import type { FailOn } from '../config/config.ts';
import type { Severity } from '../rule/rule.ts';

export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;
/** Usage, configuration or internal error. */
export const EXIT_ERROR = 2;

const weight: Record<Severity, number> = { info: 1, warning: 2, error: 3 };

/** An internal error outweighs findings: the run cannot vouch for what it did not judge. */
export function exitStatus(found: readonly Severity[], failOn: FailOn, internalError: boolean): number {
  if (internalError) return EXIT_ERROR;
  if (failOn === 'never') return EXIT_CLEAN;
  return found.some((severity) => weight[severity] >= weight[failOn]) ? EXIT_FINDINGS : EXIT_CLEAN;
}
