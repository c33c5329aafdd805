import type { DocumentNode, MapNode } from '../document/node.ts';
import { type Place, textOf } from '../document/source-document.ts';
import { formatPointer } from '../json-pointer.ts';
import type { Context } from '../reading-context.ts';

/** What a node is, as far as references in it are concerned; below `data` there are none. */
type Role = 'part' | 'schema' | 'schemas' | 'data';
type Plain = Record<string, unknown>;

export interface Bundle {
  /** The contract as plain data in one piece: nothing in it refers to another file. */
  value: Plain;
  /** Schemas of other files by the name they were given among the document's own. */
  hoisted: Map<string, Place>;
  /** Nodes counted as often as they are reached: what a validator will visit. */
  size: number;
}

const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Joins the files of a contract. Schemas of other files become named schemas, so that circular ones stay finite; all
 * else is put in the place of its reference.
 */
export function bundle(context: Context): Bundle {
  const bundler = new Bundler(context);
  const value = bundler.plain(context.root, 'part') as Plain;
  return { value, hoisted: bundler.finish(value), size: bundler.sizeOf(value) };
}

class Bundler {
  readonly #context: Context;
  readonly #names = new Map<DocumentNode, string>();
  readonly #hoisted = new Map<string, Place>();
  readonly #values = new Map<Role, Map<DocumentNode, unknown>>();
  readonly #sizes = new Map<unknown, number>();

  constructor(context: Context) {
    this.#context = context;
  }

  plain(place: Place, role: Role): unknown {
    const { node, document } = place;
    if (node.kind === 'scalar') return node.value;
    const known = this.#known(role);
    if (known.has(node)) return known.get(node);
    const replaced = role === 'data' ? undefined : this.#reference(place, role);
    if (replaced !== undefined) return replaced;
    const value: unknown[] | Plain = node.kind === 'list' ? [] : {};
    known.set(node, value);
    if (node.kind === 'map') this.#fill(value as Plain, { node, document }, role);
    else for (const item of node.items) (value as unknown[]).push(this.plain({ node: item, document }, role));
    this.#sizes.set(
      value,
      Object.values(value).reduce<number>((sum, child) => sum + this.sizeOf(child), 1),
    );
    return value;
  }

  /** Circular data counts as endless. */
  sizeOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 1;
    return this.#sizes.get(value) ?? Number.POSITIVE_INFINITY;
  }

  /** Adds the schemas of other files, which may refer to still others, to the document's own. */
  finish(value: Plain): Map<string, Place> {
    for (const [name, place] of this.#hoisted) this.#schemasOf(value)[name] = this.plain(place, 'schema');
    return this.#hoisted;
  }

  #schemasOf(value: Plain): Plain {
    if (this.#context.version === '2.0') return part(value, 'definitions');
    return part(part(value, 'components'), 'schemas');
  }

  #known(role: Role): Map<DocumentNode, unknown> {
    let known = this.#values.get(role);
    if (!known) {
      known = new Map();
      this.#values.set(role, known);
    }
    return known;
  }

  #fill(value: Plain, { node, document }: Place & { node: MapNode }, role: Role): void {
    for (const { key, value: child } of node.entries.values()) {
      const plain = this.plain({ node: child, document }, roleOf(key, role));
      if (key === '__proto__') Object.defineProperty(value, key, { value: plain, enumerable: true });
      else value[key] = plain;
    }
  }

  /** What stands for a reference; undefined for none and for those that can stay as they are written. */
  #reference(place: Place, role: Role): unknown {
    const written = textOf(place, '$ref');
    const root = this.#context.root.document;
    if (written === undefined || (place.document === root && written.startsWith('#'))) return undefined;
    const target = this.#context.library.follow(written, place.document);
    if (!('place' in target)) return role === 'schema' ? this.#small({}) : undefined;
    if (target.place.document === root) return this.#small({ $ref: `#${written.split('#')[1] ?? ''}` });
    if (role === 'schema') return this.#small({ $ref: this.#hoist(target.place) });
    this.#known(role).set(place.node, this.#small({}));
    const value = this.plain(target.place, role);
    this.#known(role).set(place.node, value);
    return value;
  }

  #small(value: Plain): Plain {
    this.#sizes.set(value, 2);
    return value;
  }

  #hoist(place: Place): string {
    let name = this.#names.get(place.node);
    if (name === undefined) {
      name = `external.${this.#names.size}`;
      this.#names.set(place.node, name);
      this.#hoisted.set(name, place);
    }
    const section = this.#context.version === '2.0' ? ['definitions'] : ['components', 'schemas'];
    return `#${formatPointer([...section, name])}`;
  }
}

/** The mapping below `key`, made when it is not there. */
function part(value: Plain, key: string): Plain {
  const present = value[key];
  if (typeof present === 'object' && present !== null) return present as Plain;
  const made: Plain = {};
  value[key] = made;
  return made;
}

function roleOf(key: string, around: Role): Role {
  if (around === 'data' || around === 'schemas') return around === 'data' ? 'data' : 'schema';
  if (around === 'schema' && /^(?:properties|patternProperties|definitions|\$defs|dependentSchemas)$/.test(key))
    return 'schemas';
  if (DATA.has(key) || key.startsWith('x-')) return 'data';
  if (around === 'schema' || key === 'schema') return 'schema';
  return key === 'schemas' || key === 'definitions' ? 'schemas' : 'part';
}
