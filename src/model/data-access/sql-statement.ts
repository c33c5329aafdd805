import { traitsOf } from '../../parse/sql/lexical-traits.ts';
import { Scanner } from '../../parse/sql/scanner.ts';
import type { Token } from '../../parse/sql/token.ts';

/** A statement without what stands in it as queries of their own. */
export interface Statement {
  /** Its own words; of a nested query only the parentheses are left. */
  tokens: Token[];
  /** Queries in parentheses and those of `WITH`, each with its own nested ones still in it. */
  nested: Token[][];
  /** Names that `WITH` gives, in lower case. */
  given: ReadonlySet<string>;
}

const MAX_TOKENS = 2000;
const BEGINS = /^(SELECT|INSERT|REPLACE|UPDATE|DELETE)$/;

const positions = new WeakMap<Token, number>();

export function tokensOf(text: string): Token[] {
  const scanner = new Scanner(text, traitsOf('generic'));
  const tokens: Token[] = [];
  let marks = 0;
  for (let token = scanner.next(); token && tokens.length < MAX_TOKENS; token = scanner.next()) {
    tokens.push(token);
    if (token.upper === '?') {
      marks += 1;
      positions.set(token, marks);
    }
  }
  return tokens;
}

/** The number of the parameter that a token stands for: `$2`, or the second `?` of its text. */
export function parameterOf(token: Token | undefined): number | undefined {
  const numbered = /^\$(\d+)$/.exec(token?.text ?? '')?.[1];
  return numbered === undefined ? token && positions.get(token) : Number(numbered);
}

/** Takes a statement apart into its own words and the queries inside it. */
export function statementOf(tokens: Token[]): Statement {
  const given = new Set<string>();
  const own: Token[] = [];
  const nested: Token[][] = [];
  let main = tokens[0]?.upper !== 'WITH';
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (!main && BEGINS.test(token.upper)) main = true;
    if (!main && tokens[at + 1]?.upper === 'AS') given.add(token.text.toLowerCase());
    const end = token.upper === '(' ? closing(tokens, at) : at;
    const inside = tokens.slice(at + 1, end);
    if (end > at && (!main || /^(SELECT|WITH)$/.test(inside[0]?.upper ?? ''))) {
      if (inside.length > 0) nested.push(inside);
      if (main) own.push(token, ...tokens.slice(end, end + 1));
      at = end;
    } else if (main) own.push(token);
  }
  return { tokens: own, nested, given };
}

/** Index of the parenthesis that closes the one at `from`; the last token where none does. */
function closing(tokens: Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (tokens[at]?.upper === '(') depth += 1;
    else if (tokens[at]?.upper === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}
