import type { Unknown } from '../position.ts';
import { type Place, startOf } from './document/source-document.ts';
import type { OpenApiFacts } from './openapi-facts.ts';
import type { Library, Target } from './references.ts';

/** What every operation of a document is read with. */
export interface Context {
  root: Place;
  version: OpenApiFacts['version'];
  library: Library;
  unknowns: Unknown[];
}

/** Follows references; one that leads nowhere is an unknown, for operations may lie behind it. */
export function resolve(context: Context, place: Place, what: string): Place | undefined {
  const target = context.library.resolve(place);
  if ('place' in target) return target.place;
  const { line } = startOf(place);
  context.unknowns.push({ path: place.document.path, line, subject: 'contract', reason: explain(target, what) });
  return undefined;
}

function explain(target: Exclude<Target, { place: Place }>, what: string): string {
  const reasons = {
    network: 'it is on the network, which is not asked',
    outside: 'it is outside the scanned folder',
    file: 'there is no such file, or it cannot be read',
    pointer: 'the file has nothing there',
    anchor: 'it names an anchor, and anchors are not looked up',
    circular: 'it leads back to itself',
  };
  return `The reference ${target.missing} for ${what} cannot be followed: ${reasons[target.reason]}.`;
}
