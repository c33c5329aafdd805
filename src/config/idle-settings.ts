import ignore from 'ignore';
import type { Discovery } from '../discover/index.ts';
import type { ResolvedConfig } from './config.ts';
import type { Note } from './note.ts';
import { pathMatcher } from './path-matcher.ts';

/** A note for each pattern of the configuration that matched nothing: a setting without effect is most likely a mistake. */
export function idleSettings(config: ResolvedConfig, { files, skipped }: Discovery): Note[] {
  const paths = files.map(({ path }) => path);
  const left = skipped.map(({ path }) => path);
  const idle = [
    ...config.ignore.filter((pattern) => !ignores(pattern, paths, left)).map((pattern) => ['ignore', pattern]),
    ...config.roles.filter(({ pattern }) => !matches(pattern, paths)).map(({ pattern }) => ['roles', pattern]),
    ...config.sqlDialects
      .filter(({ pattern }) => !matches(pattern, paths))
      .map(({ pattern }) => ['sql.dialects', pattern]),
    ...config.layers.flatMap(({ name, modules }) =>
      modules.filter((pattern) => !matches(pattern, paths)).map((pattern) => [`layers.${name}.modules`, pattern]),
    ),
  ];
  return idle.map(([key = '', pattern = '']) => ({
    kind: 'configuration',
    level: 'warning',
    message: `${originOf(key, pattern, config)}: ${key}: the pattern ${pattern} matches nothing.`,
  }));
}

const matches = (pattern: string, paths: string[]): boolean => paths.some(pathMatcher(pattern));

/** A folder is left out under its own name; patterns for folders end in a slash. A negated pattern keeps files. */
function ignores(pattern: string, paths: string[], left: string[]): boolean {
  const negated = pattern.startsWith('!');
  const rules = ignore().add(negated ? pattern.slice(1) : pattern);
  const candidates = negated ? paths : left.flatMap((path) => [path, `${path}/`]);
  return candidates.some((path) => rules.ignores(path));
}

const originOf = (key: string, pattern: string, { origins }: ResolvedConfig): string =>
  origins[key] ?? origins[`${key}.${pattern}`] ?? origins[key.split('.').slice(0, 2).join('.')] ?? 'configuration';
