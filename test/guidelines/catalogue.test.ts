import { beforeAll, describe, expect, it } from 'vitest';
import type { Control, GuidelinePack } from '../../src/assess/checklist.ts';
import { loadGuidelines } from '../../src/assess/load-guidelines.ts';

/** The catalogue that the pack has to cover: id prefix, highest number, area. Numbers run from 01 without a gap. */
const CATALOGUE: [prefix: string, count: number, area: string][] = [
  ['ARC', 23, 'architecture'],
  ['API', 18, 'api'],
  ['DB', 19, 'data'],
  ['CFG', 4, 'config'],
  ['ERR', 7, 'errors'],
  ['RES', 7, 'errors'],
  ['SEC', 19, 'security'],
  ['OBS', 4, 'observability'],
  ['SCL', 9, 'scalability'],
  ['DEP', 5, 'deployment'],
  ['DOC', 11, 'docs'],
  ['TST', 3, 'testing'],
];

const idsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, place) => `${prefix}-${String(place + 1).padStart(2, '0')}`);

let pack: GuidelinePack;
beforeAll(async () => {
  pack = await loadGuidelines();
});

/** Ids of the controls that break an expectation, so that a failure names them all. */
const breaking = (isBroken: (control: Control) => boolean): string[] =>
  pack.controls.filter(isBroken).map(({ id }) => id);

describe('the built-in catalogue', () => {
  it('holds exactly the 129 controls of the catalogue, each in its area', () => {
    const expected = CATALOGUE.flatMap(([prefix, count, area]) => idsOf(prefix, count).map((id) => `${area} ${id}`));
    expect(expected).toHaveLength(129);
    expect(pack.controls.map(({ area, id }) => `${area} ${id}`).sort()).toEqual(expected.sort());
  });

  it('is derived from five documents, each of which makes demands', () => {
    expect(pack.documents.map(({ id }) => id)).toEqual(['000', '001', '002', '003', '004']);
    const cited = new Set(pack.controls.flatMap(({ sources }) => sources.map(({ document }) => document)));
    expect([...cited].sort()).toEqual(pack.documents.map(({ id }) => id));
  });

  it('describes each document and lists no section that nothing cites', () => {
    for (const { id, description, sections } of pack.documents) {
      const cited = pack.controls.flatMap(({ sources }) => sources.filter((source) => source.document === id));
      expect(description, id).toMatch(/\.$/);
      expect([...(sections ?? [])].sort(), id).toEqual([...new Set(cited.map(({ section }) => section))].sort());
    }
  });

  it('says each demand once, in one or two sentences', () => {
    const sentences = (text: string) => text.split(/[.?!](?:\s|$)/).filter((part) => part.trim() !== '').length;
    expect(breaking(({ statement }) => !statement.endsWith('.') || sentences(statement) > 2)).toEqual([]);
    const statements = pack.controls.map(({ statement }) => statement.toLowerCase());
    expect(
      breaking(({ statement }) => statements.filter((other) => other === statement.toLowerCase()).length > 1),
    ).toEqual([]);
    const titles = pack.controls.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('claims coverage exactly where a rule is named', () => {
    expect(breaking(({ coverage, checkedBy }) => (coverage === 'none') !== (checkedBy.length === 0))).toEqual([]);
    expect(breaking(({ verify, coverage }) => verify === 'manual' && coverage === 'full')).toEqual([]);
  });

  it('asks a question, and says where to look, wherever rules leave something open', () => {
    const open = (control: Control) => control.verify !== 'static' || control.coverage !== 'full';
    expect(breaking((control) => open(control) && control.question === undefined)).toEqual([]);
    expect(
      breaking(({ question }) => question !== undefined && !(question.includes('?') && question.endsWith('.'))),
    ).toEqual([]);
    expect(breaking(({ look }) => look.length === 0)).toEqual([]);
  });

  it('says of each control with rules what it applies to', () => {
    expect(breaking(({ checkedBy, appliesTo }) => checkedBy.length > 0 && appliesTo === undefined)).toEqual([]);
  });
});
