import { CommanderError } from 'commander';
import { EXIT_CLEAN, EXIT_ERROR } from './exit-status.ts';
import { explainFailure } from './explain-failure.ts';
import { program } from './program.ts';

/** Runs one command line to its end. Sets the exit status instead of leaving, so that what is written gets out. */
export async function runCommand(args: string[]): Promise<void> {
  const debug = args.includes('--debug');
  const fail = (error: unknown) => {
    process.exitCode = EXIT_ERROR;
    process.stderr.write(explainFailure(error, debug));
  };
  process.on('uncaughtException', fail);
  leaveWithTheReader();
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) fail(error);
    else process.exitCode = error.exitCode === 0 ? EXIT_CLEAN : EXIT_ERROR;
  }
}

/** `lintel check | head` closes the pipe early, which is no error of either. */
function leaveWithTheReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}
