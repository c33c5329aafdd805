import { defineRule, lineOf, type Migration, type Subject, type Violation } from '#rule';

/** A migration that was there at the revision. */
interface Former extends Subject {
  migration: Migration;
  /** Undefined when nothing was changed. */
  texts: { before: string; now: string } | undefined;
}

const FIRST = 'CREATE TABLE orders (id bigserial PRIMARY KEY, state text);\n';
const migrations = (second: string): Record<string, string> => ({
  'db/migrations/001_init.sql': FIRST,
  'db/migrations/002_state.sql': second,
});
const SECOND = 'ALTER TABLE orders ALTER COLUMN state SET DEFAULT 1;\n';

/** Migrations that databases have run in another form. */
export const editedMigration = defineRule({
  id: 'edited-migration',
  summary: 'A migration was changed after it may have been applied',
  why: 'A database that has run a migration never runs it again: it keeps what the old form made, and new databases get the new one. Tools that keep checksums (Flyway, Prisma) then refuse to go on.',
  fix: 'Put the migration back as it was, and make the change in a new one.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'without `--since REVISION`: what was there before, so that nothing is examined',
    'whether any database has run the migration yet',
    'migrations that were deleted or renamed',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'a new one, and another comment in an old one',
        before: migrations(SECOND),
        files: {
          ...migrations(`-- where an order begins\n${SECOND}`),
          'db/migrations/003_note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
        },
      },
    ],
    bad: [
      {
        title: 'another default in a migration that was there',
        before: migrations(SECOND),
        files: migrations('ALTER TABLE orders ALTER COLUMN state SET DEFAULT 2;\n'),
        keys: ['db/migrations/002_state.sql'],
      },
      {
        title: 'another comment, where the tool keeps checksums',
        before: { 'db/V1__init.sql': FIRST, 'db/V2__state.sql': SECOND },
        files: { 'db/V1__init.sql': `-- first\n${FIRST}`, 'db/V2__state.sql': SECOND },
        keys: ['db/V1__init.sql'],
      },
    ],
  },
  *subjects({ changes, databases }): Iterable<Former> {
    if (changes === undefined) return;
    for (const migration of databases.flatMap(({ histories }) => histories).flatMap((one) => one.migrations)) {
      const { path } = migration;
      if (changes.files.get(path) === 'added' || isRepeatable(path)) continue;
      yield { key: path, at: lineOf({ path, line: 1 }), migration, texts: changes.texts.get(path) };
    }
  },
  check({ key, at, migration, texts }, _params, model): Violation | undefined {
    if (texts === undefined || RUNS_AGAIN.test(texts.now)) return undefined;
    const { tool } = migration;
    const sums = tool !== undefined && CHECKSUMS.has(tool);
    if (!sums && essence(texts.before) === essence(texts.now)) return undefined;
    const then = sums
      ? `${tool} finds another checksum than the one it keeps`
      : 'who has run it keeps what its old form made';
    return { key, at, message: `was changed since ${model.changes?.since}: ${then}` };
  },
});

/** Flyway's `R__x.sql`, which is run again whenever it changes. */
const isRepeatable = (path: string): boolean => /(?:^|\/)R__[^/]*$/.test(path);
/** Liquibase's changes that are run again. */
const RUNS_AGAIN = /^--\s*changeset\b.*\brun(?:OnChange|Always)\s*:\s*"?true/im;
const CHECKSUMS = new Set(['Flyway', 'Prisma']);

/** A text without comments, white space and case, in which only what is run counts. */
const essence = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?:--|\/\/|#).*$|\s+/gm, '').toLowerCase();
