import { rules } from '../../rules/index.ts';
import { suppressionRules } from '../check/suppression-rules.ts';
import { proposal } from '../config/closest-name.ts';
import { UsageError } from './usage-error.ts';

/** @throws {UsageError} for an id that no rule has */
export function mustBeRules(ids: readonly string[]): void {
  const known = [...rules, ...suppressionRules].map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new UsageError(`--rule ${unknown}: there is no such rule. ${proposal(unknown, known)}`);
}
