import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCommand, repository } from './built-command.ts';
import { plainGit } from './plain-git.ts';

let built: Awaited<ReturnType<typeof buildCommand>>;
let root: string;

const git = (...args: string[]) => plainGit(root, ...args);

const commit = async (message: string): Promise<void> => {
  await git('add', '-A');
  await git('commit', '-q', '-m', message);
};

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

interface Report {
  summary: { since?: { revision: string; files: number; leftOut: number } };
  findings: { rule: string; path: string; line: number; message: string }[];
}

const check = async (cwd: string, ...args: string[]): Promise<Report> => {
  const { stdout, stderr } = await built.lintel(cwd, ['check', '.', '--format', 'json', ...args]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
};
const found = ({ findings }: Report): string[] =>
  findings.map(({ rule, path: file, line }) => `${rule} ${file}:${line}`);
const MIGRATIONS = ['--rule', 'unsafe-migration', '--rule', 'edited-migration'];

beforeAll(async () => {
  built = await buildCommand();
  root = await repository({
    'api/package.json': '{ "name": "shop" }',
    'api/src/mail.ts': "export const smtpPassword = 'hunter2hunter2';\n",
    'api/db/migrations/001_init.sql': 'CREATE TABLE orders (id bigserial PRIMARY KEY, state text, note text);\n',
    'api/db/migrations/002_note.sql': 'ALTER TABLE orders DROP COLUMN note;\n',
    'api/db/migrations/003_big.sql': 'ALTER TABLE orders ADD COLUMN total bigint NOT NULL;\n',
  });
  await git('init', '-q', '-b', 'main');
  await commit('what is applied everywhere');
  await git('switch', '-q', '-c', 'topic');
  await write({
    'api/db/migrations/002_note.sql': 'ALTER TABLE orders DROP COLUMN IF EXISTS note;\n',
    'api/db/migrations/003_big.sql':
      '-- how much an order comes to\nALTER TABLE orders\n  ADD COLUMN total bigint NOT NULL;\n',
    'api/db/migrations/004_state.sql': 'CREATE INDEX orders_state ON orders (state);\n',
    'api/db/migrations/005_lines.sql':
      'CREATE TABLE lines (id bigserial PRIMARY KEY, n int);\nCREATE INDEX lines_n ON lines (n);\n',
  });
  await commit('new migrations');
  await write({ 'api/src/key.ts': "export const stripeSecret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';\n" });
  await git('switch', '-q', 'main');
  await write({ 'api/db/migrations/004_other.sql': 'ALTER TABLE orders DROP COLUMN state;\n' });
  await git('add', 'api/db');
  await git('commit', '-q', '-m', 'another on main, after the branch left it');
  await git('switch', '-q', 'topic');
}, 120_000);

afterAll(async () => {
  await built.remove();
  await rm(root, { recursive: true, force: true });
});

it('judges the migrations that are new since the branch left the revision, and none of the older ones', async () => {
  const without = await check(path.join(root, 'api'), ...MIGRATIONS);
  expect(found(without)).toEqual([]);
  const since = await check(path.join(root, 'api'), '--since', 'main', ...MIGRATIONS);
  expect(found(since)).toEqual([
    'edited-migration db/migrations/002_note.sql:1',
    'unsafe-migration db/migrations/002_note.sql:1',
    'unsafe-migration db/migrations/003_big.sql:3',
    'unsafe-migration db/migrations/004_state.sql:1',
  ]);
  expect(since.summary.since).toEqual({ revision: 'main', files: 5, leftOut: 0 });
});

it('tells findings of other rules in changed and new files only, and how many there are elsewhere', async () => {
  const all = await check(root, '--rule', 'hardcoded-secret');
  expect(found(all)).toEqual(['hardcoded-secret api/src/key.ts:1', 'hardcoded-secret api/src/mail.ts:1']);
  const since = await check(root, '--rule', 'hardcoded-secret', '--since', 'main');
  expect(found(since)).toEqual(['hardcoded-secret api/src/key.ts:1']);
  expect(since.summary.since).toEqual({ revision: 'main', files: 5, leftOut: 1 });
  const { status, stdout } = await built.lintel(root, ['check', '--since', 'HEAD~1', '--rule', 'hardcoded-secret']);
  expect(status).toBe(1);
  expect(stdout).toContain('Only findings in 5 files changed since HEAD~1; 1 elsewhere not shown.');
});

it('says what is wrong with a revision that is none, or a folder in no repository', async () => {
  const unknown = await built.lintel(root, ['check', '--since', 'nowhere']);
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toContain('--since nowhere: the repository has no such revision.');
  const bare = await repository({ 'a.ts': 'export {};\n' });
  const outside = await built.lintel(bare, ['check', '--since', 'main']);
  expect(outside.status).toBe(2);
  expect(outside.stderr).toContain('--since needs a git repository');
  await rm(bare, { recursive: true });
});
