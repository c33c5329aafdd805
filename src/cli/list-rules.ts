import { rules } from '../../rules/index.ts';
import { controlsOf } from '../assess/load-guidelines.ts';
import { builtInGuidelines } from '../built-in-guidelines.ts';
import { suppressionRules } from '../check/suppression-rules.ts';
import { labelled, sentence } from '../report/terminal-text.ts';
import { pageFor } from './page.ts';

/** The rules as a list for people or for programs. */
export async function listRules(format: 'text' | 'json', colour: boolean): Promise<string> {
  const pack = await builtInGuidelines();
  const entries = [...rules, ...suppressionRules].map(({ id, severity, precision, summary }) => ({
    ...{ id, severity, precision, summary },
    controls: controlsOf(pack, id),
  }));
  if (format === 'json') return `${JSON.stringify(entries, undefined, 2)}\n`;
  const { palette, width } = await pageFor(process.stdout, colour);
  const blocks = entries.map(({ id, severity, precision, summary, controls }) => {
    const facts = [palette[severity](severity), `precision ${precision}`, controls.join(' ')]
      .filter(Boolean)
      .join('  ');
    return [`${palette.name(id)}  ${facts}`, ...labelled('', sentence(summary), { indent: 2, label: 0, width })].join(
      '\n',
    );
  });
  return `${blocks.join('\n')}\n`;
}
