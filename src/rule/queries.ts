import { queryLibraryOf } from '../model/data-access/find-queries.ts';
import { dataClient } from '../model/data-access/libraries.ts';
import { sqlDrivers } from '../model/data-access/sql-drivers.ts';
import type { FunctionRef, QueryFact, RepoModel, Route } from '../model/repo-model.ts';
import { nameOf, runTimeModules } from './places.ts';

/** Queries of run-time code: no seeds, scripts, tests or tooling. */
export function runTimeQueries(model: RepoModel): QueryFact[] {
  const paths = new Set(runTimeModules(model).map((module) => module.path));
  return model.queries.filter((query) => paths.has(query.module));
}

/** Why queries may have gone unseen: clients of databases that run-time code uses without one query of theirs being read. */
export function unreadQueries(model: RepoModel): string[] {
  const read = new Set(model.queries.map((query) => queryLibraryOf(query.library)));
  return usedClients(model).flatMap((name) => {
    const library = queryLibraryOf(name);
    if (!library) return [`queries of ${name} are not read`];
    // A driver may only be handed to the library whose queries are read.
    const seen = library === sqlDrivers ? read.size > 0 : read.has(library);
    return seen ? [] : [`${name} is in use, but no query of it was recognised`];
  });
}

function usedClients(model: RepoModel): string[] {
  const running = new Set(runTimeModules(model).map((module) => module.path));
  const imported = model.graph.external.flatMap((item) =>
    item.kind !== 'type' && running.has(item.from) && dataClient(item.package) ? [item.package] : [],
  );
  const loaded = model.packages.flatMap(({ dependencies }) =>
    Object.keys(dependencies).filter((name) => dataClient(name)?.unimported === true),
  );
  return [...new Set([...imported, ...loaded])].sort();
}

/** A query for keys and messages: `src/a.ts#list users.findMany`. */
export function queryKey(model: RepoModel, query: QueryFact): string {
  const [table] = query.tables;
  return `${query.module}#${nameOf(model, query.fn)} ${table ? `${table.name}.` : ''}${query.method}`;
}

/** Routes that lead to a query, through the caller that gives it its condition where there is one. */
export const routesOf = (model: RepoModel, query: QueryFact): Route[] => routesTo(model, query.caller ?? query.fn);

const known = new WeakMap<RepoModel, Map<string, Route[]>>();
const MAX_HOPS = 6;

/** Routes whose handlers or middleware lead to a function by calls that can be followed, the first few. */
export function routesTo(model: RepoModel, ref: FunctionRef): Route[] {
  let cache = known.get(model);
  if (!cache) {
    cache = new Map();
    known.set(model, cache);
  }
  const key = `${ref.module}#${ref.fn}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const found = climb(model, ref);
  const routes = found.length > 0 ? found : climb(model, ref, middlewareOfFew(model));
  cache.set(key, routes);
  return routes;
}

/** Whether a function serves requests, as handler or middleware, or is reached by calls from one that does. */
export const servesRequests = (model: RepoModel, ref: FunctionRef): boolean => {
  let serving = anyServing.get(model);
  if (!serving) {
    serving = new Map(model.handlers.map((use) => [`${use.fn.module}#${use.fn.fn}`, use.routes] as const));
    anyServing.set(model, serving);
  }
  return climb(model, ref, serving).length > 0;
};

const anyServing = new WeakMap<RepoModel, Map<string, Route[]>>();

const ofFew = new WeakMap<RepoModel, Map<string, Route[]>>();
const FEW = 2;

/** Middleware that stands at one or two routes answers them: `get('/notes', authenticate, list, audit)`. */
function middlewareOfFew(model: RepoModel): Map<string, Route[]> {
  const built = ofFew.get(model);
  if (built) return built;
  const index = new Map(
    model.handlers
      .filter((use) => use.kind === 'middleware' && use.routes.length <= FEW)
      .map((use) => [`${use.fn.module}#${use.fn.fn}`, use.routes] as const),
  );
  ofFew.set(model, index);
  return index;
}

/** Walks callers, and the functions that callbacks stand in, until it meets functions that serve requests. */
function climb(model: RepoModel, from: FunctionRef, serving = servingFunctions(model)): Route[] {
  const seen = new Set<string>();
  let level = [from];
  for (let hop = 0; hop < MAX_HOPS && level.length > 0; hop += 1) {
    const next: FunctionRef[] = [];
    for (const ref of level) {
      const key = `${ref.module}#${ref.fn}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const routes = serving.get(key);
      if (routes) return routes.slice(0, 3);
      next.push(...callersOf(model, ref));
    }
    level = next;
  }
  return [];
}

function callersOf(model: RepoModel, ref: FunctionRef): FunctionRef[] {
  const fn = model.code.fn(ref);
  const around = fn.callback && fn.parent !== undefined ? [{ module: ref.module, fn: fn.parent }] : [];
  const callers = model.code.callers(ref).map(({ module, call }) => ({ module, fn: call.fn }));
  return [...around, ...callers].filter((caller) => caller.fn !== 0);
}

const servingIndex = new WeakMap<RepoModel, Map<string, Route[]>>();

function servingFunctions(model: RepoModel): Map<string, Route[]> {
  const built = servingIndex.get(model);
  if (built) return built;
  const index = new Map(
    model.handlers
      .filter((use) => use.kind === 'handler')
      .map((use) => [`${use.fn.module}#${use.fn.fn}`, use.routes] as const),
  );
  servingIndex.set(model, index);
  return index;
}
