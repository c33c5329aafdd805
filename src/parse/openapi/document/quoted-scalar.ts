import type { ScalarNode } from './node.ts';
import { type Read, skipSpaces, Unusual } from './scanning.ts';

const SINGLE = /'((?:[^']|'')*)'/y;
const DOUBLE = /"((?:[^"\\]|\\[\s\S])*)"/y;
const ESCAPE = /\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[^uxU])/g;
/** Escapes that JSON has none for, or writes otherwise. */
const ESCAPES: Record<string, string> = {
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '0': '\0',
  N: '\u0085',
  L: '\u2028',
  P: '\u2029',
  _: '\u00a0',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\u000b',
};

/**
 * A scalar in quotes. It may go on over lines that are indented by more than `parent`; over none when that is
 * undefined.
 */
export function readQuoted(text: string, start: number, parent?: number): Read<ScalarNode> {
  const single = text[start] === "'";
  const pattern = single ? SINGLE : DOUBLE;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (!match) throw new Unusual();
  const raw = match[1] ?? '';
  const folded = raw.includes('\n') ? fold(raw, single, parent) : raw;
  const value = single ? folded.replaceAll("''", "'") : unescapeDouble(folded);
  return { node: { kind: 'scalar', start, value, text: value }, end: start + match[0].length };
}

/** Whether the scalar that begins at `start` ends on the same line, as one that is a key must. */
export function closesOnLine(text: string, start: number): boolean {
  const pattern = text[start] === "'" ? SINGLE : DOUBLE;
  pattern.lastIndex = start;
  return !(pattern.exec(text)?.[0].includes('\n') ?? true);
}

function unescapeDouble(raw: string): string {
  if (!raw.includes('\\')) return raw;
  if (raw.replace(ESCAPE, '').includes('\\')) throw new Unusual();
  return raw.replace(ESCAPE, (_, code: string) => {
    if (/^[uxU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    const character = ESCAPES[code];
    if (character === undefined) throw new Unusual();
    return character;
  });
}

/** Makes one line of several: a break is a space, an empty line a break, an escaped break nothing (parsers differ when both meet). */
function fold(raw: string, single: boolean, parent: number | undefined): string {
  const lines = raw.split('\n');
  let text = trimBefore(lines[0] ?? '', single);
  let breaks = 0;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const last = index === lines.length - 1;
    const content = skipSpaces(line, 0);
    if (content < line.length || last) checkIndent(line, content, parent);
    if (content === line.length && !last) {
      breaks += 1;
      continue;
    }
    const escaped = !single && text.endsWith('\\') && isEscaping(text);
    if (escaped && breaks > 0) throw new Unusual();
    if (escaped) text = text.slice(0, -1);
    if (breaks > 0) text += (single ? '\n' : '\\n').repeat(breaks);
    else if (!escaped) text += ' ';
    text += last ? line.slice(content) : trimBefore(line.slice(content), single);
    breaks = 0;
  }
  return text;
}

function checkIndent(line: string, content: number, parent: number | undefined): void {
  if (parent === undefined || content <= parent) throw new Unusual();
  if (content === 0 && /^(?:---|\.\.\.)/.test(line)) throw new Unusual();
}

/** Blanks before a break do not count, unless they are escaped. */
function trimBefore(line: string, single: boolean): string {
  const trimmed = line.replace(/ +$/, '');
  if (!single && trimmed !== line && isEscaping(trimmed)) throw new Unusual();
  return trimmed;
}

/** Ends with a backslash that is not itself escaped. */
function isEscaping(text: string): boolean {
  return (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}
