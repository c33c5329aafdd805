import { foldFlow, isClear, joinBlock } from './block-scalar.ts';
import { FlowReader } from './flow-reader.ts';
import type { DocumentNode, Entry, MapNode, ScalarNode } from './node.ts';
import { plainScalar } from './plain-scalar.ts';
import { closesOnLine, readQuoted } from './quoted-scalar.ts';
import { endsHere, isSpace, lineEnd, skipSpaces, Unusual } from './scanning.ts';

/** A line with content. */
interface Line {
  start: number;
  indent: number;
}

interface Key {
  key: string;
  start: number;
  end: number;
  /** Offset after the colon. */
  after: number;
}

const PLAIN_KEY = /[^\s,[\]{}#&*!|>'"%@`?:-](?:[^\n:#]|:(?=[^\s])|(?<=\S)#)*?(?=[ ]*:(?:[ \n]|$))/y;
const HEADER = /[|>](?:([1-9])([-+]?)|([-+]?)([1-9]?))[ ]*(?:(?<=[ ])#[^\n]*)?(?:\n|$)/y;
/** What makes a text no plain scalar, or ends it. */
const NOT_PLAIN = /:(?:\s|$)|\s#/;
const INDICATORS = '&*!|>%@`,[]{}#"\'';

/**
 * Reads the YAML that nearly all contracts are written in, thirty times faster than a whole parser: block mappings and
 * lists, scalars of every style, collections in brackets. Undefined when the text has anything else, correct
 * or not (anchors, tags, several documents, tabs, carriage returns, comments in brackets, repeated keys).
 */
export function readBlockYaml(text: string): DocumentNode | undefined {
  if (/[\r\t\u0085\u2028\u2029]/.test(text)) return undefined;
  try {
    return new BlockReader(text).read();
  } catch (error) {
    if (error instanceof Unusual || error instanceof RangeError) return undefined;
    throw error;
  }
}

class BlockReader {
  readonly #text: string;
  /** Start of the line to look at next. */
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): DocumentNode {
    const header = /^(?:[ ]*(?:#[^\n]*)?\n)*---[ ]*(?:(?<=[ ])#[^\n]*)?(?:\n|$)/.exec(this.#text);
    this.#at = header?.[0].length ?? 0;
    const root = this.#block(0);
    if (this.#peek()) throw new Unusual();
    return root;
  }

  /** The next line that is neither empty nor a comment. */
  #peek(): Line | undefined {
    while (this.#at < this.#text.length) {
      const content = skipSpaces(this.#text, this.#at);
      const character = this.#text[content];
      if (character !== '\n' && character !== '#' && character !== undefined) {
        const line = { start: this.#at, indent: content - this.#at };
        if (line.indent === 0 && /^(?:---|\.\.\.|%)/.test(this.#text.slice(content, content + 3))) throw new Unusual();
        return line;
      }
      this.#at = lineEnd(this.#text, content) + 1;
    }
    return undefined;
  }

  /** Whatever begins on the next line, at `least` that far to the right; null when nothing does. */
  #block(least: number): DocumentNode {
    const line = this.#peek();
    if (line === undefined || line.indent < least) return plainScalar('', this.#at);
    return this.#compact(line.start + line.indent, line.indent, least - 1);
  }

  /** A list, mapping or scalar that begins at `at`, in column `indent`, inside something indented by `parent`. */
  #compact(at: number, indent: number, parent: number): DocumentNode {
    if (this.#isItem(at)) return this.#list(at, indent);
    const key = this.#key(at);
    return key ? this.#map(key, indent) : this.#inline(at, parent);
  }

  #isItem(at: number): boolean {
    if (this.#text[at] !== '-') return false;
    const next = this.#text[at + 1];
    return next === ' ' || next === '\n' || next === undefined;
  }

  #list(start: number, indent: number): DocumentNode {
    const items: DocumentNode[] = [];
    for (let at = start; ; ) {
      const content = skipSpaces(this.#text, at + 1);
      if (endsHere(this.#text, content)) {
        this.#at = lineEnd(this.#text, content) + 1;
        items.push(this.#block(indent + 1));
      } else items.push(this.#compact(content, indent + content - at, indent));
      const line = this.#peek();
      if (line === undefined || line.indent < indent) break;
      if (line.indent > indent) throw new Unusual();
      at = line.start + indent;
      if (!this.#isItem(at)) break;
    }
    return { kind: 'list', start, items };
  }

  #map(first: Key, indent: number): MapNode {
    const entries = new Map<string, Entry>();
    for (let key: Key | undefined = first; key; ) {
      if (entries.has(key.key) || key.key === '<<') throw new Unusual();
      entries.set(key.key, { key: key.key, start: key.start, end: key.end, value: this.#value(key.after, indent) });
      const line = this.#peek();
      if (line === undefined || line.indent < indent) break;
      const at = line.start + line.indent;
      key = line.indent > indent || this.#isItem(at) ? undefined : this.#key(at);
      if (key === undefined) throw new Unusual();
    }
    return { kind: 'map', start: first.start, entries };
  }

  /** A key with its colon, or undefined when a scalar or something unusual stands there. */
  #key(start: number): Key | undefined {
    const quote = this.#text[start];
    if (quote === '"' || quote === "'") {
      if (!closesOnLine(this.#text, start)) return undefined;
      const { node, end } = readQuoted(this.#text, start);
      const colon = skipSpaces(this.#text, end);
      return this.#text[colon] === ':' && isSpace(this.#text, colon + 1)
        ? { key: node.text, start, end, after: colon + 1 }
        : undefined;
    }
    PLAIN_KEY.lastIndex = start;
    const key = PLAIN_KEY.exec(this.#text)?.[0];
    if (key === undefined) return undefined;
    const end = start + key.length;
    return { key, start, end, after: skipSpaces(this.#text, end) + 1 };
  }

  #value(after: number, indent: number): DocumentNode {
    const content = skipSpaces(this.#text, after);
    if (!endsHere(this.#text, content)) return this.#inline(content, indent);
    this.#at = lineEnd(this.#text, content) + 1;
    const line = this.#peek();
    // A list may stand in the same column as the key that it belongs to.
    if (line?.indent === indent && this.#isItem(line.start + indent)) return this.#list(line.start + indent, indent);
    return line === undefined || line.indent <= indent ? plainScalar('', after) : this.#block(indent + 1);
  }

  /** A value that begins in the middle of a line; moves on to the line after it. */
  #inline(start: number, parent: number): DocumentNode {
    const character = this.#text[start] ?? '';
    if (character === '|' || character === '>') return this.#blockScalar(start, parent);
    if (character === '"' || character === "'") return this.#closed(readQuoted(this.#text, start, parent));
    if (character === '[' || character === '{') return this.#closed(new FlowReader(this.#text, parent).read(start));
    if (INDICATORS.includes(character) || (/[-?:]/.test(character) && isSpace(this.#text, start + 1)))
      throw new Unusual();
    return this.#plain(start, parent);
  }

  #closed<T extends DocumentNode>({ node, end }: { node: T; end: number }): T {
    const content = skipSpaces(this.#text, end);
    if (!endsHere(this.#text, content) || (this.#text[content] === '#' && content === end)) throw new Unusual();
    this.#at = lineEnd(this.#text, content) + 1;
    return node;
  }

  /** Unquoted text, which goes on over all following lines that are further in than what it belongs to. */
  #plain(start: number, parent: number): ScalarNode {
    const end = lineEnd(this.#text, start);
    const first = this.#text.slice(start, end);
    this.#at = end + 1;
    const comment = first.search(/\s#/);
    const written = (comment === -1 ? first : first.slice(0, comment)).trimEnd();
    if (NOT_PLAIN.test(written)) throw new Unusual();
    const lines = [written, ...this.#continuation(parent)];
    if (lines.length > 1 && comment !== -1) throw new Unusual();
    return lines.length === 1 ? plainScalar(written, start) : plainScalar(foldFlow(lines), start);
  }

  #continuation(parent: number): string[] {
    const lines: string[] = [];
    let kept = 0;
    for (let at = this.#at; at < this.#text.length; ) {
      const end = lineEnd(this.#text, at);
      const content = skipSpaces(this.#text, at);
      if (content >= end) lines.push('');
      else {
        if (content - at <= parent) break;
        const line = this.#text.slice(content, end).trimEnd();
        if (line.startsWith('#') || NOT_PLAIN.test(line)) throw new Unusual();
        if (content === at && /^(?:---|\.\.\.)/.test(line)) break;
        lines.push(line);
        kept = lines.length;
        this.#at = end + 1;
      }
      at = end + 1;
    }
    return lines.slice(0, kept);
  }

  #blockScalar(start: number, parent: number): ScalarNode {
    HEADER.lastIndex = start;
    const header = HEADER.exec(this.#text);
    if (!header) throw new Unusual();
    this.#at = start + header[0].length;
    const [, digitFirst, after, before, digitLast] = header;
    const digit = digitFirst || digitLast;
    const lines = this.#blockLines(parent, digit ? Math.max(parent, 0) + Number(digit) : undefined);
    if (!isClear(lines, header[0])) throw new Unusual();
    const text = joinBlock(lines, this.#text[start] ?? '', (digitFirst ? after : before) ?? '');
    return { kind: 'scalar', start, value: text, text };
  }

  /** The lines of a block scalar without their common indentation, which the first line with content sets unless it is given. */
  #blockLines(parent: number, given: number | undefined): string[] {
    const lines: string[] = [];
    let indent = given;
    while (this.#at < this.#text.length) {
      const end = lineEnd(this.#text, this.#at);
      const content = skipSpaces(this.#text, this.#at);
      const column = content - this.#at;
      // Blanks without a line break at the very end are no line.
      if (content === this.#text.length && column <= (indent ?? 0)) break;
      if (content < end) {
        indent ??= column > parent ? column : undefined;
        if (indent === undefined || column < indent) break;
        lines.push(this.#text.slice(this.#at + indent, end));
      } else if (indent === undefined) {
        if (column > parent + 1) throw new Unusual();
        lines.push('');
      } else lines.push(this.#text.slice(Math.min(this.#at + indent, end), end));
      this.#at = end + 1;
    }
    const next = this.#peek();
    if (next && next.indent > parent) throw new Unusual();
    return lines;
  }
}
