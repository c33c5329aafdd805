import type { ResolvedConfig } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import { sidesOf } from './client-signs.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import type { ExternalImport, ImportGraph, Route } from './repo-model.ts';

interface Count {
  all: number;
  client: number;
  server: number;
  folders: Map<string, Count>;
  modules: LinkedModule[];
}

const empty = (): Count => ({ all: 0, client: 0, server: 0, folders: new Map(), modules: [] });

/**
 * Marks the modules of front ends, which no back-end rule judges: those that only a browser can run, whole folders in which
 * such modules stand and nothing of a server does, and what lies below folders that are served as they are. A role that the
 * configuration sets is left alone.
 */
export function markClientCode(
  modules: LinkedModule[],
  roles: ResolvedConfig['roles'],
  graph: Pick<ImportGraph, 'edges' | 'external'>,
): void {
  const configured = pathMatcher(roles.map(({ pattern }) => pattern));
  const judged = modules.filter(
    (module) => (module.role === 'source' || module.role === 'config') && !configured(module.path),
  );
  const root = empty();
  for (const [module, side] of sidesIn(judged, graph)) place(root, module, side);
  // The root holds the whole system: only folders below it can be a front end.
  for (const folder of root.folders.values()) walk(folder);
  markServed(judged, graph.edges);
}

type Side = 'client' | 'server' | undefined;

/** The side that each module shows; one that a server imports is not told by the browser's globals it also uses. */
function sidesIn(
  modules: LinkedModule[],
  { edges, external }: Pick<ImportGraph, 'edges' | 'external'>,
): Map<LinkedModule, Side> {
  const packages = new Map<string, ExternalImport[]>();
  for (const item of external) {
    const known = packages.get(item.from);
    if (known) known.push(item);
    else packages.set(item.from, [item]);
  }
  const sides = new Map(modules.map((module) => [module.path, sidesOf(module, packages.get(module.path) ?? [])]));
  const onServer = new Set(
    edges.flatMap(({ from, to, kind }) => (kind !== 'type' && sides.get(from)?.server ? [to] : [])),
  );
  const sideOf = ({ path }: LinkedModule): Side => {
    const side = sides.get(path);
    if (side?.server) return 'server';
    return side?.draws || (side?.browses && !onServer.has(path)) ? 'client' : undefined;
  };
  return new Map(modules.map((module) => [module, sideOf(module)]));
}

function place(root: Count, module: LinkedModule, side: Side): void {
  const add = (count: Count): Count => {
    count.all += 1;
    if (side) count[side] += 1;
    return count;
  };
  let at = add(root);
  for (const folder of module.path.split('/').slice(0, -1)) {
    const next = at.folders.get(folder) ?? empty();
    at.folders.set(folder, next);
    at = add(next);
  }
  at.modules.push(module);
  if (side === 'client') module.role = 'client';
}

/** Files below `public/` and its like are sent to browsers as they are, unless something outside the folder imports them. */
function markServed(modules: LinkedModule[], edges: ImportGraph['edges']): void {
  const imported = new Set(
    edges.flatMap(({ from, to }) => {
      const folder = servedFolder(to);
      return folder !== undefined && !from.startsWith(folder) ? [folder] : [];
    }),
  );
  for (const module of modules) {
    const folder = servedFolder(module.path);
    const runs = module.package.entries.includes(module.path);
    if (folder !== undefined && !imported.has(folder) && !runs) module.role = 'client';
  }
}

const servedFolder = (path: string): string | undefined =>
  /^(?:.*?\/)?(?:public|static|assets|wwwroot)\//.exec(path)?.[0];

function walk(count: Count): void {
  if (count.server === 0 && count.client >= 2 && count.client / count.all >= 0.1) {
    markAll(count);
    return;
  }
  for (const folder of count.folders.values()) walk(folder);
}

function markAll(count: Count): void {
  for (const module of count.modules) module.role = 'client';
  for (const folder of count.folders.values()) markAll(folder);
}

/** A module that registers routes is no front end, whatever stands around it. */
export function unmarkServing(modules: LinkedModule[], routes: Route[]): void {
  const serving = new Set(
    routes.flatMap((route) => [route.file, ...(route.handler?.fn ? [route.handler.fn.module] : [])]),
  );
  for (const module of modules) if (module.role === 'client' && serving.has(module.path)) module.role = 'source';
}
