import { describe, expect, it } from 'vitest';
import { assess } from '../../src/assess/index.ts';
import { auditJson } from '../../src/report/audit-json.ts';
import { auditMarkdown } from '../../src/report/audit-markdown.ts';
import { auditText } from '../../src/report/audit-text.ts';
import { type Palette, plain } from '../../src/report/palette.ts';
import { control, finding, model, packOf, result } from './cases.ts';

const pack = packOf(
  control({
    id: 'C-01',
    title: 'Orders are kept',
    sources: [
      { document: '000', section: 'Orders' },
      { document: '001', section: 'Shop' },
    ],
  }),
  control({
    id: 'C-02',
    title: 'Refunds | *credits*',
    checkedBy: [{ rule: 'rule-b' }],
    coverage: 'partial',
    question: 'And cash? Look in the till.',
  }),
  control({
    id: 'D-01',
    title: 'Doors are shut',
    area: 'two',
    checkedBy: [],
    coverage: 'none',
    question: 'All of them? Look outside.',
  }),
  control({ id: 'D-02', title: 'Keys are held', area: 'two', checkedBy: [{ rule: 'rule-c' }] }),
);

const checklist = assess(
  pack,
  [
    result({ examined: 9, findings: ['a', 'b', 'c', 'd'].map((key) => finding(key)) }),
    result({ rule: 'rule-b', examined: 5 }),
    result({
      rule: 'rule-c',
      examined: 2,
      suppressed: [{ finding: finding('spare', 'error', 'rule-c'), reason: 'held by the owner' }],
    }),
  ],
  model(),
);

