import type { ResolvedConfig } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import type { FileRole } from '../discover/source-file.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import { filesRun } from './packages/entries.ts';
import { resolveInPackage } from './packages/resolve-in-package.ts';
import type { ImportEdge, Package } from './repo-model.ts';

/** Commands that keep the system running, whatever runs before and after them. */
const RUNS_SYSTEM =
  /(?:^|:)(?:pre|post)?(?:start|dev|develop|serve|server|main|prod|production|debug|watch|run|launch|preview|up|local|staging|worker|queue|consumer|jobs?|cron|scheduler|bot|daemon)/i;
const ENTRY_NAME = /(?:^|\/)(?:index|main|server|app|www|start|worker|api)\.[cm]?[jt]s$/;
/** What tests and what helps them says so. */
const TEST_NAME = /mock|stub|fake|fixture|factor(?:y|ies)|test|spec|builder/i;
const TEST_PACKAGE =
  /^(?:vitest|jest|@jest\/.+|mocha|chai|sinon|supertest|nock|msw|testcontainers|@testcontainers\/.+|@faker-js\/faker|faker|@golevelup\/ts-.+|node:test|@playwright\/test|cypress)$/;

/**
 * Gives modules the roles that their use tells and their names do not: helpers of tests, one-off scripts, and code that is
 * neither compiled nor imported. Roles that the configuration sets are left alone.
 */
export function markByUse(
  modules: LinkedModule[],
  edges: ImportEdge[],
  packages: Package[],
  roles: ResolvedConfig['roles'],
): void {
  const configured = pathMatcher(roles.map(({ pattern }) => pattern));
  const open = modules.filter(({ role, path }) => role === 'source' && !configured(path));
  const importers = new Map<string, string[]>();
  for (const { from, to } of edges) if (from !== to) importers.set(to, [...(importers.get(to) ?? []), from]);
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const importedBy = (path: string): FileRole[] =>
    (importers.get(path) ?? []).flatMap((from) => byPath.get(from)?.role ?? []);
  const entries = new Set(packages.flatMap((item) => item.entries));
  const once = runOnce(packages, byPath);
  const serving = new Set(open.filter(listens).map((module) => module.package));
  for (const module of open) {
    const users = importedBy(module.path);
    if (users.length > 0 && users.every((role) => role === 'test') && !entries.has(module.path) && helpsTests(module))
      module.role = 'test';
    else if (isInitializer(module) && !serving.has(module.package)) module.role = 'script';
    else if (users.some((role) => role !== 'test' && role !== 'script')) continue;
    else if (once.has(module.path) && !listens(module)) module.role = 'script';
    else if (module.leftOut && users.length === 0 && !entries.has(module.path) && !listens(module))
      module.role = 'example';
  }
}

/**
 * `npm create shop` runs the package `create-shop` once, on the machine of who starts a project. A package that serves as well is the
 * project that it copies.
 */
const isInitializer = ({ package: { name, entries } }: LinkedModule): boolean =>
  /^(?:@[^/]+\/)?create-[\w-]+$/.test(name) && entries.length > 0;

const helpsTests = ({ path, links }: LinkedModule): boolean =>
  TEST_NAME.test(path.slice(path.lastIndexOf('/') + 1)) ||
  [...links.values()].some((link) => link.kind === 'package' && TEST_PACKAGE.test(link.name));

const listens = ({ facts }: LinkedModule): boolean =>
  facts.calls.some(({ expr: { callee } }) =>
    callee.kind === 'member'
      ? /^(?:listen|serve)$/.test(String(callee.property))
      : callee.kind === 'reference' && callee.name === 'serve',
  );

/** Files that only commands run which do not run the system: `"create-admin": "tsx src/create-admin.ts"`. */
function runOnce(packages: Package[], paths: ReadonlyMap<string, unknown>): Set<string> {
  const once = new Set<string>();
  const system = new Set<string>();
  for (const { path, scripts } of packages) {
    for (const [name, script] of Object.entries(scripts)) {
      for (const written of filesRun(script)) {
        const file = resolveInPackage(path, written, paths);
        if (file !== undefined) (RUNS_SYSTEM.test(name) || ENTRY_NAME.test(file) ? system : once).add(file);
      }
    }
  }
  for (const file of system) once.delete(file);
  return once;
}
