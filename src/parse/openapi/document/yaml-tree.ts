import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import type { DocumentNode, Entry, Fault, MapNode, Reading, ScalarNode } from './node.ts';

/**
 * Reads YAML 1.2, with merge keys as tools for API descriptions know them. Of a stream with several documents the first
 * that `wanted` accepts is taken, else the first.
 */
export function readYaml(text: string, wanted: (root: DocumentNode) => boolean): Reading & { others: DocumentNode[] } {
  // Own detection of repeated keys: the parser's takes quadratic time on large mappings.
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' });
  const readings = Array.isArray(documents) ? documents.map((document) => new TreeBuilder(document).read()) : [];
  const chosen = readings.find(({ root }) => root && wanted(root)) ?? readings[0];
  const others = readings.filter((one) => one !== chosen && one.root).map((one) => one.root as DocumentNode);
  return { ...(chosen ?? { root: undefined, duplicates: [] }), faults: readings.flatMap((one) => one.faults), others };
}

class TreeBuilder {
  readonly #document: Document;
  readonly #built = new Map<Node, DocumentNode>();
  readonly #faults: Fault[] = [];
  readonly #duplicates: Fault[] = [];

  constructor(document: Document) {
    this.#document = document;
  }

  read(): Reading {
    for (const error of this.#document.errors) {
      this.#faults.push({
        message: (error.message.split('\n')[0] ?? error.code).replace(/ at line \d+, column \d+:?$/, ''),
        offset: error.pos[0],
      });
    }
    const root = this.#document.contents ? this.#node(this.#document.contents) : undefined;
    return { root, faults: this.#faults, duplicates: this.#duplicates };
  }

  #node(node: Node): DocumentNode {
    const target = isAlias(node) ? this.#target(node) : node;
    const known = target && this.#built.get(target);
    if (known) return known;
    const start = target?.range?.[0] ?? node.range?.[0] ?? 0;
    if (isMap(target)) return this.#map(target, target.items as Pair<Node, Node | null>[], start);
    if (isSeq(target)) {
      const items: DocumentNode[] = [];
      const list: DocumentNode = { kind: 'list', start, items };
      this.#built.set(target, list);
      for (const item of target.items) items.push(this.#node(item as Node));
      return list;
    }
    return isScalar(target) ? scalar(target.value, target.source, start) : scalar(null, '', start);
  }

  #target(alias: Alias): Node | undefined {
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      this.#faults.push({ message: `The alias *${alias.source} has no anchor`, offset: alias.range?.[0] ?? 0 });
    }
    return target;
  }

  #map(node: Node, pairs: Pair<Node, Node | null>[], start: number): MapNode {
    const map: MapNode = { kind: 'map', start, entries: new Map() };
    this.#built.set(node, map);
    const merged: DocumentNode[] = [];
    for (const pair of pairs) {
      const entry = this.#entry(pair);
      if (entry === undefined) continue;
      if (isMergeKey(pair.key)) merged.push(entry.value);
      else this.#add(map, entry);
    }
    for (const source of merged) merge(map, source);
    return map;
  }

  #entry({ key, value }: Pair<Node, Node | null>): Entry | undefined {
    const target = isAlias(key) ? this.#target(key) : key;
    const [start, end] = key?.range ?? [0, 0];
    if (!isScalar(target)) {
      this.#faults.push({ message: 'A key that is not plain text cannot be read', offset: start });
      return undefined;
    }
    const text = typeof target.value === 'string' ? target.value : (target.source ?? String(target.value));
    return { key: text, start, end, value: value ? this.#node(value) : scalar(null, '', end) };
  }

  #add(map: MapNode, entry: Entry): void {
    if (map.entries.has(entry.key)) {
      this.#duplicates.push({ message: `The key ${JSON.stringify(entry.key)} is there twice`, offset: entry.start });
    }
    map.entries.set(entry.key, entry);
  }
}

const isMergeKey = (key: Node): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';

/** Keys of the mapping itself win over merged ones, earlier sources over later ones. */
function merge(map: MapNode, source: DocumentNode): void {
  if (source.kind === 'list') for (const item of source.items) merge(map, item);
  if (source.kind !== 'map' || source === map) return;
  for (const [key, entry] of source.entries) if (!map.entries.has(key)) map.entries.set(key, entry);
}

function scalar(value: unknown, source: string | undefined, start: number): ScalarNode {
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { kind: 'scalar', start, value: plain, text: source ?? String(plain ?? '') };
}
