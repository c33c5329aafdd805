import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Changes } from '../../src/discover/changed-files.ts';
import type { AnyRule, Example } from '../../src/rule/rule.ts';
import { scan, withFiles } from './scan.ts';

/** The difference that git would tell. */
function changesOf({ files, before }: Example): Changes | undefined {
  if (before === undefined) return undefined;
  const changed = Object.entries(files).filter(([path, text]) => before[path] !== text);
  const modified = changed.filter(([path]) => before[path] !== undefined);
  return {
    since: 'main',
    files: new Map(changed.map(([path]) => [path, before[path] === undefined ? 'added' : 'modified'])),
    texts: new Map(modified.map(([path, now]) => [path, { before: before[path] ?? '', now }])),
  };
}

async function keysOf(rule: AnyRule, example: Example): Promise<{ keys: string[]; examined: number }> {
  const [result] = await withFiles(example.files, (root) => scan(root, [rule], changesOf(example)));
  return { keys: (result?.findings ?? []).map((finding) => finding.key).sort(), examined: result?.examined ?? 0 };
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  it.each(rule.examples.good.map((example) => [example.title, example] as const))(
    'accepts: %s',
    async (_title, example) => {
      expect((await keysOf(rule, example)).keys).toEqual([]);
    },
  );

  it.each(rule.examples.bad.map((example) => [example.title, example] as const))(
    'reports: %s',
    async (_title, example) => {
      const { keys, examined } = await keysOf(rule, example);
      if (example.keys) expect(keys).toEqual([...example.keys].sort());
      else expect(keys).toHaveLength(1);
      expect(examined).toBeGreaterThan(0);
    },
  );

  it('has an example of each kind', () => {
    expect(rule.examples.good.length).toBeGreaterThan(0);
    expect(rule.examples.bad.length).toBeGreaterThan(0);
  });
});
