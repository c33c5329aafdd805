import { defineRule, type Parameters, type Rule, type Subject } from '../../src/rule/index.ts';

/** A rule with every field, of which a test replaces those it is about. */
export const sampleRule = <P extends Parameters>(
  parts: Partial<Omit<Rule<Subject, P>, 'params'>> & { params: P },
): Rule<Subject, P> =>
  defineRule<Subject, P>({
    id: 'long-module',
    summary: 'A module is long',
    why: 'Long modules are hard to read.',
    fix: 'Split it.',
    severity: 'warning',
    precision: 'high',
    cannotDetect: [],
    examples: { good: [], bad: [] },
    subjects: ({ modules }) => modules.map(({ path }) => subject(path, 1)),
    check: ({ key }) => ({ message: `${key} is long` }),
    ...parts,
  });

export const subject = (path: string, line: number, key = path): Subject => ({
  key,
  at: { path, line, column: 1, endLine: line },
});
