import type { Checklist, ControlResult, GuidelinePack } from '../assess/checklist.ts';
import { ofArea, ofDocument, STATUSES, tally } from '../assess/tally.ts';
import { areasOf, openQuestion, STATUS_MEANINGS, STATUS_NAMES, scoreSentence, sourcesOf } from './audit-status.ts';
import { cell, code, prose, table } from './markdown.ts';

const SIGNS = {
  pass: '✅',
  fail: '❌',
  review: '🔎',
  unknown: '❓',
  waived: '📝',
  'not-applicable': '➖',
  'not-checked': '⬜',
} as const;

export interface AuditMarkdownOptions {
  /** Title of the document; `Guidelines compliance` when absent. */
  title?: string;
  /** Findings listed per control; 20 when absent. */
  findingsShown?: number;
}

/** The checklist as a Markdown document for an audit: figures, one table per area, then findings and open questions. */
export function auditMarkdown(checklist: Checklist, pack: GuidelinePack, options: AuditMarkdownOptions = {}): string {
  const areas = areasOf(pack, checklist);
  const sections = [
    [`# ${prose(options.title ?? 'Guidelines compliance')}`, `**${scoreSentence(checklist)}.**`],
    ['## By document', countTable('Document', documentRows(checklist, pack))],
    [
      '## By area',
      countTable(
        'Area',
        areas.map(({ id, title }) => [title, ofArea(checklist.results, id)]),
      ),
    ],
    ['## Checklist', legend()],
    ...areas.map(({ id, title }) => [`### ${prose(title)}`, controlTable(ofArea(checklist.results, id))]),
    findingSections(checklist.results, options.findingsShown ?? 20),
    waiverSection(checklist.results),
    questionSection(checklist.results),
  ];
  return `${sections.flat().join('\n\n')}\n`;
}

type CountRow = [title: string, results: ControlResult[]];

const documentRows = ({ results }: Checklist, pack: GuidelinePack): CountRow[] =>
  pack.documents.map(({ id, title }) => [`${id} ${title}`, ofDocument(results, id)]);

function countTable(first: string, rows: CountRow[]): string {
  const header = [first, ...STATUSES.map((status) => STATUS_NAMES[status]), 'Total'];
  const body = rows.map(([title, results]) => {
    const counts = tally(results);
    return [cell(title), ...STATUSES.map((status) => String(counts[status])), String(results.length)];
  });
  return table(header, body, 'right');
}

const legend = (): string =>
  STATUSES.map((status) => `- ${SIGNS[status]} **${STATUS_NAMES[status]}**: ${STATUS_MEANINGS[status]}`).join('\n');

function controlTable(results: ControlResult[]): string {
  const rows = results.map(({ control, status, because, examined, findings, evidence }) => [
    `${SIGNS[status]} ${STATUS_NAMES[status]}`,
    control.id,
    cell(control.title),
    control.level,
    evidence.length === 0 ? '' : String(examined),
    evidence.length === 0 ? '' : String(findings.length),
    cell(because),
    cell(sourcesOf(control)),
  ]);
  return table(['Status', 'Control', 'Demand', 'Level', 'Examined', 'Findings', 'Because', 'Sources'], rows);
}

function findingSections(results: ControlResult[], shown: number): string[] {
  const broken = results.filter(({ findings }) => findings.length > 0);
  if (broken.length === 0) return [];
  return ['## Findings', ...broken.flatMap((result) => findingsOf(result, shown))];
}

function findingsOf({ control, findings }: ControlResult, shown: number): string[] {
  const lines = findings.slice(0, shown).map(({ at, rule, severity, message, fix }) => {
    const mend = fix === '' ? '' : ` ${prose(fix)}`;
    return `- **${severity}** ${code(`${at.path}:${at.line}`)} ${prose(message)} (${code(rule)})${mend}`;
  });
  const hidden = findings.length - shown;
  if (hidden > 0) lines.push(`- and ${hidden} more`);
  return [`### ${control.id} ${prose(control.title)}`, prose(control.statement), lines.join('\n')];
}

function waiverSection(results: ControlResult[]): string[] {
  const waivers = results.flatMap(({ control, evidence }) =>
    evidence
      .flatMap(({ suppressed }) => suppressed)
      .map(({ finding: { at, message, rule }, reason }) => {
        const given = reason.trim() === '' ? 'no reason given' : prose(reason);
        return `- **${control.id}** ${code(`${at.path}:${at.line}`)} ${prose(message)} (${code(rule)}): ${given}`;
      }),
  );
  return waivers.length === 0 ? [] : ['## Waivers', waivers.join('\n')];
}

function questionSection(results: ControlResult[]): string[] {
  const open = results.flatMap(({ control, status }) => {
    const question = openQuestion(control, status);
    return question === undefined ? [] : [`- [ ] **${control.id} ${prose(control.title)}**: ${prose(question)}`];
  });
  return open.length === 0 ? [] : ['## Open questions', open.join('\n')];
}
