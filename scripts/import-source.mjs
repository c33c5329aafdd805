// Runs TypeScript of this package from a script: Node 20 cannot, so it is bundled first.
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Evaluates `contents`, a TypeScript module whose imports are relative to the package root, and returns its exports. */
export async function importSource(contents) {
  // Inside the package, so that the bundle finds the installed packages; not in dist/, which a build may be emptying.
  const bundle = join(root, 'node_modules', '.cache', 'lintel', `script-${process.pid}-${Date.now()}.mjs`);
  await mkdir(dirname(bundle), { recursive: true });
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    alias: { '#rule': join(root, 'src/rule/index.ts') },
    outfile: bundle,
    logLevel: 'warning',
  });
  try {
    return await import(pathToFileURL(bundle).href);
  } finally {
    await rm(bundle, { force: true });
  }
}
