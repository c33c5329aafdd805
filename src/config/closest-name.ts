import { editDistance } from '../text/edit-distance.ts';

/** The name a user most likely meant, or `undefined` when none is near enough to propose. */
export function closestName(wanted: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** A sentence that proposes the closest name, or lists a few names to choose from. */
export function proposal(wanted: string, names: Iterable<string>): string {
  const all = [...names];
  const closest = closestName(wanted, all);
  if (closest) return `Did you mean ${closest}?`;
  if (all.length === 0) return 'None is defined.';
  const shown = all.slice(0, 8).join(', ');
  return all.length > 8 ? `Known are ${shown} and ${all.length - 8} more.` : `Known are ${shown}.`;
}
