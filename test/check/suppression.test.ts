import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { Directive } from '../../src/parse/typescript/code-facts.ts';
import { sampleModel } from './sample-model.ts';
import { sampleRule, subject } from './sample-rule.ts';

const directive = (scope: Directive['scope'], line: number, rules = ['long-module'], reason = 'agreed'): Directive => ({
  scope,
  rules,
  reason,
  at: { line, column: 1, endLine: line },
});

/** Runs one rule that complains about line 5 of `a.ts`; answers findings by rule, and the reasons of what is silenced. */
function run(directives: Directive[], off = false) {
  const rule = sampleRule({ params: {}, subjects: () => [subject('a.ts', 5)] });
  const rules = { 'long-module': { severity: off ? ('off' as const) : undefined, params: {} } };
  const results = check(sampleModel({ 'a.ts': directives }), [rule], { rules, bindings: {} });
  return {
    found: results.flatMap(({ findings }) => findings.map(({ rule, at }) => `${rule}:${at.line}`)),
    reasons: results.flatMap(({ suppressed }) => suppressed.map(({ reason }) => reason)),
  };
}

describe('a suppression comment', () => {
  it.each([
    ['on the line above', directive('next-line', 4)],
    ['on the line itself', directive('line', 5)],
    ['for the file', directive('file', 1)],
  ])('%s silences the finding and keeps the reason', (_, comment) => {
    expect(run([comment])).toEqual({ found: [], reasons: ['agreed'] });
  });

  it('reaches over other suppression comments to the code below them', () => {
    const other = directive('next-line', 4, ['long-module']);
    expect(run([directive('next-line', 3, ['unused-suppression']), other]).reasons).toEqual(['agreed']);
    expect(run([directive('next-line', 3), directive('next-line', 4, ['nope'])]).reasons).toEqual(['agreed']);
  });

  it('is reported when it silences nothing', () => {
    expect(run([directive('next-line', 5)]).found).toEqual(['long-module:5', 'unused-suppression:5']);
  });

  it('is not called unused when its rule did not run', () => {
    expect(run([directive('next-line', 5)], true).found).toEqual([]);
  });

  it('is reported when it names an unknown rule or none', () => {
    expect(run([directive('line', 9, ['long-modul']), directive('line', 8, [])]).found).toEqual([
      'long-module:5',
      'invalid-suppression:8',
      'invalid-suppression:9',
    ]);
  });

  it('silences without a reason, but is reported', () => {
    expect(run([directive('line', 5, ['long-module'], '')])).toEqual({
      found: ['unexplained-suppression:5'],
      reasons: [''],
    });
  });
});
