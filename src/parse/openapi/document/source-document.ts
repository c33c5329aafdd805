import { LineTable } from '../../line-table.ts';
import type { Position } from '../../position.ts';
import { readBlockYaml } from './block-yaml.ts';
import { readJson } from './json-tree.ts';
import type { DocumentNode, Entry, Fault, Reading } from './node.ts';

/** One file of a contract, read. */
export interface SourceDocument extends Reading {
  /** Relative to the scanned root. */
  path: string;
  /** Roots of further YAML documents in the same file. */
  others: DocumentNode[];
  lines: LineTable;
}

/** A node and the document it stands in. */
export interface Place {
  node: DocumentNode;
  document: SourceDocument;
}

/** Reads JSON or YAML by content, not by name: JSON is often kept in `.yaml` files. Never throws. */
export async function readDocument(path: string, source: string): Promise<SourceDocument> {
  const text = source.replace(/^\uFEFF/, '');
  const lines = new LineTable(text);
  try {
    return { path, lines, ...(await read(path, text)) };
  } catch (error) {
    const faults: Fault[] = [{ message: error instanceof Error ? error.message : String(error), offset: 0 }];
    return { path, lines, root: undefined, faults, duplicates: [], others: [] };
  }
}

async function read(path: string, text: string): Promise<Reading & { others: DocumentNode[] }> {
  const json = /^\s*[{[]/.test(text) ? readJson(text) : undefined;
  if (json && (json.faults.length === 0 || path.toLowerCase().endsWith('.json'))) return { ...json, others: [] };
  const root = json ? undefined : readBlockYaml(text);
  if (root) return { root, faults: [], duplicates: [], others: [] };
  const { readYaml } = await import('./yaml-tree.ts');
  return readYaml(text, isContract);
}

/** Whether a tree is a whole contract rather than a part of one. */
export const isContract = (root: DocumentNode): boolean =>
  root.kind === 'map' && (root.entries.has('openapi') || root.entries.has('swagger'));

/** Position of a key. */
export function positionOf(document: SourceDocument, entry: Pick<Entry, 'start' | 'end'>): Position {
  return document.lines.position(entry.start, Math.max(entry.end, entry.start + 1));
}

/** Position of the first character of a node. */
export function startOf({ node, document }: Place): Position {
  return document.lines.position(node.start, node.start + 1);
}

/** The entry of a mapping, or undefined for any other node. */
export function entryOf({ node }: Place, key: string): Entry | undefined {
  return node.kind === 'map' ? node.entries.get(key) : undefined;
}

export function childOf(place: Place, key: string): Place | undefined {
  const entry = entryOf(place, key);
  return entry && { node: entry.value, document: place.document };
}

/** The text of a scalar below `key`, numbers as written. */
export function textOf(place: Place, key: string): string | undefined {
  const value = entryOf(place, key)?.value;
  return value?.kind === 'scalar' && value.value !== null ? value.text : undefined;
}

export function itemsOf(place: Place | undefined): Place[] {
  const node = place?.node;
  return place && node?.kind === 'list' ? node.items.map((item) => ({ node: item, document: place.document })) : [];
}

export function entriesOf(place: Place | undefined): { entry: Entry; place: Place }[] {
  const node = place?.node;
  if (!place || node?.kind !== 'map') return [];
  return [...node.entries.values()].map((entry) => ({
    entry,
    place: { node: entry.value, document: place.document },
  }));
}
