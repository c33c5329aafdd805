import type { Control, GuidelinePack } from '../assess/checklist.ts';
import { controlsOf } from '../assess/load-guidelines.ts';
import type { AnyRule, Example } from '../rule/rule.ts';
import { paragraph } from './audit-layout.ts';

const WIDTH = 96;
const INDENT = '  ';

const section = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines]);
const text = (content: string): string[] => paragraph(content, WIDTH, INDENT);
const item = (content: string): string[] =>
  paragraph(content, WIDTH, `${INDENT}  `).map((line, place) =>
    place === 0 ? `${INDENT}- ${line.trimStart()}` : line,
  );

/** The page of `lintel explain RULE`, plain text, ending with a newline. */
export function explainRule(rule: AnyRule, pack: GuidelinePack): string {
  const controls = pack.controls.filter(({ id }) => controlsOf(pack, rule.id).includes(id));
  const lines = [
    rule.id,
    ...text(rule.summary),
    '',
    `${INDENT}severity ${rule.severity}, precision ${rule.precision}`,
    ...section('Why', text(rule.why)),
    ...section('How to mend it', text(rule.fix)),
    ...section(
      'Controls',
      controls.flatMap(({ id, title, coverage }) => item(`${id} ${title} (${coverage} coverage)`)),
    ),
    ...section('Parameters', parametersOf(rule).flatMap(item)),
    ...section('What it cannot see', rule.cannotDetect.flatMap(item)),
    ...section('A violation', exampleLines(rule.examples.bad[0])),
    ...section('No violation', exampleLines(rule.examples.good[0])),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line per parameter: name, default, meaning. */
export const parametersOf = (rule: AnyRule): string[] =>
  Object.entries(rule.params as Record<string, { description: string; default: unknown }>).map(
    ([name, { description, default: value }]) => `${name} (default ${JSON.stringify(value)}): ${description}`,
  );

function exampleLines(example: Example | undefined): string[] {
  if (example === undefined) return [];
  const files = Object.entries(example.files).flatMap(([path, content]) => [
    '',
    `${INDENT}${path}`,
    ...content
      .trimEnd()
      .split('\n')
      .map((line) => `${INDENT}${INDENT}${line}`.trimEnd()),
  ]);
  return [...text(example.title), ...files];
}

/** The page of `lintel explain CONTROL`, plain text, ending with a newline. */
export function explainControl(control: Control, rules: AnyRule[], pack: GuidelinePack): string {
  const { id, title, level, verify, coverage, statement, question, look, area } = control;
  const areaTitle = pack.areas.find((candidate) => candidate.id === area)?.title ?? area;
  const lines = [
    `${id} ${title}`,
    ...text(statement),
    '',
    `${INDENT}${areaTitle}; level ${level}; ${DECIDED[verify]}; look at ${look.join(', ')}`,
    ...section(
      'Demanded by',
      control.sources.flatMap((source) => item(sourceLine(source, pack))),
    ),
    ...section(
      coverage === 'none' ? 'Checked by' : `Checked by (${coverage} coverage)`,
      bindingsOf(control, rules).flatMap(item),
    ),
    ...section('For the reviewer', question === undefined ? [] : text(question)),
  ];
  return `${lines.join('\n')}\n`;
}

const DECIDED: Record<Control['verify'], string> = {
  static: 'can be decided from the repository',
  partial: 'can be decided from the repository in part',
  manual: 'only a person can decide it',
};

function sourceLine({ document, section: heading }: Control['sources'][number], pack: GuidelinePack): string {
  const title = pack.documents.find(({ id }) => id === document)?.title;
  return title === undefined ? `${document}, "${heading}"` : `${document} ${title}, "${heading}"`;
}

function bindingsOf({ checkedBy, verify }: Control, rules: AnyRule[]): string[] {
  if (checkedBy.length === 0) return [verify === 'manual' ? 'no rule; a reviewer decides' : 'no rule yet'];
  return checkedBy.map(({ rule, params }) => {
    const summary = rules.find(({ id }) => id === rule)?.summary ?? 'not a rule of this version';
    return params === undefined ? `${rule}: ${summary}` : `${rule} with ${JSON.stringify(params)}: ${summary}`;
  });
}

export { suggest } from './suggest.ts';
