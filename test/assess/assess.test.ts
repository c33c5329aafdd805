import { describe, expect, it } from 'vitest';
import type { Control, ControlResult } from '../../src/assess/checklist.ts';
import { assess } from '../../src/assess/index.ts';
import type { RuleResult } from '../../src/check/finding.ts';
import type { RepoModel } from '../../src/model/repo-model.ts';
import { control, finding, model, packageWith, packOf, result, route } from './cases.ts';

const judged = (given: Control, results: RuleResult[], repository: RepoModel = model()): ControlResult => {
  const [first] = assess(packOf(given), results, repository).results;
  if (first === undefined) throw new Error('the checklist has no line for the control');
  return first;
};

const twoRules = { checkedBy: [{ rule: 'rule-a' }, { rule: 'rule-b' }] };
const partial = { coverage: 'partial', question: 'What else? Look around.' } as const;

describe('pass', () => {
  it('needs something examined, full coverage, nothing found and nothing hidden', () => {
    const line = judged(control(), [result({ examined: 12 })]);
    expect(line).toMatchObject({ status: 'pass', examined: 12, findings: [] });
    expect(line.because).toBe('No violation; rule-a looked at 12 subjects.');
  });

  it('names each rule and how much it looked at', () => {
    const line = judged(control(twoRules), [result({ examined: 1 }), result({ rule: 'rule-b', examined: 0 })]);
    expect(line).toMatchObject({ status: 'pass', examined: 1 });
    expect(line.because).toBe('No violation; rule-a looked at 1 subject, rule-b at none.');
  });

  it('says that a part was not checked when coverage is partial', () => {
    const line = judged(control(partial), [result({ examined: 3 })]);
    expect(line.status).toBe('pass');
    expect(line.because).toContain('No violation of the part that is checked');
    expect(line.because).toContain('no rule checks the rest yet');
  });
});

describe('fail', () => {
  it.each(['error', 'warning'] as const)('follows from one finding of severity %s', (severity) => {
    const line = judged(control(), [result({ examined: 4, findings: [finding('o', severity), finding('p', 'info')] })]);
    expect(line.status).toBe('fail');
    expect(line.findings.map(({ key }) => key)).toEqual(['o', 'p']);
    expect(line.because).toBe('1 violation found by rule-a; rule-a looked at 4 subjects.');
  });

  it('outweighs blindness, waivers and rules that did not run', () => {
    const suppressed = [{ finding: finding('p'), reason: 'old' }];
    const results = [result({ findings: [finding('o')], blind: ['src/x.ts does not parse'], suppressed })];
    expect(judged(control(twoRules), results).status).toBe('fail');
  });
});

describe('review', () => {
  it('shows findings of severity info, and what was not seen', () => {
    const line = judged(control(), [result({ findings: [finding('o', 'info')], blind: ['src/x.ts does not parse'] })]);
    expect(line.status).toBe('review');
    expect(line.findings).toHaveLength(1);
    expect(line.because).toBe('1 hint of rule-a to judge; not seen: src/x.ts does not parse.');
  });

  it('is all that a tool can say of a control that it can decide only in part', () => {
    expect(judged(control({ ...partial, verify: 'partial' }), [result()]).status).toBe('review');
  });

  it('is the answer for a control that only a person can decide', () => {
    const line = judged(control({ verify: 'manual', coverage: 'none', checkedBy: [] }), []);
    expect(line).toMatchObject({ status: 'review', because: 'Only a person can decide this.' });
  });
});

describe('unknown', () => {
  it('follows from a blind rule, however much it examined', () => {
    const line = judged(control(), [result({ examined: 40, blind: ['src/x.ts does not parse.'] })]);
    expect(line).toMatchObject({ status: 'unknown', because: 'Could not be determined: src/x.ts does not parse.' });
  });

  it('follows when one of several rules did not run', () => {
    const line = judged(control(twoRules), [result({ examined: 5 })]);
    expect(line).toMatchObject({ status: 'unknown', because: 'Could not be determined: rule-b did not run.' });
  });

  it('names the first reasons and counts the others', () => {
    const line = judged(control(), [result({ blind: ['one', 'two', 'three', 'four', 'five'] })]);
    expect(line.because).toBe('Could not be determined: one; two; three; and 2 more.');
  });

  it('outweighs waivers', () => {
    const suppressed = [{ finding: finding('p'), reason: 'old' }];
    expect(judged(control(), [result({ suppressed, blind: ['src/x.ts does not parse'] })]).status).toBe('unknown');
  });

  it('is the answer when no table was read although a database client is in use', () => {
    const repository = model({ packages: [packageWith('express', 'typeorm')] });
    const line = judged(control({ appliesTo: ['tables'] }), [result({ examined: 0 })], repository);
    expect(line.status).toBe('unknown');
    expect(line.because).toBe(
      'Could not be determined: typeorm is a dependency, but no definition of its tables was read.',
    );
  });

  it.each([
    ['mongoose', 'not-applicable', 'unknown'],
    ['sails', 'unknown', 'not-applicable'],
    ['@elastic/elasticsearch', 'not-applicable', 'not-applicable'],
  ])('tells clients of tables, of documents and others apart (%s)', (client, ofTables, ofCollections) => {
    const repository = model({ packages: [packageWith('express', client)] });
    const statusOf = (kind: 'tables' | 'collections') =>
      judged(control({ appliesTo: [kind] }), [result({ examined: 0 })], repository).status;
    expect([statusOf('tables'), statusOf('collections')]).toEqual([ofTables, ofCollections]);
  });

  it.each([
    [true, 'koa is in use, but no route of it was found'],
    [false, 'routes of koa are not recognised'],
  ])('is the answer when a web framework is in use and no route was found (recognised: %s)', (recognised, reason) => {
    const koa = { name: 'koa', package: '', major: 2, catchesAsync: true, because: '', errorHandlers: [], recognised };
    const line = judged(control({ appliesTo: ['routes'] }), [result({ examined: 0 })], model({ frameworks: [koa] }));
    expect(line).toMatchObject({ status: 'unknown', because: `Could not be determined: ${reason}.` });
  });

  it('is the answer when a contract could not be read', () => {
    const unknowns: RepoModel['unknowns'] = [
      { path: 'api.yaml', line: 3, subject: 'contract', reason: 'bad indentation' },
    ];
    const line = judged(control({ appliesTo: ['contracts'] }), [result({ examined: 0 })], model({ unknowns }));
    expect(line).toMatchObject({ status: 'unknown', because: 'Could not be determined: api.yaml:3: bad indentation.' });
  });
});

