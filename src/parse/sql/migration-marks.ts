import { hasDownSection } from './migration-sections.ts';
import type { MigrationMarks } from './sql-facts.ts';

const CHANGESET = /^--[ \t]*changeset\b.*$/gim;

/** Reads what tells a migration tool how to run a file; undefined where nothing does. */
export function migrationMarks(text: string): MigrationMarks | undefined {
  const unchecked = /\bforeign_key_checks\s*=\s*(?:0|off)\b/i.test(text);
  const marks = toolMarks(text);
  return unchecked ? { down: false, ...marks, foreignKeysUnchecked: true } : marks;
}

function toolMarks(text: string): MigrationMarks | undefined {
  const down = hasDownSection(text);
  if (/^\s*--[ \t]*liquibase formatted sql\b/i.test(text)) return liquibase(text);
  if (/^--[ \t]*\+goose up\b/im.test(text))
    return { tool: 'goose', down, transaction: !/^--[ \t]*\+goose no transaction\b/im.test(text) };
  const dbmate = /^--[ \t]*migrate:up\b(.*)$/im.exec(text);
  if (dbmate !== null) return { tool: 'dbmate', down, transaction: !/\btransaction\s*:\s*false\b/i.test(dbmate[1]!) };
  if (/^--[ \t]*\+migrate up\b/im.test(text))
    return { tool: 'sql-migrate', down, transaction: !/^--[ \t]*\+migrate up\b.*\bnotransaction\b/im.test(text) };
  return down ? { down } : undefined;
}

/** Each changeset is a transaction, unless it says otherwise. */
function liquibase(text: string): MigrationMarks {
  const changesets = text.match(CHANGESET) ?? [];
  const outside = changesets.filter((line) => /\brunInTransaction\s*:\s*"?false/i.test(line)).length;
  const down = /^--[ \t]*rollback\b|^\/\*[ \t]*liquibase rollback\b/im.test(text);
  if (outside > 0 && outside < changesets.length) return { tool: 'Liquibase', down };
  return { tool: 'Liquibase', down, transaction: outside === 0 };
}
