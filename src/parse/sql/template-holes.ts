import { CODE, isNamePart, isNameStart } from './characters.ts';
import type { LexicalTraits } from './lexical-traits.ts';

/** A placeholder of a template engine or client tool inside SQL. `control` ones (`{{if x}}`) leave nothing behind. */
export interface Hole {
  end: number;
  control: boolean;
}

/** Longest placeholder that is looked for, so that an unclosed one costs little. */
const LONGEST = 300;

const CONTROL =
  /^\{\{[-~\s]*(?:[#/!^]|if\b|else\b|end\b|range\b|with\b|define\b|block\b|template\b|include\b|for\b)|^\{[%#]|^<%[^=]/i;

/** The placeholder that begins at `at`, if one does. */
export function holeAt(text: string, at: number, traits: LexicalTraits): Hole | undefined {
  switch (text.charCodeAt(at)) {
    case CODE.dollar:
      return dollarHole(text, at);
    case CODE.openBrace:
      return braceHole(text, at);
    case CODE.lessThan:
      return text.charCodeAt(at + 1) === CODE.percent ? closedBy(text, at, '%>') : undefined;
    case CODE.colon:
      return colonHole(text, at);
    case CODE.percent:
      return matched(/%(?:\([A-Za-z_]\w*\)s|[sIL](?![A-Za-z0-9_]))/y, text, at);
    case CODE.ampersand:
      return traits.ampersandHoles ? matched(/&&?[A-Za-z_][\w$#]*\.?/y, text, at) : undefined;
    default:
      return undefined;
  }
}

function dollarHole(text: string, at: number): Hole | undefined {
  if (text.charCodeAt(at + 1) === CODE.openBrace) return closedBy(text, at, '}');
  return matched(/\$\([A-Za-z_][\w.]*\)/y, text, at);
}

function braceHole(text: string, at: number): Hole | undefined {
  switch (text[at + 1]) {
    case '{':
      return closedBy(text, at, '}}');
    case '%':
      return closedBy(text, at, '%}');
    case '#':
      return closedBy(text, at, '#}');
    default:
      return matched(/\{\$?[A-Za-z_][\w.-]*\}/y, text, at);
  }
}

/** `:name` and psql's `:"name"`, `:'name'`; not `::type`, `:=` or a slice bound `[1:2]`. */
function colonHole(text: string, at: number): Hole | undefined {
  if (text.charCodeAt(at - 1) === CODE.colon) return undefined;
  const next = text.charCodeAt(at + 1);
  if (next === CODE.doubleQuote) return matched(/:"[A-Za-z_]\w*"/y, text, at);
  if (next === CODE.quote) return matched(/:'[A-Za-z_]\w*'/y, text, at);
  if (!isNameStart(next)) return undefined;
  let end = at + 2;
  while (isNamePart(text.charCodeAt(end))) end++;
  return { end, control: false };
}

function closedBy(text: string, at: number, close: string): Hole | undefined {
  const found = text.slice(at, at + LONGEST).indexOf(close, 2);
  if (found < 0) return undefined;
  const end = at + found + close.length;
  return { end, control: CONTROL.test(text.slice(at, end)) };
}

function matched(pattern: RegExp, text: string, at: number): Hole | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? { end: pattern.lastIndex, control: false } : undefined;
}

/** A name without the placeholders glued to it: `${prefix}users` is `users`. */
export function withoutHoles(name: string): string {
  if (!/[{%<&]/.test(name)) return name;
  return name.replace(/\$?\{\{?[^{}]*\}?\}|<%[^%]*%>|%\([A-Za-z_]\w*\)s|&&?[A-Za-z_][\w$#]*\.?/g, '');
}
