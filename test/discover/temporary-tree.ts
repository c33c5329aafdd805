import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Text, bytes, or the target of a symbolic link. */
export type Content = string | Uint8Array | { link: string };

/** Writes a tree to a new temporary directory, which goes with the test; answers its path. */
export function temporaryTree(files: Record<string, Content>): string {
  const root = mkdtempSync(join(tmpdir(), 'lintel-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(target, content);
    else symlinkSync(content.link, target);
  }
  return root;
}
