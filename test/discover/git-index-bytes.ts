const ENTRY_BYTES = 62;

/** A git index of the given version that lists the paths, which must be sorted. */
export function gitIndex(version: 2 | 4, paths: string[]): Uint8Array {
  const header = Buffer.alloc(12);
  header.write('DIRC', 'latin1');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(paths.length, 8);
  const entries = paths.map((path, at) => {
    const fixed = Buffer.alloc(ENTRY_BYTES);
    fixed.writeUInt16BE(path.length, ENTRY_BYTES - 2);
    return Buffer.concat([fixed, version === 2 ? padded(path) : compressed(path, paths[at - 1] ?? '')]);
  });
  return Buffer.concat([header, ...entries, Buffer.alloc(20)]);
}

/** One to eight NUL bytes bring an entry to a multiple of eight. */
function padded(path: string): Buffer {
  const padding = 8 - ((ENTRY_BYTES + path.length) % 8);
  return Buffer.concat([Buffer.from(path), Buffer.alloc(padding)]);
}

function compressed(path: string, previous: string): Buffer {
  let shared = 0;
  while (shared < previous.length && path[shared] === previous[shared]) shared += 1;
  return Buffer.concat([Buffer.from([previous.length - shared]), Buffer.from(path.slice(shared)), Buffer.alloc(1)]);
}
