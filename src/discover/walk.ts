import type { Unknown } from '../parse/position.ts';
import type { Enclosing } from './enclosing-repository.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { leftOut } from './left-out-folders.ts';
import { describeFailure } from './read-text.ts';
import type { Skipped } from './source-file.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** Every file that may be of interest, by path, and what was left out on the way. */
export interface Walked {
  files: string[];
  /** Folders with a `package.json`, `''` for the root. */
  packages: Set<string>;
  skipped: Skipped[];
  unknowns: Unknown[];
}

interface Walk {
  tree: Tree;
  enclosing: Enclosing;
  /** Patterns given by the user, relative to the root; they win over the ignore files. */
  own: IgnoreRules;
  found: Walked;
}

const IGNORE_FILES = ['.gitignore', '.lintelignore'];
const IGNORE_FILE_LIMIT = 1_000_000;

/** Walks the tree depth first, in the order of names. Never throws: what cannot be listed becomes an unknown. */
export function walk(tree: Tree, enclosing: Enclosing, ignored: string[]): Walked {
  const found: Walked = { files: [], packages: new Set(), skipped: [], unknowns: [] };
  const own = IgnoreRules.none.with(ignored.join('\n'), '');
  enter({ tree, enclosing, own, found }, '', enclosing.rules);
  return found;
}

function enter(walk: Walk, path: string, inherited: IgnoreRules): void {
  const entries = list(walk, path);
  if (entries === undefined) return;
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const rules = ownRules(walk, path, entries, inherited);
  const hasManifest = entries.some((entry) => entry.name === 'package.json' && entry.type === 'file');
  if (hasManifest) walk.found.packages.add(path);
  for (const entry of entries) {
    const child = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.type === 'directory') visitFolder(walk, child, entry.name, rules, hasManifest || path === '');
    else visitFile(walk, child, entry, rules);
  }
}

function list(walk: Walk, path: string): TreeEntry[] | undefined {
  try {
    return walk.tree.list(path);
  } catch (error) {
    const reason = `The directory cannot be listed: ${describeFailure(error)}`;
    walk.found.unknowns.push({ path: path === '' ? '.' : path, line: 1, subject: 'file', reason });
    return undefined;
  }
}

function ownRules(walk: Walk, path: string, entries: TreeEntry[], inherited: IgnoreRules): IgnoreRules {
  let rules = inherited;
  for (const name of IGNORE_FILES) {
    if (!entries.some((entry) => entry.name === name && entry.type === 'file')) continue;
    const file = path === '' ? name : `${path}/${name}`;
    try {
      const { bytes } = walk.tree.read(file, IGNORE_FILE_LIMIT);
      if (bytes === undefined) throw new Error('it is larger than 1 MB');
      rules = rules.with(new TextDecoder().decode(bytes), fromBase(walk, path));
    } catch (error) {
      const reason = `The ignore file cannot be read: ${describeFailure(error)}`;
      walk.found.unknowns.push({ path: file, line: 1, subject: 'file', reason });
    }
  }
  return rules;
}

function visitFolder(walk: Walk, path: string, name: string, rules: IgnoreRules, besideManifest: boolean): void {
  const reason = leftOut({ path, name, besideManifest, entries: () => list(walk, path) ?? [] });
  if (reason === 'version-control') return;
  if (reason !== undefined) walk.found.skipped.push({ path, reason });
  else if (isIgnored(walk, path, true, rules)) walk.found.skipped.push({ path, reason: 'ignored' });
  else enter(walk, path, rules);
}

function visitFile(walk: Walk, path: string, entry: TreeEntry, rules: IgnoreRules): void {
  if (entry.name === '.git') return;
  if (entry.type === 'symlink') walk.found.skipped.push({ path, reason: 'symlink' });
  else if (entry.type === 'other') walk.found.skipped.push({ path, reason: 'unsupported' });
  else if (isIgnored(walk, path, false, rules)) walk.found.skipped.push({ path, reason: 'ignored' });
  else walk.found.files.push(path);
}

function isIgnored(walk: Walk, path: string, isDirectory: boolean, rules: IgnoreRules): boolean {
  const own = walk.own.verdict(path, isDirectory);
  if (own !== undefined) return own;
  const fromTop = fromBase(walk, path);
  return rules.verdict(fromTop, isDirectory) === true && !walk.enclosing.tracks(fromTop, isDirectory);
}

function fromBase({ enclosing: { prefix } }: Walk, path: string): string {
  if (prefix === '') return path;
  return path === '' ? prefix : `${prefix}/${path}`;
}
