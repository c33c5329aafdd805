import { CODE } from './characters.ts';
import type { Scanner } from './scanner.ts';
import type { Token } from './token.ts';

/** Punctuation and operators: one character each, save `::`, `:=`, `..` and `=>`, which readers must not mistake. */
export function scanSymbol(scanner: Scanner, start: number): Token {
  const { text } = scanner;
  const code = text.charCodeAt(start);
  const length = code === CODE.colon && /[:=]/.test(text[start + 1] ?? '') ? 2 : 1;
  const end = Math.min(start + length, scanner.end);
  const symbol = text.slice(start, end);
  return { kind: 'symbol', text: symbol, upper: symbol, start, end };
}
