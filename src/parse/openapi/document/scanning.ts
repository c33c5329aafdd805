/** The text has something that only a whole YAML parser should judge. */
export class Unusual extends Error {}

/** A node, and the offset after it. */
export interface Read<T> {
  node: T;
  end: number;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

export function isSpace(text: string, at: number): boolean {
  const character = text[at];
  return character === ' ' || character === '\n' || character === undefined;
}

/** Nothing, or only a comment, up to the end of the line. */
export function endsHere(text: string, at: number): boolean {
  const character = text[at];
  return character === '\n' || character === undefined || (character === '#' && text[at - 1] === ' ');
}
