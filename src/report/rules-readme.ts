import type { Control, GuidelinePack } from '../assess/checklist.ts';
import { controlsOf } from '../assess/load-guidelines.ts';
import type { AnyRule } from '../rule/rule.ts';
import { sourcesOf } from './audit-status.ts';
import { parametersOf } from './explain.ts';
import { cell, code, prose, table } from './markdown.ts';

const NOTICE = '<!-- Generated from the rules and the guideline pack by scripts/generate-docs.mjs. Do not edit. -->';

/** `rules/README.md`: every rule by area, then the whole catalogue of controls with what checks it. */
export function rulesReadme(rules: AnyRule[], pack: GuidelinePack): string {
  const sections = [
    [NOTICE, '# Rules and controls', introduction(rules, pack)],
    ['## Rules', ruleIndex(rules, pack)],
    ...rulesByArea(rules, pack).map(([title, members]) => [
      `## ${title}`,
      ...members.flatMap((rule) => rulePart(rule, pack)),
    ]),
    ['## Controls', coverageSentence(pack.controls), coverageTable(pack)],
    ...pack.areas.map(({ id, title }) => [
      `### ${title} controls`,
      controlTable(pack.controls.filter(({ area }) => area === id)),
    ]),
    [
      '## Documents',
      pack.documents.map(({ id, title, description }) => `- **${id} ${title}**: ${description ?? ''}`).join('\n'),
    ],
  ];
  return `${sections.flat().join('\n\n')}\n`;
}

const introduction = (rules: AnyRule[], pack: GuidelinePack): string =>
  `A rule is a check of the code; a control is a demand of a guideline. ${rules.length} rules check ` +
  `${pack.controls.filter(({ checkedBy }) => checkedBy.length > 0).length} of ${pack.controls.length} controls so far. ` +
  'A control that no rule checks is reported as not checked, never as passed. `lintel explain ID` prints one of them.';

/** A rule belongs to the area of the first control it checks, and is listed there alone. */
function rulesByArea(rules: AnyRule[], pack: GuidelinePack): [title: string, rules: AnyRule[]][] {
  const areaOf = (rule: AnyRule) => pack.controls.find(({ id }) => id === controlsOf(pack, rule.id)[0])?.area;
  const inArea = (area: string | undefined) =>
    rules.filter((rule) => areaOf(rule) === area).sort((a, b) => (a.id < b.id ? -1 : 1));
  const groups: [string, AnyRule[]][] = pack.areas.map(({ id, title }) => [title, inArea(id)]);
  return [...groups, ['Rules without a control', inArea(undefined)] as [string, AnyRule[]]].filter(
    ([, members]) => members.length > 0,
  );
}

function ruleIndex(rules: AnyRule[], pack: GuidelinePack): string {
  const rows = rulesByArea(rules, pack).flatMap(([, members]) =>
    members.map((rule) => [
      `[${code(rule.id)}](#${rule.id})`,
      cell(rule.summary),
      rule.severity,
      rule.precision,
      controlsOf(pack, rule.id).join(', '),
    ]),
  );
  return table(['Rule', 'Summary', 'Severity', 'Precision', 'Controls'], rows);
}

function rulePart(rule: AnyRule, pack: GuidelinePack): string[] {
  const list = (title: string, items: string[]): string[] =>
    items.length === 0 ? [] : [`**${title}**`, items.map((entry) => `- ${prose(entry)}`).join('\n')];
  const controls = pack.controls.filter(({ id }) => controlsOf(pack, rule.id).includes(id));
  return [
    `### ${rule.id}`,
    prose(rule.summary),
    `Severity ${rule.severity}, precision ${rule.precision}.`,
    `**Why.** ${prose(rule.why)}`,
    `**How to mend it.** ${prose(rule.fix)}`,
    ...list('Parameters', parametersOf(rule)),
    ...list('What it cannot see', rule.cannotDetect),
    ...list(
      'Controls',
      controls.map(({ id, title, coverage }) => `${id} ${title} (${coverage} coverage)`),
    ),
  ];
}

const withCoverage = (controls: Control[], coverage: Control['coverage']): number =>
  controls.filter((control) => control.coverage === coverage).length;

function coverageSentence(controls: Control[]): string {
  const [full, partial, none] = (['full', 'partial', 'none'] as const).map((kind) => withCoverage(controls, kind));
  return `${controls.length} controls: ${full} checked in full, ${partial} in part, ${none} not yet.`;
}

function coverageTable({ areas, controls }: GuidelinePack): string {
  const rows = areas.map(({ id, title }) => {
    const members = controls.filter(({ area }) => area === id);
    const figures = (['full', 'partial', 'none'] as const).map((kind) => String(withCoverage(members, kind)));
    return [cell(title), ...figures, String(members.length)];
  });
  return table(['Area', 'In full', 'In part', 'Not yet', 'Controls'], rows, 'right');
}

function controlTable(controls: Control[]): string {
  const rows = controls.map((control) => [
    control.id,
    `**${cell(control.title)}.** ${cell(control.statement)}`,
    control.level,
    control.verify,
    control.coverage,
    control.checkedBy.map(({ rule }) => `[${code(rule)}](#${rule})`).join(', '),
    cell(sourcesOf(control)),
  ]);
  return table(['Control', 'Demand', 'Level', 'Decided', 'Coverage', 'Checked by', 'Sources'], rows);
}
