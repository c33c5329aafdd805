import type { SourceFile } from '../../discover/source-file.ts';
import type { Unknown } from '../../parse/position.ts';

/** The parts of a `package.json` that matter here; parts of a wrong type are dropped. */
export interface Manifest {
  name?: string;
  type?: string;
  main?: string;
  module?: string;
  /** Targets of `bin`, whatever its form. */
  bin?: string[];
  /** Every file that `exports` names, under any condition. */
  exports?: string[];
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** A manifest, or why it is unknown. */
export function parseManifest(file: SourceFile): Manifest | Unknown {
  try {
    const value: unknown = JSON.parse(file.text);
    if (isRecord(value)) return fromRecord(value);
    return unknown(file, 1, 'The manifest is not a JSON object.');
  } catch (error) {
    const message = (error as Error).message;
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? file.text.length : 0));
    const line = file.text.slice(0, offset).split('\n').length;
    return unknown(file, line, `The manifest is not valid JSON: ${message}`);
  }
}

const unknown = (file: SourceFile, line: number, reason: string): Unknown => ({
  path: file.path,
  line,
  subject: 'configuration',
  reason,
});

function fromRecord(value: Record<string, unknown>): Manifest {
  const manifest: Manifest = { bin: stringsIn(value.bin), exports: stringsIn(value.exports) };
  for (const key of ['name', 'type', 'main', 'module'] as const) {
    const text = value[key];
    if (typeof text === 'string' && text !== '') manifest[key] = text;
  }
  const tables = ['scripts', 'dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
  for (const key of tables) {
    if (isRecord(value[key])) manifest[key] = stringValues(value[key]);
  }
  return manifest;
}

/** Strings at any depth: `bin` and `exports` nest by command, subpath and condition. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function stringValues(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
