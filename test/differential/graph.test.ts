import { fileURLToPath } from 'node:url';
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

  it('agrees on CommonJS, folders with an index, and what is loaded late', async () => {
    const { edges, explained } = await comparison({
      'index.js': "const { list } = require('./lib');\nmodule.exports = { list, later: () => require('./lib/late') };",
      'lib/index.js': "exports.list = require('./list.js');\nmodule.exports.more = require('./more').more;",
      'lib/list.js': 'module.exports = [];',
      'lib/more.js': 'exports.more = 1;',
      'lib/late.js': "module.exports = import('./esm.mjs');",
      'lib/esm.mjs': "export * from './list.js';\nexport { more } from './more.js';",
    });
    expect(edges).toEqual([
      'index.js -> lib/index.js: run-time',
      'index.js -> lib/late.js: lazy',
      'lib/esm.mjs -> lib/list.js: run-time',
      'lib/esm.mjs -> lib/more.js: run-time',
      'lib/index.js -> lib/list.js: run-time',
      'lib/index.js -> lib/more.js: run-time',
      'lib/late.js -> lib/esm.mjs: lazy',
    ]);
    expect(explained).toEqual(['index.js -> lib/late.js: require-in-function']);
  });

  it('agrees on paths of the compiler, imports of the package and names written with .js', async () => {
    const { edges, explained } = await comparison({
      'package.json': '{"name":"sample","type":"module","imports":{"#db":"./src/db/client.ts"}}',
      'tsconfig.json':
        '{"compilerOptions":{"module":"esnext","moduleResolution":"bundler","baseUrl":".","paths":{"@/*":["src/*"]}}}',
      'src/app.ts':
        "import { db } from '#db';\nimport { log } from '@/log';\nimport { run } from './run.js';\nrun(db, log);",
      'src/run.ts': 'export const run = (...all: unknown[]) => all;',
      'src/log/index.ts': 'export const log = console;',
      'src/db/client.ts': 'export const db = {};',
    });
    expect(edges).toEqual([
      'src/app.ts -> src/db/client.ts: run-time',
      'src/app.ts -> src/log/index.ts: run-time',
      'src/app.ts -> src/run.ts: run-time',
    ]);
    expect(explained).toEqual([]);
  });

  it('finds a package of the workspace that is not installed', async () => {
    const { edges, explained } = await comparison({
      'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
      'packages/core/package.json': '{"name":"@acme/core","main":"dist/index.js"}',
      'packages/core/src/index.ts': 'export const core = 1;',
      'packages/api/package.json': '{"name":"@acme/api","dependencies":{"@acme/core":"*"}}',
      'packages/api/src/index.ts': "import { core } from '@acme/core';\nexport const api = core;",
    });
    expect(edges).toEqual(['packages/api/src/index.ts -> packages/core/src/index.ts: run-time']);
    expect(explained).toEqual(['packages/api/src/index.ts -> packages/core/src/index.ts: workspace-not-installed']);
  });

  it('agrees on what is circular when everything is loaded', async () => {
    const { cycles, circular, cyclic } = await comparison({
      'a.js': "require('./b');",
      'b.js': "require('./c');",
      'c.js': "require('./a');\nrequire('./d');",
      'd.js': 'module.exports = 1;',
    });
    expect(cyclic).toEqual([['a.js', 'b.js', 'c.js']]);
    expect(circular).toEqual(['a.js -> b.js', 'b.js -> c.js', 'c.js -> a.js']);
    expect(cycles).toEqual({ equal: 1, onlyOwn: [], onlyOracle: [] });
  });

  it.each(['notes-fastify', 'orders-api', 'shop-nest'])('has no difference without a reason on %s', async (name) => {
    const own = await ownGraph(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)));
    const compared = compareGraphs(own, await oracleGraph(own.root, [...own.modules.keys()]));
    expect(own.modules.size).toBeGreaterThan(0);
    expect(compared.differences.filter(({ reason }) => reason === undefined)).toEqual([]);
    expect(compared.cycles).toMatchObject({ onlyOwn: [], onlyOracle: [] });
  });
});
