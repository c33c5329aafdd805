import { forDatabase } from './changesets.ts';
import { type DialectGuess, detectDialect } from './dialect.ts';
import { migrationMarks } from './migration-marks.ts';
import { withoutDownSections } from './migration-sections.ts';
import { ReadContext } from './read-context.ts';
import { readStatement } from './read-statement.ts';
import { Splitter } from './splitter.ts';
import type { Dialect, SqlFacts } from './sql-facts.ts';

export { detectDialect, dialectOfPath, strongest } from './dialect.ts';

/** Score of a dialect that was told: more than any file can show. */
const GIVEN = 1000;

/**
 * Reads what an SQL script does to a schema, statement by statement. `path` is relative to the scanned root; it appears in
 * unknowns and helps to tell the dialect. Never throws: what cannot be read is counted and named in `unknowns`.
 */
export function parseSql(input: { path: string; text: string; dialect?: Dialect }): SqlFacts {
  const whole = withoutNulls(input.text);
  const up = withoutDownSections(whole);
  const guess = guessDialect(input, up);
  const text = forDatabase(up, guess.dialect);
  const migration = migrationMarks(whole);
  const context = new ReadContext(input.path, guess.dialect, text, readStatement);
  const splitter = new Splitter(text, guess.dialect);
  const statements = readAll(splitter, context);
  for (const { at, reason } of splitter.problems) {
    context.unknowns.push({ path: input.path, line: context.lines.lineAt(at), subject: 'syntax', reason });
  }
  return {
    kind: 'sql',
    dialect: guess.dialect,
    dialectEvidence: guess.evidence,
    dialectScores: guess.scores,
    operations: context.operations,
    statements,
    unknowns: context.unknowns,
    ...(migration && { migration }),
  };
}

/** UTF-16 read as UTF-8 has a NUL at every second place; without them its Latin letters are legible. */
function withoutNulls(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

function guessDialect(input: { path: string; dialect?: Dialect }, text: string): DialectGuess {
  const { dialect } = input;
  if (dialect !== undefined) return { dialect, evidence: ['the configuration'], scores: { [dialect]: GIVEN } };
  return detectDialect(input.path, text);
}

function readAll(splitter: Splitter, context: ReadContext): SqlFacts['statements'] {
  const counts = { total: 0, read: 0, skipped: 0, notUnderstood: 0 };
  for (let piece = splitter.next(); piece !== undefined; piece = splitter.next()) {
    if (piece.kind !== 'statement') continue;
    counts.total++;
    const outcome = readStatement(context.cursor(piece.tokens), context);
    if (outcome === 'not-understood') counts.notUnderstood++;
    else counts[outcome]++;
  }
  return counts;
}
