import type { Dialect } from '../../parse/sql/sql-facts.ts';
import type { Package } from '../repo-model.ts';

/** Drivers, and packages that are for one database only. */
const DRIVERS: [RegExp, Dialect][] = [
  [/^(pg|postgres|pg-native|pg-promise|@types\/pg|@neondatabase\/serverless|@mikro-orm\/postgresql)$/, 'postgresql'],
  [/^(mysql2?|mariadb|@planetscale\/database|@mikro-orm\/(mysql|mariadb))$/, 'mysql'],
  [/^(sqlite3|better-sqlite3|sql\.js|@libsql\/client|@mikro-orm\/(better-)?sqlite|@mikro-orm\/libsql)$/, 'sqlite'],
  [/^(mssql|tedious|@mikro-orm\/mssql)$/, 'sqlserver'],
  [/^oracledb$/, 'oracle'],
];

/** Names that configurations use for a database. */
const NAMES: [RegExp, Dialect | 'mongodb'][] = [
  [/^(postgres(ql)?|pg|cockroachdb|aurora-postgres)$/i, 'postgresql'],
  [/^(mysql2?|mariadb|aurora-mysql)$/i, 'mysql'],
  [/^(sqlite3?|better-sqlite3?|sqljs|libsql|turso|expo|capacitor|cordova)$/i, 'sqlite'],
  [/^(mssql|sqlserver|tedious)$/i, 'sqlserver'],
  [/^oracle(db)?$/i, 'oracle'],
  [/^mongo(db)?$/i, 'mongodb'],
];

export const dialectNamed = (name: string): Dialect | 'mongodb' | undefined =>
  NAMES.find(([pattern]) => pattern.test(name))?.[1];

/** The database whose driver a package depends on; `generic` when it depends on none, or on several. */
export function driverDialect({ dependencies }: Pick<Package, 'dependencies'>): Dialect {
  const found = new Set(
    Object.keys(dependencies).flatMap((name) => DRIVERS.find(([pattern]) => pattern.test(name))?.[1] ?? []),
  );
  const [only] = found;
  return found.size === 1 && only ? only : 'generic';
}
