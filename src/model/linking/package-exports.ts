type Manifest = Record<string, unknown>;

/**
 * Targets of `exports`, or of `main` and its kin where there is none, as written in the manifest. Every condition counts, since
 * which holds depends on who asks; declarations come last.
 *
 * @param subpath `.` or `./sub/path`
 */
export function exportTargets(manifest: Manifest, subpath: string): string[] {
  const { exports } = manifest;
  if (exports !== undefined && exports !== null) return declarationsLast(fromExports(exports, subpath));
  if (subpath !== '.') return [subpath];
  const fields = ['source', 'module', 'main', 'types', 'typings'].map((name) => manifest[name]);
  return fields.filter((target): target is string => typeof target === 'string');
}

/** Targets of `imports`, which a package offers to itself alone. @param specifier begins with `#` */
export const importTargets = ({ imports }: Manifest, specifier: string): string[] =>
  isRecord(imports) ? declarationsLast(fromMap(imports, specifier)) : [];

function fromExports(exports: unknown, subpath: string): string[] {
  const bySubpath = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (!bySubpath) return subpath === '.' ? conditions(exports) : [];
  return fromMap(exports as Record<string, unknown>, subpath);
}

function fromMap(map: Record<string, unknown>, subpath: string): string[] {
  if (subpath in map) return conditions(map[subpath]);
  const pattern = Object.keys(map)
    .filter((key) => matches(key, subpath))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*'))[0];
  if (pattern === undefined) return [];
  const middle = subpath.slice(pattern.indexOf('*'), subpath.length - tailOf(pattern).length);
  return conditions(map[pattern]).map((target) => target.replaceAll('*', middle));
}

const tailOf = (pattern: string): string => pattern.slice(pattern.indexOf('*') + 1);

function matches(pattern: string, subpath: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return false;
  const fits = subpath.length >= pattern.length && subpath.endsWith(tailOf(pattern));
  return fits && subpath.startsWith(pattern.slice(0, star));
}

/** Targets at any depth of conditions and fallbacks; `null` closes a subpath. */
function conditions(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(conditions) : [];
}

function declarationsLast(targets: string[]): string[] {
  const isDeclaration = (target: string): boolean => /\.d\.[cm]?ts$/.test(target);
  return [...targets.filter((target) => !isDeclaration(target)), ...targets.filter(isDeclaration)];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
