import {
  type Column,
  type Database,
  databasesOf,
  lineOf,
  type Subject,
  schemaRule,
  type Table,
  tableName,
  type Violation,
} from '#rule';

interface Judged extends Subject {
  database: Database;
  /** Instants, with their tables. */
  instants: { table: Table; column: Column }[];
}

/** PostgreSQL databases that keep instants without a time zone. */
export const timestampWithoutZone = schemaRule({
  id: 'timestamp-without-zone',
  summary: 'Instants are stored without a time zone',
  why: 'A timestamp without time zone is read in whatever zone the session happens to have: a server, a driver or a report in another one is hours off, and nobody can tell from the data.',
  fix: 'Use timestamptz, which costs the same 8 bytes; in Prisma @db.Timestamptz.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: ['whether every session and driver is set to UTC', 'columns that mean a local time on purpose'],
  examples: {
    good: [
      {
        title: 'zoned instants, a day, and a local time',
        files: {
          'schema.sql':
            'CREATE TABLE a (id serial PRIMARY KEY, created_at timestamptz, born date, opens time, updated_at timestamp with time zone);\n',
        },
      },
    ],
    bad: [
      {
        title: 'one that lacks it',
        files: {
          'schema.sql': 'CREATE TABLE a (id serial PRIMARY KEY, created_at timestamp, updated_at timestamptz);\n',
        },
        keys: ['postgresql'],
      },
    ],
  },
  *subjects(model): Iterable<Judged> {
    for (const database of databasesOf(model)) {
      const instants = database.tables
        .filter(({ dialect }) => dialect === 'postgresql')
        .flatMap((table) => table.columns.filter(isInstant).map((column) => ({ table, column })));
      const [first] = instants;
      if (first) yield { key: database.name, at: lineOf(first.column), database, instants };
    }
  },
  check({ instants }): Violation | undefined {
    const bare = instants.filter(({ column }) => !isZoned(column));
    const [first] = bare;
    if (first === undefined) return undefined;
    const all = bare.length === instants.length ? `All ${bare.length}` : `${bare.length} of ${instants.length}`;
    return {
      at: lineOf(first.column),
      message: `${all} timestamp columns have no time zone, the first is ${tableName(first.table)}.${first.column.name}`,
      related: bare.slice(1).map(({ table, column }) => ({
        at: lineOf(column),
        message: `${tableName(table)}.${column.name} ${column.type}`,
      })),
    };
  },
});

const isInstant = ({ type }: Column): boolean => /^timestamp/i.test(type);
const isZoned = ({ type }: Column): boolean =>
  /^timestamptz|with time zone/i.test(type) && !/without time zone/i.test(type);
