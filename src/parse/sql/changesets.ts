import type { Dialect } from './sql-facts.ts';

/** What Liquibase calls databases. */
const DATABASES: Record<string, Dialect> = {
  postgresql: 'postgresql',
  cockroachdb: 'postgresql',
  edb: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  mssql: 'sqlserver',
  oracle: 'oracle',
};

const HEADER = /^\s*--[ \t]*liquibase formatted sql\b/i;
const DBMS = /^--[ \t]*changeset\b.*\bdbms\s*:\s*"?([\w!, ]+?)"?(?:\s+\w+\s*:|\s*$)/im;

/**
 * A formatted SQL changelog of Liquibase without the changesets for other databases than that of the dialect, which are
 * replaced by white space of the same length. Where the dialect is not told, the first database that one names is meant.
 */
export function forDatabase(text: string, dialect: Dialect): string {
  if (!HEADER.test(text) || !DBMS.test(text)) return text;
  const parts = text.split(/^(?=--[ \t]*changeset\b)/im);
  const named = parts.flatMap((part) => databasesOf(part)).filter((name) => !name.startsWith('!'));
  const known = named.flatMap((name) => DATABASES[name] ?? []);
  const meant = known.includes(dialect) || known.length === 0 ? dialect : dialect === 'generic' ? known[0]! : dialect;
  return parts.map((part) => (runsOn(databasesOf(part), meant) ? part : part.replace(/[^\n]/g, ' '))).join('');
}

/** The databases that a changeset names, those that it excludes with their `!`; none when it runs on all. */
function databasesOf(changeset: string): string[] {
  const written = DBMS.exec(changeset)?.[1];
  return written === undefined
    ? []
    : written
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean);
}

function runsOn(databases: string[], dialect: Dialect): boolean {
  if (databases.length === 0 || databases.includes('all')) return true;
  if (databases.includes('none')) return false;
  const excluded = databases.filter((name) => name.startsWith('!'));
  if (excluded.some((name) => DATABASES[name.slice(1)] === dialect)) return false;
  return excluded.length === databases.length || databases.some((name) => DATABASES[name] === dialect);
}
