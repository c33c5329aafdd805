import type { Location } from '../parse/position.ts';

/** Something about the run itself that its user must hear: a setting without effect, a rule that failed. */
export interface Note {
  kind: 'configuration' | 'internal-error';
  level: 'warning' | 'error';
  message: string;
  at?: Location;
  /** For `--debug`. */
  stack?: string;
}
