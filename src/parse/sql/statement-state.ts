import { RoutineBlocks } from './routine-blocks.ts';
import type { Token } from './token.ts';

/** Statements that only move data, and how many of their tokens are kept to tell what they are. */
export const DATA_STATEMENTS = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'MERGE', 'VALUES', 'UPSERT']);
const KEPT_OF_DATA = 12;

/** What is known of a statement while its tokens come in. */
export class StatementState {
  readonly tokens: Token[] = [];
  readonly blocks = new RoutineBlocks();
  readonly #endsAtSlash: boolean;
  #anonymous = false;
  #view = false;
  #depth = 0;
  #cases = 0;
  count = 0;
  last: Token | undefined;

  /** `endsAtSlash`: PL/SQL blocks end at a `/` line. */
  constructor(endsAtSlash: boolean) {
    this.#endsAtSlash = endsAtSlash;
  }

  take(token: Token): void {
    this.count++;
    this.blocks.observe(token);
    if (this.count === 1) this.#anonymous = token.upper === 'DECLARE' || token.upper === 'BEGIN';
    else if (this.count < 6 && token.upper === 'VIEW') this.#view = true;
    this.#nest(token.upper);
    if (this.count <= KEPT_OF_DATA || !DATA_STATEMENTS.has(this.tokens[0]!.upper)) this.tokens.push(token);
    this.last = token;
  }

  #nest(word: string): void {
    if (word === '(') this.#depth++;
    else if (word === ')') this.#depth = Math.max(0, this.#depth - 1);
    else if (word === 'CASE') this.#cases++;
    else if (word === 'END') this.#cases = Math.max(0, this.#cases - 1);
  }

  /** Inside parentheses or a CASE. */
  get nested(): boolean {
    return this.#depth > 0 || this.#cases > 0;
  }

  /** A `;` here is part of the statement. */
  get inBlock(): boolean {
    if (this.#endsAtSlash) return this.blocks.isRoutine || this.#anonymous;
    return this.blocks.depth > 0;
  }

  /** Holds statements of its own: a routine, or control flow outside one. */
  get isCompound(): boolean {
    return (
      this.blocks.isRoutine || /^(?:BEGIN|DECLARE|IF|WHILE|LOOP|REPEAT|FOR|CASE)$/.test(this.tokens[0]?.upper ?? '')
    );
  }

  /** A T-SQL procedure, function, trigger or view: it extends to the end of its batch. */
  get isModule(): boolean {
    return this.blocks.isRoutine || this.#view;
  }
}
