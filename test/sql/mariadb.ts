import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SchemaLines } from './engine-truth.ts';

/** Where Debian's package puts the server. */
const SERVER = ['/usr/sbin/mariadbd', '/usr/bin/mariadbd'].find((file) => existsSync(file));

export const mariadbIsInstalled = SERVER !== undefined;

/** What a server holds after statements that began with an empty database, and which of them it took. */
export interface AfterHistory {
  taken: string[];
  schema: SchemaLines;
}

/** The indexes that InnoDB makes for foreign keys bear the names of those: they are left out. */
const SCHEMA = `
SELECT CONCAT('table ', table_name) FROM information_schema.tables WHERE table_schema = 't' AND table_type = 'BASE TABLE';
SELECT CONCAT('column ', table_name, '.', column_name, IF(is_nullable = 'NO', ' not null', ''))
  FROM information_schema.columns WHERE table_schema = 't';
SELECT CONCAT('key ', table_name, ' ', GROUP_CONCAT(column_name ORDER BY seq_in_index))
  FROM information_schema.statistics WHERE table_schema = 't' AND index_name = 'PRIMARY' GROUP BY table_name;
SELECT CONCAT('foreign ', table_name, ' ', GROUP_CONCAT(column_name ORDER BY ordinal_position), ' -> ',
    MAX(referenced_table_name), ' indexed')
  FROM information_schema.key_column_usage WHERE table_schema = 't' AND referenced_table_name IS NOT NULL
  GROUP BY table_name, constraint_name;
SELECT CONCAT('index ', table_name, ' ', index_name, ' ', GROUP_CONCAT(column_name ORDER BY seq_in_index), IF(MAX(non_unique), '', ' unique'))
  FROM information_schema.statistics s WHERE table_schema = 't' AND index_name <> 'PRIMARY'
  AND index_name NOT REGEXP '_fk$'
  GROUP BY table_name, index_name;
`;

/** A MariaDB server of its own: its data in a new directory, reached by a socket alone. */
export class MariaDb {
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'lintel-mariadb-'));
  readonly #socket = path.join(this.#directory, 's');
  #server: ChildProcess | undefined;

  async start(): Promise<void> {
    const data = path.join(this.#directory, 'data');
    const root = process.getuid?.() === 0 ? ['--user=root'] : [];
    const options = ['--no-defaults', `--datadir=${data}`, ...root];
    execFileSync('mariadb-install-db', [...options, '--auth-root-authentication-method=normal', '--skip-test-db'], {
      stdio: 'ignore',
    });
    const light = ['--skip-networking', '--skip-log-bin', '--innodb-flush-log-at-trx-commit=0'];
    this.#server = spawn(SERVER!, [...options, ...light, `--socket=${this.#socket}`], { stdio: 'ignore' });
    for (let tries = 0; !existsSync(this.#socket) && tries < 300; tries++) await setTimeout(100);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Runs statements, one a line, in an empty database. */
  async after(statements: readonly string[]): Promise<AfterHistory> {
    const head = "DROP DATABASE IF EXISTS t; CREATE DATABASE t; USE t; SET sql_mode = 'NO_ENGINE_SUBSTITUTION';\n";
    const { stdout, stderr } = await this.#client(`${head}${statements.join(';\n')};\n${SCHEMA}`);
    const refused = new Set([...stderr.matchAll(/^ERROR .* at line (\d+)/gm)].map(([, line]) => Number(line)));
    const taken = statements.filter((_, index) => !refused.has(index + 2));
    return { taken, schema: stdout.split('\n').filter(Boolean).sort() };
  }

  #client(input: string): Promise<{ stdout: string; stderr: string }> {
    const args = ['--no-defaults', '-N', '-B', '--force', '-u', 'root', '-S', this.#socket];
    return new Promise((resolve) => {
      const client = execFile('mariadb', args, (_error, stdout, stderr) => resolve({ stdout, stderr }));
      client.stdin?.end(input);
    });
  }
}
