import { defineRule, lineOf, type Migration, type Subject, type Violation } from '#rule';

/** Migrations of one folder that say how to undo them, at least most of them. */
interface Reversible extends Subject {
  migrations: Migration[];
}

const up = (version: string, sql: string): Record<string, string> => ({ [`migrations/${version}.up.sql`]: sql });
const down = (version: string, sql: string): Record<string, string> => ({ [`migrations/${version}.down.sql`]: sql });
const TWO = {
  ...up('001_init', 'CREATE TABLE orders (id bigserial PRIMARY KEY);\n'),
  ...down('001_init', 'DROP TABLE orders;\n'),
  ...up('002_note', 'ALTER TABLE orders ADD COLUMN note text;\n'),
  ...down('002_note', 'ALTER TABLE orders DROP COLUMN note;\n'),
  ...up('003_owner', 'ALTER TABLE orders ADD COLUMN owner bigint;\n'),
};

/** Migrations that cannot be taken back although the others can. */
export const migrationWithoutWayBack = defineRule({
  id: 'migration-without-way-back',
  summary: 'A migration lacks the down part that the others have',
  why: 'When a release has to be taken back, the down migrations run from the newest on. One that is missing stops them, or leaves the schema of the new version under the old code.',
  fix: 'Write the down part; where nothing can be undone, say so in an empty one.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'whether a down part undoes all that the up part does',
    'down parts of migrations in code, and of migrations that move data only',
    'a team that only goes forward: where less than half of the migrations have a way back, none is missed',
  ],
  params: {},
  examples: {
    good: [
      { title: 'all have one', files: { ...TWO, ...down('003_owner', '-- the column stays\n') } },
      {
        title: 'none has one',
        files: {
          'migrations/001_init.sql': 'CREATE TABLE orders (id bigserial PRIMARY KEY);\n',
          'migrations/002_note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
        },
      },
    ],
    bad: [{ title: 'the newest has none', files: TWO, keys: ['migrations'] }],
  },
  *subjects({ databases }): Iterable<Reversible> {
    for (const { folder, migrations } of databases.flatMap(({ histories }) => histories)) {
      const reversible = migrations.filter(({ down }) => down === true);
      const newest = migrations.at(-1)!;
      if (reversible.length < 2 || reversible.length * 2 < migrations.length) continue;
      yield { key: folder, at: lineOf({ path: newest.path, line: 1 }), migrations };
    }
  },
  check({ key, migrations }, _params, { changes }): Violation | undefined {
    const missing = migrations.filter(({ path, down }) => down === false && (changes?.files.has(path) ?? true));
    const newest = missing.at(-1);
    if (newest === undefined) return undefined;
    const place = ({ path }: Migration) => lineOf({ path, line: 1 });
    const others = missing.slice(0, -1);
    const more = others.length > 0 ? `, nor have ${others.length} others` : '';
    const related = others.map((one) => ({ at: place(one), message: 'has no down part either' }));
    return {
      key,
      at: place(newest),
      message: `has no down part${more}, while the other migrations of its folder have one`,
      related,
    };
  },
});
