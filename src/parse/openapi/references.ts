import { posix } from 'node:path';
import { childOf, type Place, readDocument, type SourceDocument, textOf } from './document/source-document.ts';
import { parsePointer } from './json-pointer.ts';

/** Where a `$ref` leads, or why it leads nowhere. */
export type Target =
  | { place: Place }
  | { missing: string; reason: 'network' | 'file' | 'outside' | 'pointer' | 'anchor' | 'circular' };

const MAX_HOPS = 32;

/** The files of one contract. All are loaded before references are followed, so that following needs no waiting. */
export class Library {
  readonly #documents = new Map<string, SourceDocument | undefined>();
  /** Every reference of every document. */
  readonly references: Reference[] = [];

  get documents(): SourceDocument[] {
    return [...this.#documents.values()].filter((document) => document !== undefined);
  }

  /** Loads a document and, transitively, the files it refers to. `read` answers undefined for files that are not there. */
  static async load(root: SourceDocument, read: (path: string) => string | undefined): Promise<Library> {
    const library = new Library();
    library.#documents.set(root.path, root);
    const waiting = [root];
    for (let document = waiting.pop(); document; document = waiting.pop()) {
      for (const reference of referencesIn(document.root, document)) {
        library.references.push(reference);
        const path = filePart(reference.target, reference.document.path);
        if (path === undefined || library.#documents.has(path)) continue;
        const text = read(path);
        const loaded = text === undefined ? undefined : await readDocument(path, text);
        library.#documents.set(path, loaded);
        if (loaded) waiting.push(loaded);
      }
    }
    return library;
  }

  /** Follows a chain of references to what it means; a node without `$ref` means itself. */
  resolve(place: Place): Target {
    let current = place;
    for (let hop = 0; hop < MAX_HOPS; hop += 1) {
      const written = textOf(current, '$ref');
      if (written === undefined) return { place: current };
      const next = this.follow(written, current.document);
      if ('missing' in next) return next;
      current = next.place;
    }
    return { missing: textOf(place, '$ref') ?? '', reason: 'circular' };
  }

  /** One step from a reference written in `from`. */
  follow(written: string, from: SourceDocument): Target {
    if (isRemote(written)) return { missing: written, reason: 'network' };
    const fragment = written.split('#')[1] ?? '';
    if (fragment !== '' && !fragment.startsWith('/')) return { missing: written, reason: 'anchor' };
    const path = filePart(written, from.path);
    if (path === undefined) return { missing: written, reason: 'outside' };
    const document = this.#documents.get(path);
    if (document?.root === undefined) return { missing: written, reason: 'file' };
    let place: Place | undefined = { node: document.root, document };
    for (const segment of parsePointer(fragment)) {
      place = place && step(place, segment);
    }
    return place ? { place } : { missing: written, reason: 'pointer' };
  }
}

function step(place: Place, segment: string): Place | undefined {
  if (place.node.kind === 'list') {
    const item = /^\d+$/.test(segment) ? place.node.items[Number(segment)] : undefined;
    return item && { node: item, document: place.document };
  }
  return childOf(place, segment);
}

const isRemote = (reference: string): boolean =>
  /^(?:[a-z][a-z\d+.-]+:)?\/\//i.test(reference) || /^(?:urn|https?):/i.test(reference);

/** Path of the file that a reference names, relative to the scanned root; undefined for the network and outside. */
function filePart(reference: string, from: string): string | undefined {
  const file = reference.split('#')[0] ?? '';
  if (file === '') return from;
  if (isRemote(reference) || file.startsWith('/')) return undefined;
  const path = posix.normalize(posix.join(posix.dirname(from), decodeFile(file).replaceAll('\\', '/')));
  return path.startsWith('../') || path === '..' ? undefined : path;
}

function decodeFile(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}

export interface Reference {
  target: string;
  /** The map that holds `$ref`. */
  node: Place['node'];
  document: SourceDocument;
}

/** Keys below which `$ref` is data. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);
/** Mappings whose keys are names that the author chose, so that `default` is a response there. */
const NAMES = new Set(
  'paths webhooks responses parameters properties patternProperties definitions $defs schemas headers requestBodies'.split(
    ' ',
  ),
);

/** Every `$ref` of a document that is meant as one. Shared and circular nodes are visited once. */
function* referencesIn(root: Place['node'] | undefined, document: SourceDocument): Generator<Reference> {
  const seen = new Set<Place['node']>();
  const waiting = root ? [{ node: root, names: false }] : [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, names } = next;
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') {
      for (const item of node.items) waiting.push({ node: item, names: false });
      continue;
    }
    for (const { key, value } of node.entries.values()) {
      if (key === '$ref' && value.kind === 'scalar' && typeof value.value === 'string') {
        yield { target: value.value, node, document };
      } else if (names || (!key.startsWith('x-') && !DATA.has(key))) {
        waiting.push({ node: value, names: !names && NAMES.has(key) });
      }
    }
  }
}
