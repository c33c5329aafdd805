import { printable } from './terminal-text.ts';

/** Text as Markdown prose: what could be read as markup or HTML is escaped. Code spans are kept. */
export function prose(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .split(/(`[^`]*`)/)
    .map((part, place) => (place % 2 === 1 ? part : part.replace(/[\\*_[\]<>|]/g, '\\$&')))
    .join('');
}

/** A code span; text with backticks gets a longer fence, as CommonMark asks. */
export function code(raw: string): string {
  const text = printable(raw);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** Prose for a table cell: pipes end a cell even inside code spans. */
export const cell = (text: string): string => prose(text).replace(/(?<!\\)\|/g, '\\|');

/** A pipe table. `numbers: 'right'` aligns every column but the first to the right. Cells must be escaped already. */
export function table(header: string[], rows: string[][], numbers: 'left' | 'right' = 'left'): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, column) => (column > 0 && numbers === 'right' ? '---:' : '---'));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}
