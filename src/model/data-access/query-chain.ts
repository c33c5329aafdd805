import type { QueryLibrary } from './query-library.ts';
import type { PathStep } from './value-path.ts';

/**
 * Index of the first call in the steps to a value that begins a query, `-1` without one. `begins` tells it of steps that end
 * in a call.
 */
export const firstQuery = (steps: PathStep[], begins: (steps: PathStep[]) => boolean): number =>
  steps.findIndex((step, index) => step.name === '()' && begins(steps.slice(0, index + 1)));

/**
 * Whether steps behind a query still belong to it: calls of the given methods, one after the other. A plain property or
 * another method in between works on the rows it gave.
 */
export const continues = (rest: PathStep[], isMethod: (name: string) => boolean): boolean =>
  rest.every(({ name }, index) => (index % 2 === 1 ? name === '()' : isMethod(name)));

/** Index of the call that begins the query which the last of the steps is part of, `-1` when it is part of none. */
export function queryStart(library: QueryLibrary, steps: PathStep[]): number {
  const first = firstQuery(steps, (prefix) => library.start(prefix) >= 0);
  if (first < 0) return -1;
  return continues(steps.slice(first + 1), (name) => library.methods.has(name)) ? first : -1;
}
