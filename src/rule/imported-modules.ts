import type { ImportEdge, ModuleNode, RepoModel } from '../model/repo-model.ts';

const MAX_BARRELS = 8;

/**
 * The modules that define what an import needs at run time: each name is followed through re-exports to where it is declared.
 * The imported module itself where nothing is named, or a name could not be followed.
 */
export function definingModules(model: RepoModel, edge: ImportEdge): string[] {
  const module = model.code.module(edge.from);
  const facts = module?.facts.imports.filter((item) => item.specifier === edge.specifier && !item.typeOnly) ?? [];
  const names = facts.flatMap((item) => item.names);
  if (!module || names.length === 0 || names.some(({ imported }) => imported === '*')) return [edge.to];
  const needed = names.filter(({ typeOnly, binding }) => {
    const uses = binding === undefined ? undefined : module.facts.bindings[binding];
    return !typeOnly && (uses === undefined || uses.valueUses > 0 || uses.metadataUses > 0);
  });
  return [...new Set(needed.map(({ imported }) => definer(model, edge.to, imported, 0) ?? edge.to))];
}

/** The module that declares what another exports under a name; undefined when it does not export it. */
function definer(model: RepoModel, path: string, name: string, depth: number): string | undefined {
  const module = model.code.module(path);
  if (!module || depth > MAX_BARRELS) return undefined;
  const named = module.facts.exports.find((item) => item.name === name);
  if (named) {
    const origin = named.from ?? importOf(module, named.binding);
    const target = origin && targetOf(model, path, origin.specifier);
    if (!origin || target === undefined || origin.imported === '*') return path;
    return definer(model, target, origin.imported, depth + 1) ?? target;
  }
  for (const item of module.facts.exports) {
    const target = item.name === '*' && item.from ? targetOf(model, path, item.from.specifier) : undefined;
    const found = target === undefined ? undefined : definer(model, target, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What an exported local was imported as. */
function importOf(
  module: ModuleNode,
  binding: number | undefined,
): { specifier: string; imported: string } | undefined {
  const { specifier, imported } = (binding === undefined ? undefined : module.facts.bindings[binding]?.import) ?? {};
  return specifier === undefined || imported === undefined ? undefined : { specifier, imported };
}

const targets = new WeakMap<RepoModel, Map<string, string>>();

function targetOf(model: RepoModel, from: string, specifier: string): string | undefined {
  let known = targets.get(model);
  if (!known) {
    known = new Map(model.graph.edges.map((edge) => [`${edge.from}\n${edge.specifier}`, edge.to]));
    targets.set(model, known);
  }
  return known.get(`${from}\n${specifier}`);
}
