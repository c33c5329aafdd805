import { extname } from 'node:path';
import { packageName } from '../../src/model/linking/module-resolver.ts';
import type { Difference, OwnEdge } from './compare-graphs.ts';
import { compiledSpecifiers, compilerTarget } from './compiler-graph.ts';
import type { OracleGraph } from './oracle-graph.ts';
import type { OwnGraph } from './own-graph.ts';

/** Why two graphs differ at an edge; each is a section of `docs/differences-from-dependency-cruiser.md`. */
export type Reason =
  | 'not-code'
  | 'not-scanned'
  | 'not-parsed'
  | 'compiler-erases'
  | 'compiler-keeps'
  | 'compiler-resolves'
  | 'workspace-not-installed'
  | 'built-output'
  | 'source-root'
  | 'require-in-function';

type Unexplained = Omit<Difference, 'reason'>;

/** Finds the reason of each difference. What stays without one is a mistake of one of the two. */
export function explain(differences: Unexplained[], own: OwnGraph, oracle: OracleGraph): Difference[] {
  const disputed = differences.filter(({ kind }) => kind === 'erased' || kind === 'kept');
  const left = compiledSpecifiers(own.root, new Set(disputed.map(({ from }) => from)));
  return differences.map((difference) => ({ ...difference, reason: reasonOf(difference, own, oracle, left) }));
}

function reasonOf(
  difference: Unexplained,
  own: OwnGraph,
  oracle: OracleGraph,
  left: Map<string, Set<string>>,
): Reason | undefined {
  const { kind, from, to } = difference;
  switch (kind) {
    case 'missing':
      return missingReason(difference, own);
    case 'surplus':
      return surplusReason(difference.own as OwnEdge, own, oracle);
    case 'erased':
    case 'kept': {
      const specifiers = [...(difference.own?.specifiers ?? [])];
      const kept = specifiers.some((specifier) => left.get(from)?.has(specifier));
      if (kind === 'erased') return kept ? undefined : 'compiler-erases';
      return kept ? 'compiler-keeps' : undefined;
    }
    case 'loading':
      return difference.oracle?.types.has('require') && own.modules.has(to) ? 'require-in-function' : undefined;
  }
}

const CODE = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);

function missingReason({ from, to }: Unexplained, own: OwnGraph): Reason | undefined {
  if (!CODE.has(extname(to))) return 'not-code';
  if (!own.modules.has(to)) return 'not-scanned';
  if (own.unparsed.has(from)) return 'not-parsed';
  const elsewhere = own.graph.edges.some(
    (edge) => edge.from === from && compilerTarget(own.root, from, edge.specifier) === edge.to && beside(edge.to, to),
  );
  return elsewhere ? 'compiler-resolves' : undefined;
}

/** The same name but for its extension, or as a folder's index. */
const beside = (left: string, right: string): boolean => stem(left) === stem(right);
const stem = (path: string): string => path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');

function surplusReason(edge: OwnEdge, own: OwnGraph, oracle: OracleGraph): Reason | undefined {
  const specifiers = [...edge.specifiers];
  if (specifiers.some((specifier) => compilerTarget(own.root, edge.from, specifier) === edge.to)) {
    return 'compiler-resolves';
  }
  const [specifier = ''] = specifiers.filter((one) => oracle.unresolved.has(`${edge.from} ${one}`));
  if (specifier === '') return undefined;
  const packages = new Set([...own.modules.values()].map((module) => module.package.name));
  if (packages.has(packageName(specifier))) return 'workspace-not-installed';
  if (/(^|\/)(dist|build|lib|out)\//.test(specifier)) return 'built-output';
  return specifier.startsWith('.') ? undefined : 'source-root';
}
