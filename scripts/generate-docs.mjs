// Writes the documents that follow from the rules and the guideline pack (rules/README.md); with --check, only says
// whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importSource, root } from './import-source.mjs';

const { rules, loadGuidelines, generateDocs } = await importSource(
  "export { rules } from './rules/index.ts';" +
    "export { loadGuidelines } from './src/assess/load-guidelines.ts';" +
    "export { generateDocs } from './src/report/generate-docs.ts';",
);
const pack = await loadGuidelines(join(root, 'rules', 'guidelines'));

for (const { path, text } of generateDocs(rules, pack)) {
  const file = join(root, path);
  const current = await readFile(file, 'utf8').catch(() => undefined);
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is not up to date; run: node scripts/generate-docs.mjs`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
    console.log(`wrote ${path}`);
  }
}
