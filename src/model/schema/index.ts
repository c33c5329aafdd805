import type { Dialect } from '../../parse/sql/sql-facts.ts';
import type { Database, RepoModel, Table } from '../repo-model.ts';
import { finalTables } from './final-tables.ts';
import { type FoldedHistory, foldHistory } from './fold-history.ts';
import { groupHistories, type ToldDialect } from './group-histories.ts';
import { joinHistories, repeatedTables } from './join-histories.ts';
import { migrationHistories } from './migration-histories.ts';
import type { SchemaInput } from './schema-input.ts';

export type { SchemaInput } from './schema-input.ts';

/**
 * Folds the SQL files of a repository into the tables that its databases end up with. Files that build different
 * databases are kept apart, so a name can occur more than once. Never rejects: a table that statements change and no
 * file creates becomes an unknown. `told` is asked for the dialect where the files themselves do not tell.
 */
export async function foldSchema(
  inputs: readonly SchemaInput[],
  told?: ToldDialect,
): Promise<Pick<RepoModel, 'tables' | 'databases' | 'unknowns'>> {
  const paths = new Set(inputs.map(({ path }) => path));
  const folded = joinHistories(groupHistories(inputs, told).map((history) => foldHistory(history)));
  const repeated = repeatedTables(folded);
  const tables = await Promise.all(
    folded.map(({ state }) => finalTables(state, (table) => !table.temporary && !repeated.has(table))),
  );
  return {
    tables: tables.flat(),
    databases: folded.map((history) => databaseOf(history, paths)),
    unknowns: folded.flatMap((history) => history.unknowns),
  };
}

function databaseOf({ history, parts, state }: FoldedHistory, sqlFiles: ReadonlySet<string>): Database {
  const { folder, dialect, because, ordered, files } = history;
  const tools = new Set(files.flatMap((file) => file.migration?.tool ?? []));
  const paths = new Set(files.map((file) => file.migration?.module ?? file.path));
  const histories = migrationHistories(parts, sqlFiles);
  return { folder, dialect, because, ordered, tools: [...tools], files: [...paths], histories, views: viewsOf(state) };
}

const viewsOf = (state: FoldedHistory['state']): string[] => [
  ...state.viewNames(),
  ...state.tables().flatMap(({ temporary, name }) => (temporary ? [name.toLowerCase()] : [])),
];

/** The tables that declarations make of an empty database, in their order; `inputs` create each of them once. */
export async function foldDeclarations(dialect: Dialect, inputs: SchemaInput[]): Promise<Table[]> {
  const { state } = foldHistory({ folder: '', dialect, because: '', files: inputs, ordered: false });
  return finalTables(state, () => true);
}
