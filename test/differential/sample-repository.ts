import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Path from the root to text, or `link:` and the path from the root that a symbolic link leads to. */
export type Files = Record<string, string>;

/** Runs `work` on a repository that is written to a temporary directory, and removed after. */
export async function withRepository<T>(files: Files, work: (root: string) => Promise<T>): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-graph-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (text.startsWith('link:')) symlinkSync(join(root, text.slice('link:'.length)), join(root, path));
      else writeFileSync(join(root, path), text);
    }
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
