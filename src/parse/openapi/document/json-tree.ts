import type { DocumentNode, Entry, Fault, MapNode, Reading, ScalarNode } from './node.ts';

const WHITESPACE = /[ \t\r\n]*/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
/** Anything before the blank in the order of code units. */
const CONTROL = /[^ -\uffff]/;
/** Deeper nesting than any contract has would only exhaust the stack. */
const MAX_DEPTH = 500;

class Stop extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Reads strict JSON. At the first fault it stops and keeps what it has. */
export function readJson(text: string): Reading {
  const reader = new JsonReader(text);
  const faults: Fault[] = [];
  try {
    reader.read();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    faults.push({ message: error.message, offset: error.offset });
  }
  return { root: reader.root, faults, duplicates: reader.duplicates };
}

class JsonReader {
  root: DocumentNode | undefined;
  readonly duplicates: Fault[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): void {
    this.#value(0, (node) => {
      this.root = node;
    });
    this.#skip();
    if (this.#at < this.#text.length) throw new Stop('Text follows the end of the JSON value', this.#at);
  }

  /** Hands a node on before its content is read, so that a fault inside does not lose what is around it. */
  #value(depth: number, attach: (node: DocumentNode) => void): void {
    this.#skip();
    const start = this.#at;
    const character = this.#text[start];
    if (depth > MAX_DEPTH) throw new Stop(`More than ${MAX_DEPTH} levels deep`, start);
    if (character === '{') this.#map(depth, start, attach);
    else if (character === '[') this.#list(depth, start, attach);
    else if (character === '"') {
      const value = this.#string();
      attach({ kind: 'scalar', start, value, text: value });
    } else attach(this.#literal(start));
  }

  #map(depth: number, start: number, attach: (node: DocumentNode) => void): void {
    const map: MapNode = { kind: 'map', start, entries: new Map() };
    attach(map);
    this.#at += 1;
    if (this.#accept('}')) return;
    do {
      this.#skip();
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"') throw new Stop('A key in double quotes is expected here', keyStart);
      const key = this.#string();
      const end = this.#at;
      if (!this.#accept(':')) throw new Stop('A colon is expected after the key', this.#at);
      this.#value(depth + 1, (value) => this.#add(map, { key, start: keyStart, end, value }));
    } while (this.#accept(','));
    if (!this.#accept('}')) throw new Stop('A comma or a closing brace is expected here', this.#at);
  }

  #add(map: MapNode, entry: Entry): void {
    if (map.entries.has(entry.key)) {
      this.duplicates.push({ message: `The key ${JSON.stringify(entry.key)} is there twice`, offset: entry.start });
    }
    map.entries.set(entry.key, entry);
  }

  #list(depth: number, start: number, attach: (node: DocumentNode) => void): void {
    const items: DocumentNode[] = [];
    attach({ kind: 'list', start, items });
    this.#at += 1;
    if (this.#accept(']')) return;
    do {
      this.#value(depth + 1, (item) => items.push(item));
    } while (this.#accept(','));
    if (!this.#accept(']')) throw new Stop('A comma or a closing bracket is expected here', this.#at);
  }

  /** Jumps from quote to quote: most strings have nothing to unescape. */
  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw new Stop('This string is not closed', start);
    this.#at = end + 1;
    const raw = this.#text.slice(start + 1, end);
    if (CONTROL.test(raw)) throw new Stop('This string has a line break or another control character in it', start);
    if (!raw.includes('\\')) return raw;
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      throw new Stop('This string has an invalid escape', start);
    }
  }

  #isEscaped(quote: number): boolean {
    let backslashes = 0;
    while (this.#text[quote - 1 - backslashes] === '\\') backslashes += 1;
    return backslashes % 2 === 1;
  }

  #literal(start: number): ScalarNode {
    LITERAL.lastIndex = start;
    const text = LITERAL.exec(this.#text)?.[0];
    if (text === undefined) throw new Stop('A JSON value is expected here', start);
    this.#at += text.length;
    return { kind: 'scalar', start, value: JSON.parse(text) as number | boolean | null, text };
  }

  #accept(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skip(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code > 32) return;
    WHITESPACE.lastIndex = this.#at;
    this.#at += WHITESPACE.exec(this.#text)?.[0].length ?? 0;
  }
}
