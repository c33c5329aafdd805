import { describe, expect, it } from 'vitest';
import { applyRoles } from '../../src/config/apply-roles.ts';
import { closestName, proposal } from '../../src/config/closest-name.ts';
import { defaultConfig, type ResolvedConfig } from '../../src/config/config.ts';
import { idleSettings } from '../../src/config/idle-settings.ts';
import { validateRuleSettings } from '../../src/config/validate-rule-settings.ts';
import type { Discovery } from '../../src/discover/index.ts';
import { sampleRule } from '../check/sample-rule.ts';

const config = (parts: Partial<ResolvedConfig>): ResolvedConfig => ({ ...defaultConfig(), ...parts });
const discovery: Discovery = {
  root: '/repository',
  files: ['src/a.ts', 'tools/.hidden/run.ts'].map((path) => ({
    path,
    kind: 'code',
    role: 'source',
    text: '',
    size: 0,
  })),
  skipped: [{ path: 'legacy', reason: 'ignored' }],
  unknowns: [],
};

describe('settings of rules', () => {
  const rules = [
    sampleRule({ params: { lines: { description: '', default: 10 }, names: { description: '', default: ['a'] } } }),
  ];
  const problem = (settings: ResolvedConfig['rules']) => {
    const origins = { 'rules.x': 'lintel.config.ts' };
    return () => validateRuleSettings(config({ rules: settings, origins }), rules, ['unused-suppression']);
  };
  const setting = (params: Record<string, unknown>) => ({ severity: undefined, params });

  it('may be severity and parameters of known rules', () => {
    expect(
      problem({ 'long-module': setting({ lines: 3, names: [] }), 'unused-suppression': setting({}) }),
    ).not.toThrow();
  });

  it.each([
    [{ 'long-modul': setting({}) }, 'rules.long-modul: there is no such rule. Did you mean long-module?'],
    [
      { 'long-module': setting({ line: 3 }) },
      'rules.long-module.line: the rule has no such parameter. Did you mean lines?',
    ],
    [{ 'long-module': setting({ lines: '3' }) }, 'rules.long-module.lines must be a number, like its default 10.'],
    [{ 'long-module': setting({ names: 'a' }) }, 'rules.long-module.names must be a list, like its default ["a"].'],
    [{ 'unused-suppression': setting({ a: 1 }) }, 'rules.unused-suppression.a: the rule has no such parameter.'],
  ])('%j are refused', (settings, message) => expect(problem(settings)).toThrow(`lintel.config.ts: ${message}`));
});

describe('patterns', () => {
  it('give files their roles, the last pattern that matches deciding', () => {
    const roles = [
      { pattern: 'tools/**', role: 'test' as const },
      { pattern: '**/run.ts', role: 'script' as const },
    ];
    expect(applyRoles(discovery, config({ roles })).files.map(({ role }) => role)).toEqual(['source', 'script']);
  });

  it('are reported when they match nothing', () => {
    const idle = config({
      ignore: ['legacy/', '/legacy', 'lagacy/', '!src/a.ts', '!src/b.ts'],
      roles: [
        { pattern: 'tools/**', role: 'script' },
        { pattern: 'tool/**', role: 'script' },
      ],
      layers: [{ name: 'web', modules: ['src/*.ts', 'web/**'], mayDependOn: undefined }],
      origins: { ignore: 'x.json', 'roles.tool/**': 'x.json', 'layers.web': 'x.json' },
    });
    expect(idleSettings(idle, discovery).map(({ message }) => message)).toEqual([
      'x.json: ignore: the pattern lagacy/ matches nothing.',
      'x.json: ignore: the pattern !src/b.ts matches nothing.',
      'x.json: roles: the pattern tool/** matches nothing.',
      'x.json: layers.web.modules: the pattern web/** matches nothing.',
    ]);
  });
});

describe('a name that is not known', () => {
  it('is answered with the nearest one, when one is near', () => {
    expect(closestName('circular-dependancy', ['layer-violation', 'circular-dependency'])).toBe('circular-dependency');
    expect(closestName('Zebra', ['layer-violation'])).toBeUndefined();
  });
  it('is answered with what there is otherwise', () => {
    expect(proposal('zebra', ['alpha', 'beta'])).toBe('Known are alpha, beta.');
    expect(proposal('zebra', [])).toBe('None is defined.');
  });
});
