import { type Column, isAppendOnly, isThing, type Table, tableName, tableRule, type Violation } from '#rule';

/** Tables of events, logs and measurements whose rows nothing divides. */
export const growingTableInOnePiece = tableRule({
  id: 'growing-table-in-one-piece',
  summary: 'A table that only grows is not partitioned',
  why: 'Old rows can then only go by DELETE, which is slow and leaves the space in use, and every index grows with all of history although nearly all reads want the last days.',
  fix: 'Partition by time while the table is small (PARTITION BY RANGE, a hypertable, pg_partman), or write down why its size will not need it.',
  severity: 'info',
  precision: 'advisory',
  cannotDetect: [
    'how fast a table grows',
    'growing tables whose name does not say so',
    'jobs that delete old rows, and decisions written down elsewhere',
  ],
  examples: {
    good: [
      {
        title: 'divided by the statement, later, or by an extension',
        files: {
          'schema.sql':
            "CREATE TABLE events (id bigint, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);\nCREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\nCREATE TABLE metrics (at timestamptz NOT NULL, value float8);\nSELECT create_hypertable('public.metrics', 'at');\n",
          'mysql/schema.sql':
            'CREATE TABLE `audit_log` (`id` bigint NOT NULL, `at` datetime NOT NULL, PRIMARY KEY (`id`, `at`)) ENGINE=InnoDB;\nALTER TABLE `audit_log` PARTITION BY RANGE (YEAR(`at`)) (PARTITION p0 VALUES LESS THAN (2026));\n',
        },
      },
      {
        title: 'things, rows that change, and a table without a time to divide it by',
        files: {
          'schema.sql':
            'CREATE TABLE users (id bigserial PRIMARY KEY, created_at timestamptz);\nCREATE TABLE metrics (page text PRIMARY KEY, number bigint);\nCREATE TABLE user_activity (id bigint PRIMARY KEY, created_at timestamptz, updated_at timestamptz);\n',
        },
      },
    ],
    bad: [
      {
        title: 'a log with the time of each entry',
        files: { 'schema.sql': 'CREATE TABLE audit_logs (id bigserial PRIMARY KEY, at timestamptz NOT NULL);\n' },
        keys: ['audit_logs'],
      },
    ],
  },
  judges: (table) => table.source === 'ddl' && table.dialect !== 'sqlite' && isAppendOnly(table),
  check({ table }, _params, model): Violation | undefined {
    const time = timeOf(table);
    if (!time || isThing(table, model) || table.partitionBy !== undefined || table.partitionOf !== undefined)
      return undefined;
    return {
      message: `by its name ${tableName(table)} only grows, and all its rows are in one piece; ${time.name} could divide them`,
    };
  },
});

/** When a row came into being. */
const timeOf = ({ columns }: Table): Column | undefined =>
  columns.find(({ name, type }) => /^(?:timestamp|datetime|date\b)/i.test(type) && MADE.test(name));

const MADE = /^(?:at|date|day|ts|time|timestamp)$|creat|insert|occur|record|log|event|happen|sent|measure|sample/i;
