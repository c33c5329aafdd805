import type { Token } from './token.ts';

const ROUTINES = new Set(['PROCEDURE', 'PROC', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE', 'BODY']);
const OTHERS = new Set(
  'TABLE INDEX VIEW SCHEMA SEQUENCE DATABASE USER ROLE DOMAIN EXTENSION POLICY RULE OPERATOR LANGUAGE SERVER'.split(
    ' ',
  ),
);
const COMPOUND = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);

/**
 * Follows the BEGIN … END blocks of a routine, trigger or event, in which `;` does not end the statement. Statements of
 * other kinds have no blocks.
 */
export class RoutineBlocks {
  #kind: 'undecided' | 'routine' | 'plain' = 'undecided';
  #seen = 0;
  #previous = '';
  #depth = 0;

  get depth(): number {
    return this.#depth;
  }

  get isRoutine(): boolean {
    return this.#kind === 'routine';
  }

  /** Takes notice of the next token of the statement. */
  observe(token: Token): void {
    if (this.#kind === 'undecided') this.#decide(token);
    if (this.#kind === 'routine' && token.kind === 'word') this.#follow(token.upper);
    this.#previous = token.upper;
  }

  #decide(token: Token): void {
    const index = this.#seen++;
    if (index === 0) {
      if (token.upper !== 'CREATE' && token.upper !== 'ALTER') this.#kind = 'plain';
    } else if (ROUTINES.has(token.upper)) this.#kind = 'routine';
    else if (OTHERS.has(token.upper) || index > 14) this.#kind = 'plain';
  }

  #follow(word: string): void {
    const afterEnd = this.#previous === 'END';
    if (word === 'BEGIN' || (word === 'CASE' && !afterEnd)) this.#depth++;
    else if (word === 'END') this.#depth--;
    else if (afterEnd && COMPOUND.has(word)) this.#depth++;
    if (this.#depth < 0) this.#depth = 0;
  }
}
