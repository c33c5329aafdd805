import { beginsStatement, forgotTerminator } from './batch-heads.ts';
import { traitsOf } from './lexical-traits.ts';
import { copyDataEnd, lineCommandAt, psqlCommandAt, terminatorLineAt } from './line-commands.ts';
import { type LexicalProblem, Scanner } from './scanner.ts';
import type { Dialect } from './sql-facts.ts';
import { StatementState } from './statement-state.ts';
import type { Token } from './token.ts';

/**
 * A stretch of a script. Pieces follow each other without a gap: together they are the whole text. Leading white space
 * and comments belong to the piece that they precede.
 */
export type Piece =
  | { kind: 'statement'; from: number; end: number; tokens: Token[]; routine: boolean }
  /** Client commands, COPY data, terminators on their own. */
  | { kind: 'command' | 'data' | 'blank'; from: number; end: number };

/** Splits a script into statements as the client of its dialect would. Linear in the length of the text. */
export class Splitter {
  readonly #scanner: Scanner;
  readonly #dialect: Dialect;
  #delimiter = ';';
  /** A BEGIN that is never closed would swallow the rest: then blocks are no longer followed. */
  #followBlocks = true;
  /** Oracle: a `/` line ends PL/SQL blocks, and there are such lines. */
  readonly #slashLines: boolean;
  /** Some lines end statements: `GO`, `/`. */
  readonly #endsAtLines: boolean;

  constructor(text: string, dialect: Dialect, start = 0, end = text.length) {
    this.#scanner = new Scanner(text, traitsOf(dialect), start, end);
    this.#dialect = dialect;
    this.#endsAtLines = dialect === 'oracle' || dialect === 'sqlserver';
    this.#slashLines = dialect === 'oracle' && /^\/[ \t\r]*$/m.test(text);
  }

  get problems(): LexicalProblem[] {
    return this.#scanner.problems;
  }

  /** The next piece, or undefined at the end of the text. */
  next(): Piece | undefined {
    const scanner = this.#scanner;
    const from = scanner.position;
    if (from >= scanner.end) return undefined;
    scanner.breakpoint = false;
    scanner.skipTrivia();
    if (scanner.position >= scanner.end) return { kind: 'blank', from, end: scanner.end };
    return this.#command(from) ?? this.#copyData(this.#statement(from));
  }

  #command(from: number): Piece | undefined {
    const command = lineCommandAt(this.#scanner, this.#dialect);
    if (command === undefined) return undefined;
    if (command.delimiter !== undefined) {
      this.#delimiter = command.delimiter;
      this.#scanner.delimiter = command.delimiter === ';' ? undefined : command.delimiter;
    }
    this.#scanner.position = command.end;
    return { kind: 'command', from, end: command.end };
  }

  #statement(from: number): Piece {
    const start = this.#scanner.position;
    const state = new StatementState(this.#slashLines);
    scan: for (;;) {
      switch (this.#step(state)) {
        case 'more':
          continue;
        case 'unclosed':
          this.#followBlocks = false;
          this.#scanner.position = start;
          return this.#statement(from);
        default:
          break scan;
      }
    }
    const { position: end } = this.#scanner;
    if (state.count === 0) return { kind: 'blank', from, end };
    this.#notice(state);
    return { kind: 'statement', from, end, tokens: state.tokens, routine: state.blocks.isRoutine };
  }

  #step(state: StatementState): 'more' | 'done' | 'unclosed' {
    const scanner = this.#scanner;
    scanner.breakpoint = false;
    scanner.skipTrivia();
    if (scanner.breakpoint && state.count > 0) return 'done';
    if (scanner.position >= scanner.end) return this.#inBlock(state) && !this.#slashLines ? 'unclosed' : 'done';
    if (this.#ended(state)) return 'done';
    const token = scanner.next();
    if (token === undefined) return 'done';
    if (this.#isBatchHead(state, token)) {
      scanner.position = token.start;
      return 'done';
    }
    if (token.upper === ';' && this.#endsHere(state)) return 'done';
    state.take(token);
    return 'more';
  }

  /** Passes whatever ends the statement before its next token. */
  #ended(state: StatementState): boolean {
    const scanner = this.#scanner;
    const line = this.#endsAtLines ? terminatorLineAt(scanner, this.#dialect) : undefined;
    if (line !== undefined) {
      scanner.position = line;
      return true;
    }
    if (this.#delimiter !== ';' && scanner.text.startsWith(this.#delimiter, scanner.position)) {
      scanner.position += this.#delimiter.length;
      return true;
    }
    const command = psqlCommandAt(scanner, this.#dialect);
    if (command === undefined) return false;
    scanner.position = command.end;
    return command.sends && state.count > 0;
  }

  /** Whether a `;` ends the statement. Behind `DELIMITER` the server still separates statements at it, but not those of a routine. */
  #endsHere(state: StatementState): boolean {
    return this.#delimiter === ';' ? !this.#inBlock(state) : !state.isCompound;
  }

  #inBlock(state: StatementState): boolean {
    return this.#followBlocks && this.#delimiter === ';' && state.inBlock;
  }

  #isBatchHead(state: StatementState, token: Token): boolean {
    if (token.kind !== 'word' || state.count === 0 || state.nested) return false;
    if (this.#dialect === 'generic') return forgotTerminator(state, token);
    if (this.#dialect !== 'sqlserver' || state.isModule) return false;
    return beginsStatement(token, state.last, this.#scanner);
  }

  /** Settings that change how the rest is read. */
  #notice(state: StatementState): void {
    if (state.tokens[0]?.upper !== 'SET' || state.tokens[1]?.upper !== 'STANDARD_CONFORMING_STRINGS') return;
    const backslashEscapes = state.tokens.at(-1)?.text.toLowerCase() === 'off';
    this.#scanner.traits = { ...this.#scanner.traits, backslashEscapes };
  }

  #copyData(piece: Piece): Piece {
    if (piece.kind !== 'statement' || piece.tokens[0]?.upper !== 'COPY') return piece;
    const stdin = piece.tokens.findIndex((token) => token.upper === 'STDIN');
    if (stdin < 1 || piece.tokens[stdin - 1]?.upper !== 'FROM') return piece;
    const end = copyDataEnd(this.#scanner, piece.end);
    this.#scanner.position = end;
    return { ...piece, end };
  }
}
