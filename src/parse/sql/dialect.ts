import { DIALECT_MARKS, DIALECT_PATHS, type DialectMark, type KnownDialect } from './dialect-marks.ts';
import type { Dialect } from './sql-facts.ts';

export interface DialectGuess {
  dialect: Dialect;
  /** Words of the file, or its path, that tell. */
  evidence: string[];
  /** How strongly the file speaks for each dialect. */
  scores: Partial<Record<Dialect, number>>;
}

/** How much of a script is looked at, data left out; the rest of a large one is more of the same. */
const LOOKED_AT = 60_000;

/** A database named in the path says more than words that other databases tolerate, such as type names in SQLite. */
const PATH_WEIGHT = 12;

/** Scores below this are too weak to tell. */
const WEAKEST = 2;

/** Tells the dialect of a script from words that only it has, and from its path. `generic` when nothing tells. */
export function detectDialect(path: string, text: string): DialectGuess {
  const sample = withoutData(text);
  const words = new Set(sample.toUpperCase().match(/[A-Z_][A-Z0-9_]*/g) ?? []);
  const scores: Partial<Record<Dialect, number>> = {};
  const evidence = new Map<Dialect, string[]>();
  const add = (dialect: KnownDialect, weight: number, found: string): void => {
    scores[dialect] = (scores[dialect] ?? 0) + weight;
    evidence.set(dialect, [...(evidence.get(dialect) ?? []), found.trim().replace(/\s+/g, ' ').slice(0, 60)]);
  };
  for (const mark of DIALECT_MARKS) {
    const found = findMark(mark, sample, words);
    if (found !== undefined) add(mark.dialect, mark.weight, found);
  }
  const named = dialectOfPath(path);
  if (named !== undefined) add(named, PATH_WEIGHT, `path ${path.split('/').slice(-2).join('/')}`);
  const dialect = strongest(scores);
  return { dialect, evidence: evidence.get(dialect)?.slice(0, 5) ?? [], scores };
}

function findMark(mark: DialectMark, sample: string, words: ReadonlySet<string>): string | undefined {
  const trigger = mark.words.find((word) => words.has(word));
  if (trigger === undefined && mark.words.length > 0) return undefined;
  return mark.pattern === undefined ? trigger : mark.pattern.exec(sample)?.[0];
}

/** The database that a path names, the nearest to the file first. */
export function dialectOfPath(path: string): KnownDialect | undefined {
  for (const part of path.split('/').reverse()) {
    const found = DIALECT_PATHS.filter(([, pattern]) => pattern.test(part));
    if (found.length === 1) return found[0]![0];
  }
  return undefined;
}

/** The dialect that the scores speak for; `generic` when they are too weak or equal. */
export function strongest(scores: Partial<Record<Dialect, number>>): Dialect {
  const [first, second] = Object.entries(scores).sort(([, one], [, other]) => other - one);
  if (first === undefined || first[1] < WEAKEST || first[1] === second?.[1]) return 'generic';
  return first[0] as Dialect;
}

/** Lines that hold data or prose, which give false marks: comments (save executable ones), rows, COPY data. */
const DATA_LINE = /^\s*(?:--|\/\*(?!M?!)|\*|insert\b|\(\s*['\d]|'|N'|values\b)/i;

function withoutData(text: string): string {
  const kept: string[] = [];
  let length = 0;
  let copying = false;
  for (let from = 0; from < text.length && length < LOOKED_AT; ) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const line = text.slice(from, Math.min(end, from + 2000));
    from = end + 1;
    if (copying) copying = !line.startsWith('\\.');
    else if (/^copy\s.*\bfrom\s+stdin\b/i.test(line)) copying = true;
    else if (!DATA_LINE.test(line)) {
      kept.push(line);
      length += line.length + 1;
    }
  }
  return kept.join('\n');
}
