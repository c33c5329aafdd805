/** Directed edges by their ends. */
export type Ends = { from: string; to: string };

/**
 * Strongly connected components by their definition: nodes that reach each other, sorted; components of one node are left
 * out. Quadratic, and so simple that it can judge something faster.
 */
export function mutuallyReachable(edges: Iterable<Ends>): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    next.set(from, (next.get(from) ?? new Set()).add(to));
    if (!next.has(to)) next.set(to, new Set());
  }
  const reached = new Map([...next.keys()].map((node) => [node, reachableFrom(node, next)]));
  const components = new Map<string, string[]>();
  for (const node of next.keys()) {
    const mutual = [...(reached.get(node) ?? [])].filter((other) => other !== node && reached.get(other)?.has(node));
    const component = [node, ...mutual].sort();
    if (component.length > 1) components.set(component.join('\n'), component);
  }
  return [...components.values()];
}

function reachableFrom(start: string, next: Map<string, Set<string>>): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const target of next.get(node) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return reached;
}
