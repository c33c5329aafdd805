import type { Discovery } from '../discover/index.ts';
import type { ResolvedConfig } from './config.ts';
import { pathMatcher } from './path-matcher.ts';

/** Gives the files of a discovery the roles that the configuration says; of several patterns that match, the last holds. */
export function applyRoles(discovery: Discovery, { roles }: ResolvedConfig): Discovery {
  if (roles.length === 0) return discovery;
  const overrides = roles.map(({ pattern, role }) => ({ matches: pathMatcher(pattern), role }));
  const files = discovery.files.map((file) => {
    const override = overrides.findLast(({ matches }) => matches(file.path));
    return override ? { ...file, role: override.role } : file;
  });
  return { ...discovery, files };
}
