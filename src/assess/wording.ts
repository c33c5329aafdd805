/** `1 finding`, `2 findings`. */
export const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export function joinAnd(parts: string[]): string {
  const last = parts.at(-1);
  return last === undefined || parts.length === 1 ? (last ?? '') : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const SHOWN = 3;

/** The first few reasons, and how many more there are: a sentence must stay one. */
export function joinSome(reasons: string[]): string {
  const shown = reasons.slice(0, SHOWN).map((reason) => reason.replace(/\.$/, ''));
  const more = reasons.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
