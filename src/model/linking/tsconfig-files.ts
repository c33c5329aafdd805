import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ParseError, parse } from 'jsonc-parser';

/** A configuration as written; empty when it cannot be read. */
export function readConfig(file: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  try {
    const value: unknown = parse(readFileSync(file, 'utf8'), errors, { allowTrailingComma: true });
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tells which files a configuration includes; `include` and `files` of a base hold only where it has none of its own. */
export function inclusion(file: string): (candidate: string) => boolean {
  const directory = dirname(file);
  const { files, include, exclude } = readConfig(file);
  const included = patterns(include, directory) ?? (files === undefined ? [/^/] : []);
  const excluded = patterns(exclude, directory) ?? [];
  const listed = new Set(strings(files).map((name) => resolve(directory, name)));
  const hits = (all: RegExp[], candidate: string): boolean => all.some((pattern) => pattern.test(candidate));
  return (candidate) => listed.has(candidate) || (hits(included, candidate) && !hits(excluded, candidate));
}

/** Tells which files a configuration names in its own `exclude`. */
export function exclusion(file: string): (candidate: string) => boolean {
  const excluded = patterns(readConfig(file).exclude, dirname(file)) ?? [];
  return (candidate) => excluded.some((pattern) => pattern.test(candidate));
}

export const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const patterns = (value: unknown, directory: string): RegExp[] | undefined =>
  Array.isArray(value) ? strings(value).map((pattern) => patternToRegExp(resolve(directory, pattern))) : undefined;

/** `**`, `*` and `?` of `include` and `exclude`; a pattern without an extension means the folder and all below it. */
function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (wildcard) =>
      wildcard === '**/' ? '(?:.*/)?' : wildcard === '**' ? '.*' : wildcard === '*' ? '[^/]*' : '[^/]',
    );
  return new RegExp(`^${source}(?:/|$)`);
}
