import type { ImportedName, ImportFact } from '../../parse/typescript/code-facts.ts';
import type { EdgeKind, ExternalImport, ImportEdge, ImportGraph } from '../repo-model.ts';
import type { LinkedModule } from './linked-modules.ts';
import { TypeNames } from './type-names.ts';

type Links = ReadonlyMap<string, LinkedModule>;

/** Every import as an edge with the kind it has at run time. */
export function importEdges(links: Links): Omit<ImportGraph, 'cycles'> {
  const edges: ImportEdge[] = [];
  const external: ExternalImport[] = [];
  const unresolved: ImportGraph['unresolved'] = [];
  const types = new TypeNames(links);
  for (const module of links.values()) {
    for (const fact of module.facts.imports) {
      if (fact.specifier === undefined) continue;
      const target = module.links.get(fact.specifier);
      const base = { from: module.path, specifier: fact.specifier, at: fact.at };
      if (target?.kind === 'module') {
        const kind = edgeKind(fact, module, links.get(target.path), types);
        edges.push({ ...base, to: target.path, kind, ...(fact.form === 'reexport' && { reexport: true as const }) });
      } else if (target?.kind === 'package') {
        external.push({ ...base, package: target.name, kind: edgeKind(fact, module, undefined, types) });
      } else if (
        target?.kind === 'unresolved' &&
        !/\.(json|css|scss|svg|png|html|graphql|sql|txt|md)$/.test(fact.specifier)
      ) {
        unresolved.push(base);
      }
    }
  }
  return { edges, external, unresolved };
}

/** What is left of an import once the compiler, which sees the whole program, has erased what only types need. */
function edgeKind(
  fact: ImportFact,
  module: LinkedModule,
  target: LinkedModule | undefined,
  types: TypeNames,
): EdgeKind {
  if (fact.typeOnly || isDeclaration(module.path) || (target && isDeclaration(target.path))) return 'type';
  if (fact.lazy) return 'lazy';
  if (fact.names.length === 0) return 'run-time';
  let kind: EdgeKind = 'type';
  for (const name of fact.names) {
    const needed = nameKind(name, fact, module, target, types);
    if (needed === 'run-time') return 'run-time';
    if (needed === 'deferred') kind = 'deferred';
  }
  return kind;
}

const isDeclaration = (path: string): boolean => /\.d\.[cm]?ts$/.test(path);
const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path);

function nameKind(
  name: ImportedName,
  fact: ImportFact,
  module: LinkedModule,
  target: LinkedModule | undefined,
  types: TypeNames,
): EdgeKind {
  if (name.typeOnly) return 'type';
  if (!isTypeScript(module.path)) return usedKind(name, module) === 'deferred' ? 'deferred' : 'run-time';
  const isType = target !== undefined && types.has(target, name.imported);
  if (fact.form === 'reexport') return isType ? 'type' : 'run-time';
  const used = isType ? 'type' : usedKind(name, module);
  return used === 'type' && module.compiler.keepsImports ? 'run-time' : used;
}

/** How a local name is used: types only, thunks made for deferring only, or as a value at load. */
function usedKind(name: ImportedName, { facts, compiler }: LinkedModule): EdgeKind {
  const binding = name.binding === undefined ? undefined : facts.bindings[name.binding];
  if (!binding) return 'run-time';
  const thunksOnly = binding.valueUses > 0 && binding.thunkUses === binding.valueUses;
  if (binding.valueUses > 0 && !thunksOnly) return 'run-time';
  if (compiler.emitDecoratorMetadata && binding.metadataUses > 0) return thunksOnly ? 'deferred' : 'run-time';
  return thunksOnly ? 'deferred' : 'type';
}
