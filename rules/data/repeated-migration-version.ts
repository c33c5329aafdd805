import { defineRule, lineOf, type Migration, type Subject, type Violation } from '#rule';

/** A version that a tool knows migrations by, with those that have it. */
interface Version extends Subject {
  holders: Migration[];
}

/** Migrations that their tool takes for one and the same. */
export const repeatedMigrationVersion = defineRule({
  id: 'repeated-migration-version',
  summary: 'Two migrations have the same version',
  why: 'Tools that know a migration by its number refuse to start when two have the same, or run one of them and take the other for applied. It is what two branches that were merged leave behind.',
  fix: 'Give the one that is not yet applied a version of its own, after the newest.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'tools that are known by their file names only and compare whole names, as most do',
    'migrations of one tool in several folders, and those that move data only',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'versions that differ, and repeatable migrations',
        files: {
          'sql/V1__init.sql': 'CREATE TABLE orders (id bigserial PRIMARY KEY);\n',
          'sql/V1.1__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
          'sql/R__views.sql': 'CREATE OR REPLACE VIEW v AS SELECT id FROM orders;\n',
        },
      },
      {
        title: 'a tool that compares whole names',
        files: {
          'migrations/0001_a.up.sql': 'CREATE TABLE a (id bigserial PRIMARY KEY);\n',
          'migrations/0001_b.up.sql': 'CREATE TABLE b (id bigserial PRIMARY KEY);\n',
        },
      },
    ],
    bad: [
      {
        title: 'two branches took the next number of Flyway',
        files: {
          'sql/V1__init.sql': 'CREATE TABLE orders (id bigserial PRIMARY KEY);\n',
          'sql/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
          'sql/V2_0__owner.sql': 'ALTER TABLE orders ADD COLUMN owner bigint;\n',
        },
        keys: ['sql/V2_0__owner.sql'],
      },
    ],
  },
  *subjects({ databases }): Iterable<Version> {
    for (const { migrations } of databases.flatMap(({ histories }) => histories)) {
      const versions = new Map<string, Migration[]>();
      for (const migration of migrations) {
        if (migration.version === undefined) continue;
        versions.set(migration.version, [...(versions.get(migration.version) ?? []), migration]);
      }
      for (const holders of versions.values()) {
        const last = holders.at(-1)!;
        yield { key: last.path, at: lineOf({ path: last.path, line: 1 }), holders };
      }
    }
  },
  check({ key, at, holders }): Violation | undefined {
    const [first, ...others] = holders;
    if (first === undefined || others.length === 0) return undefined;
    const related = holders.slice(0, -1).map(({ path }) => ({ at: lineOf({ path, line: 1 }), message: 'has it too' }));
    return {
      key,
      at,
      message: `has the version ${first.version}, which ${first.tool} knows another migration by`,
      related,
    };
  },
});