describe('waived', () => {
  it('is what remains when every violation is silenced, with the reasons given', () => {
    const suppressed = [
      { finding: finding('p'), reason: 'kept for old clients' },
      { finding: finding('q'), reason: '' },
    ];
    const line = judged(control(), [result({ suppressed })]);
    expect(line.status).toBe('waived');
    expect(line.because).toBe('2 violations waived in the code: kept for old clients; no reason given.');
  });
});

describe('not-applicable', () => {
  it('needs a repository without anything that the control is about', () => {
    const line = judged(control({ ...partial, appliesTo: ['routes', 'contracts'] }), [result({ examined: 0 })]);
    expect(line).toMatchObject({
      status: 'not-applicable',
      because: 'The repository has no routes and no API contracts.',
    });
  });

  it('or rules that cover the whole control and found nothing to look at', () => {
    const line = judged(control({ appliesTo: ['routes'] }), [result({ examined: 0 })], model({ routes: [route] }));
    expect(line).toMatchObject({ status: 'not-applicable', because: 'rule-a found nothing to examine.' });
  });
});

describe('not-checked', () => {
  it('is the answer without rules', () => {
    const line = judged(control({ checkedBy: [], coverage: 'none' }), [result()]);
    expect(line).toMatchObject({ status: 'not-checked', examined: 0, because: 'No rule checks this yet.' });
  });

  it('is the answer when none of its rules ran', () => {
    const line = judged(control(twoRules), [result({ rule: 'rule-c' })]);
    expect(line).toMatchObject({ status: 'not-checked', because: 'rule-a and rule-b did not run.' });
  });

  it('is the answer when the checked part does not occur but the control applies', () => {
    const given = control({ ...partial, appliesTo: ['routes', 'contracts'] });
    const line = judged(given, [result({ examined: 0 })], model({ routes: [route] }));
    expect(line.status).toBe('not-checked');
    expect(line.because).toBe('rule-a found nothing to examine, and no rule checks the rest yet.');
  });
});

describe('what could not be read', () => {
  const unknown = { path: 'src/b.ts', line: 3, subject: 'syntax' as const, reason: 'does not parse' };
  const statusOf = (appliesTo: ('modules' | 'tables')[], role: string) => {
    const modules = [{ path: 'src/b.ts', role }] as never;
    const [line] = assess(packOf(control({ appliesTo })), [result()], model({ modules, unknowns: [unknown] })).results;
    return line?.status;
  };

  it('keeps a control about modules from passing, unless it is no part of the system', () => {
    expect(statusOf(['modules'], 'source')).toBe('unknown');
    expect(statusOf(['modules'], 'test')).toBe('pass');
    expect(statusOf(['tables'], 'source')).toBe('pass');
  });
});

describe('score and coverage', () => {
  const lineOf = (id: string, rule: string) => control({ id, checkedBy: [{ rule }] });
  const pack = packOf(
    lineOf('C-01', 'clean'),
    lineOf('C-02', 'broken'),
    lineOf('C-03', 'blind'),
    lineOf('C-04', 'idle'),
    control({ id: 'C-05', checkedBy: [], coverage: 'none' }),
  );

  it('score counts passes among what was evaluated, coverage what was evaluated among what applies', () => {
    const results = [
      result({ rule: 'clean' }),
      result({ rule: 'broken', findings: [finding('o', 'error', 'broken')] }),
      result({ rule: 'blind', blind: ['a file does not parse'] }),
      result({ rule: 'idle', examined: 0 }),
    ];
    const { score, coverage, results: lines } = assess(pack, results, model());
    expect(lines.map(({ status }) => status)).toEqual(['pass', 'fail', 'unknown', 'not-applicable', 'not-checked']);
    expect(score).toBe(1 / 2);
    expect(coverage).toBe(2 / 4);
  });

  it('there is no score when nothing was evaluated', () => {
    expect(assess(pack, [], model())).toMatchObject({ score: undefined, coverage: 0 });
    expect(assess(packOf(), [], model())).toEqual({ results: [], score: undefined, coverage: 0 });
  });
});
