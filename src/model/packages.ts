import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SourceFile } from '../discover/source-file.ts';
import type { Unknown } from '../parse/position.ts';
import { entriesOf } from './packages/entries.ts';
import { type Manifest, parseManifest } from './packages/manifest.ts';
import type { Package } from './repo-model.ts';

export interface Packages {
  /** Sorted by path, so the root comes first; it is always there. */
  packages: Package[];
  /** Manifests that could not be read; their packages are listed without dependencies. */
  unknowns: Unknown[];
}

/** Every package of the repository at `root` (absolute), told from its `package.json` files. Never throws. */
export function findPackages(root: string, files: SourceFile[]): Packages {
  const unknowns: Unknown[] = [];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const manifests = new Map<string, Manifest>([['', {}]]);
  for (const file of files) {
    if (file.kind !== 'manifest') continue;
    const parsed = parseManifest(file);
    if ('reason' in parsed) unknowns.push(parsed);
    manifests.set(directoryOf(file.path), 'reason' in parsed ? {} : parsed);
  }
  const directories = [...manifests.keys()].sort();
  const packages = directories.map((path) => {
    const manifest = manifests.get(path) ?? {};
    return { ...describe(root, path, manifest), entries: entriesOf(path, manifest, byPath) };
  });
  return { packages, unknowns };
}

/** The innermost package that holds a file or folder (relative to the root). */
export function packageOf(packages: Package[], path: string): Package {
  let found = packages.find((one) => one.path === '');
  for (const candidate of packages) {
    if (candidate.path.length <= (found?.path.length ?? -1)) continue;
    if (path === candidate.path || path.startsWith(`${candidate.path}/`)) found = candidate;
  }
  if (found === undefined) throw new RangeError('The list of packages has no root.');
  return found;
}

function describe(root: string, path: string, manifest: Manifest): Omit<Package, 'entries'> {
  return {
    name: manifest.name ?? basename(path === '' ? root : path),
    path,
    dependencies: {
      ...manifest.peerDependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
      ...manifest.dependencies,
    },
    installed: installedIn(root, path),
    scripts: manifest.scripts ?? {},
    type: manifest.type === 'module' ? 'module' : 'commonjs',
  };
}

/** Looks in the package's own `node_modules`, then outwards up to the root's, as Node does; each once. */
function installedIn(root: string, path: string): Package['installed'] {
  const known = new Map<string, string | undefined>();
  return (dependency) => {
    if (!known.has(dependency)) known.set(dependency, installedVersion(root, path, dependency));
    return known.get(dependency);
  };
}

function installedVersion(root: string, path: string, dependency: string): string | undefined {
  for (let directory: string | undefined = path; directory !== undefined; directory = parentOf(directory)) {
    try {
      const text = readFileSync(join(root, directory, 'node_modules', dependency, 'package.json'), 'utf8');
      const version: unknown = JSON.parse(text).version;
      return typeof version === 'string' ? version : undefined;
    } catch {
      // Not installed here; the next folder outwards may have it.
    }
  }
  return undefined;
}

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const parentOf = (path: string): string | undefined => (path === '' ? undefined : directoryOf(path));
