// Bundles the command and its lazily loaded parts. Packages stay external: npm installs them.
//
//   node scripts/build.mjs [DIRECTORY]    DIRECTORY is `dist` when absent; relative to the project
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = (file) => path.join(root, file);
const target = path.resolve(root, process.argv[2] ?? 'dist');
/** Takes the place of the target only when it is whole: a build that fails leaves the last one as it was. */
const output = path.join(root, `node_modules/.cache/lintel-build-${process.pid}`);
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
};

await rm(output, { recursive: true, force: true });
await mkdir(path.join(output, 'config'), { recursive: true });
await bundle(await guidelines());
await declareTypes();
await rm(target, { recursive: true, force: true });
await rename(output, target);

async function bundle(pack) {
  const { version } = JSON.parse(await readFile(source('package.json'), 'utf8'));
  await build({
    ...common,
    entryPoints: { lintel: 'src/cli/main.ts', 'define-config': 'src/config/define-config.ts' },
    splitting: true,
    define: { LINTEL_VERSION: JSON.stringify(version) },
    plugins: [inlined(/built-in-guidelines\.ts$/, 'builtInGuidelines', pack)],
    outdir: output,
    chunkNames: 'chunks/[name]-[hash]',
  });
}

/** Reads the YAML once, here, with the code that reads it in the sources. */
async function guidelines() {
  const loader = path.join(output, 'load-guidelines.mjs');
  await build({ ...common, entryPoints: ['src/assess/load-guidelines.ts'], outfile: loader });
  const { loadGuidelines } = await import(pathToFileURL(loader).href);
  await rm(loader);
  return loadGuidelines(source('rules/guidelines'));
}

/** Replaces a module by one whose only function resolves to a value that is known now. */
function inlined(filter, name, value) {
  const text = JSON.stringify(JSON.stringify(value));
  const contents = `const value = ${text};\nexport const ${name} = async () => JSON.parse(value);`;
  return { name: 'inlined', setup: ({ onLoad }) => onLoad({ filter }, () => ({ contents, loader: 'js' })) };
}

/** The types of `import { defineConfig } from 'lintel'`. Their file imports nothing, so no type-checker is needed. */
async function declareTypes() {
  const text = await readFile(source('src/config/define-config.ts'), 'utf8');
  const { outputText } = ts.transpileDeclaration(text, { fileName: 'define-config.ts' });
  await writeFile(path.join(output, 'config/define-config.d.ts'), outputText);
}
