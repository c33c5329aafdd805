import type { RepoModel, Table } from '../model/repo-model.ts';
import { relationalTables } from './tables.ts';

/** The relational tables that one package keeps in one kind of engine, as far as files tell a database. */
export interface Database {
  /** For keys and messages: `packages/api postgresql`. */
  name: string;
  tables: Table[];
}

const known = new WeakMap<RepoModel, Database[]>();

/** The databases of the repository, each with its tables. */
export function databasesOf(model: RepoModel): Database[] {
  const cached = known.get(model);
  if (cached) return cached;
  const homes = model.packages.map(({ path }) => path).sort((one, other) => other.length - one.length);
  const groups = new Map<string, Database>();
  for (const table of relationalTables(model)) {
    const home = homes.find((path) => path === '' || table.path.startsWith(`${path}/`)) ?? '';
    const name = [home, table.dialect].filter(Boolean).join(' ');
    const group = groups.get(name);
    if (group) group.tables.push(table);
    else groups.set(name, { name, tables: [table] });
  }
  const databases = [...groups.values()];
  known.set(model, databases);
  return databases;
}

export const databaseOf = (model: RepoModel, table: Table): Database | undefined =>
  databasesOf(model).find(({ tables }) => tables.includes(table));
