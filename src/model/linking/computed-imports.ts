import type { Evaluator } from '../evaluate/evaluator.ts';
import { computedTargets } from '../evaluate/required-modules.ts';
import type { ImportEdge, ImportGraph } from '../repo-model.ts';
import type { LinkedModule } from './linked-modules.ts';

/**
 * Edges of `require(path.join(__dirname, file))` and `import(name)`: to every module they can load. One whose path cannot be told
 * leaves a gap in the graph, which is said; tests and tooling load what they like.
 */
export function computedImports(
  evaluator: Evaluator,
  modules: LinkedModule[],
): Pick<ImportGraph, 'edges' | 'unresolved'> {
  const edges: ImportEdge[] = [];
  const unresolved: ImportGraph['unresolved'] = [];
  for (const { path: from, facts, role } of modules) {
    if (role !== 'source' && role !== 'config') continue;
    for (const fact of facts.imports) {
      if (!fact.computed) continue;
      const base = { from, specifier: 'a computed path', at: fact.at };
      const targets = computedTargets(evaluator, from, fact);
      if (!targets) unresolved.push(base);
      else edges.push(...targets.map((to): ImportEdge => ({ ...base, to, kind: fact.lazy ? 'lazy' : 'run-time' })));
    }
  }
  return { edges, unresolved };
}
