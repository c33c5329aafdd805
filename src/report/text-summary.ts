import type { RuleResult } from '../check/finding.ts';
import type { Unknown } from '../parse/position.ts';
import { alignColumns, wrap } from './audit-layout.ts';
import { allFindings, type CheckReport, countBySeverity, severities, tally } from './check-report.ts';
import type { Page, Palette } from './palette.ts';
import { count, enumerate, grouped, labelled, printable } from './terminal-text.ts';
import { placeOf } from './text-finding.ts';

/** Named for each kind of unknown before the rest is only counted. */
const NAMED_UNKNOWNS = 3;

/** Reasons of one rule not to vouch for its silence. */
const NAMED_REASONS = 3;
/** A space at which no line is broken. */
const TIE = '\u0001';

/** What was found, what was looked at, and what was not seen. */
export function summaryText(report: CheckReport, options: Page): string[] {
  return [
    total(report, options.palette),
    ...scopeText(report),
    ...rulesTable(report.results, options.palette),
    ...notFound(report.results, options),
    ...silenced(report.results, options),
    ...unknownsText(report.unknowns, options),
    ...skippedText(report, options),
  ];
}

function total({ results, files }: CheckReport, palette: Palette): string {
  const findings = allFindings(results);
  const examined = results.reduce((sum, result) => sum + result.examined, 0);
  const where = `${count(files, 'file')} read`;
  if (examined === 0) return palette.bold(`Nothing was examined, so nothing is claimed (${where}).`);
  if (findings.length === 0) return palette.good(`No findings: ${count(examined, 'subject')} examined in ${where}.`);
  const counts = countBySeverity(findings);
  const parts = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => severityCount(severity, counts[severity], palette));
  const places = new Set(findings.map(({ at }) => at.path)).size;
  return `${enumerate(parts)} in ${grouped(places)} of ${where}.`;
}

/** What was not told because it stands in files that did not change. */
function scopeText({ scope }: CheckReport): string[] {
  if (scope === undefined) return [];
  const { revision, files, leftOut } = scope;
  const elsewhere = leftOut === 0 ? 'none elsewhere' : `${grouped(leftOut)} elsewhere not shown`;
  return [`Only findings in ${count(files, 'file')} changed since ${printable(revision)}; ${elsewhere}.`];
}

const severityCount = (severity: (typeof severities)[number], number: number, palette: Palette): string =>
  palette[severity](severity === 'info' ? `${grouped(number)} info` : count(number, severity));

/** The rules that found something, the most serious first. */
function rulesTable(results: RuleResult[], palette: Palette): string[] {
  const found = results
    .filter(({ findings }) => findings.length > 0)
    .map(({ rule, examined, findings }) => ({ rule, examined, counts: countBySeverity(findings) }))
    .sort(({ counts: a }, { counts: b }) => b.error - a.error || b.warning - a.warning || b.info - a.info);
  const [first] = found;
  if (!first) return [];
  const rows = found.map(({ rule, examined, counts }) => [
    rule,
    grouped(examined),
    ...severities.map((severity) => (counts[severity] > 0 ? grouped(counts[severity]) : '·')),
  ]);
  const [head = '', ...body] = alignColumns([['rule', 'examined', ...severities], ...rows]);
  const hint = `${palette.dim('More on a rule:')} lintel explain ${first.rule}`;
  return ['', `  ${palette.dim(head)}`, ...body.map((text) => `  ${text}`), '', `  ${hint}`];
}

/** A rule without findings either looked at something, or had nothing to look at, or did not see enough. */
function notFound(results: RuleResult[], { width }: Page): string[] {
  const quiet = results.filter(({ findings, blind }) => findings.length === 0 && blind.length === 0);
  const clean = quiet.filter(({ examined }) => examined > 0);
  const idle = quiet.filter(({ examined }) => examined === 0);
  const paragraph = (intro: string, parts: string[]) =>
    parts.length === 0
      ? []
      : wrap(`${intro}: ${parts.join(', ')}.`, width - 2, '  ').map((line) => `  ${line.replaceAll(TIE, ' ')}`);
  const lines = [
    ...paragraph(
      'Nothing found, with subjects examined',
      clean.map(({ rule, examined }) => `${rule}${TIE}${grouped(examined)}`),
    ),
    ...paragraph(
      'Nothing to examine',
      idle.map(({ rule }) => rule),
    ),
    ...results.flatMap(({ rule, blind }) => paragraph(`Not all seen by ${rule}`, shortened(blind.map(printable)))),
  ];
  return lines.length > 0 ? ['', ...lines] : [];
}

const shortened = (reasons: string[]): string[] =>
  reasons.length > NAMED_REASONS
    ? [...reasons.slice(0, NAMED_REASONS), `and ${grouped(reasons.length - NAMED_REASONS)} more (--format json)`]
    : reasons;

function silenced(results: RuleResult[], { width }: Page): string[] {
  const number = results.reduce((sum, { suppressed }) => sum + suppressed.length, 0);
  if (number === 0) return [];
  return [
    '',
    ...wrap(`${count(number, 'finding')} silenced by comments; --format json lists them with their reasons.`, width),
  ];
}

/** The first unknowns of each kind by name, the others by number. */
export function unknownsText(unknowns: readonly Unknown[], options: Page): string[] {
  if (unknowns.length === 0) return [];
  const them = unknowns.length === 1 ? 'it' : 'them';
  const intro = `${count(unknowns.length, 'thing')} could not be determined; what depends on ${them} is unknown, not passed:`;
  const kinds = tally(unknowns.map(({ subject }) => subject));
  const label = Math.max(...kinds.map(([kind, number]) => `${kind} ${grouped(number)}`.length)) + 2;
  const lines = kinds.flatMap(([kind, number]) => {
    const some = unknowns.filter(({ subject }) => subject === kind).slice(0, NAMED_UNKNOWNS);
    const texts = some.map((unknown) => `${placeOf(unknown)}  ${printable(unknown.reason)}`);
    if (number > some.length) texts.push(`and ${grouped(number - some.length)} more`);
    return texts.flatMap((text, index) =>
      labelled(index === 0 ? `${kind} ${grouped(number)}` : '', text, {
        indent: 2,
        label,
        width: options.width,
      }),
    );
  });
  const all = kinds.some(([, number]) => number > NAMED_UNKNOWNS);
  return [
    '',
    ...wrap(intro, options.width).map(options.palette.warning),
    ...lines,
    ...(all ? ['  All of them: --format json, under `unknowns`.'] : []),
  ];
}

function skippedText({ skipped }: CheckReport, { width }: Page): string[] {
  const parts = tally(skipped.map(({ reason }) => reason)).map(([reason, number]) => `${grouped(number)} ${reason}`);
  if (parts.length === 0) return [];
  return ['', ...wrap(`Not read: ${enumerate(parts)} (which: lintel map --format json, under notRead).`, width)];
}
