import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult, type IDependency } from 'dependency-cruiser';
import { governingConfig, lacksBase, parsedConfig } from './compiler-configs.ts';

/** An import between two files, joined over every statement that makes it. */
export interface OracleEdge {
  from: string;
  to: string;
  /** Left after compilation. */
  compiled: boolean;
  /** As dependency-cruiser says it: `import`, `type-only`, `require`, … */
  types: ReadonlySet<string>;
  /** It closes a cycle of what is left after compilation, among the files under the same compiler configuration. */
  circular: boolean;
}

export interface OracleGraph {
  edges: OracleEdge[];
  /** `from specifier` of what it could not resolve. */
  unresolved: ReadonlySet<string>;
  /** Compiler configurations that extend what is not installed; they were taken without it. */
  repaired: string[];
}

/** What the `--init` of dependency-cruiser writes into a configuration. */
const RESOLVE = {
  exportsFields: ['exports'],
  conditionNames: ['import', 'require', 'node', 'default', 'types'],
  mainFields: ['module', 'main', 'types', 'typings'],
};
/** Where no bare specifier is found. */
const NOWHERE = '/nowhere';

type Found = IDependency & { from: string };

/**
 * The module graph as dependency-cruiser sees it: each file under the compiler configuration that governs it, once after
 * compilation and once as written. `files` are relative to the root; it looks at these and at no others.
 */
export async function oracleGraph(root: string, files: string[]): Promise<OracleGraph> {
  const found: { item: Found; compiled: boolean }[] = [];
  const repaired: string[] = [];
  for (const [config, group] of byConfig(root, files)) {
    if (config !== undefined && lacksBase(config)) repaired.push(config);
    const prepared = prepare(config);
    try {
      for (const compiled of [true, false]) {
        const items = await run(root, group, prepared, compiled);
        found.push(...items.map((item) => ({ item, compiled })));
      }
    } finally {
      prepared.cleanUp();
    }
  }
  return { ...joined(found), repaired };
}

function byConfig(root: string, files: string[]): Map<string | undefined, string[]> {
  const groups = new Map<string | undefined, string[]>();
  for (const file of files) {
    const config = governingConfig(root, join(root, file));
    const group = groups.get(config);
    if (group) group.push(file);
    else groups.set(config, [file]);
  }
  return groups;
}

interface Prepared {
  fileName?: string;
  options?: unknown;
  cleanUp: () => void;
}

/**
 * A flattened copy of a configuration: dependency-cruiser would stop at a base that is not installed, and would take `paths`
 * without a `baseUrl` from the working directory.
 */
function prepare(config: string | undefined): Prepared {
  if (config === undefined) return { cleanUp: () => undefined };
  const { options } = parsedConfig(config);
  const from = String(options.baseUrl ?? options.pathsBasePath ?? dirname(config));
  const paths = Object.entries(options.paths ?? {}).map(([name, to]) => [name, to.map((one) => resolve(from, one))]);
  const compilerOptions = { baseUrl: options.baseUrl ?? NOWHERE, paths: Object.fromEntries(paths) };
  const folder = mkdtempSync(join(tmpdir(), 'compare-graph-'));
  const fileName = join(folder, 'tsconfig.json');
  writeFileSync(fileName, JSON.stringify({ compilerOptions, files: [] }));
  return { fileName, options, cleanUp: () => rmSync(folder, { recursive: true }) };
}

async function run(root: string, files: string[], prepared: Prepared, compiled: boolean): Promise<Found[]> {
  const { fileName, options } = prepared;
  const { output } = await cruise(
    files.map(asGlob),
    {
      baseDir: root,
      doNotFollow: { path: '.*' },
      tsPreCompilationDeps: compiled ? false : 'specify',
      combinedDependencies: true,
      enhancedResolveOptions: RESOLVE,
      ...(fileName !== undefined && { tsConfig: { fileName } }),
    },
    undefined,
    options === undefined ? {} : { tsConfig: { options } },
  );
  const { modules } = output as ICruiseResult;
  const wanted = new Set(files);
  return modules
    .filter(({ source }) => wanted.has(source))
    .flatMap(({ source, dependencies }) => dependencies.map((item) => ({ ...item, from: source })));
}

/** dependency-cruiser reads names such as `[id].ts` as patterns; `?` stands for what would mean something else in one. */
const asGlob = (file: string): string => file.replaceAll(/[()[\]{}!*+]/g, '?');

function joined(found: { item: Found; compiled: boolean }[]): Omit<OracleGraph, 'repaired'> {
  const edges = new Map<string, OracleEdge & { types: Set<string> }>();
  const unresolved = new Set<string>();
  for (const { item, compiled } of found) {
    if (item.coreModule) continue;
    if (item.couldNotResolve) unresolved.add(`${item.from} ${item.module}`);
    else {
      const key = `${item.from} ${item.resolved}`;
      const edge = edges.get(key) ?? {
        from: item.from,
        to: item.resolved,
        compiled: false,
        types: new Set(),
        circular: false,
      };
      edges.set(key, edge);
      edge.compiled ||= compiled;
      edge.circular ||= compiled && item.circular;
      for (const type of item.dependencyTypes) edge.types.add(type);
    }
  }
  return { edges: [...edges.values()], unresolved };
}
