import { CODE, isDigit, isSpace } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { holeAt } from './template-holes.ts';

const BREAKPOINT = '--> statement-breakpoint';

/** Versions from here on are no server's: such "conditional" comments are notes to the client. */
const NO_SERVER = 200_000;

/** Deepest indentation at which `#` is looked for at the start of a line. */
const INDENT = 80;

/** Moves the scanner past white space, comments and template directives. */
export function skipTrivia(scanner: Scanner): void {
  for (;;) {
    const { position } = scanner;
    if (position >= scanner.end) return;
    const code = scanner.text.charCodeAt(position);
    if (isSpace(code)) scanner.position++;
    else if (!skipOther(scanner, code, position)) return;
  }
}

function skipOther(scanner: Scanner, code: number, at: number): boolean {
  switch (code) {
    case CODE.dash:
      return skipDashes(scanner, at);
    case CODE.slash:
      if (scanner.text.charCodeAt(at + 1) === CODE.star) return skipBlock(scanner, at);
      return isSlashComment(scanner, at) && skipLine(scanner, at);
    case CODE.star:
      return skipConditionalEnd(scanner, at);
    case CODE.hash:
      return isHashComment(scanner, at) && skipLine(scanner, at);
    case CODE.openBrace:
    case CODE.lessThan:
      return skipDirective(scanner, at);
    default:
      return false;
  }
}

function skipDashes(scanner: Scanner, at: number): boolean {
  if (scanner.text.charCodeAt(at + 1) !== CODE.dash) return false;
  // MySQL reads `5--3` as a subtraction of a negative number.
  if (scanner.traits.hashComments === 'always' && isDigit(scanner.text.charCodeAt(at + 2))) return false;
  if (scanner.text.startsWith(BREAKPOINT, at)) scanner.breakpoint = true;
  return skipLine(scanner, at);
}

function skipLine(scanner: Scanner, at: number): boolean {
  const found = scanner.close.find('\n', at);
  scanner.position = found < 0 ? scanner.end : found + 1;
  return true;
}

function skipBlock(scanner: Scanner, at: number): boolean {
  const opener = scanner.traits.conditionalComments ? conditionalOpener(scanner.text, at) : 0;
  if (opener > 0) {
    scanner.conditionalDepth++;
    scanner.position = at + opener;
    return true;
  }
  const end = scanner.close.comment(at, scanner.traits.nestedComments);
  if (end < 0) scanner.problems.push({ at, reason: 'unclosed comment' });
  scanner.position = end < 0 ? scanner.end : end;
  return true;
}

/** Length of `/*!40101` or `/*M!100100`, 0 when the comment is not for execution. */
function conditionalOpener(text: string, at: number): number {
  const opener = /\/\*M?!(\d*)/y;
  opener.lastIndex = at;
  const match = opener.exec(text);
  return match === null || Number(match[1]) >= NO_SERVER ? 0 : match[0].length;
}

function skipConditionalEnd(scanner: Scanner, at: number): boolean {
  if (scanner.conditionalDepth === 0 || scanner.text.charCodeAt(at + 1) !== CODE.slash) return false;
  scanner.conditionalDepth--;
  scanner.position = at + 2;
  return true;
}

/** HSQLDB's line comment, unless it is the terminator. */
function isSlashComment(scanner: Scanner, at: number): boolean {
  if (!scanner.traits.slashComments || scanner.text.charCodeAt(at + 1) !== CODE.slash) return false;
  return !scanner.delimiter?.startsWith('//') && beginsLine(scanner, at);
}

function isHashComment(scanner: Scanner, at: number): boolean {
  const { hashComments } = scanner.traits;
  return hashComments === 'always' || (hashComments === 'line-start' && beginsLine(scanner, at));
}

function beginsLine(scanner: Scanner, at: number): boolean {
  const before = scanner.text.slice(Math.max(0, at - INDENT), at);
  const lineStart = before.lastIndexOf('\n');
  return (lineStart >= 0 || at < INDENT) && before.slice(lineStart + 1).trim() === '';
}

function skipDirective(scanner: Scanner, at: number): boolean {
  const hole = holeAt(scanner.text, at, scanner.traits);
  if (hole?.control !== true) return false;
  scanner.position = Math.min(hole.end, scanner.end);
  return true;
}
