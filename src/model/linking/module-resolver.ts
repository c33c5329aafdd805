import { realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path';
import { type NapiResolveOptions, ResolverFactory } from 'oxc-resolver';
import type { Package } from '../repo-model.ts';
import { type GeneratedClients, generatedAt } from './generated-clients.ts';
import { FROM_JAVASCRIPT, FROM_TYPESCRIPT, isJavaScript } from './resolver-options.ts';
import { SiblingPackages } from './sibling-packages.ts';
import type { CompilerConfigs } from './tsconfig.ts';
import { mappedCandidates } from './tsconfig.ts';

/** Where an import leads. `asset` is a file of the repository that is not code (JSON, CSS, templates). */
export type Resolution =
  | { kind: 'module'; path: string }
  | { kind: 'package'; name: string }
  | { kind: 'asset'; path: string }
  | { kind: 'unresolved' };

const TYPESCRIPT = ['.ts', '.tsx', '.mts', '.cts'];

/** A resolver with, and one without, the `paths` of the compiler configurations. */
interface Resolvers {
  mapped: ResolverFactory;
  plain: ResolverFactory;
}

const resolversOf = (options: NapiResolveOptions): Resolvers => ({
  mapped: new ResolverFactory({ ...options, tsconfig: 'auto' }),
  plain: new ResolverFactory(options),
});

/** Resolves specifiers as Node and the compiler do, over the files that are there (packages need not be installed). */
export class ModuleResolver {
  readonly #root: string;
  /** What is found comes with every symbolic link followed, those above the root included. */
  readonly #realRoot: string;
  readonly #modules: ReadonlySet<string>;
  readonly #siblings: SiblingPackages;
  readonly #configs: CompilerConfigs;
  readonly #clients: GeneratedClients;
  readonly #typescript = resolversOf(FROM_TYPESCRIPT);
  readonly #javascript = resolversOf(FROM_JAVASCRIPT);

  constructor(
    root: string,
    modules: ReadonlySet<string>,
    packages: Package[],
    { configs, clients }: { configs: CompilerConfigs; clients: GeneratedClients },
  ) {
    this.#clients = clients;
    this.#root = root;
    this.#realRoot = realPath(root);
    this.#modules = modules;
    this.#siblings = new SiblingPackages(root, packages, modules);
    this.#configs = configs;
  }

  /** @param from module path relative to the root */
  resolve(from: string, specifier: string, owner: Package): Resolution {
    if (isBuiltin(specifier))
      return { kind: 'package', name: specifier.startsWith('node:') ? specifier : `node:${specifier}` };
    const plain = specifier.replace(/[?#!].*$/, (tail) => (specifier.startsWith('#') ? tail : ''));
    // A trailing slash means the folder, also where a file of the same name stands beside it.
    const clean = plain.endsWith('/') ? `${plain}index` : plain;
    const file = join(this.#root, from);
    const resolvers = isJavaScript(from) ? this.#javascript : this.#typescript;
    const found = resolvers.mapped.resolveFileSync(file, clean).path ?? this.#mapped(resolvers.plain, file, clean);
    if (found) return this.#classify(found, clean);
    const generated = this.#generated(from, clean);
    if (generated !== undefined) return { kind: 'package', name: generated };
    if (clean.startsWith('.') || isAbsolute(clean)) return { kind: 'unresolved' };
    if (clean.startsWith('#')) {
      const path = this.#siblings.internal(owner, clean);
      if (path !== undefined) return { kind: 'module', path };
    }
    return this.#sibling(clean) ?? this.#fromSourceRoot(resolvers.plain, clean, owner) ?? bare(clean);
  }

  /** When the tsconfig cannot be loaded whole (a base that is not installed) its own paths still hold. */
  #mapped(plain: ResolverFactory, file: string, specifier: string): string | undefined {
    const directory = dirname(file);
    const relativeHit = plain.sync(directory, specifier).path;
    if (relativeHit) return relativeHit;
    const candidates = specifier.startsWith('.') ? [] : mappedCandidates(this.#configs.of(file), specifier);
    for (const candidate of candidates) {
      const hit = plain.sync(directory, candidate).path;
      if (hit) return hit;
    }
    return undefined;
  }

  /** The package behind a specifier that leads to where a build puts its code. */
  #generated(from: string, specifier: string): string | undefined {
    if (/^\.prisma\/client(\/|$)/.test(specifier)) return '@prisma/client';
    if (this.#clients.size === 0) return undefined;
    if (specifier.startsWith('.')) return generatedAt(this.#clients, posix.join(posix.dirname(from), specifier));
    const mapped = mappedCandidates(this.#configs.of(join(this.#root, from)), specifier);
    const paths = [specifier, ...mapped.map((path) => relative(this.#root, path).split(sep).join('/'))];
    return paths.map((path) => generatedAt(this.#clients, path)).find((name) => name !== undefined);
  }

  #classify(absolute: string, specifier: string): Resolution {
    const path = relative(this.#realRoot, absolute).split(sep).join('/');
    if (path.includes('node_modules/') || path.startsWith('../')) return bare(packageInPath(path) ?? specifier);
    if (this.#modules.has(path)) return { kind: 'module', path };
    const source = this.#sourceOf(path);
    return source ? { kind: 'module', path: source } : { kind: 'asset', path };
  }

  /** Built output that is checked in or was built: `dist/a.js` stands for `src/a.ts`. */
  #sourceOf(path: string): string | undefined {
    const match = /^(.*?)(?:dist|build|lib|out)\/(?:src\/)?(.*?)(?:\.d)?\.[cm]?[jt]sx?$/.exec(path);
    if (!match) return undefined;
    return TYPESCRIPT.map((extension) => `${match[1]}src/${match[2]}${extension}`).find((candidate) =>
      this.#modules.has(candidate),
    );
  }

  /** `@scope/pkg/sub` of another package of the repository. */
  #sibling(specifier: string): Resolution | undefined {
    const name = packageName(specifier);
    if (!this.#siblings.has(name)) return undefined;
    const path = this.#siblings.find(name, specifier.slice(name.length + 1));
    return path === undefined ? { kind: 'package', name } : { kind: 'module', path };
  }

  /**
   * `NODE_PATH=src` and its kin: a bare specifier that is a path below the package's source folder. A single word may as well
   * be a package that nobody declared, so it takes a script that says so.
   */
  #fromSourceRoot(plain: ResolverFactory, specifier: string, owner: Package): Resolution | undefined {
    if (packageName(specifier) in owner.dependencies || specifier.startsWith('@')) return undefined;
    if (!specifier.includes('/') && !Object.values(owner.scripts).some((script) => script.includes('NODE_PATH'))) {
      return undefined;
    }
    for (const folder of ['src', '.']) {
      const hit = plain.sync(join(this.#root, owner.path, folder), `./${specifier}`).path;
      if (!hit || hit.includes('node_modules')) continue;
      const found = this.#classify(hit, specifier);
      if (found.kind === 'module') return found;
    }
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** `@scope/name/sub/path` → `@scope/name`. */
export const packageName = (specifier: string): string => {
  const [first = '', second] = specifier.split('/');
  return first.startsWith('@') && second ? `${first}/${second}` : first;
};

function packageInPath(path: string): string | undefined {
  const at = path.lastIndexOf('node_modules/');
  return at === -1 ? undefined : packageName(path.slice(at + 'node_modules/'.length));
}

/** A specifier no file answers: an npm package by its form, else unresolved (`@/x`, `~/x`, `src/x`). */
function bare(specifier: string): Resolution {
  const name = packageName(specifier);
  return /^(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+$/i.test(name) && !name.startsWith('~') && !name.startsWith('.')
    ? { kind: 'package', name }
    : { kind: 'unresolved' };
}
