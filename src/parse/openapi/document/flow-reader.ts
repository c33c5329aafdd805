import type { DocumentNode, Entry, ScalarNode } from './node.ts';
import { plainScalar } from './plain-scalar.ts';
import { readQuoted } from './quoted-scalar.ts';
import { type Read, skipSpaces, Unusual } from './scanning.ts';

/** Up to a comma or bracket, a colon before a space, or a comment; on one line. */
const PLAIN =
  /[^\s,[\]{}#&*!|>'"%@`:?-](?:[^\s,[\]{}:#]|:(?![\s,[\]{}])|(?<=\S)#|[ ]+(?![\s,[\]{}#:]))*|-?\d(?:[^\s,[\]{}:#])*/y;

/** Reads collections in brackets and braces, whose lines are indented by more than `parent`. */
export class FlowReader {
  readonly #text: string;
  readonly #parent: number;

  constructor(text: string, parent: number) {
    this.#text = text;
    this.#parent = parent;
  }

  read(start: number): Read<DocumentNode> {
    return this.#text[start] === '[' ? this.#list(start) : this.#map(start);
  }

  #list(start: number): Read<DocumentNode> {
    const items: DocumentNode[] = [];
    let at = this.#skip(start + 1);
    while (this.#text[at] !== ']') {
      const item = this.#value(at);
      items.push(item.node);
      at = this.#separator(item.end, ']');
    }
    return { node: { kind: 'list', start, items }, end: at + 1 };
  }

  #map(start: number): Read<DocumentNode> {
    const entries = new Map<string, Entry>();
    let at = this.#skip(start + 1);
    while (this.#text[at] !== '}') {
      const { node, end } = this.#scalar(at);
      const colon = skipSpaces(this.#text, end);
      if (this.#text[colon] !== ':' || entries.has(node.text) || node.text === '<<') throw new Unusual();
      const quoted = this.#text[at] === '"' || this.#text[at] === "'";
      const valueAt = this.#skip(colon + 1);
      if (!quoted && valueAt === colon + 1) throw new Unusual();
      const value = this.#value(valueAt);
      entries.set(node.text, { key: node.text, start: at, end, value: value.node });
      at = this.#separator(value.end, '}');
    }
    return { node: { kind: 'map', start, entries }, end: at + 1 };
  }

  #value(at: number): Read<DocumentNode> {
    const character = this.#text[at];
    return character === '[' || character === '{' ? this.read(at) : this.#scalar(at);
  }

  #scalar(at: number): Read<ScalarNode> {
    if (this.#text[at] === '"' || this.#text[at] === "'") return readQuoted(this.#text, at);
    PLAIN.lastIndex = at;
    const written = PLAIN.exec(this.#text)?.[0];
    if (written === undefined) throw new Unusual();
    return { node: plainScalar(written, at), end: at + written.length };
  }

  /** After an item: the closing bracket, or what follows a comma. */
  #separator(end: number, close: string): number {
    const at = this.#skip(end);
    if (this.#text[at] === close) return at;
    if (this.#text[at] !== ',') throw new Unusual();
    return this.#skip(at + 1);
  }

  /** Blanks and line breaks; only a closing bracket may stand as far left as what the collection belongs to. */
  #skip(from: number): number {
    let at = skipSpaces(this.#text, from);
    while (this.#text[at] === '\n') {
      const line = at + 1;
      at = skipSpaces(this.#text, line);
      const character = this.#text[at];
      if (character === '\n') continue;
      const closes = character === ']' || character === '}';
      if (at - line < (closes ? this.#parent : Math.max(this.#parent, 0) + 1)) throw new Unusual();
    }
    return at;
  }
}
