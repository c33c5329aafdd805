import {
  defineRule,
  type Hazard,
  lineOf,
  type Migration,
  migrationHazards,
  type RepoModel,
  runTimeQueries,
  type Subject,
  sameColumnName,
  unreadStatements,
  type Violation,
} from '#rule';

/** A history, from its first migration to its newest. */
interface Judged extends Subject {
  migrations: Migration[];
}

const INIT = 'CREATE TABLE orders (id bigserial PRIMARY KEY, state text, note text);\n';
const migrations = (second: string): Record<string, string> => ({
  'db/migrations/001_init.sql': INIT,
  'db/migrations/002_next.sql': second,
});

/** Migrations that stop, break or fail on a system that is in use. */
export const unsafeMigration = defineRule({
  id: 'unsafe-migration',
  summary: 'A migration locks, breaks or fails on a table in use',
  why: 'A statement that reads or rewrites a large table under an exclusive lock stops the service for as long as it takes; a dropped or renamed column breaks the version that is still running.',
  fix: 'Split it into steps that each hold their lock only for a moment.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: [
    'how many rows a table holds, and whether the service is stopped for migrations',
    'statements that move data',
    'which version of MySQL or MariaDB it is: what both do by copying or with writes shut out is told, what they do in place is not',
    'which older migrations are not yet applied: unless `--since` or `after` says so, only the newest of each history is judged',
  ],
  params: {
    after: {
      description:
        'Name of the last migration that is applied everywhere, or its beginning (`20240131`): all that sort after it are judged, instead of only the newest.',
      default: '',
    },
  },
  examples: {
    good: [
      {
        title: 'in steps that do not block',
        files: migrations(
          "ALTER TABLE orders ADD COLUMN kind text NOT NULL DEFAULT 'a', ADD COLUMN owner_id bigint;\nALTER TABLE orders ADD CONSTRAINT orders_state CHECK (state <> '') NOT VALID;\nALTER TABLE orders ALTER COLUMN note TYPE text;\nCREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);\n",
        ),
      },
      {
        title: 'a table of the same migration, and a migration that is long applied',
        files: {
          ...migrations('CREATE INDEX orders_state_idx ON orders (state);\n'),
          'db/migrations/003_lines.sql':
            'CREATE TABLE lines (id bigserial PRIMARY KEY, n int);\nCREATE INDEX lines_n ON lines (n);\n',
        },
      },
    ],
    bad: [
      {
        title: 'an index, a key without NOT VALID, and NOT NULL on a table in use: once for the migration',
        files: migrations(
          'CREATE INDEX orders_state_idx ON orders (state);\nALTER TABLE orders ADD CONSTRAINT c CHECK (state IS NOT NULL);\nALTER TABLE orders ALTER COLUMN note SET NOT NULL;\n',
        ),
        keys: ['db/migrations/002_next.sql'],
      },
      {
        title: 'a column that is required of rows that lack it',
        files: migrations('ALTER TABLE orders ADD COLUMN kind text NOT NULL;\n'),
      },
      { title: 'a column goes', files: migrations('ALTER TABLE orders DROP COLUMN note;\n') },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const { folder, migrations } of model.databases.flatMap(({ histories }) => histories)) {
      const newest = migrations.at(-1)!;
      yield { key: folder, at: lineOf({ path: newest.path, line: 1 }), migrations };
    }
  },
  check({ key: folder, migrations }, { after }, model): Violation[] {
    return migrations.flatMap((migration, at) => {
      const isNewest = at === migrations.length - 1;
      const unnamed = after === '' ? isNewest : comesAfter(migration, folder, after);
      return (model.changes?.files.has(migration.path) ?? unnamed)
        ? (violationOf(model, migration, migrations.slice(0, at)) ?? [])
        : [];
    });
  },
  blind: unreadStatements,
});

/** The gravest hazard of a migration, with the others as places: one finding for each migration. */
function violationOf(model: RepoModel, migration: Migration, earlier: Migration[]): Violation | undefined {
  const hazards = migrationHazards(migration, earlier)
    .map((hazard) => ({ ...hazard, grave: hazard.kind !== 'breaks' || isStillUsed(model, hazard) }))
    .sort((one, other) => Number(other.grave) - Number(one.grave));
  const [worst, ...others] = hazards;
  if (worst === undefined) return undefined;
  const place = (hazard: Hazard) => lineOf({ path: migration.path, line: hazard.line });
  const more = others.length > 0 ? `, and does ${others.length} more like it` : '';
  return {
    key: migration.path,
    at: place(worst),
    message: `${worst.message} (${worst.table})${more}`,
    fix: worst.fix,
    ...(!worst.grave && { severity: 'info' as const }),
    related: others.map((hazard) => ({ at: place(hazard), message: `${hazard.message} (${hazard.table})` })),
  };
}

/** By what the history is ordered by: the name of the file, or of the folder of a `migration.sql`. */
function comesAfter({ path }: Migration, folder: string, after: string): boolean {
  const name = path.slice(folder === '' ? 0 : folder.length + 1);
  return !name.startsWith(after) && name.localeCompare(after, 'en', { numeric: true }) > 0;
}

/** Whether the code that goes with the migration still names what it takes away. */
function isStillUsed(model: RepoModel, { table, gone }: Hazard): boolean {
  return runTimeQueries(model).some(
    (query) =>
      query.tables.some(({ name }) => name.toLowerCase() === table.toLowerCase()) &&
      (gone === undefined || query.columns.some(({ name }) => sameColumnName(name, gone))),
  );
}
