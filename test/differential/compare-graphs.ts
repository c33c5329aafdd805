import { explain, type Reason } from './explain-difference.ts';
import type { OracleEdge, OracleGraph } from './oracle-graph.ts';
import type { OwnGraph } from './own-graph.ts';
import { mutuallyReachable } from './reachability.ts';

/** An import between two modules, joined over every statement that makes it. */
export interface OwnEdge {
  from: string;
  to: string;
  kinds: ReadonlySet<string>;
  specifiers: ReadonlySet<string>;
}

/** `missing`: only dependency-cruiser has it; `surplus`: only we do; the others: both have it, of another kind. */
export type DifferenceKind = 'missing' | 'surplus' | 'erased' | 'kept' | 'loading';

export interface Difference {
  kind: DifferenceKind;
  from: string;
  to: string;
  own: OwnEdge | undefined;
  oracle: OracleEdge | undefined;
  reason: Reason | undefined;
}

export interface Comparison {
  /** Edges between code files that both have, of the same kind. */
  equal: number;
  differences: Difference[];
  /** Components that only one of the two has, over what is left after compilation; each as its sorted modules. */
  cycles: { equal: number; onlyOwn: string[][]; onlyOracle: string[][] };
}

/** Holds the two graphs of one repository against each other. */
export function compareGraphs(own: OwnGraph, oracle: OracleGraph): Comparison {
  const mine = joinedEdges(own);
  const theirs = new Map(oracle.edges.map((edge) => [keyOf(edge), edge]));
  const raw: Omit<Difference, 'reason'>[] = [];
  let equal = 0;
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const pair = { own: mine.get(key), oracle: theirs.get(key) };
    const kind = differenceOf(pair.own, pair.oracle);
    const ends = (pair.own ?? pair.oracle) as { from: string; to: string };
    if (kind) raw.push({ kind, from: ends.from, to: ends.to, ...pair });
    else equal += 1;
  }
  return { equal, differences: explain(raw, own, oracle), cycles: compareCycles(own, [...mine.values()], oracle) };
}

const keyOf = ({ from, to }: { from: string; to: string }): string => `${from} -> ${to}`;

function joinedEdges({ graph }: OwnGraph): Map<string, OwnEdge> {
  const joined = new Map<string, OwnEdge & { kinds: Set<string>; specifiers: Set<string> }>();
  for (const { from, to, kind, specifier } of graph.edges) {
    const key = keyOf({ from, to });
    const edge = joined.get(key) ?? { from, to, kinds: new Set(), specifiers: new Set() };
    edge.kinds.add(kind);
    edge.specifiers.add(specifier);
    joined.set(key, edge);
  }
  return joined;
}

function differenceOf(own: OwnEdge | undefined, oracle: OracleEdge | undefined): DifferenceKind | undefined {
  if (!own) return 'missing';
  if (!oracle) return 'surplus';
  const compiled = isCompiled(own);
  if (compiled !== oracle.compiled) return compiled ? 'kept' : 'erased';
  return compiled && isLazy(own) !== isDynamic(oracle) ? 'loading' : undefined;
}

const isCompiled = ({ kinds }: OwnEdge): boolean => kinds.size > 1 || !kinds.has('type');
const isLazy = ({ kinds }: OwnEdge): boolean => kinds.has('lazy') && !kinds.has('run-time') && !kinds.has('deferred');

/** Loaded by `import()` and not, besides, by a statement that is left after compilation. */
function isDynamic({ types }: OracleEdge): boolean {
  if (!types.has('dynamic-import')) return false;
  return types.has('type-only') || !(types.has('import') || types.has('export'));
}

function compareCycles(own: OwnGraph, mine: OwnEdge[], oracle: OracleGraph): Comparison['cycles'] {
  const theirs = oracle.edges.filter(({ compiled, from, to }) => compiled && from !== to && own.modules.has(to));
  const ownComponents = mutuallyReachable(mine.filter((edge) => isCompiled(edge) && edge.from !== edge.to));
  const oracleComponents = mutuallyReachable(theirs);
  const named = (components: string[][]) => new Map(components.map((component) => [component.join('\n'), component]));
  const [left, right] = [named(ownComponents), named(oracleComponents)];
  return {
    equal: [...left.keys()].filter((name) => right.has(name)).length,
    onlyOwn: [...left].filter(([name]) => !right.has(name)).map(([, component]) => component),
    onlyOracle: [...right].filter(([name]) => !left.has(name)).map(([, component]) => component),
  };
}
