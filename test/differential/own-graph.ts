import { discover } from '../../src/discover/index.ts';
import { findCycles } from '../../src/model/linking/cycles.ts';
import { importEdges } from '../../src/model/linking/import-edges.ts';
import { type LinkedModule, linkModules } from '../../src/model/linking/linked-modules.ts';
import { findPackages, packageOf } from '../../src/model/packages.ts';
import type { ImportGraph, ModuleNode } from '../../src/model/repo-model.ts';
import { parseFiles } from '../../src/parse/index.ts';
import type { CodeFacts } from '../../src/parse/typescript/code-facts.ts';

export interface OwnGraph {
  root: string;
  modules: ReadonlyMap<string, LinkedModule>;
  graph: ImportGraph;
  /** Modules whose syntax was not understood: what they import is not known, and is reported as such. */
  unparsed: ReadonlySet<string>;
}

/** The module graph of a directory, by the product's own stages and no more of them than it takes. */
export async function ownGraph(path: string): Promise<OwnGraph> {
  const discovery = await discover(path);
  const { packages } = findPackages(discovery.root, discovery.files);
  const code = await parseFiles({ ...discovery, files: discovery.files.filter(({ kind }) => kind === 'code') });
  const nodes = code.flatMap(({ file, facts }): ModuleNode[] =>
    facts === undefined
      ? []
      : [{ path: file.path, package: packageOf(packages, file.path), role: file.role, facts: facts as CodeFacts }],
  );
  const modules = linkModules(discovery.root, nodes, packages);
  const edges = importEdges(modules);
  const unknowns = code.flatMap((item) => item.unknowns);
  const unparsed = new Set(unknowns.filter(({ subject }) => subject === 'syntax').map(({ path }) => path));
  return { root: discovery.root, modules, graph: { ...edges, cycles: findCycles(edges.edges) }, unparsed };
}
