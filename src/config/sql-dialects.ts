import type { ResolvedConfig } from './config.ts';
import type { SqlDialectSetting } from './define-config.ts';
import { pathMatcher } from './path-matcher.ts';

/** Says which dialect the configuration gives a file, if any; of several patterns that match, the last holds. */
export function sqlDialects({
  sqlDialects: settings,
}: ResolvedConfig): (path: string) => SqlDialectSetting | undefined {
  const matchers = settings.map(({ pattern, dialect }) => ({ matches: pathMatcher(pattern), dialect }));
  return (path) => matchers.findLast(({ matches }) => matches(path))?.dialect;
}
