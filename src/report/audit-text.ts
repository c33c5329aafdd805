import type { Checklist, ControlResult, GuidelinePack, Status } from '../assess/checklist.ts';
import { ofArea, ofDocument, STATUSES, tally } from '../assess/tally.ts';
import type { Finding } from '../check/finding.ts';
import { alignColumns, paragraph, wrap } from './audit-layout.ts';
import { areasOf, openQuestion, STATUS_MEANINGS, STATUS_NAMES, scoreSentence } from './audit-status.ts';
import { type Paint, type Palette, plain } from './palette.ts';
import { printable } from './terminal-text.ts';

export interface AuditTextOptions {
  /** Columns of the terminal; 100 when absent. */
  width?: number;
  /** Findings shown per failing control; 3 when absent. */
  findingsShown?: number;
}

interface Page {
  palette: Palette;
  width: number;
  findingsShown: number;
}

const MARKS: Record<Status, string> = {
  pass: '✓',
  fail: '✗',
  review: '?',
  unknown: '!',
  waived: '~',
  'not-applicable': '–',
  'not-checked': '·',
};

const paintOf = (status: Status, palette: Palette): Paint => {
  if (status === 'pass') return palette.good;
  if (status === 'fail') return palette.error;
  if (status === 'review' || status === 'unknown' || status === 'waived') return palette.warning;
  return palette.dim;
};

const INDENT = ' '.repeat(11);

/** The checklist for a terminal: by area with evidence, then by document, then the score and how to read it. */
export function auditText(
  checklist: Checklist,
  pack: GuidelinePack,
  palette: Palette = plain,
  options: AuditTextOptions = {},
): string {
  const page: Page = { palette, width: options.width ?? 100, findingsShown: options.findingsShown ?? 3 };
  const lines = areasOf(pack, checklist).flatMap(({ id, title }) => {
    const results = ofArea(checklist.results, id);
    return [palette.bold(title), ...results.flatMap((result) => controlLines(result, page)), ''];
  });
  const rest = [...documentTable(checklist, pack, page), '', ...scoreLines(checklist, page), '', ...legend(page)];
  return `${[...lines, ...rest].join('\n')}\n`;
}

function controlLines(result: ControlResult, page: Page): string[] {
  const { control, status, because } = result;
  const { palette, width } = page;
  const paint = paintOf(status, palette);
  const documents = [...new Set(control.sources.map(({ document }) => document))].sort().join(' ');
  const evidence = evidenceOf(result);
  const head = [
    `  ${paint(MARKS[status])} ${palette.name(control.id.padEnd(6))} `,
    status === 'not-checked' ? palette.dim(control.title) : control.title,
    palette.dim(` [${documents}]`),
    evidence === '' ? '' : ` ${paint(evidence)}`,
  ].join('');
  if (status === 'not-checked' && control.checkedBy.length === 0) return [head];
  const question = openQuestion(control, status);
  return [
    head,
    ...paragraph(printable(because), width, INDENT).map(palette.dim),
    ...findingLines(result.findings, page),
    ...(question === undefined ? [] : hanging(`→ ${question}`, width)),
  ];
}

const hanging = (text: string, width: number): string[] =>
  wrap(text, width - INDENT.length, '  ').map((line) => INDENT + line);

/** `fail: 12 examined, 2 findings`. */
function evidenceOf({ status, examined, findings, evidence }: ControlResult): string {
  const name = STATUS_NAMES[status];
  if (evidence.length === 0) return name;
  const found = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  return `${name}: ${examined} examined, ${found}`;
}

function findingLines(findings: Finding[], { palette, width, findingsShown }: Page): string[] {
  const shown = findings
    .slice(0, findingsShown)
    .flatMap(({ at, rule, message }) => hanging(printable(`- ${at.path}:${at.line} ${message} (${rule})`), width));
  const hidden = findings.length - findingsShown;
  return hidden > 0 ? [...shown, palette.dim(`${INDENT}- and ${hidden} more, listed by \`lintel check\``)] : shown;
}

function documentTable({ results }: Checklist, pack: GuidelinePack, { palette }: Page): string[] {
  const header = ['', ...STATUSES.map((status) => STATUS_NAMES[status]), 'demands'];
  const rows = pack.documents.map(({ id, title }) => {
    const demands = ofDocument(results, id);
    const counts = tally(demands);
    return [`  ${id} ${title}`, ...STATUSES.map((status) => String(counts[status])), String(demands.length)];
  });
  const [head = '', ...body] = alignColumns([header, ...rows]);
  return [palette.bold('By document'), palette.dim(head), ...body];
}

function scoreLines(checklist: Checklist, { palette, width }: Page): string[] {
  const counts = tally(checklist.results);
  const summary = STATUSES.map((status) => `${counts[status]} ${STATUS_NAMES[status]}`).join(', ');
  const total = `${checklist.results.length} controls: ${summary}.`;
  return [...wrap(`${scoreSentence(checklist)}.`, width).map(palette.bold), ...wrap(total, width)];
}

function legend({ palette, width }: Page): string[] {
  const entries = STATUSES.map(
    (status) => `  ${MARKS[status]} ${STATUS_NAMES[status].padEnd(12)}${STATUS_MEANINGS[status]}`,
  );
  const notes =
    'The score counts passes among what was evaluated (pass and fail) and says nothing about the rest. A pass covers what ' +
    'its rules check; an arrow (→) shows the question that stays open. Numbers in brackets are the documents that make ' +
    'the demand; `lintel explain ID` tells more.';
  return [palette.bold('How to read it'), ...entries, ...paragraph(notes, width, '  ')].map((line, place) =>
    place === 0 ? line : palette.dim(line),
  );
}
