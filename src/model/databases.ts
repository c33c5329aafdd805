import type { Dialect } from '../parse/sql/sql-facts.ts';
import type { LinkedModule } from './linking/linked-modules.ts';

/** Packages that talk to one kind of database only. */
const DRIVERS: [Exclude<Dialect, 'generic'>, RegExp][] = [
  [
    'postgresql',
    /^(?:pg|pg-native|pg-promise|postgres|node-pg-migrate|@mikro-orm\/postgresql|@neondatabase\/serverless|@vercel\/postgres|slonik)$/,
  ],
  ['mysql', /^(?:mysql2?|mariadb|@mikro-orm\/(?:mysql|mariadb)|@planetscale\/database)$/],
  ['sqlite', /^(?:sqlite3?|better-sqlite3|@mikro-orm\/(?:better-)?sqlite|@libsql\/client|sql\.js)$/],
  ['sqlserver', /^(?:mssql|tedious|@mikro-orm\/mssql)$/],
  ['oracle', /^oracledb$/],
];

/** The database that the code of a module's package talks to, told by the only driver that it depends on. */
export function databaseOf({ package: own }: LinkedModule): { dialect: Dialect; evidence: string[] } {
  const found = DRIVERS.flatMap(([dialect, pattern]) => {
    const driver = Object.keys(own.dependencies).find((name) => pattern.test(name));
    return driver === undefined ? [] : [{ dialect, evidence: [`depends on ${driver}`] }];
  });
  const [only, other] = found;
  return only !== undefined && other === undefined ? only : { dialect: 'generic', evidence: [] };
}
