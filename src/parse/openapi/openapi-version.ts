import type { Position } from '../position.ts';
import { entryOf, type Place, positionOf } from './document/source-document.ts';
import type { OpenApiFacts } from './openapi-facts.ts';

export interface VersionFact {
  version: OpenApiFacts['version'];
  at: Position;
  /** Set when the document is of no version that is understood, or is no such document at all. */
  fault?: string;
}

/** Which specification a document follows, by its own word. */
export function versionOf(root: Place): VersionFact {
  const entry = entryOf(root, 'openapi') ?? entryOf(root, 'swagger');
  if (entry === undefined) {
    const at = root.document.lines.position(root.node.start, root.node.start + 1);
    return { version: '3.0', at, fault: 'The file has neither `openapi` nor `swagger` at its top level.' };
  }
  const at = positionOf(root.document, entry);
  const written = entry.value.kind === 'scalar' ? entry.value.text : '';
  const known = /^(?:2(?=$)|2\.0|3\.[012])/.exec(written)?.[0];
  if (known === undefined && written !== '3') {
    return { version: '3.0', at, fault: `Version ${written || '(none)'} of the specification is not understood.` };
  }
  if (known?.startsWith('2')) return { version: '2.0', at };
  return { version: known === '3.1' || known === '3.2' ? known : '3.0', at };
}
