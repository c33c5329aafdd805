import type { Scanner } from './scanner.ts';
import type { StatementState } from './statement-state.ts';
import type { Token } from './token.ts';

/** Words that begin a statement wherever they stand outside parentheses. */
const ALWAYS = new Set([
  'INSERT',
  'EXEC',
  'PRINT',
  'USE',
  'DECLARE',
  'RAISERROR',
  'TRUNCATE',
  'MERGE',
  'ELSE',
  'WHILE',
  'BEGIN',
  'END',
]);
/** Words before which those of `ALWAYS` are part of something else: events of triggers, options, privileges. */
const CONTINUES = new Set([
  'ON',
  'FOR',
  'AFTER',
  'OF',
  ',',
  'GRANT',
  'DENY',
  'REVOKE',
  'AS',
  'OR',
  'WITH',
  '=',
  '.',
  'BY',
]);

/**
 * T-SQL needs no terminator between statements: says whether `token`, outside parentheses and not the first of its
 * statement, begins the next one.
 */
export function beginsStatement(token: Token, previous: Token | undefined, scanner: Scanner): boolean {
  const word = token.upper;
  if (previous !== undefined && CONTINUES.has(previous.upper)) return false;
  if (word === 'IF') return !/^(?:TABLE|INDEX|CONSTRAINT|COLUMN|VIEW|SCHEMA|TYPE)$/.test(previous?.upper ?? '');
  if (ALWAYS.has(word)) return true;
  switch (word) {
    case 'CREATE':
      return true;
    case 'ALTER':
      return !/^(?:COLUMN|CONSTRAINT)$/.test(wordAfter(token, scanner));
    case 'DROP':
      return /^(?:TABLE|INDEX|PROC|PROCEDURE|VIEW|SCHEMA|FUNCTION|TRIGGER|TYPE|DATABASE|SEQUENCE|SYNONYM|USER|ROLE)$/.test(
        wordAfter(token, scanner),
      );
    case 'UPDATE':
    case 'DELETE':
      return wordAfter(token, scanner) !== '';
    case 'SET':
      return /^(?:@|ANSI_|QUOTED_|NOCOUNT|XACT_|IDENTITY_|ARITHABORT|CONCAT_NULL|NUMERIC_R|DATEFORMAT|LANGUAGE|NOEXEC)/.test(
        wordAfter(token, scanner),
      );
    case 'SELECT':
      return previous?.upper === ')' || previous?.upper === '' || previous?.upper === 'NULL';
    default:
      return false;
  }
}

function wordAfter(token: Token, scanner: Scanner): string {
  const next = /\s*([@#\w]+|\[)/y;
  next.lastIndex = token.end;
  return (next.exec(scanner.text)?.[1] ?? '').toUpperCase();
}

/** Some vendors' scripts have no terminators at all: a CREATE behind the parentheses of a CREATE TABLE is the next. */
export function forgotTerminator(state: StatementState, token: Token): boolean {
  const isTable = state.tokens[0]?.upper === 'CREATE' && state.tokens[1]?.upper === 'TABLE';
  return isTable && token.upper === 'CREATE' && state.last?.upper === ')';
}
