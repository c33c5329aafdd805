/**
 * Migration files that hold both directions say so in comments. Only the part that builds the schema is read: the
 * rest is blanked, so that offsets and lines stay what they are in the file.
 */
const MARKERS: { up: RegExp; down: RegExp }[] = [
  // goose, sql-migrate, micrate, rambler
  {
    up: /^--\s*\+?(?:goose|migrate|micrate|rambler)\s+up\b/i,
    down: /^--\s*\+?(?:goose|migrate|micrate|rambler)\s+down\b/i,
  },
  // dbmate
  { up: /^--\s*migrate:up\b/i, down: /^--\s*migrate:down\b/i },
  // MyBatis migrations
  { up: /^--\s*\/\/\s*@?DO\b/i, down: /^--\s*\/\/\s*@UNDO\b/i },
  // Play evolutions
  { up: /^(?:--|#)\s*-*\s*!Ups\b/i, down: /^(?:--|#)\s*-*\s*!Downs\b/i },
  // tern
  { up: /^---- create below/i, down: /^---- create above \/ drop below ----/i },
  // node-pg-migrate, node-sqlite and hand-written ones
  {
    up: /^-{2,}\s*@?(?:\[?up\]?|migrate up|up migration|forward|==+ up ==+)\s*:?\s*-*$/i,
    down: /^-{2,}\s*@?(?:\[?down\]?|migrate down|down migration|rollback|revert|undo|backward|==+ down ==+)\s*:?\s*-*$/i,
  },
];

const CANDIDATE = /^[ \t]*(?:--|#).*(?:down|undo|drop below|rollback|revert|backward)/im;

/** Its rollbacks are comments line by line, with no section of their own. */
const LIQUIBASE = /^\s*--[ \t]*liquibase formatted sql\b/i;

/** Whether a text says where what undoes it begins. */
export function hasDownSection(text: string): boolean {
  return CANDIDATE.test(text) && text.split('\n').some((line) => isDown(line, false));
}

/** The text with its down, undo and rollback sections replaced by white space of the same length. */
export function withoutDownSections(text: string): string {
  if (!CANDIDATE.test(text) || LIQUIBASE.test(text)) return text;
  let down = false;
  const lines = text.split('\n');
  const kept = lines.map((line) => {
    down = isDown(line, down);
    return down ? blank(line) : line;
  });
  return kept.join('\n');
}

function isDown(line: string, down: boolean): boolean {
  const trimmed = line.trim();
  if (!trimmed.startsWith('--') && !trimmed.startsWith('#')) return down;
  if (MARKERS.some((marker) => marker.down.test(trimmed))) return true;
  return down && !MARKERS.some((marker) => marker.up.test(trimmed));
}

function blank(line: string): string {
  return line.endsWith('\r') ? `${' '.repeat(line.length - 1)}\r` : ' '.repeat(line.length);
}
