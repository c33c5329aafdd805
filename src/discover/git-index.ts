import { readFileSync } from 'node:fs';

const HEADER_BYTES = 12;
/** Times, device, inode, mode, owner, size: 40 bytes; then the object id and two bytes of flags. */
const FIXED_BYTES = 40;
const SHA1_BYTES = 20;
const EXTENDED_FLAG = 0x4000;
const LENGTH_MASK = 0xfff;

/**
 * The paths that a git index (versions 2 to 4) lists, relative to the top of its repository. Empty when the file is
 * missing or of a form not known, so that nothing is taken for tracked by mistake.
 */
export function trackedPaths(indexFile: string): Set<string> {
  try {
    return parseIndex(readFileSync(indexFile));
  } catch {
    return new Set();
  }
}

function parseIndex(index: Buffer): Set<string> {
  const paths = new Set<string>();
  const version = index.readUInt32BE(4);
  if (index.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return paths;
  const count = index.readUInt32BE(8);
  let previous = '';
  let at = HEADER_BYTES;
  for (let entry = 0; entry < count; entry += 1) {
    const flags = index.readUInt16BE(at + FIXED_BYTES + SHA1_BYTES);
    const name = at + FIXED_BYTES + SHA1_BYTES + (flags & EXTENDED_FLAG ? 4 : 2);
    const read = version === 4 ? compressedName(index, name, previous) : plainName(index, name, at, flags);
    paths.add(read.path);
    previous = read.path;
    at = read.next;
  }
  return paths;
}

/** NUL-padded to a multiple of eight bytes from the start of the entry. */
function plainName(index: Buffer, name: number, start: number, flags: number): { path: string; next: number } {
  const length = flags & LENGTH_MASK;
  const end = length < LENGTH_MASK ? name + length : index.indexOf(0, name);
  return { path: index.toString('utf8', name, end), next: start + ((end - start + 8) & ~7) };
}

/** How many bytes to drop from the previous name, then the rest of this one up to a NUL. */
function compressedName(index: Buffer, name: number, previous: string): { path: string; next: number } {
  let at = name;
  let byte = index.readUInt8(at++);
  let dropped = byte & 0x7f;
  while (byte & 0x80) {
    byte = index.readUInt8(at++);
    dropped = ((dropped + 1) << 7) | (byte & 0x7f);
  }
  const end = index.indexOf(0, at);
  const kept = Buffer.from(previous).subarray(0, Buffer.byteLength(previous) - dropped);
  return { path: Buffer.concat([kept, index.subarray(at, end)]).toString('utf8'), next: end + 1 };
}
