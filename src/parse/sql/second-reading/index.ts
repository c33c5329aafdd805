import { withoutDownSections } from '../migration-sections.ts';
import { ReadContext } from '../read-context.ts';
import { readStatement } from '../read-statement.ts';
import { Splitter } from '../splitter.ts';
import type { Dialect } from '../sql-facts.ts';
import { type Claims, claimsOf } from './claims.ts';
import { secondClaims } from './node-sql-parser.ts';
import { postgresGrammar } from './postgres-grammar.ts';

/** One statement on which node-sql-parser reads something else than Lintel, or nothing. */
export interface Disagreement {
  path: string;
  line: number;
  /** What only Lintel reads, and what only node-sql-parser does. */
  ours: string[];
  theirs: string[];
  /** Why node-sql-parser refuses the statement. */
  refused?: string;
  /** Whom PostgreSQL's own grammar supports; undefined for other dialects. */
  arbiter?: 'Lintel' | 'node-sql-parser' | 'neither' | 'refuses the statement';
}

/** A file in a dialect that node-sql-parser has a build for. */
export interface SecondReading {
  path: string;
  text: string;
  dialect: Dialect;
}

const DDL = /^(?:CREATE|ALTER|DROP)$/;
const OBJECTS = new Set(['TABLE', 'INDEX']);

/** Reads every statement that defines tables or indexes a second time. Takes a second for a megabyte and more; never throws. */
export async function* secondReadings({ path, text: written, dialect }: SecondReading): AsyncGenerator<Disagreement> {
  if (dialect === 'generic' || dialect === 'oracle') return;
  const text = withoutDownSections(written);
  const context = new ReadContext(path, dialect, text, readStatement);
  const splitter = new Splitter(text, dialect);
  for (let piece = splitter.next(); piece !== undefined; piece = splitter.next()) {
    if (piece.kind !== 'statement') continue;
    const before = context.operations.length;
    readStatement(context.cursor(piece.tokens), context);
    const words = piece.tokens.slice(0, 4).map((token) => token.upper);
    if (!DDL.test(words[0] ?? '') || !words.some((word) => OBJECTS.has(word))) continue;
    const first = piece.tokens[0]!.start;
    const ours = claimsOf(context.operations.slice(before));
    const statement = text.slice(first, piece.tokens.at(-1)!.end);
    const found = await compare(ours, statement, dialect);
    if (found !== undefined) yield { path, line: context.lines.lineAt(first), ...found };
  }
}

async function compare(
  ours: Claims,
  statement: string,
  dialect: Dialect,
): Promise<Omit<Disagreement, 'path' | 'line'> | undefined> {
  const second = await secondClaims(statement, dialect);
  const theirs = second instanceof Set ? second : new Set<string>();
  const difference = { ours: missing(ours, theirs), theirs: missing(theirs, ours) };
  if (second instanceof Set && difference.ours.length + difference.theirs.length === 0) return undefined;
  const refused = second instanceof Set ? {} : { refused: second.refused };
  if (dialect !== 'postgresql') return { ...difference, ...refused };
  return { ...difference, ...refused, arbiter: judge(ours, second, (await postgresGrammar()).claims(statement)) };
}

function judge(
  ours: Claims,
  second: Claims | object,
  arbiter: Claims | undefined,
): NonNullable<Disagreement['arbiter']> {
  if (arbiter === undefined) return 'refuses the statement';
  if (isSame(ours, arbiter)) return 'Lintel';
  return second instanceof Set && isSame(second, arbiter) ? 'node-sql-parser' : 'neither';
}

const missing = (from: Claims, other: Claims): string[] => [...from].filter((claim) => !other.has(claim));
const isSame = (one: Claims, other: Claims): boolean =>
  one.size === other.size && [...one].every((claim) => other.has(claim));

/** One disagreement as a line for people. */
export function describeDisagreement({ path, line, ours, theirs, refused, arbiter }: Disagreement): string {
  const parts = [
    ...(refused === undefined ? [] : [`node-sql-parser refuses the statement (${refused})`]),
    ...(ours.length === 0 ? [] : [`only Lintel reads: ${ours.join('; ')}`]),
    ...(theirs.length === 0 ? [] : [`only node-sql-parser reads: ${theirs.join('; ')}`]),
    ...(arbiter === undefined ? [] : [`PostgreSQL's grammar: ${arbiter}`]),
  ];
  return `${path}:${line}: ${parts.join('. ')}`;
}
