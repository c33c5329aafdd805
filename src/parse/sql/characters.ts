/** Character codes that decide what a token is. */
export const CODE = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  bang: 33,
  doubleQuote: 34,
  hash: 35,
  dollar: 36,
  percent: 37,
  ampersand: 38,
  quote: 39,
  openParenthesis: 40,
  star: 42,
  dash: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  lessThan: 60,
  at: 64,
  openBracket: 91,
  backslash: 92,
  underscore: 95,
  backtick: 96,
  openBrace: 123,
  noBreakSpace: 160,
  byteOrderMark: 0xfeff,
} as const;

const SPACE = 1;
const LETTER = 2;
const DIGIT = 4;

const CLASSES = classify();

function classify(): Uint8Array {
  const classes = new Uint8Array(128);
  for (const code of [9, 10, 11, 12, 13, 32, 0]) classes[code] = SPACE;
  for (let code = 0; code < 26; code++) classes[65 + code] = classes[97 + code] = LETTER;
  for (let code = CODE.zero; code <= CODE.nine; code++) classes[code] = DIGIT;
  classes[CODE.underscore] = LETTER;
  return classes;
}

export function isSpace(code: number): boolean {
  return code < 128 ? CLASSES[code] === SPACE : code === CODE.noBreakSpace || code === CODE.byteOrderMark;
}

export function isDigit(code: number): boolean {
  return code < 128 && CLASSES[code] === DIGIT;
}

/** May begin an unquoted name. */
export function isNameStart(code: number): boolean {
  return code < 128 ? CLASSES[code] === LETTER : code >= 128 && !isSpace(code);
}

/** May continue an unquoted name, `$`, `#` and `@` included, which several dialects allow. */
export function isNamePart(code: number): boolean {
  if (code >= 128) return !isSpace(code);
  const kind = CLASSES[code];
  return kind === LETTER || kind === DIGIT || code === CODE.dollar || code === CODE.hash || code === CODE.at;
}
