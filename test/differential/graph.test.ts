import { describe, expect, it } from 'vitest';
import { type Comparison, compareGraphs } from './compare-graphs.ts';
import { oracleGraph } from './oracle-graph.ts';
import { ownGraph } from './own-graph.ts';
import { type Files, withRepository } from './sample-repository.ts';

interface Result extends Comparison {
  /** `src/a.ts -> src/b.ts: run-time`, sorted. */
  edges: string[];
  /** `src/a.ts -> src/b.ts: reason`, sorted. */
  explained: string[];
  /** `from -> to` of what dependency-cruiser itself calls circular. */
  circular: string[];
  /** Modules of our cycles. */
  cyclic: string[][];
}

async function comparison(files: Files): Promise<Result> {
  return withRepository({ 'package.json': '{"name":"sample"}', ...files }, async (root) => {
    const own = await ownGraph(root);
    const oracle = await oracleGraph(own.root, [...own.modules.keys()]);
    const compared = compareGraphs(own, oracle);
    return {
      ...compared,
      edges: own.graph.edges.map(({ from, to, kind }) => `${from} -> ${to}: ${kind}`).sort(),
      explained: compared.differences.map(({ from, to, reason }) => `${from} -> ${to}: ${reason}`).sort(),
      circular: oracle.edges.filter(({ circular }) => circular).map(({ from, to }) => `${from} -> ${to}`),
      cyclic: own.graph.cycles.map(({ modules }) => modules),
    };
  });
}

describe('the module graph against dependency-cruiser', () => {
  it('agrees on what TypeScript erases', async () => {
    const { edges, explained } = await comparison({
      'tsconfig.json': '{"compilerOptions":{"module":"nodenext","target":"es2022"}}',
      'src/types.ts': 'export interface Shape { a: string }\nexport type Name = string;\nexport const value = 1;',
      'src/only-types.ts': 'export interface Order { id: string }',
      'src/type-keyword.ts': "import type { Shape } from './types.js';\nexport const of = (s: Shape) => s.a;",
      'src/inline-type.ts':
        "import { type Shape, type Name } from './types.js';\nexport const n = (s: Shape): Name => s.a;",
      'src/used-as-type.ts': "import { Shape } from './types.js';\nexport const of = (s: Shape) => s.a;",
      'src/unused.ts': "import { value } from './types.js';\nexport const one = 1;",
      'src/mixed.ts': "import { type Shape, value } from './types.js';\nexport const of = (s: Shape) => s.a + value;",
      'src/namespace-types.ts': "import * as all from './types.js';\nexport const of = (s: all.Shape) => s.a;",
      'src/type-query.ts': "import { value } from './types.js';\nexport const copy: typeof value = 1;",
      'src/side-effect.ts': "import './types.js';\nexport {};",
      'src/import-type.ts': "export const of = (s: import('./types.js').Shape) => s.a;",
      'src/assertion.ts': "import { Shape, value } from './types.js';\nexport const of = <Shape>{ a: String(value) };",
    });
    expect(edges).toEqual([
      'src/assertion.ts -> src/types.ts: run-time',
      'src/import-type.ts -> src/types.ts: type',
      'src/inline-type.ts -> src/types.ts: type',
      'src/mixed.ts -> src/types.ts: run-time',
      'src/namespace-types.ts -> src/types.ts: type',
      'src/side-effect.ts -> src/types.ts: run-time',
      'src/type-keyword.ts -> src/types.ts: type',
      'src/type-query.ts -> src/types.ts: type',
      'src/unused.ts -> src/types.ts: type',
      'src/used-as-type.ts -> src/types.ts: type',
    ]);
    expect(explained).toEqual([]);
  });
});
