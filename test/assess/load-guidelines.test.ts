import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controlsOf, GuidelinePackError, loadGuidelines } from '../../src/assess/load-guidelines.ts';
import { control, packOf } from './cases.ts';

const INDEX = `
documents:
  - { id: "000", title: House rules, sections: [Orders] }
  - { id: "001", title: Habits }
areas:
  - { id: one, title: Area one }
`;

const CONTROL = `
  - id: C-01
    title: Orders are kept
    level: must
    statement: Every order is kept.
    sources: ["000#Orders", "001#Anything at all"]
    verify: static
    look: [code]
    appliesTo: [modules]
    checkedBy: [{ rule: lost-order, params: { limit: 3 } }]
    coverage: full
`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guideline-pack-'));
});
afterEach(() => rm(directory, { recursive: true }));

const write = (file: string, text: string) => writeFile(join(directory, file), text);

async function problemsOf(controls: string, index = INDEX): Promise<string[]> {
  await write('pack.yaml', index);
  await write('one.yaml', `controls:${controls}`);
  const error = await loadGuidelines(directory).catch((reason: unknown) => reason);
  if (!(error instanceof GuidelinePackError)) throw new Error(`expected a GuidelinePackError, got ${String(error)}`);
  for (const { message } of error.problems) expect(error.message).toContain(message);
  return error.problems.map(({ file, control: id, message }) => [file, id, message].filter(Boolean).join(': '));
}

const replaced = (from: string, to: string): string => {
  expect(CONTROL).toContain(from);
  return CONTROL.replace(from, to);
};

describe('loadGuidelines', () => {
  it('reads documents, areas and controls of a directory', async () => {
    await write('pack.yaml', INDEX);
    await write('one.yaml', `controls:${CONTROL}`);
    expect(await loadGuidelines(directory)).toEqual({
      documents: [
        { id: '000', title: 'House rules', sections: ['Orders'] },
        { id: '001', title: 'Habits' },
      ],
      areas: [{ id: 'one', title: 'Area one' }],
      controls: [
        control({
          sources: [
            { document: '000', section: 'Orders' },
            { document: '001', section: 'Anything at all' },
          ],
          appliesTo: ['modules'],
          checkedBy: [{ rule: 'lost-order', params: { limit: 3 } }],
        }),
      ],
    });
  });

  it.each([
    ['level: must', 'level: shall', "'level' is 'shall'; it must be one of: must, should, may"],
    ['title: Orders are kept', '', "'title' is missing"],
    ['statement: Every order is kept.', 'statement: ""', "'statement' must be a non-empty text"],
    ['look: [code]', 'look: code', "'look' must be a list"],
    ['verify: static', 'verfiy: static', "unknown field 'verfiy'"],
    [
      '"000#Orders"',
      '"000#Refunds"',
      "source '000#Refunds' names a section that pack.yaml does not list for document 000",
    ],
    ['"000#Orders"', '"007#Orders"', "source '007#Orders' names no document of the pack (000, 001)"],
    ['"000#Orders"', '"Orders"', "source 'Orders' is not of the form DOCUMENT#SECTION"],
    ['appliesTo: [modules]', 'appliesTo: [tabels]', "'appliesTo' has 'tabels'"],
    ['rule: lost-order', 'rul: lost-order', "'checkedBy' must be a list of mappings with 'rule'"],
    ['[{ rule: lost-order, params: { limit: 3 } }]', '[]', "coverage 'full' needs a rule in 'checkedBy'"],
    ['coverage: full', 'coverage: none', "coverage 'none' contradicts the rules in 'checkedBy'"],
    ['coverage: full', 'coverage: partial', "'question' is missing"],
    ['verify: static', 'verify: manual', "'question' is missing"],
  ])('names file and control of a mistake: %s -> %s', async (from, to, message) => {
    const problems = await problemsOf(replaced(from, to));
    expect(problems).toContainEqual(expect.stringContaining(`one.yaml: C-01: ${message}`));
  });

  it('reports every problem at once', async () => {
    const problems = await problemsOf(
      `${replaced('level: must', 'level: shall')}${replaced('id: C-01', 'number: 2')}\n  - 3`,
    );
    expect(problems).toEqual([
      expect.stringContaining("one.yaml: C-01: 'level' is 'shall'"),
      expect.stringContaining("one.yaml: control 2: unknown field 'number'"),
      expect.stringContaining("one.yaml: control 2: 'id' is missing"),
      expect.stringContaining('one.yaml: control 3: must be a mapping'),
    ]);
  });

  it('reports an id that is used twice', async () => {
    expect(await problemsOf(CONTROL + CONTROL)).toEqual([
      expect.stringContaining('one.yaml: C-01: this id is used twice'),
    ]);
  });

  it('reports YAML that cannot be parsed, with its place', async () => {
    expect(await problemsOf('\n  - {id: C-01')).toContainEqual(expect.stringMatching(/^one\.yaml: .* line \d+/));
  });

  it('reports an alias without anchor', async () => {
    expect(await problemsOf('\n  - *nowhere')).toContainEqual(expect.stringMatching(/^one\.yaml: .*nowhere/));
  });

  it('reports an area without file and a file without area', async () => {
    await write('extra.yaml', 'controls: []');
    const problems = await problemsOf(CONTROL, `${INDEX}  - { id: two, title: Area two }\n`);
    expect(problems).toEqual(['two.yaml: does not exist', 'extra.yaml: belongs to no area of pack.yaml']);
  });

  it('reports a directory without a pack', async () => {
    await expect(loadGuidelines(join(directory, 'absent'))).rejects.toThrow('pack.yaml: does not exist');
  });
});

describe('controlsOf', () => {
  it('gives the controls that a rule checks, in the order of the pack', () => {
    const pack = packOf(control({ id: 'C-02' }), control({ id: 'C-03', checkedBy: [] }), control({ id: 'C-01' }));
    expect(controlsOf(pack, 'rule-a')).toEqual(['C-02', 'C-01']);
    expect(controlsOf(pack, 'rule-z')).toEqual([]);
  });
});
