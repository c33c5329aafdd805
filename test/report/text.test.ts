import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../src/report/code-frame.ts';
import { type Palette, plain } from '../../src/report/palette.ts';
import { checkText } from '../../src/report/text.ts';
import { findingText } from '../../src/report/text-finding.ts';
import { cleanReport, emptyReport, readSampleLines, sampleReport, secretFinding } from './sample-report.ts';

const options = { palette: plain, width: 90, readLines: readSampleLines };

describe('the text report', () => {
  it('groups findings by file, with code, evidence, why and how to mend', () => {
    expect(checkText(sampleReport, options)).toMatchSnapshot();
  });

  it('fits a narrow terminal', () => {
    const text = checkText(sampleReport, { ...options, width: 60 });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text).toMatchSnapshot();
  });

  it('does without files that were not read', () => {
    expect(checkText(sampleReport, { ...options, readLines: () => undefined })).not.toContain('│');
  });

  describe('of findings that are only information', () => {
    const notes = Array.from({ length: 9 }, (_, index) => ({ ...secretFinding, key: `note ${index}` }));
    const report = { ...emptyReport, results: [{ ...sampleReport.results[1]!, findings: notes }] };

    it('names the first few in a line each and counts the rest', () => {
      const text = checkText(report, options);
      expect(text.match(/src\/config\/\[env\]\.ts:1 {2}The address/g)).toHaveLength(3);
      expect(text).toContain('    and 6 more\n');
      expect(text).toContain('lintel check --rule hardcoded-config');
      expect(text).not.toMatch(/why {7}|fix {7}/);
    });

    it('shows all in full where that is asked for', () => {
      const text = checkText(report, { ...options, notesInFull: true });
      expect(text.match(/ {2}info {2}hardcoded-config/g)).toHaveLength(9);
      expect(text).toContain('    why       Why hardcoded-config');
    });
  });

  it('says what was examined when nothing was found', () => {
    expect(checkText(cleanReport, options)).toBe(
      'No findings: 88 subjects examined in 1,214 files read.\n\n  Nothing found, with subjects examined: circular-dependency 88.\n',
    );
  });

  it('claims nothing when nothing was examined', () => {
    expect(checkText(emptyReport, options)).toBe(
      'Nothing was examined, so nothing is claimed (0 files read).\n\n  Nothing to examine: circular-dependency.\n',
    );
  });

  it('shows the first places of long evidence and counts the rest', () => {
    const related = Array.from({ length: 30 }, (_, index) => ({ at: secretFinding.at, message: `place ${index + 1}` }));
    const lines = findingText({ ...secretFinding, related }, undefined, true, options);
    expect(lines.filter((line) => line.includes('place '))).toHaveLength(12);
    expect(lines).toContain('              and 18 more');
  });

  it('lets no control character of the repository reach the terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(checkText(sampleReport, options)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  it('paints severities, names and places and nothing else of its layout', () => {
    const marks = ['error', 'warning', 'info', 'good', 'name', 'bold', 'dim', 'underline'] as const;
    const palette = Object.fromEntries(
      marks.map((mark) => [mark, (text: string) => `<${mark}>${text}</>`]),
    ) as unknown as Palette;
    const painted = checkText(sampleReport, { ...options, palette });
    expect(painted).toContain('  2:1  <error>error</>  <name>layer-violation</>  <dim>ARC-02 ARC-05</>');
    expect(painted.replace(/<\w+>|<\/>/g, '')).toBe(checkText(sampleReport, options));
  });
});

describe('a code frame', () => {
  const frame = (source: string, line: number, column: number, endLine = line, width = 60) =>
    codeFrame(source.split('\n'), { line, column, endLine }, { palette: plain, width, mark: plain.error }).join('\n');

  it('underlines to the end of the line without its punctuation and its comment', () => {
    expect(frame("a();\n  go('http://x'); // why\nb();", 2, 3)).toBe(
      "    1 │ a();\n  > 2 │   go('http://x'); // why\n      │   ^^^^^^^^^^^^^^\n    3 │ b();",
    );
  });

  it('keeps marks under the code where tabs are', () => {
    expect(frame('\t\tx = 1;', 1, 3)).toBe('  > 1 │     x = 1;\n      │     ^^^^^');
  });

  it('shows all of a short place and the first line of a long one', () => {
    const source = Array.from({ length: 20 }, (_, index) => `line${index + 1}`).join('\n');
    expect(
      frame(source, 3, 1, 5)
        .split('\n')
        .filter((row) => row.includes('>')),
    ).toHaveLength(3);
    expect(frame(source, 3, 1, 19).split('\n')).toHaveLength(4);
  });

  it('moves a long line so that the place is in view', () => {
    const shown = frame(`${'x'.repeat(300)}HERE${'y'.repeat(300)}`, 1, 301);
    expect(shown).toContain('HERE');
    expect(Math.max(...shown.split('\n').map((row) => row.length))).toBeLessThanOrEqual(60);
  });

  it('is absent where the file has no such line', () => expect(frame('a', 9, 1)).toBe(''));
  it('is shown where the column lies beyond the line', () => expect(frame('ab', 1, 9)).toContain('^'));
});
