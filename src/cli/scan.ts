import { type Outcome, type Request, run } from '../pipeline.ts';
import { deliver } from './deliver.ts';
import { exitStatus } from './exit-status.ts';
import { mustBeRules } from './known-rules.ts';
import type { ScanOptions } from './options.ts';
import { pageFor } from './page.ts';
import { version } from './version.ts';

type Job = Pick<Request, 'report' | 'judge' | 'only' | 'since'>;

/** Runs the pipeline for a command, delivers the report, and tells on stderr what the report's reader must know. */
export async function scan(path: string, options: ScanOptions, job: Job): Promise<void> {
  if (job.only) mustBeRules(job.only);
  const page = await pageFor(options.output === undefined ? process.stdout : undefined, options.color);
  const outcome = await run({ ...job, path, configFile: options.config, page, version, debug: options.debug === true });
  process.exitCode = statusOf(outcome, options);
  await deliver(outcome.text, options.output);
  for (const note of outcome.notes) {
    const stack = options.debug && note.stack ? `\n${note.stack}` : '';
    process.stderr.write(`lintel: ${note.level}: ${note.message}${stack}\n`);
  }
  for (const line of outcome.disagreements) process.stderr.write(`lintel: debug: ${line}\n`);
}

function statusOf({ results, config, notes }: Outcome, options: ScanOptions): number {
  const found = results.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  return exitStatus(
    found,
    options.failOn ?? config.failOn,
    notes.some(({ kind }) => kind === 'internal-error'),
  );
}
