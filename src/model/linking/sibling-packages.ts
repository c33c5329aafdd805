import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveInPackage } from '../packages/resolve-in-package.ts';
import type { Package } from '../repo-model.ts';
import { exportTargets, importTargets } from './package-exports.ts';

/** What the entry of a package is called where its manifest does not say. */
const ENTRIES = ['src/index', 'index', 'src/main', 'lib/index'];

/** Packages of the same repository, found by name: they need neither be installed nor built. */
export class SiblingPackages {
  readonly #root: string;
  readonly #modules: ReadonlySet<string>;
  readonly #byName = new Map<string, Package>();
  readonly #manifests = new Map<Package, Record<string, unknown>>();

  /** @param modules paths relative to the root */
  constructor(root: string, packages: Package[], modules: ReadonlySet<string>) {
    this.#root = root;
    this.#modules = modules;
    for (const item of packages)
      if (item.path !== '' && !this.#byName.has(item.name)) this.#byName.set(item.name, item);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** The module behind `name` or `name/rest`; undefined when there is no such package or no such module of it. */
  find(name: string, rest: string): string | undefined {
    const owner = this.#byName.get(name);
    if (!owner) return undefined;
    const exported = exportTargets(this.#manifest(owner), rest === '' ? '.' : `./${rest}`);
    const usual = rest === '' ? ENTRIES : [rest, `src/${rest}`, `lib/${rest}`];
    return this.#first(owner, [...exported, ...usual]);
  }

  /** The module behind a specifier such as `#internal/x`, which the importer's own manifest maps to what a build makes. */
  internal(owner: Package, specifier: string): string | undefined {
    return this.#first(owner, importTargets(this.#manifest(owner), specifier));
  }

  #first(owner: Package, targets: string[]): string | undefined {
    for (const target of targets) {
      const found = resolveInPackage(owner.path, withoutDeclaration(target), this.#modules);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #manifest(owner: Package): Record<string, unknown> {
    let manifest = this.#manifests.get(owner);
    if (!manifest) {
      manifest = readManifest(join(this.#root, owner.path, 'package.json'));
      this.#manifests.set(owner, manifest);
    }
    return manifest;
  }
}

/** A declaration in a build's output stands for the source that it was made from. */
const withoutDeclaration = (target: string): string => target.replace(/\.d\.([cm]?)ts$/, '.$1js');

function readManifest(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Unreadable manifests are reported where packages are found; the usual names of entries still hold.
    return {};
  }
}
