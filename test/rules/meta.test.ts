import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';

const folder = fileURLToPath(new URL('../../rules', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.includes('/') && path.endsWith('.ts'),
);

describe('the rule set', () => {
  it('has one file per rule, named after it', () => {
    const named = files.map((path) => path.replace(/^.*\//, '').replace(/\.ts$/, '')).sort();
    expect(named).toEqual(rules.map((rule) => rule.id).sort());
  });

  it('says why, how to mend it and what it cannot see', () => {
    for (const rule of rules) {
      expect(rule.why.length, rule.id).toBeGreaterThan(60);
      expect(rule.fix.length, rule.id).toBeGreaterThan(20);
      expect(rule.cannotDetect.length, rule.id).toBeGreaterThan(0);
    }
  });

  it('fails by default only where precision is high', () => {
    const careless = rules
      .filter((rule) => rule.severity === 'error' && rule.precision !== 'high')
      .map((rule) => rule.id);
    expect(careless).toEqual([]);
  });
});
