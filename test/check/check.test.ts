import { describe, expect, it } from 'vitest';
import { type CheckSettings, check } from '../../src/check/check.ts';
import type { RuleResult } from '../../src/check/finding.ts';
import { sampleModel } from './sample-model.ts';
import { sampleRule, subject } from './sample-rule.ts';

const settings = (parts: Partial<CheckSettings> = {}): CheckSettings => ({ rules: {}, bindings: {}, ...parts });
const of = (results: RuleResult[], rule: string): RuleResult => {
  const result = results.find((candidate) => candidate.rule === rule);
  if (!result) throw new Error(`${rule} has no result`);
  return result;
};
const model = sampleModel({ 'src/a.ts': [], 'src/b.ts': [] });

describe('rules and their settings', () => {
  const plain = sampleRule({ params: {} });

  it('counts what was examined and reports what was found, with the controls that rest on the rule', () => {
    const bindings = { 'long-module': { controls: ['ARC-07'], params: {} } };
    const result = of(check(model, [plain], settings({ bindings })), 'long-module');
    expect(result.examined).toBe(2);
    expect(result.findings.map(({ key, severity, controls, fix }) => [key, severity, controls, fix])).toEqual([
      ['src/a.ts', 'warning', ['ARC-07'], 'Split it.'],
      ['src/b.ts', 'warning', ['ARC-07'], 'Split it.'],
    ]);
  });

  it('gives a rule its default parameters, replaced by the guideline and then by the configuration', () => {
    const seen: unknown[] = [];
    const rule = sampleRule({
      params: { lines: { description: '', default: 1 }, files: { description: '', default: 2 } },
      check: (_, params) => void seen.push({ ...params }),
    });
    const bindings = { 'long-module': { controls: [], params: { lines: 10, files: 20 } } };
    const rules = { 'long-module': { severity: undefined, params: { lines: 100 } } };
    check(sampleModel({ 'a.ts': [] }), [rule], settings({ bindings, rules }));
    check(sampleModel({ 'a.ts': [] }), [rule], settings());
    expect(seen).toEqual([
      { lines: 100, files: 20 },
      { lines: 1, files: 2 },
    ]);
  });

  it('lets one case weigh differently, and the configuration over both', () => {
    const rule = sampleRule({ params: {}, check: () => ({ message: 'm', severity: 'info' }) });
    const [own] = of(check(model, [rule], settings()), 'long-module').findings;
    const rules = { 'long-module': { severity: 'error' as const, params: {} } };
    const [configured] = of(check(model, [rule], settings({ rules })), 'long-module').findings;
    expect([own?.severity, configured?.severity]).toEqual(['info', 'error']);
  });

  it('leaves out rules that are off, unless they are asked for by name', () => {
    const rules = { 'long-module': { severity: 'off' as const, params: {} } };
    expect(check(model, [plain], settings({ rules })).map(({ rule }) => rule)).not.toContain('long-module');
    const asked = check(
      model,
      [plain, sampleRule({ id: 'other', params: {} })],
      settings({ rules, only: ['long-module'] }),
    );
    expect(asked.map(({ rule, findings }) => [rule, findings.length])).toEqual([['long-module', 2]]);
  });

  it('orders findings by path, line and key, whatever order the rule walked in', () => {
    const subjects = () => [subject('b.ts', 1), subject('a.ts', 9), subject('a.ts', 2, 'z'), subject('a.ts', 2, 'y')];
    const { findings } = of(check(model, [sampleRule({ params: {}, subjects })], settings()), 'long-module');
    expect(findings.map(({ at, key }) => `${at.path}:${at.line} ${key}`)).toEqual([
      'a.ts:2 y',
      'a.ts:2 z',
      'a.ts:9 a.ts',
      'b.ts:1 b.ts',
    ]);
  });
});

describe('a rule that throws', () => {
  const broken = sampleRule({
    params: {},
    check({ key }) {
      if (key === 'src/a.ts') throw new TypeError('x is undefined');
      return { message: 'long' };
    },
  });

  it('keeps its other findings, says where it failed and does not count that subject as examined', () => {
    const result = of(check(model, [broken], settings()), 'long-module');
    expect(result.findings.map(({ key }) => key)).toEqual(['src/b.ts']);
    expect(result.examined).toBe(1);
    expect(result.failures).toMatchObject([{ subject: 'src/a.ts', message: 'x is undefined' }]);
    expect(result.blind).toEqual(['the rule failed by a defect of its own on one subject']);
  });

  it('does not stop the rules after it', () => {
    const rules = [broken, sampleRule({ id: 'other', params: {} })];
    expect(of(check(model, rules, settings()), 'other').findings).toHaveLength(2);
  });

  it('is a failure as well when it cannot list its subjects', () => {
    const rule = sampleRule({
      params: {},
      *subjects() {
        yield subject('a.ts', 1);
        throw new Error('no subjects');
      },
    });
    const result = of(check(model, [rule], settings()), 'long-module');
    expect(result).toMatchObject({ examined: 0, failures: [{ subject: undefined, message: 'no subjects' }] });
  });
});

describe('fingerprints', () => {
  const printsAt = (line: number, id = 'long-module') => {
    const rule = sampleRule({
      id,
      params: {},
      subjects: () => [subject('a.ts', line, 'k'), subject('a.ts', line + 5, 'k')],
    });
    return of(check(model, [rule], settings()), id).findings.map(({ fingerprint }) => fingerprint);
  };

  it('stay the same when lines move', () => expect(printsAt(1)).toEqual(printsAt(70)));
  it('are hex digests, distinct among findings of one key and among rules', () => {
    const prints = [...printsAt(1), ...printsAt(1, 'other')];
    expect(new Set(prints).size).toBe(4);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{64}$/);
  });
});
