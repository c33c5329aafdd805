import type { Finding } from '../check/finding.ts';
import { type ReportedRule, tally } from './check-report.ts';
import type { Page } from './palette.ts';
import { grouped, printable } from './terminal-text.ts';
import { placeOf } from './text-finding.ts';

/** Findings of one rule that are named before the rest is only counted. */
const NAMED = 3;

/**
 * Findings of severity info, a line each: the first few of each rule, and how many more there are. Schema rules on a
 * large database make hundreds of them, which would bury what fails.
 */
export function notesText(notes: Finding[], rules: ReadonlyMap<string, ReportedRule>, page: Page): string {
  const ids = tally(notes.map(({ rule }) => rule)).map(([id]) => id);
  const blocks = ids.map((id) => {
    const own = notes.filter(({ rule }) => rule === id);
    return ruleText(own, rules.get(id), page).join('\n');
  });
  const { palette } = page;
  const heading = `${palette.info(`${grouped(notes.length)} info`)} in short`;
  const hint = `  ${palette.dim('In full:')} lintel check --rule ${ids[0]}`;
  return [heading, ...blocks, hint].join('\n\n');
}

function ruleText(group: Finding[], rule: ReportedRule | undefined, { palette, width }: Page): string[] {
  const [first] = group as [Finding];
  const controls = first.controls.length > 0 ? `  ${palette.dim(first.controls.join(' '))}` : '';
  const title = `  ${palette.name(first.rule)}  ${grouped(group.length)}${controls}`;
  const shown = group.length > NAMED + 1 ? group.slice(0, NAMED) : group;
  const rest = group.length - shown.length;
  return [
    title,
    ...(rule ? [`    ${palette.bold(cut(rule.summary, width - 4))}`] : []),
    ...shown.flatMap((finding) => noteLines(finding, { palette, width })),
    ...(rest > 0 ? [palette.dim(`    and ${grouped(rest)} more`)] : []),
  ];
}

/** Place and message on one line, on two where they do not fit. */
function noteLines({ at, message }: Finding, { palette, width }: Page): string[] {
  const place = placeOf(at);
  const text = printable(message);
  if (place.length + text.length + 6 <= width) return [`    ${palette.name(place)}  ${text}`];
  return [`    ${palette.name(place)}`, `      ${cut(text, width - 6)}`];
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
