import { posix } from 'node:path';
import type { FileRole, SourceFile } from '../source-file.ts';

const RUNNER_CONFIG =
  /(?:^|\/)(?:(?:vitest|vite|jest)[\w.-]*\.(?:config|workspace|preset)[\w.-]*|jest[\w.-]*\.[cm]?[jt]s|package\.json)$/;
const SETUP =
  /\b(?:setupFiles(?:AfterEnv|AfterEach)?|globalSetup|globalTeardown|testEnvironment)['"]?\s*:\s*(\[[^\]]*\]|['"`][^'"`]+['"`])/g;
/** A file or folder of the repository that the image of a database runs when it starts for the first time. */
const INITIALISES = /^\s*-\s*['"]?(?:\.\/)?([^:'"\n]+):\/docker-entrypoint-initdb\.d\b/gm;

/** Roles that settings of other tools give: what test runners load first, and what a new database is filled with. */
export function mentionedRoles(files: SourceFile[]): Map<string, FileRole> {
  const code = files.filter(({ kind }) => kind === 'code');
  const byStem = new Map(code.map(({ path }) => [path.replace(/\.[cm]?[jt]sx?$/, ''), path]));
  const roles = new Map<string, FileRole>();
  for (const { path, kind, text } of files) {
    const home = posix.dirname(path);
    if (RUNNER_CONFIG.test(path)) {
      for (const name of setupFiles(text)) {
        const found = byStem.get(posix.join(home, name).replace(/\.[cm]?[jt]sx?$/, ''));
        if (found !== undefined) roles.set(found, 'test');
      }
    }
    if (kind !== 'compose') continue;
    for (const [, mounted] of text.matchAll(INITIALISES)) {
      const place = posix.join(home, mounted ?? '');
      for (const file of code)
        if (file.path === place || file.path.startsWith(`${place}/`)) roles.set(file.path, 'seed');
    }
  }
  return roles;
}

const setupFiles = (text: string): string[] =>
  [...text.matchAll(SETUP)].flatMap(([, value]) =>
    [...(value ?? '').matchAll(/['"`]([^'"`]+)['"`]/g)].map(([, name]) => (name ?? '').replace(/^<rootDir>\//, '')),
  );
