import { describe, expect, it } from 'vitest';
import { explainControl, explainRule, suggest } from '../../src/report/explain.ts';
import { rulesReadme } from '../../src/report/rules-readme.ts';
import type { AnyRule } from '../../src/rule/rule.ts';
import { control, packOf } from './cases.ts';

const rule: AnyRule = {
  id: 'rule-a',
  summary: 'An order is lost.',
  why: 'Customers | partners notice.',
  fix: 'Keep the order.',
  severity: 'error',
  precision: 'high',
  cannotDetect: ['orders on paper'],
  params: { limit: { description: 'most orders lost', default: 3 } },
  examples: {
    good: [{ title: 'a kept order', files: { 'src/keep.ts': 'keep(order);\n' } }],
    bad: [{ title: 'a dropped order', files: { 'src/drop.ts': 'if (late) {\n  drop(order);\n}\n' } }],
  },
  subjects: () => [],
  check: () => undefined,
};

const checked = control({ id: 'C-01', coverage: 'partial', question: 'And refunds? Look at the till.' });
const unchecked = control({
  id: 'D-01',
  title: 'Doors are shut',
  area: 'two',
  checkedBy: [],
  coverage: 'none',
  question: 'All?',
});
const pack = packOf(checked, unchecked);

describe('explainRule', () => {
  it('tells all that a reader needs, with an example of each kind', () => {
    expect(explainRule(rule, pack)).toBe(`rule-a
  An order is lost.

  severity error, precision high

Why
  Customers | partners notice.

How to mend it
  Keep the order.

Controls
  - C-01 Orders are kept (partial coverage)

Parameters
  - limit (default 3): most orders lost

What it cannot see
  - orders on paper

A violation
  a dropped order

  src/drop.ts
    if (late) {
      drop(order);
    }

No violation
  a kept order

  src/keep.ts
    keep(order);
`);
  });
});

describe('explainControl', () => {
  it('names demand, sources, rules and the open question', () => {
    const page = explainControl(checked, [rule], pack);
    expect(page).toContain('C-01 Orders are kept\n  Every order is kept.\n');
    expect(page).toContain('Demanded by\n  - 000 First document, "Orders"\n');
    expect(page).toContain('Checked by (partial coverage)\n  - rule-a: An order is lost.\n');
    expect(page).toContain('For the reviewer\n  And refunds? Look at the till.\n');
  });

  it('says when no rule checks it', () => {
    expect(explainControl(unchecked, [rule], pack)).toContain('Checked by\n  - no rule yet\n');
  });
});

describe('suggest', () => {
  const known = ['ARC-06', 'ARC-07', 'API-05', 'swallowed-error', 'unversioned-route', 'circular-dependency'];

  it.each([
    ['arc-06', 'ARC-06'],
    ['ARC06', 'ARC-06'],
    ['swalowed-eror', 'swallowed-error'],
    ['circular-dependencies', 'circular-dependency'],
    ['unversioned', 'unversioned-route'],
  ])('%s -> %s first', (wanted, expected) => {
    expect(suggest(wanted, known)[0]).toBe(expected);
  });

  it('has nothing to say about an id that resembles none', () => {
    expect(suggest('no-such-thing', known)).toEqual([]);
    expect(suggest('', known)).toEqual([]);
  });
});

describe('rulesReadme', () => {
  const readme = rulesReadme([rule], pack);

  it('documents each rule under the area of its control', () => {
    expect(readme).toContain('## Area one\n\n### rule-a\n\nAn order is lost.\n\nSeverity error, precision high.');
    expect(readme).toContain('**Why.** Customers \\| partners notice.');
    expect(readme).toContain('**Parameters**\n\n- limit (default 3): most orders lost');
    expect(readme).toContain('**What it cannot see**\n\n- orders on paper');
    expect(readme).toContain('**Controls**\n\n- C-01 Orders are kept (partial coverage)');
  });

  it('lists every control with its coverage', () => {
    expect(readme).toContain('2 controls: 0 checked in full, 1 in part, 1 not yet.');
    expect(readme).toContain(
      '| D-01 | **Doors are shut.** Every order is kept. | must | static | none |  | 000 Orders |',
    );
    expect(readme).toContain('| partial | [`rule-a`](#rule-a) | 000 Orders |');
  });

  it('does not lose a rule without a control', () => {
    expect(rulesReadme([{ ...rule, id: 'stray' }], pack)).toContain('## Rules without a control\n\n### stray');
  });
});
