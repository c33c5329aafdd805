import { posix } from 'node:path';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];
const SOURCES_OF: Record<string, string[]> = {
  '.js': ['.js', '.ts', '.tsx', '.jsx'],
  '.mjs': ['.mjs', '.mts', '.ts'],
  '.cjs': ['.cjs', '.cts', '.ts'],
};
/** Folders that a build writes to, and into which it sorts by module format. */
const OUTPUT = /^(?:dist|build|out|lib|es|esm|cjs|\.build|output|target|compiled|_build)$/;
const FORMAT = /^(?:es|esm|cjs|umd|node|types|module|commonjs|main)$/;

/** A set or a map that has every path. */
interface Paths {
  has(path: string): boolean;
}

/**
 * The file of the repository that a path written in a manifest or a command means: itself, with an extension or as a
 * folder's index; or, when it is a build's output, the source it is built from. Undefined when there is none.
 */
export function resolveInPackage(directory: string, written: string, paths: Paths): string | undefined {
  if (written.includes('*') || written.startsWith('/') || /^[a-z]+:/i.test(written)) return undefined;
  const path = posix.normalize(posix.join(directory, written.replace(/^\.\//, '')));
  if (path.startsWith('..')) return undefined;
  return asFile(path, paths) ?? asBuilt(directory, posix.relative(directory, path), paths);
}

function asFile(path: string, paths: Paths): string | undefined {
  const extension = posix.extname(path);
  const stem = SOURCES_OF[extension] ? path.slice(0, -extension.length) : undefined;
  const candidates = [
    ...(EXTENSIONS.includes(extension) || !extension ? [path] : []),
    ...(stem === undefined ? [] : (SOURCES_OF[extension] ?? []).map((source) => stem + source)),
    ...EXTENSIONS.map((source) => path + source),
    ...EXTENSIONS.map((source) => `${path === '.' ? '' : `${path}/`}index${source}`),
  ];
  return candidates.find((candidate) => paths.has(candidate));
}

function asBuilt(directory: string, relative: string, paths: Paths): string | undefined {
  const [output, ...rest] = relative.split('/');
  if (output === undefined || !OUTPUT.test(output) || rest.length === 0) return undefined;
  const inner = rest.length > 1 && FORMAT.test(rest[0] ?? '') ? [rest, rest.slice(1)] : [rest];
  for (const segments of inner) {
    for (const source of ['src', '', 'source', 'lib']) {
      const found = asFile(posix.join(directory, source, ...segments), paths);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
