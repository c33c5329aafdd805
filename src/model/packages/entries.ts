import type { SourceFile } from '../../discover/source-file.ts';
import type { Manifest } from './manifest.ts';
import { resolveInPackage } from './resolve-in-package.ts';

/** Commands that run or bundle the file they are given. */
const RUNNER =
  /^(?:node|nodemon|ts-node(?:-dev|-esm)?|tsnd|tsx|babel-node|bun|deno|pm2(?:-runtime|-dev)?|forever|fastify|micro|wrangler|esbuild|tsup|ncc|vite-node|esno|jiti|swc-node|electron|node-dev|supervisor|esr|sucrase-node)$/;
const NEST_START = /\bnest\s+(?:start|build)\b([^&|;]*)/g;

/** Entry files of one package, relative to the root, in the order in which they are declared. */
export function entriesOf(directory: string, manifest: Manifest, files: Map<string, SourceFile>): string[] {
  const declared = [manifest.main ?? 'index', manifest.module, ...(manifest.bin ?? []), ...(manifest.exports ?? [])];
  const scripts = Object.values(manifest.scripts ?? {});
  const commands = [...scripts, ...processManagers(directory, files)];
  const candidates = [
    ...declared,
    ...commands.flatMap(filesOfCommand),
    ...scripts.flatMap(nestEntries),
    ...(runsWithoutFile(commands) ? ['server', 'app'] : []),
  ];
  const entries = new Set<string>();
  for (const candidate of candidates) {
    const path = candidate === undefined ? undefined : resolveInPackage(directory, candidate, files);
    if (path !== undefined && !/\.d\.[cm]?ts$/.test(path)) entries.add(path);
  }
  return [...entries];
}

const BUNDLER = /^(?:esbuild|tsup|ncc|wrangler|electron|fastify)$/;

/** Files that a command runs by a runner, as it writes them; what it bundles is another matter. */
export const filesRun = (script: string): string[] =>
  script
    .split(/&&|\|\||[;|&]/)
    .flatMap((command) => (command.split(/\s+/).some(isBundler) ? [] : filesOfCommand(command)));
const isBundler = (word: string): boolean => BUNDLER.test(word.replace(/^.*\//, ''));

/** What follows a runner, one command of a pipeline at a time; names that are no files do not resolve later. */
function filesOfCommand(script: string): string[] {
  return script.split(/&&|\|\||[;|&]/).flatMap((command) => {
    const words = (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^['"]|['"]$/g, ''));
    const runner = words.findIndex((word) => RUNNER.test(word.replace(/^.*\//, '')));
    const inner = words.filter((word) => /\s/.test(word)).flatMap(filesOfCommand);
    return runner === -1 ? inner : [...words.slice(runner + 1).filter((word) => !word.startsWith('-')), ...inner];
  });
}

/** `nest start` runs `src/main`, `nest start api` the `main` of an application of a workspace. */
function nestEntries(script: string): string[] {
  return [...script.matchAll(NEST_START)].flatMap((match) => {
    const words = (match[1] ?? '').trim().split(/\s+/).filter(Boolean);
    const file = /--entryFile[ =](\S+)/.exec(match[1] ?? '')?.[1] ?? 'main';
    const application = words[0]?.startsWith('-') ? undefined : words[0];
    return application ? [`apps/${application}/src/${file}`] : [`src/${file}`];
  });
}

/** `nodemon` and `npm start` without a file fall back to conventional names when `main` is not there. */
function runsWithoutFile(commands: string[]): boolean {
  return commands.some((command) =>
    /^(?:\S+=\S+\s+)*(?:cross-env\s+(?:\S+=\S+\s+)*)?(?:npx )?nodemon\s*$/.test(command),
  );
}

const PROCESS_MANAGERS = [
  'nodemon.json',
  ...['ecosystem.config', 'ecosystem', 'pm2.config', 'pm2'].flatMap((name) =>
    ['.json', '.js', '.cjs', '.mjs', '.ts'].map((extension) => name + extension),
  ),
];

/** Commands and files that `nodemon.json` and pm2's `ecosystem.config.*` of the package start. */
function processManagers(directory: string, files: Map<string, SourceFile>): string[] {
  return PROCESS_MANAGERS.flatMap((name) => {
    const text = files.get(directory === '' ? name : `${directory}/${name}`)?.text;
    if (text === undefined) return [];
    const quoted =
      name === 'nodemon.json' ? /"exec"\s*:\s*"((?:[^"\\]|\\.)*)"/g : /\bscript['"]?\s*:\s*['"`]([^'"`]+)/g;
    return [...text.matchAll(quoted)].map((match) => (name === 'nodemon.json' ? (match[1] ?? '') : `node ${match[1]}`));
  });
}
