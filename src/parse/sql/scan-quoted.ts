import { CODE, isNamePart, isNameStart } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { withoutHoles } from './template-holes.ts';
import { type Token, undouble } from './token.ts';

/**
 * A string or delimited name whose opening quote is at `open`; `start` is before that when it has a prefix (`E'x'`).
 * An unclosed one ends with its line and is noted as a problem.
 */
export function scanQuoted(scanner: Scanner, start: number, open: number, backslash = false): Token {
  const { text, traits } = scanner;
  const quote = text[open]!;
  const escapes = backslash || (quote !== '`' && traits.backslashEscapes);
  const end = scanner.close.quoted(quote, afterHole(text, open + 1), escapes);
  if (end < 0) return unclosed(scanner, start, `unclosed ${quote}`);
  const content = text.slice(open + 1, end - 1);
  if (quote === "'")
    return { kind: 'string', text: withoutEscapes(undouble(content, quote), escapes), upper: '', start, end };
  return { kind: 'quoted', text: withoutHoles(undouble(content, quote)), upper: '', start, end };
}

/** A placeholder may hold quotes of its own: `"{{ index .Options "Schema" }}"`. */
function afterHole(text: string, from: number): number {
  if (!text.startsWith('{{', from)) return from;
  const found = text.slice(from, from + 200).indexOf('}}');
  return found < 0 ? from : from + found + 2;
}

function withoutEscapes(content: string, escapes: boolean): string {
  return escapes && content.includes('\\') ? content.replace(/\\(.)/gs, '$1') : content;
}

function unclosed(scanner: Scanner, start: number, reason: string): Token {
  scanner.problems.push({ at: start, reason });
  const lineEnd = scanner.close.find('\n', start);
  const end = lineEnd < 0 ? scanner.end : lineEnd;
  return { kind: 'string', text: scanner.text.slice(start + 1, end), upper: '', start, end: Math.max(end, start + 1) };
}

/** `E'…'`, `N'…'`, `B'…'`, `X'…'`, `U&'…'`, `_utf8'…'`, Oracle's `q'[…]'`: a string that begins with a word. */
export function scanPrefixedString(scanner: Scanner, start: number): Token | undefined {
  const { text } = scanner;
  const first = text.charCodeAt(start) | 32;
  const second = text.charCodeAt(start + 1);
  if (second === CODE.quote) {
    if (first === 0x71 && scanner.traits.alternativeQuotes) return scanAlternative(scanner, start);
    if ('enbx'.includes(String.fromCharCode(first))) return scanQuoted(scanner, start, start + 1, first === 0x65);
    return undefined;
  }
  if (first === 0x75 && second === CODE.ampersand) {
    const third = text.charCodeAt(start + 2);
    if (third === CODE.quote || third === CODE.doubleQuote)
      return withCodePoints(scanner, scanQuoted(scanner, start, start + 2));
  }
  return undefined;
}

const ESCAPE_CLAUSE = /\s*uescape\s*'([^'])'/iy;

/** `U&"d\0061t\+000061"` is `data`; `UESCAPE '!'` behind it says what stands for the backslash. */
function withCodePoints(scanner: Scanner, token: Token): Token {
  ESCAPE_CLAUSE.lastIndex = token.end;
  const clause = ESCAPE_CLAUSE.exec(scanner.text);
  const mark = (clause?.[1] ?? '\\').charCodeAt(0).toString(16).padStart(4, '0');
  const written = new RegExp(`\\u${mark}(?:\\+([\\da-f]{6})|([\\da-f]{4}))`, 'gi');
  const text = token.text.replace(written, (whole, six, four) => {
    const code = Number.parseInt(six ?? four, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
  return { ...token, text, end: clause === null ? token.end : ESCAPE_CLAUSE.lastIndex };
}

const CLOSING: Record<string, string> = { '[': ']', '{': '}', '(': ')', '<': '>' };

function scanAlternative(scanner: Scanner, start: number): Token {
  const open = scanner.text[start + 2] ?? '';
  const found = scanner.close.find(`${CLOSING[open] ?? open}'`, start + 3);
  if (found < 0) return unclosed(scanner, start, "unclosed q'");
  const content = scanner.text.slice(start + 3, found);
  return { kind: 'string', text: content, upper: '', start, end: found + 2 };
}

/** `[name]`, or undefined where the bracket is a subscript or array. */
export function scanBracketed(scanner: Scanner, start: number): Token | undefined {
  const { text, traits } = scanner;
  if (traits.brackets === 'no') return undefined;
  if (traits.brackets === 'guess' && !mayBeName(text, start)) return undefined;
  const end = bracketEnd(text, start, scanner.end);
  if (end < 0) return undefined;
  const content = undouble(text.slice(start + 1, end - 1), ']');
  return content.trim() === '' ? undefined : { kind: 'quoted', text: withoutHoles(content), upper: '', start, end };
}

function mayBeName(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return isNameStart(text.charCodeAt(start + 1)) && !isNamePart(before) && before !== 0x29 && before !== 0x5d;
}

/** Names do not span lines and are at most 128 characters long. */
function bracketEnd(text: string, start: number, limit: number): number {
  const last = Math.min(limit, start + 260);
  for (let at = start + 1; at < last; at++) {
    const character = text[at];
    if (character === '\n') return -1;
    if (character !== ']') continue;
    if (text[at + 1] !== ']') return at + 1;
    at++;
  }
  return -1;
}

/** `$$ … $$` and `$tag$ … $tag$`, or undefined where the dollar begins something else. */
export function scanDollarQuote(scanner: Scanner, start: number): Token | undefined {
  const tag = dollarTag(scanner.text, start);
  if (tag === undefined) return undefined;
  const found = scanner.close.find(tag, start + tag.length);
  if (found < 0) {
    scanner.problems.push({ at: start, reason: `unclosed ${tag}` });
    return { kind: 'symbol', text: tag, upper: tag, start, end: start + tag.length };
  }
  const text = scanner.text.slice(start + tag.length, found);
  return { kind: 'body', text, upper: '', start: start + tag.length, end: found + tag.length };
}

function dollarTag(text: string, start: number): string | undefined {
  let at = start + 1;
  if (isNameStart(text.charCodeAt(at))) {
    at++;
    while (text.charCodeAt(at) !== CODE.dollar && isNamePart(text.charCodeAt(at))) at++;
  }
  return text.charCodeAt(at) === CODE.dollar ? text.slice(start, at + 1) : undefined;
}
