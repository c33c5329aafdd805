/** Joins the lines of a `|` or `>` scalar, already without their indentation. */
export function joinBlock(lines: string[], style: string, chomping: string): string {
  let last = lines.length;
  while (last > 0 && lines[last - 1] === '') last -= 1;
  const content = lines.slice(0, last);
  const text = style === '|' ? content.join('\n') : foldBlock(content);
  const trailing = lines.length - last;
  if (chomping === '-') return text;
  if (chomping === '+') return text + '\n'.repeat(content.length > 0 ? trailing + 1 : trailing);
  return content.length > 0 ? `${text}\n` : '';
}

/**
 * Whether parsers agree on the text of these lines: they do not on lines of blanks that are folded or come last, nor on
 * scalars without content that keep their breaks.
 */
export function isClear(lines: string[], header: string): boolean {
  const blank = lines.map((line) => line !== '' && line.trim() === '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  if (last === -1 && (header.includes('+') || blank.includes(true))) return false;
  return header.startsWith('>') ? !blank.includes(true) : !blank.slice(last + 1).includes(true);
}

/** Lines that begin with a space, and the breaks around them, are kept as they are. */
function foldBlock(lines: string[]): string {
  let text = '';
  let breaks = 0;
  let before: boolean | undefined;
  for (const line of lines) {
    if (line === '') {
      breaks += 1;
      continue;
    }
    const indented = line.startsWith(' ') || line.startsWith('\t');
    if (before === undefined) text += '\n'.repeat(breaks);
    else if (before || indented) text += '\n'.repeat(breaks + 1);
    else text += breaks === 0 ? ' ' : '\n'.repeat(breaks);
    text += line;
    before = indented;
    breaks = 0;
  }
  return text;
}

/** Joins the trimmed lines of a plain or quoted scalar that spans several: a break is a space, an empty line a break. */
export function foldFlow(lines: string[]): string {
  let text = lines[0] ?? '';
  let breaks = 0;
  for (const line of lines.slice(1)) {
    if (line === '') {
      breaks += 1;
      continue;
    }
    text += (breaks === 0 ? ' ' : '\n'.repeat(breaks)) + line;
    breaks = 0;
  }
  return text;
}
