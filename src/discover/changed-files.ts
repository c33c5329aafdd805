import { type ExecFileException, execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiscoveryError } from './discovery-error.ts';

/** How the working tree differs from the point at which it left a revision. Paths are relative to the scanned root. */
export interface Changes {
  /** The revision as the user named it. */
  since: string;
  /** Commits, staged and unstaged changes, and new files that are not ignored; without files that are gone. */
  files: ReadonlyMap<string, 'added' | 'modified'>;
  /** Both texts of modified files that may be migrations: SQL, and code whose path speaks of migrations. */
  texts: ReadonlyMap<string, { before: string; now: string }>;
}

/** Code of the repository must not run: no diff drivers, no file monitor. */
const CAREFUL = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', '--no-optional-locks'];
const LARGEST_OUTPUT = 1 << 28;

/** @throws {DiscoveryError} where there is no repository or no such revision in it, with what to do */
export async function changesSince(directory: string, revision: string): Promise<Changes> {
  const base = await mergeBase(directory, revision);
  const diff = ['diff', '--name-status', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--relative', base];
  const [changed, untracked] = await Promise.all([
    git(directory, [...diff, '--', '.']),
    git(directory, ['ls-files', '--others', '--exclude-standard', '-z']),
  ]);
  const files = new Map<string, 'added' | 'modified'>();
  const fields = changed.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (fields[at] !== 'D') files.set(fields[at + 1]!, fields[at] === 'A' ? 'added' : 'modified');
  }
  for (const path of untracked.split('\0')) if (path !== '') files.set(path, 'added');
  return { since: revision, files, texts: await textsOf(directory, base, files) };
}

/** The commit at which this history left that of the revision. */
async function mergeBase(directory: string, revision: string): Promise<string> {
  await git(directory, ['rev-parse', '--git-dir']).catch(
    explain(`--since needs a git repository, and ${directory} is in none.`),
  );
  const commit = await git(directory, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]).catch(
    explain(`--since ${revision}: the repository has no such revision. A shallow clone may lack it: fetch it first.`),
  );
  const base = await git(directory, ['merge-base', commit.trim(), 'HEAD']).catch(
    explain(`--since ${revision}: no common ancestor with HEAD is here. Fetch more history (fetch-depth: 0).`),
  );
  return base.trim();
}

const explain =
  (message: string) =>
  (cause: unknown): never => {
    const missing = (cause as ExecFileException).code === 'ENOENT';
    throw new DiscoveryError(missing ? '--since needs git, which was not found.' : message, { cause });
  };

const MAY_MIGRATE = /\.sql$|migrat.*\.[cm]?[jt]s$/i;

async function textsOf(directory: string, base: string, files: Changes['files']): Promise<Changes['texts']> {
  const paths = [...files].flatMap(([path, kind]) => (kind === 'modified' && MAY_MIGRATE.test(path) ? path : []));
  const texts = await Promise.all(
    paths.map(async (path) => {
      const before = git(directory, ['cat-file', 'blob', `${base}:./${path}`]);
      const [old, now] = await Promise.all([before, readFile(join(directory, path), 'utf8')]);
      return [path, { before: old, now }] as const;
    }),
  );
  return new Map(texts);
}

function git(cwd: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('git', [...CAREFUL, ...args], { cwd, maxBuffer: LARGEST_OUTPUT }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
}
