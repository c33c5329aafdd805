import { writeFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

const REASONS: Record<string, string> = {
  ENOENT: 'its directory does not exist',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** @throws {UsageError} when the file cannot be written */
export async function deliver(text: string, output: string | undefined): Promise<void> {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(output, text).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ''] ?? error.message;
    throw new UsageError(`--output ${output} cannot be written: ${reason}.`, { cause: error });
  });
}
