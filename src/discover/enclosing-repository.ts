import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { trackedPaths } from './git-index.ts';
import { IgnoreRules } from './ignore-rules.ts';

/** What the repository around the scanned root says of the files in it. Paths are relative to the repository's top. */
export interface Enclosing {
  rules: IgnoreRules;
  /** Path of the scanned root: `''` when it is the top itself. */
  prefix: string;
  /** Ignored by a pattern, yet committed: git then goes on tracking a file, or some file in a directory. */
  tracks: (path: string, isDirectory: boolean) => boolean;
}

export const noRepository: Enclosing = { rules: IgnoreRules.none, prefix: '', tracks: () => false };

/**
 * What the git repository around `root` (absolute) ignores and tracks. A root that the repository itself ignores was
 * asked for by name, so then the rules from above do not hold.
 */
export function enclosingRepository(root: string): Enclosing {
  const found = findRepository(root);
  if (found === undefined) return noRepository;
  const prefix = relative(found.top, root).split(sep).join('/');
  const tracks = trackedIn(join(found.gitDirectory, 'index'));
  let rules = IgnoreRules.none.with(readOr(join(found.gitDirectory, 'info', 'exclude')), '');
  const segments = prefix === '' ? [] : prefix.split('/');
  for (let depth = 0; depth < segments.length; depth += 1) {
    const directory = segments.slice(0, depth).join('/');
    rules = rules.with(readOr(join(found.top, directory, '.gitignore')), directory);
  }
  if (prefix !== '' && rules.verdict(prefix, true)) return { rules: IgnoreRules.none, prefix, tracks };
  return { rules, prefix, tracks };
}

/** The index is read at the first question only: most repositories never ask. */
function trackedIn(indexFile: string): Enclosing['tracks'] {
  let files: Set<string> | undefined;
  const directories = new Set<string>();
  return (path, isDirectory) => {
    if (files === undefined) {
      files = trackedPaths(indexFile);
      for (const file of files) addParents(file, directories);
    }
    return (isDirectory ? directories : files).has(path);
  };
}

function addParents(file: string, directories: Set<string>): void {
  for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
    const directory = file.slice(0, at);
    if (directories.has(directory)) return;
    directories.add(directory);
  }
}

function findRepository(root: string): { top: string; gitDirectory: string } | undefined {
  for (let top = root; ; top = dirname(top)) {
    const gitDirectory = gitDirectoryOf(join(top, '.git'));
    if (gitDirectory !== undefined) return { top, gitDirectory };
    if (dirname(top) === top) return undefined;
  }
}

/** A linked work tree or submodule has a file `.git` that names the real directory. */
function gitDirectoryOf(path: string): string | undefined {
  try {
    if (statSync(path).isDirectory()) return path;
  } catch {
    return undefined;
  }
  const named = /^gitdir: (.+)$/m.exec(readOr(path))?.[1];
  return named === undefined ? undefined : resolve(dirname(path), named.trim());
}

/** Ignore files that cannot be read ignore nothing. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return '';
  }
}
