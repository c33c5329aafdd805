import type { ModuleNode, RepoModel } from '../../src/model/repo-model.ts';
import type { CodeFacts, Directive } from '../../src/parse/typescript/code-facts.ts';

const facts = (directives: Directive[]): CodeFacts => ({
  kind: 'code',
  lines: 100,
  esm: true,
  imports: [],
  exports: [],
  bindings: [],
  functions: [],
  classes: [],
  types: [],
  calls: [],
  tries: [],
  loops: [],
  literals: [],
  directives,
});

const root: ModuleNode['package'] = {
  name: 'sample',
  path: '',
  dependencies: {},
  installed: () => undefined,
  scripts: {},
  type: 'module',
  entries: [],
};

/** A model with the given modules and nothing else. */
export function sampleModel(directivesByPath: Record<string, Directive[]>): RepoModel {
  const modules = Object.entries(directivesByPath).map(
    ([path, directives]): ModuleNode => ({ path, package: root, role: 'source', facts: facts(directives) }),
  );
  return {
    packages: [root],
    modules,
    code: undefined as never,
    graph: { edges: [], external: [], unresolved: [], cycles: [] },
    layers: [],
    routes: [],
    handlers: [],
    processHandlers: [],
    frameworks: [],
    tables: [],
    schemaComparisons: [],
    databases: [],
    queries: [],
    contracts: [],
    artefacts: [],
    skipped: [],
    unknowns: [],
  };
}
