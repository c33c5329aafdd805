import type { Finding } from '../check/finding.ts';
import type { RuleDescription } from '../check/suppression-rules.ts';
import type { Location } from '../parse/position.ts';
import { wrap } from './audit-layout.ts';
import { codeFrame } from './code-frame.ts';
import type { Page, Palette } from './palette.ts';
import { grouped, labelled, printable } from './terminal-text.ts';

export interface TextOptions extends Page {
  /** The lines of a file of the repository, where it was read. */
  readLines: (path: string) => readonly string[] | undefined;
  /** Findings of severity info are shown like the others. */
  notesInFull?: boolean;
}

const MARGIN = 4;
const LABEL = 10;
/** Fewer columns than this are no room for a sentence. */
const NARROW = 30;
/** Places of evidence that are shown; the other formats have all of them. */
const MOST_PLACES = 12;

/** One finding as a block of lines: place and rule, message, code, evidence, and, once per file and rule, why and how to mend it. */
export function findingText(
  finding: Finding,
  rule: RuleDescription | undefined,
  first: boolean,
  options: TextOptions,
): string[] {
  const { palette, width } = options;
  const mark = palette[finding.severity];
  const source = options.readLines(finding.at.path);
  const frame = source ? codeFrame(source, finding.at, { palette, width, mark }) : [];
  const why = first && rule ? labelled('why', rule.why, { indent: MARGIN, label: LABEL, width }) : [];
  const general = finding.fix === rule?.fix;
  const fix = general && !first ? [] : labelled('fix', printable(finding.fix), { indent: MARGIN, label: LABEL, width });
  return [
    heading(finding, palette),
    ...wrap(printable(finding.message), width - MARGIN).map((line) => `    ${palette.bold(line)}`),
    ...(frame.length > 0 ? ['', ...frame, ''] : ['']),
    ...evidence(finding, options),
    ...[...why, ...fix].map((line) => dimLabel(line, palette)),
  ].filter((line, index, lines) => line !== '' || index < lines.length - 1);
}

function heading({ at, severity, rule, controls }: Finding, palette: Palette): string {
  const place = `${at.line}:${at.column}`;
  const names = controls.length > 0 ? `  ${palette.dim(controls.join(' '))}` : '';
  return `  ${place}  ${palette[severity](severity)}  ${palette.name(rule)}${names}`;
}

/** Places in a column of their own, with the words beside them or, where little room is left, below them. */
function evidence({ related: all }: Finding, { palette, width }: TextOptions): string[] {
  const related = all.length > MOST_PLACES + 1 ? all.slice(0, MOST_PLACES) : all;
  const hidden = all.length - related.length;
  const rest = hidden > 0 ? [palette.dim(`${' '.repeat(MARGIN + LABEL)}and ${grouped(hidden)} more`)] : [];
  const places = related.map(({ at }) => placeOf(at));
  const start = MARGIN + LABEL;
  const column = Math.max(0, ...places.map((place) => place.length)) + 2;
  const beside = width - start - column >= NARROW;
  const indent = ' '.repeat(start + (beside ? column : 2));
  const lines = related.flatMap(({ message }, index) => {
    const place = places[index] ?? '';
    const label = `${' '.repeat(MARGIN)}${palette.dim((index === 0 ? 'evidence' : '').padEnd(LABEL))}`;
    const words = wrap(printable(message), width - indent.length);
    const next = beside ? (words.shift() ?? '') : '';
    const first = `${label}${palette.name(place)}${' '.repeat(column - place.length)}${next}`;
    return [first.trimEnd(), ...words.map((line) => `${indent}${line}`)];
  });
  return [...lines, ...rest];
}

export const placeOf = ({ path, line }: Pick<Location, 'path' | 'line'>): string => `${printable(path)}:${line}`;

const dimLabel = (line: string, palette: Palette): string =>
  line.replace(/^( {4})(why|fix) /, (_, margin: string, label: string) => `${margin}${palette.dim(label)} `);
