import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Unknown } from '../parse/position.ts';
import { DiscoveryError } from './discovery-error.ts';
import { enclosingRepository, noRepository } from './enclosing-repository.ts';
import { readerOf, readFiles } from './read-files.ts';
import { describeFailure } from './read-text.ts';
import type { Skipped, SourceFile } from './source-file.ts';
import { type Tree, workingTree } from './tree.ts';
import { type Walked, walk } from './walk.ts';

export interface Discovery {
  /** Absolute path of the scanned root. */
  root: string;
  /** Path of the root in the git repository around it: `''` at its top, and where there is none. */
  prefix?: string;
  files: SourceFile[];
  skipped: Skipped[];
  unknowns: Unknown[];
  /**
   * The text of any other file below the root, for references from one file to another (a `$ref` to a part of a
   * contract): path relative to the root, undefined when there is no such file or it is no UTF-8 text.
   */
  read?: (path: string) => string | undefined;
}

export interface DiscoverOptions {
  /** Patterns in the syntax of `.gitignore`, relative to the root; they win over the ignore files. */
  ignore?: string[];
  /** Bytes above which no file is read, whatever its kind. */
  maxFileBytes?: number;
  /** Where to read from instead of the working tree at the root. */
  tree?: Tree;
}

export { DiscoveryError } from './discovery-error.ts';

/**
 * Finds and reads every file of interest below `root`, sorted by path. A root that is a file is scanned as that file
 * alone, in its directory. Throws only DiscoveryError; whatever cannot be read inside is an unknown of the result.
 */
export async function discover(root: string, options: DiscoverOptions = {}): Promise<Discovery> {
  const absolute = resolve(root);
  const single = options.tree === undefined && !isDirectory(absolute, root);
  const directory = single ? dirname(absolute) : absolute;
  const tree = options.tree ?? workingTree(directory);
  const enclosing = options.tree ? noRepository : enclosingRepository(directory);
  const walked = single ? onlyFile(basename(absolute)) : walk(tree, enclosing, options.ignore ?? []);
  const { files, skipped, unknowns } = readFiles(tree, walked, options.maxFileBytes);
  return {
    root: directory,
    prefix: enclosing.prefix,
    files,
    skipped: [...walked.skipped, ...skipped],
    unknowns: [...walked.unknowns, ...unknowns],
    read: readerOf(tree, files, options.maxFileBytes),
  };
}

function isDirectory(absolute: string, asGiven: string): boolean {
  try {
    const stats = statSync(absolute);
    if (stats.isDirectory()) return true;
    if (stats.isFile()) return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new DiscoveryError(`There is no file or directory at ${asGiven}`);
    }
    throw new DiscoveryError(`${asGiven} cannot be read: ${describeFailure(error)}`);
  }
  throw new DiscoveryError(`${asGiven} is neither a directory nor a regular file`);
}

function onlyFile(name: string): Walked {
  return { files: [name], packages: new Set(), skipped: [], unknowns: [] };
}
