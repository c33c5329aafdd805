import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** The command as it is shipped, built into a directory of its own below the project, where its packages are found. */
export async function buildCommand() {
  const parent = path.join(project, 'node_modules/.cache');
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(path.join(parent, 'lintel-'));
  await run(process.execPath, ['scripts/build.mjs', directory], { cwd: project });
  const command = path.join(directory, 'lintel.js');
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
  return {
    command,
    /** Runs it in a directory as a user's shell does, without a terminal. */
    lintel: (cwd: string, args: string[], env: Record<string, string> = {}): Promise<Ended> =>
      run(process.execPath, [command, ...args], { cwd, env: { ...environment, ...env }, maxBuffer: 1e8 }).then(
        ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ status: code, stdout, stderr }),
      ),
    /** Closes its output after the first part that arrives. */
    lintelUntilFirstOutput: (cwd: string, args: string[]): Promise<Ended> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [command, ...args], { cwd, env: environment });
        let stderr = '';
        child.stderr.on('data', (part) => (stderr += part));
        child.stdout.once('data', () => child.stdout.destroy());
        child.on('close', (status) => resolve({ status: status ?? -1, stdout: '', stderr }));
      }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A new directory with the given files, by relative path. */
export async function repository(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'lintel-repository-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return root;
}
