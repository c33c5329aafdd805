import type { Finding } from '../check/finding.ts';
import { allFindings, type CheckReport } from './check-report.ts';
import { printable } from './terminal-text.ts';
import { findingText, type TextOptions } from './text-finding.ts';
import { notesText } from './text-notes.ts';
import { summaryText } from './text-summary.ts';

export type { TextOptions } from './text-finding.ts';

/** The findings for people: by file, what is only worth a note in short, then a summary. Ends with a line break. */
export function checkText(report: CheckReport, options: TextOptions): string {
  const findings = allFindings(report.results);
  const isNote = ({ severity }: Finding): boolean => severity === 'info' && !options.notesInFull;
  const notes = findings.filter(isNote);
  const inFull = findings.filter((finding) => !isNote(finding));
  const blocks = groupByFile(inFull).map((group) => fileText(group, report, options));
  if (notes.length > 0) blocks.push(notesText(notes, report.rules, options));
  return `${[...blocks, summaryText(report, options).join('\n')].join('\n\n')}\n`;
}

function groupByFile(findings: Finding[]): Finding[][] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (last?.[0]?.at.path === finding.at.path) last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}

function fileText(findings: Finding[], report: CheckReport, options: TextOptions): string {
  const explained = new Set<string>();
  const blocks = findings.map((finding) => {
    const first = !explained.has(finding.rule);
    explained.add(finding.rule);
    return findingText(finding, report.rules.get(finding.rule), first, options).join('\n');
  });
  const path = options.palette.underline(printable(findings[0]?.at.path ?? ''));
  return [path, ...blocks].join('\n\n');
}
