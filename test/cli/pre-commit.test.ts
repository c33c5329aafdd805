import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCommand, repository } from './built-command.ts';
import { plainGit } from './plain-git.ts';

let built: Awaited<ReturnType<typeof buildCommand>>;
let root: string;

const git = (...args: string[]) => plainGit(root, ...args);

const hookOfReadme = async (): Promise<string> =>
  /```sh\n(#!\/bin\/sh\n[^`]*)```/.exec(await readFile('README.md', 'utf8'))?.[1] ?? '';

beforeAll(async () => {
  built = await buildCommand();
  root = await repository({
    'package.json': '{ "name": "shop", "devDependencies": { "lintel": "*" } }',
    '.gitignore': 'node_modules\n',
    'src/mail.ts': "export const smtpPassword = 'hunter2hunter2';\n",
  });
  await mkdir(path.join(root, 'node_modules/.bin'), { recursive: true });
  await symlink(built.command, path.join(root, 'node_modules/.bin/lintel'));
  await git('init', '-q');
  await writeFile(path.join(root, '.git/hooks/pre-commit'), await hookOfReadme(), { mode: 0o755 });
}, 120_000);

afterAll(async () => {
  await built.remove();
  await rm(root, { recursive: true, force: true });
});

it('refuses a commit with an error and allows one without, by the hook of the README', async () => {
  await git('add', '-A');
  await expect(git('commit', '-m', 'a secret')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('hardcoded-secret'),
  });
  await writeFile(path.join(root, 'src/mail.ts'), 'export const smtpPassword = process.env.SMTP_PASSWORD;\n');
  await git('add', '-A');
  await git('commit', '-m', 'no secret');
  expect((await git('log', '--format=%s')).stdout).toBe('no secret\n');
}, 120_000);
