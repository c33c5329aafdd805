import { posix } from 'node:path';

/**
 * Why an import does not resolve, as far as the repository's own files tell: a name that differs from a file's only in
 * case resolves on the machines of some and not on those of others.
 */
export function unresolvedReason(paths: Iterable<string>): (from: string, specifier: string) => string {
  let byStem: Map<string, string> | undefined;
  return (from, specifier) => {
    if (!specifier.startsWith('.')) return `${specifier} does not resolve`;
    byStem ??= new Map([...paths].map((path) => [stem(path), path]));
    const wanted = posix.join(posix.dirname(from), specifier);
    const file = byStem.get(stem(wanted)) ?? byStem.get(`${wanted.toLowerCase()}/index`);
    return file === undefined
      ? `${specifier} does not resolve`
      : `${specifier} does not resolve; it differs only in case from ${file}`;
  };
}

const stem = (path: string): string => path.toLowerCase().replace(/\.[cm]?[jt]sx?$/, '');
