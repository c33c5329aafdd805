import { childOf, entriesOf, entryOf, itemsOf, type Place, textOf } from './document/source-document.ts';
import type { Library } from './references.ts';

/** Requirements as lists of scheme names, one list per alternative; undefined when nothing is declared. */
export function securityOf(owner: Place): string[][] | undefined {
  if (entryOf(owner, 'security') === undefined) return undefined;
  return itemsOf(childOf(owner, 'security')).map((alternative) => entriesOf(alternative).map(({ entry }) => entry.key));
}

/** `http`, `apiKey`, `oauth2`, …; `unknown` when the scheme does not say or cannot be found. */
export function securityTypeOf(scheme: Place, library: Library): string {
  const target = library.resolve(scheme);
  return ('place' in target ? textOf(target.place, 'type') : undefined) ?? 'unknown';
}
