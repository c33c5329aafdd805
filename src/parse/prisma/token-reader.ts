import type { Position } from '../position.ts';
import type { PrismaArgument, PrismaAttribute, PrismaValue } from './prisma-facts.ts';
import { type Token, tokensOf } from './tokens.ts';

const END: Token = { kind: 'line-end', text: '', line: 0, column: 0 };

/** Reads a Prisma schema token by token. Lists and arguments may span lines; all else ends with its line. */
export class TokenReader {
  readonly #tokens: Token[];
  #next = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead] ?? END;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** Takes the next token if it is that sign. */
  sign(text: string): boolean {
    const { kind, text: found } = this.peek();
    if (kind !== 'sign' || found !== text) return false;
    this.#next += 1;
    return true;
  }

  /** The name if the next token is one. */
  word(): string | undefined {
    return this.peek().kind === 'word' ? this.take().text : undefined;
  }

  skipLineEnds(): void {
    while (!this.done && this.peek().kind === 'line-end') this.#next += 1;
  }

  skipLine(): void {
    while (!this.done && this.take().kind !== 'line-end');
  }

  positionFrom(start: Token): Position {
    const last = this.#tokens[Math.max(0, this.#next - 1)] ?? start;
    return { line: start.line, column: start.column, endLine: Math.max(start.line, last.line) };
  }

  /** `@db.VarChar(20)`, `@@index([a, b])`: the sign has been taken. */
  attribute(start: Token): PrismaAttribute {
    const name = [this.word() ?? ''];
    while (this.sign('.')) name.push(this.word() ?? '');
    const args = this.sign('(') ? this.#arguments() : [];
    return { name: name.join('.'), args, at: this.positionFrom(start) };
  }

  /** Up to the closing bracket; the opening one has been taken. */
  #arguments(): PrismaArgument[] {
    const args: PrismaArgument[] = [];
    for (;;) {
      this.skipLineEnds();
      if (this.done || this.sign(')')) return args;
      if (this.sign(',')) continue;
      const named = this.peek().kind === 'word' && this.peek(1).text === ':' && this.peek(1).kind === 'sign';
      const name = named ? this.take().text : undefined;
      if (named) this.take();
      this.skipLineEnds();
      args.push({ ...(name !== undefined && { name }), value: this.value() });
    }
  }

  value(): PrismaValue {
    if (this.sign('[')) return { kind: 'list', items: this.#items() };
    const token = this.take();
    if (token.kind === 'text' || token.kind === 'number') return { kind: token.kind, text: token.text };
    const parts = [token.text];
    while (this.sign('.')) parts.push(this.word() ?? '');
    const name = parts.join('.');
    return this.sign('(') ? { kind: 'call', name, args: this.#arguments() } : { kind: 'name', name };
  }

  #items(): PrismaValue[] {
    const items: PrismaValue[] = [];
    for (;;) {
      this.skipLineEnds();
      if (this.done || this.sign(']')) return items;
      if (!this.sign(',')) items.push(this.value());
    }
  }
}
