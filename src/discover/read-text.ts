import { isUtf8 } from 'node:buffer';

/** What a system error means to whoever reads the report; the code stays in for those who search for it. */
const FAILURES: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it vanished while it was read',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk reported an error',
};

export function describeFailure(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return `${FAILURES[code] ?? 'the system refused'} (${code})`;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** `legacy`: an encoding of one byte for each character. */
export type Decoded = { text: string } | { binary: true } | { failure: string; line: number; legacy: boolean };

/** Scripts of before UTF-8: keywords and nearly all names are ASCII, so only texts can come out wrong. */
export function decodeLegacy(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}

/** As git judges: only the start of a file is searched for the NUL bytes that no text has. */
const BINARY_PROBE = 8000;

/** UTF-8 without its byte order mark. */
export function decode(bytes: Uint8Array): Decoded {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { failure: 'The file is encoded as UTF-16; only UTF-8 is read.', line: 1, legacy: false };
  }
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) return { binary: true };
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    const failure = 'The file is not UTF-8: this line holds the first invalid byte.';
    return { failure, line: firstInvalidLine(bytes), legacy: true };
  }
}

/** A replacement character may also stand in the file as such, so a prefix counts only when it fails to decode. */
function firstInvalidLine(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    line += 1;
    start = end + 1;
  }
  return line;
}