describe('auditText', () => {
  const text = auditText(checklist, pack);

  it('lists controls by area, with status, documents and evidence', () => {
    expect(text).toContain('Area one\n  ✗ C-01   Orders are kept [000 001] fail: 9 examined, 4 findings\n');
    expect(text).toContain('  ✓ C-02   Refunds | *credits* [000] pass: 5 examined, 0 findings\n');
    expect(text).toContain('Area two\n  · D-01   Doors are shut [000] not checked\n');
    expect(text).toContain('  ~ D-02   Keys are held [000] waived: 2 examined, 0 findings\n');
    expect(text.indexOf('Area one')).toBeLessThan(text.indexOf('Area two'));
  });

  it('shows the first findings and counts the others', () => {
    expect(text).toContain('- src/orders.ts:7 c is not kept (rule-a)\n');
    expect(text).not.toContain('d is not kept');
    expect(text).toContain('- and 1 more, listed by `lintel check`');
    expect(auditText(checklist, pack, plain, { findingsShown: 4 })).not.toContain('more, listed by');
  });

  it('shows the question that a partial pass leaves open, and none where nothing was looked at', () => {
    expect(text).toContain('→ And cash? Look in the till.');
    expect(text).not.toContain('All of them?');
  });

  it('counts the demands of each document', () => {
    const row = (title: string) =>
      text
        .split('\n')
        .find((line) => line.includes(title))
        ?.trim()
        .split(/\s{2,}/);
    expect(row('001 Second document')).toEqual(['001 Second document', '0', '1', '0', '0', '0', '0', '0', '1']);
    expect(row('000 First document')).toEqual(['000 First document', '1', '1', '0', '0', '1', '0', '1', '4']);
  });

  it('gives the score together with the coverage', () => {
    expect(text).toContain(
      'Score 50% (1 of 2 evaluated controls pass), at 50% coverage (2 of 4 applicable controls evaluated).',
    );
    const empty = assess(pack, [], model());
    expect(auditText(empty, pack)).toContain('No score: nothing could be evaluated; 0% coverage');
  });

  it('keeps wrapped lines within the width', () => {
    const narrow = auditText(checklist, pack, plain, { width: 60 });
    const [areas = ''] = narrow.split('By document');
    const wrapped = areas.split('\n').filter((line) => line.startsWith(' '.repeat(11)) && line.trim() !== '');
    expect(wrapped.length).toBeGreaterThan(5);
    expect(Math.max(...wrapped.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('lets no escape sequence of the scanned repository through', () => {
    const hostile = assess(packOf(control()), [result({ findings: [finding('\u001b[2Jorder')] })], model());
    expect(auditText(hostile, pack)).toContain('\uFFFD[2Jorder is not kept');
    expect(auditMarkdown(hostile, pack)).toContain('\uFFFD\\[2Jorder is not kept');
  });

  it('paints by meaning and changes nothing else', () => {
    const marked: Palette = { ...plain, error: (part) => `<e>${part}</e>`, good: (part) => `<g>${part}</g>` };
    const painted = auditText(checklist, pack, marked);
    expect(painted).toContain('<e>✗</e> C-01');
    expect(painted).toContain('<g>✓</g> C-02');
    expect(painted.replace(/<\/?[eg]>/g, '')).toBe(text);
  });
});

describe('auditJson', () => {
  const report = JSON.parse(auditJson(checklist, pack));

  it('has score, coverage and counts by status, document and area', () => {
    expect(report).toMatchObject({ version: 1, score: 0.5, coverage: 0.5 });
    expect(report.summary).toEqual({
      total: 4,
      pass: 1,
      fail: 1,
      review: 0,
      unknown: 0,
      waived: 1,
      'not-applicable': 0,
      'not-checked': 1,
    });
    expect(report.documents[1]).toMatchObject({ id: '001', title: 'Second document', summary: { total: 1, fail: 1 } });
    expect(report.areas[1]).toMatchObject({ id: 'two', summary: { total: 2, waived: 1 } });
  });

  it('has every control with its evidence', () => {
    expect(report.controls.map(({ id, status }: { id: string; status: string }) => `${id} ${status}`)).toEqual([
      'C-01 fail',
      'C-02 pass',
      'D-01 not-checked',
      'D-02 waived',
    ]);
    expect(report.controls[0].rules).toEqual([
      { rule: 'rule-a', ran: true, examined: 9, findings: 4, waived: 0, blind: [] },
    ]);
    expect(report.controls[0].findings[0]).toEqual({
      rule: 'rule-a',
      key: 'a',
      severity: 'error',
      message: 'a is not kept',
      controls: ['C-01'],
      path: 'src/orders.ts',
      line: 7,
      column: 3,
      endLine: 7,
      fix: 'Keep it.',
      fingerprint: 'rule-a-a',
      related: [{ path: 'src/store.ts', line: 2, message: 'dropped here' }],
    });
    expect(report.controls[3].waived).toEqual([expect.objectContaining({ key: 'spare', reason: 'held by the owner' })]);
  });

  it('says null, not zero, where there is no score, and which rules did not run', () => {
    const empty = JSON.parse(auditJson(assess(pack, [], model()), pack));
    expect(empty.score).toBeNull();
    expect(empty.controls[0].rules).toEqual([{ rule: 'rule-a', ran: false }]);
  });
});

describe('auditMarkdown', () => {
  const markdown = auditMarkdown(checklist, pack, { title: 'Shop audit' });

  it('has a title, the score, and the checklist by area', () => {
    expect(markdown).toMatch(/^# Shop audit\n\n\*\*Score 50% /);
    expect(markdown).toContain('| ❌ fail | C-01 | Orders are kept | must | 9 | 4 | 4 violations found by rule-a;');
    expect(markdown).toContain(
      '| ⬜ not checked | D-01 | Doors are shut | must |  |  | No rule checks this yet. | 000 Orders |',
    );
  });

  it('keeps every table rectangular whatever the texts hold', () => {
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    const tables = markdown.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables).toHaveLength(4);
    for (const block of tables) expect(new Set(block.split('\n').map(cells)).size, block).toBe(1);
    expect(markdown).toContain('Refunds \\| \\*credits\\*');
  });

  it('lists all findings, waivers with their reason, and open questions', () => {
    expect(markdown).toContain('- **error** `src/orders.ts:7` d is not kept (`rule-a`) Keep it.');
    expect(markdown).toContain('- **D-02** `src/orders.ts:7` spare is not kept (`rule-c`): held by the owner');
    expect(markdown).toContain('- [ ] **C-02 Refunds \\| \\*credits\\***: And cash? Look in the till.');
    expect(auditMarkdown(checklist, pack, { findingsShown: 1 })).toContain('- and 3 more');
  });
});
