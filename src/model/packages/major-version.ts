import type { Package } from '../repo-model.ts';

/** Major version of a dependency: installed, else declared here or in an enclosing package (`^4.17.1`, `~5`, `4.x`). */
export function majorOf(packages: Package[], owner: Package, dependency: string): number | undefined {
  const enclosing = packages.filter(
    (item) => item === owner || item.path === '' || owner.path.startsWith(`${item.path}/`),
  );
  for (const item of enclosing.sort((a, b) => b.path.length - a.path.length)) {
    const version = item.installed(dependency) ?? item.dependencies[dependency];
    const match = version && /(\d+)(?:\.|$|\s)/.exec(version.replace(/^npm:.*@/, ''));
    if (match) return Number(match[1]);
  }
  return undefined;
}
