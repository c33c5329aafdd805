import { editDistance } from '../text/edit-distance.ts';

const SHOWN = 3;

/** Up to three known ids that `id` may be a misspelling or a part of, nearest first; letter case is ignored. */
export function suggest(id: string, known: string[]): string[] {
  const wanted = id.trim().toLowerCase();
  if (wanted === '') return [];
  const farthest = Math.max(1, Math.floor(wanted.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate);
}

/** Edit distance, except that a whole part of a longer id (`express` of `express-wrapper`) counts as one edit. */
function distanceTo(wanted: string, candidate: string): number {
  const isPart = wanted.length >= 4 && candidate.includes(wanted);
  const distance = editDistance(wanted, candidate);
  return isPart ? Math.min(1, distance) : distance;
}
