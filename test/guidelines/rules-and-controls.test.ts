import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { GuidelinePack } from '../../src/assess/checklist.ts';
import { controlsOf, loadGuidelines } from '../../src/assess/load-guidelines.ts';
import { generateDocs } from '../../src/report/generate-docs.ts';

let pack: GuidelinePack;
beforeAll(async () => {
  pack = await loadGuidelines();
});

const ruleIds = rules.map(({ id }) => id);

describe('rules and controls', () => {
  it('name each other: a control binds only rules that exist', () => {
    const dangling = pack.controls.flatMap(({ id, checkedBy }) =>
      checkedBy.filter(({ rule }) => !ruleIds.includes(rule)).map(({ rule }) => `${id}: ${rule}`),
    );
    expect(dangling).toEqual([]);
  });

  it('name each other: every rule checks a control', () => {
    expect(ruleIds.filter((id) => controlsOf(pack, id).length === 0)).toEqual([]);
  });

  it('agree on parameters: a control sets only those that the rule declares', () => {
    const unknown = pack.controls.flatMap(({ id, checkedBy }) =>
      checkedBy.flatMap(({ rule, params }) => {
        const declared = Object.keys(rules.find((candidate) => candidate.id === rule)?.params ?? {});
        return Object.keys(params ?? {})
          .filter((name) => !declared.includes(name))
          .map((name) => `${id}: ${rule}.${name}`);
      }),
    );
    expect(unknown).toEqual([]);
  });

  it('are documented: generated documents are up to date', async () => {
    for (const { path, text } of generateDocs(rules, pack)) {
      const current = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
      expect(current === text, `${path} is not up to date; run: node scripts/generate-docs.mjs`).toBe(true);
    }
  });
});
