import type { Position } from '../../position.ts';
import { entryOf, type Place, positionOf, startOf } from '../document/source-document.ts';
import type { Library } from '../references.ts';

/** The key that a path of keys leads to in the files of a contract, or the last one before it breaks off. */
export function locate(
  path: string[],
  root: Place,
  library: Library,
  hoisted: Map<string, Place>,
): { file: string; at: Position } {
  let place = root;
  let found = { file: root.document.path, at: startOf(root) };
  for (const [index, segment] of path.entries()) {
    const jump = /^(?:schemas|definitions)$/.test(path[index - 1] ?? '') ? hoisted.get(segment) : undefined;
    const next = jump ? { place: jump, at: startOf(jump) } : step(place, segment, library);
    if (next === undefined) break;
    place = next.place;
    found = { file: next.file ?? place.document.path, at: next.at };
  }
  return found;
}

interface Step {
  place: Place;
  at: Position;
  file?: string;
}

function step(place: Place, segment: string, library: Library): Step | undefined {
  const direct = within(place, segment);
  if (direct) return direct;
  const target = library.resolve(place);
  return 'place' in target ? within(target.place, segment) : undefined;
}

function within(place: Place, segment: string): Step | undefined {
  const { node, document } = place;
  if (node.kind === 'list') {
    const item = node.items[Number(segment)];
    return item && { place: { node: item, document }, at: startOf({ node: item, document }) };
  }
  const entry = entryOf(place, segment);
  return entry && { place: { node: entry.value, document }, at: positionOf(document, entry), file: document.path };
}
