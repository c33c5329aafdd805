import type { Unknown } from '../parse/position.ts';
import { judgeName } from './file-names.ts';
import { writtenElsewhere } from './generated.ts';
import { decode, decodeLegacy, describeFailure } from './read-text.ts';
import { type FolderVerdict, featureFolders, folderRole } from './roles/folders.ts';
import { roleOf } from './roles/index.ts';
import { mentionedRoles } from './roles/mentioned.ts';
import type { ArtefactKind, Skipped, SourceFile } from './source-file.ts';
import { structuredKind, worthReading } from './structured-kind.ts';
import type { Tree } from './tree.ts';
import type { Walked } from './walk.ts';

const MEGABYTE = 1024 * 1024;
const CODE_LIMIT = 5 * MEGABYTE;
/** Dumps and generated contracts are legitimately large. */
const DATA_LIMIT = 64 * MEGABYTE;

interface Found {
  files: SourceFile[];
  skipped: Skipped[];
  unknowns: Unknown[];
}

type Outcome = SourceFile | { reason: Skipped['reason'] } | { unknown: string; line: number };

/** Reads each file once and classifies it. Never throws. */
export function readFiles(tree: Tree, walked: Walked, maxFileBytes: number | undefined): Found {
  const found: Found = { files: [], skipped: [], unknowns: [] };
  for (const path of walked.files) {
    const outcome = readFile(tree, path, maxFileBytes);
    if ('kind' in outcome) found.files.push(outcome);
    else if ('reason' in outcome) found.skipped.push({ path, reason: outcome.reason });
    else found.unknowns.push({ path, line: outcome.line, subject: 'file', reason: outcome.unknown });
  }
  assignRoles(found.files, walked);
  found.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return found;
}

/** Answers from what was read already, else from the tree; never with a file outside it. */
export function readerOf(tree: Tree, files: SourceFile[], maxFileBytes: number | undefined) {
  const known = new Map(files.map((file) => [file.path, file.text]));
  return (path: string): string | undefined => {
    const text = known.get(path);
    if (text !== undefined || path.split('/').includes('..') || path.startsWith('/')) return text;
    try {
      const { bytes } = tree.read(path, maxFileBytes ?? DATA_LIMIT);
      const decoded = bytes === undefined ? undefined : decode(bytes);
      return decoded !== undefined && 'text' in decoded ? decoded.text : undefined;
    } catch {
      return undefined;
    }
  };
}

function readFile(tree: Tree, path: string, maxFileBytes: number | undefined): Outcome {
  const verdict = judgeName(path.slice(path.lastIndexOf('/') + 1));
  if ('skip' in verdict) return { reason: verdict.skip };
  const large = 'ask' in verdict ? verdict.ask === 'structured' : verdict.kind === 'sql';
  const limit = maxFileBytes ?? (large ? DATA_LIMIT : CODE_LIMIT);
  try {
    const { size, bytes } = tree.read(path, limit);
    if (bytes === undefined)
      return 'ask' in verdict && verdict.ask === 'shebang' ? { reason: 'unsupported' } : tooLarge(size, limit);
    if ('kind' in verdict) return asText(path, verdict.kind, bytes, size);
    return verdict.ask === 'shebang' ? extensionless(path, bytes, size) : structured(path, bytes, size, maxFileBytes);
  } catch (error) {
    return { unknown: `The file cannot be read: ${describeFailure(error)}`, line: 1 };
  }
}

function tooLarge(size: number, limit: number): Outcome {
  const unknown = `The file has ${megabytes(size)}, more than the limit of ${megabytes(limit)}; it was not read.`;
  return { unknown, line: 1 };
}

const megabytes = (bytes: number): string =>
  bytes < MEGABYTE / 10 ? `${bytes} bytes` : `${(bytes / MEGABYTE).toFixed(1)} MB`;

function asText(path: string, kind: ArtefactKind, bytes: Uint8Array, size: number): Outcome {
  const decoded = decode(bytes);
  if ('binary' in decoded) return { reason: 'binary' };
  if ('failure' in decoded) {
    if (kind === 'sql' && decoded.legacy) return { path, kind, role: 'source', text: decodeLegacy(bytes), size };
    return { unknown: decoded.failure, line: decoded.line };
  }
  const elsewhere = kind === 'code' ? writtenElsewhere(path, decoded.text) : undefined;
  return elsewhere ? { reason: elsewhere } : { path, kind, role: 'source', text: decoded.text, size };
}

/** `bin/www` and other files that only their first line says to be code for Node. */
function extensionless(path: string, bytes: Uint8Array, size: number): Outcome {
  const firstLine = Buffer.from(bytes.subarray(0, 128)).toString('latin1').split('\n', 1)[0] ?? '';
  if (!/^#!.*\b(?:node|tsx|ts-node|bun|deno)\b/.test(firstLine)) return { reason: 'unsupported' };
  return asText(path, 'code', bytes, size);
}

function structured(path: string, bytes: Uint8Array, size: number, maxFileBytes: number | undefined): Outcome {
  if (!worthReading(path, bytes)) return { reason: 'unsupported' };
  const decoded = asText(path, 'config', bytes, size);
  if (!('kind' in decoded)) return decoded;
  const kind = structuredKind(path, decoded.text);
  if (kind === undefined) return { reason: 'unsupported' };
  const limit = maxFileBytes ?? CODE_LIMIT;
  return kind === 'openapi' || kind === 'asyncapi' || size <= limit ? { ...decoded, kind } : tooLarge(size, limit);
}

/** Needs every path and package of the repository, hence a second pass; what folders say is asked once per folder. */
function assignRoles(files: SourceFile[], walked: Walked): void {
  const features = featureFolders(walked.files);
  const byFolder = new Map<string, FolderVerdict | undefined>();
  const mentioned = mentionedRoles(files);
  const assign = (examplesAreSource: boolean): void => {
    for (const file of files) {
      const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
      if (!byFolder.has(folder)) byFolder.set(folder, folderRole(folder, packageOf(folder, walked.packages)));
      file.role =
        mentioned.get(file.path) ?? roleOf(file, { folder: byFolder.get(folder), features, examplesAreSource });
    }
  };
  assign(false);
  const code = files.filter((file) => file.kind === 'code');
  if (!code.some((file) => file.role === 'source') && code.some((file) => file.role === 'example')) assign(true);
}

/** Path of the innermost package that a folder is in, `''` for the root's. */
function packageOf(folder: string, packages: Set<string>): string {
  for (let path = folder; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    if (packages.has(path)) return path;
  }
  return '';
}
