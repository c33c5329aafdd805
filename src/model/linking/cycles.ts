import type { Cycle, EdgeKind, ImportEdge } from '../repo-model.ts';

type Adjacency = Map<string, ImportEdge[]>;
const WEAKNESS: Record<Exclude<EdgeKind, 'type'>, number> = { 'run-time': 0, deferred: 1, lazy: 2 };
const KINDS: Exclude<EdgeKind, 'type'>[] = ['run-time', 'deferred', 'lazy'];

/**
 * Cycles of the import graph: one per strongly connected component, each with a shortest witness. Components that
 * run-time edges alone make come first; deferred and lazy edges can only add components around or beside them.
 */
export function findCycles(edges: ImportEdge[]): Cycle[] {
  const cycles: Cycle[] = [];
  const inStronger = new Set<string>();
  for (const kind of KINDS) {
    const allowed = edges.filter(
      (edge) => edge.kind !== 'type' && WEAKNESS[edge.kind] <= WEAKNESS[kind] && edge.from !== edge.to,
    );
    const adjacency = adjacencyOf(allowed);
    for (const component of components(adjacency)) {
      if (component.every((module) => inStronger.has(module))) continue;
      if (component.some((module) => inStronger.has(module))) continue;
      for (const module of component) inStronger.add(module);
      cycles.push(describe(component, adjacency, kind));
    }
  }
  cycles.push(...edges.filter((edge) => edge.kind !== 'type' && edge.from === edge.to).map(selfCycle));
  return cycles.sort((a, b) => (a.modules[0] ?? '').localeCompare(b.modules[0] ?? ''));
}

const selfCycle = (edge: ImportEdge): Cycle => ({
  modules: [edge.from],
  witness: [edge],
  cut: edge,
  left: 0,
  kind: edge.kind === 'type' ? 'run-time' : edge.kind,
});

function adjacencyOf(edges: ImportEdge[]): Adjacency {
  const adjacency: Adjacency = new Map();
  for (const edge of edges) {
    const from = adjacency.get(edge.from);
    if (!from) adjacency.set(edge.from, [edge]);
    else if (!from.some((known) => known.to === edge.to)) from.push(edge);
  }
  return adjacency;
}

/** Tarjan's algorithm, iterative so that deep graphs do not exhaust the stack. Components of two or more modules. */
export function components(adjacency: Adjacency): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const found: string[][] = [];
  const open = (node: string): { node: string; next: number } => {
    index.set(node, index.size);
    low.set(node, index.get(node) as number);
    stack.push(node);
    onStack.add(node);
    return { node, next: 0 };
  };
  for (const root of adjacency.keys()) {
    if (index.has(root)) continue;
    const frames = [open(root)];
    while (frames.length > 0) {
      const frame = frames[frames.length - 1] as { node: string; next: number };
      const target = adjacency.get(frame.node)?.[frame.next++]?.to;
      if (target !== undefined) {
        if (!index.has(target)) frames.push(open(target));
        else if (onStack.has(target)) lower(low, frame.node, index.get(target) as number);
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1];
      if (parent) lower(low, parent.node, low.get(frame.node) as number);
      if (low.get(frame.node) === index.get(frame.node)) found.push(close(frame.node, stack, onStack));
    }
  }
  return found.filter((component) => component.length > 1);
}

function lower(low: Map<string, number>, node: string, value: number): void {
  if (value < (low.get(node) as number)) low.set(node, value);
}

function close(root: string, stack: string[], onStack: Set<string>): string[] {
  const component: string[] = [];
  for (;;) {
    const node = stack.pop() as string;
    onStack.delete(node);
    component.push(node);
    if (node === root) return component;
  }
}

function describe(component: string[], adjacency: Adjacency, kind: Cycle['kind']): Cycle {
  const members = new Set(component);
  const inside: Adjacency = new Map(
    component.map((module) => [module, (adjacency.get(module) ?? []).filter((edge) => members.has(edge.to))]),
  );
  const modules = [...component].sort();
  const witness = shortestCycle(modules, inside);
  return { modules, witness, ...edgeToCut(witness, inside), kind };
}

/** Shortest cycle of the component, by breadth-first search from each of its first 64 modules. */
function shortestCycle(modules: string[], inside: Adjacency): ImportEdge[] {
  let best: ImportEdge[] = [];
  for (const start of modules.slice(0, 64)) {
    const path = pathBack(start, inside, best.length || Number.POSITIVE_INFINITY);
    if (path && (best.length === 0 || path.length < best.length)) best = path;
    if (best.length === 2) break;
  }
  return best;
}

function pathBack(start: string, inside: Adjacency, limit: number): ImportEdge[] | undefined {
  const cameBy = new Map<string, ImportEdge>();
  let frontier = [start];
  for (let depth = 1; frontier.length > 0 && depth < limit; depth += 1) {
    const next: string[] = [];
    for (const node of frontier) {
      for (const edge of inside.get(node) ?? []) {
        if (edge.to === start) return unwind(start, edge, cameBy);
        if (cameBy.has(edge.to)) continue;
        cameBy.set(edge.to, edge);
        next.push(edge.to);
      }
    }
    frontier = next;
  }
  return undefined;
}

function unwind(start: string, last: ImportEdge, cameBy: Map<string, ImportEdge>): ImportEdge[] {
  const path = [last];
  for (let at = last.from; at !== start; ) {
    const edge = cameBy.get(at) as ImportEdge;
    path.unshift(edge);
    at = edge.from;
  }
  return path;
}

/**
 * Of the witness's edges, the one whose removal leaves the fewest modules in circles; among equals not one that only passes
 * names on, and then the one that leads to the module with the most imports inside the component: importing what is built on
 * many others back is what closes such circles.
 */
function edgeToCut(witness: ImportEdge[], inside: Adjacency): Pick<Cycle, 'cut' | 'left'> {
  const scored = witness.map((edge) => ({
    edge,
    left: leftWithout(edge, inside),
    passesOn: edge.reexport ? 1 : 0,
    fanOut: inside.get(edge.to)?.length ?? 0,
  }));
  scored.sort((a, b) => a.left - b.left || a.passesOn - b.passesOn || b.fanOut - a.fanOut);
  const [{ edge, left }] = scored as [(typeof scored)[number]];
  return { cut: edge, left };
}

function leftWithout(edge: ImportEdge, inside: Adjacency): number {
  const others = (inside.get(edge.from) ?? []).filter((other) => other.to !== edge.to);
  const without: Adjacency = new Map([...inside, [edge.from, others]]);
  return components(without).reduce((sum, component) => sum + component.length, 0);
}
