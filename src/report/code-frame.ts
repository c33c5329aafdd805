import type { Position } from '../parse/position.ts';
import type { Paint, Palette } from './palette.ts';
import { printable } from './terminal-text.ts';

export interface FrameOptions {
  /** Columns available, margin included. */
  width: number;
  palette: Palette;
  /** Colour of the marks. */
  mark: Paint;
}

/** Lines before and after the place. */
const CONTEXT = 1;
/** A place that spans more lines is shown by its first alone. */
const WHOLE = 4;
const TAB = '  ';

/** The source lines around a place, the place underlined. Empty when the file has no such line. */
export function codeFrame(source: readonly string[], at: Position, options: FrameOptions): string[] {
  if (source[at.line - 1] === undefined) return [];
  const end = at.endLine - at.line < WHOLE ? Math.max(at.endLine, at.line) : at.line;
  const first = Math.max(1, at.line - CONTEXT);
  const last = Math.min(source.length, end + CONTEXT);
  const gutter = String(last).length;
  const room = Math.max(20, options.width - gutter - 9);
  const window = windowFor(source[at.line - 1] ?? '', at.column, room);
  const rows: string[] = [];
  for (let line = first; line <= last; line += 1) {
    const marked = line >= at.line && line <= end;
    rows.push(row(line, cut(source[line - 1] ?? '', window, room), { gutter, marked, ...options }));
    if (line === at.line) rows.push(underline(source[line - 1] ?? '', at, { gutter, window, room, ...options }));
  }
  return trimBlank(rows, source, first, last);
}

function row(line: number, text: string, options: FrameOptions & { gutter: number; marked: boolean }): string {
  const { palette, mark } = options;
  const pointer = options.marked ? mark('>') : ' ';
  return `  ${pointer} ${palette.dim(`${String(line).padStart(options.gutter)} │`)} ${text}`.trimEnd();
}

function underline(
  source: string,
  at: Position,
  options: FrameOptions & { gutter: number; window: number; room: number },
): string {
  const start = expand(source.slice(0, at.column - 1)).length - options.window;
  const length = expand(source.slice(at.column - 1, endOf(source, at) - 1)).length;
  const shown = Math.max(1, Math.min(length, options.room - start));
  const bar = options.palette.dim(`${' '.repeat(options.gutter)} │`);
  return `    ${bar} ${' '.repeat(Math.max(0, start))}${options.mark('^'.repeat(shown))}`;
}

/** Column after the last character to underline: the end of the line without its punctuation. */
function endOf(source: string, at: Position): number {
  const rest = source
    .slice(at.column - 1)
    .replace(/\s+\/\/.*$/, '')
    .replace(/[\s{(,;]+$/, '');
  return at.column + rest.length;
}

/** First column of the expanded line that is shown, so that the place itself is in view. */
function windowFor(source: string, column: number, room: number): number {
  const before = expand(source.slice(0, column - 1)).length;
  if (expand(source).length <= room || before < room / 2) return 0;
  return before - Math.floor(room / 4);
}

/** The part of a line that is shown; an ellipsis stands for what is cut off at either end. */
function cut(source: string, window: number, room: number): string {
  const whole = expand(source);
  const text = window > 0 && whole.length > window ? `…${whole.slice(window + 1)}` : whole.slice(window);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

const expand = (text: string): string => printable(text.replaceAll('\t', TAB));

/** Blank lines of context at the edges say nothing. */
function trimBlank(rows: string[], source: readonly string[], first: number, last: number): string[] {
  const from = source[first - 1]?.trim() === '' ? 1 : 0;
  const to = source[last - 1]?.trim() === '' ? rows.length - 1 : rows.length;
  return to - from < 2 ? rows : rows.slice(from, to);
}
