import { wrap } from './audit-layout.ts';

/**
 * Text of a scanned repository made fit for a terminal: no escape sequence, control character or change of writing
 * direction of its own reaches it.
 */
export const printable = (text: string): string => text.replace(NOT_PRINTABLE, '\uFFFD');

const NOT_PRINTABLE = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** `label` in front of the first line of wrapped text, its width in front of the others. */
export function labelled(
  label: string,
  text: string,
  options: { indent: number; label: number; width: number },
): string[] {
  const margin = ' '.repeat(options.indent);
  const lines = wrap(text, options.width - options.indent - options.label);
  return lines.map((line, index) => `${margin}${(index === 0 ? label : '').padEnd(options.label)}${line}`);
}

/** `1 error`, `2 errors`, `1,204 subjects`. */
export const count = (number: number, noun: string): string => `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;

/** `1,204`. By hand, because the first use of a locale costs more than the report. */
export const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** `a`, `a and b`, `a, b and c`. */
export const enumerate = (parts: string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** With a full stop at its end, whether or not it has one. */
export const sentence = (text: string): string => text.replace(/[.]?$/, '.');
