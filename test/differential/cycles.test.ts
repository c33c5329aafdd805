import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { components, findCycles } from '../../src/model/linking/cycles.ts';
import type { ImportEdge } from '../../src/model/repo-model.ts';

const at = { line: 1, column: 1, endLine: 1 };
const edge = (from: number, to: number): ImportEdge => ({
  from: `m${from}`,
  to: `m${to}`,
  kind: 'run-time',
  specifier: `./m${to}`,
  at,
});
const graphs = fc
  .array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 })
  .map((pairs) => pairs.filter(([a, b]) => a !== b).map(([a, b]) => edge(a, b)));

function reaches(edges: ImportEdge[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of edges.filter((item) => item.from === node)) {
      if (next.to === to) return true;
      if (!seen.has(next.to)) queue.push(next.to);
      seen.add(next.to);
    }
  }
  return false;
}

describe('cycles', () => {
  it('are the groups whose members all reach each other', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const byFrom = new Map<string, ImportEdge[]>();
        for (const item of edges) byFrom.set(item.from, [...(byFrom.get(item.from) ?? []), item]);
        const groups = components(byFrom);
        const together = (a: string, b: string): boolean =>
          groups.some((group) => group.includes(a) && group.includes(b));
        const nodes = [...new Set(edges.flatMap((item) => [item.from, item.to]))];
        for (const a of nodes)
          for (const b of nodes) if (a !== b) expect(together(a, b)).toBe(reaches(edges, a, b) && reaches(edges, b, a));
      }),
    );
  });

  it('have a witness that closes inside the group, and an edge to cut that is part of it', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        for (const { witness, modules, cut } of findCycles(edges)) {
          witness.forEach((item, index) => {
            expect(item.to).toBe(witness[(index + 1) % witness.length]?.from);
            expect(modules).toContain(item.from);
          });
          expect(witness).toContain(cut);
        }
      }),
    );
  });

  it('name a cut that mends most, and how many modules it leaves in circles', () => {
    const passesOn: ImportEdge = { ...edge(1, 2), reexport: true };
    const [pair] = findCycles([passesOn, edge(2, 1)]);
    expect(pair).toMatchObject({ cut: { from: 'm2', to: 'm1' }, left: 0 });
    const [group] = findCycles([edge(1, 2), edge(2, 1), edge(2, 3), edge(3, 2)]);
    expect(group).toMatchObject({ modules: ['m1', 'm2', 'm3'], left: 2 });
  });
});
