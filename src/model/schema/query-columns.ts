import type { QueryFact, QuerySource } from '../../parse/sql/sql-facts.ts';
import type { SchemaState } from './schema-state.ts';
import { sameName } from './table-state.ts';

/** Columns that a query gives, each with the type of the column that it comes from where that is known. */
export interface QueryColumns {
  columns: { name: string; type: string }[];
  /** Why there may be others, or none when all are known. */
  unknown: string | undefined;
}

/** Tells the columns of a query from the tables and views that exist when it runs. */
export function queryColumns(state: SchemaState, query: QueryFact): QueryColumns {
  const columns = new Map<string, { name: string; type: string }>();
  let unknown = query.incomplete ? 'some selected expressions have no name' : undefined;
  for (const output of query.outputs) {
    if ('name' in output) columns.set(output.name, { name: output.name, type: '' });
    else {
      const all = allColumns(state, query, output.allOf);
      unknown ??= all.unknown;
      for (const column of all.columns) if (!columns.has(column.name)) columns.set(column.name, column);
    }
  }
  return { columns: [...columns.values()], unknown };
}

function allColumns(state: SchemaState, query: QueryFact, alias: string): QueryColumns {
  const sources = query.sources.filter((source) => alias === '' || sameName(source.alias, alias));
  if (sources.length === 0) return { columns: [], unknown: `nothing is called ${alias}` };
  const parts = sources.map((source) => sourceColumns(state, source));
  return { columns: parts.flatMap((part) => part.columns), unknown: parts.find((part) => part.unknown)?.unknown };
}

function sourceColumns(state: SchemaState, { alias, table, query }: QuerySource): QueryColumns {
  if (query !== undefined) return queryColumns(state, query);
  if (table === undefined) return { columns: [], unknown: `${alias} is no table` };
  const found = state.find(table);
  if (found !== undefined)
    return { columns: found.columns.map(({ name, type }) => ({ name, type })), unknown: undefined };
  const columns = state.viewColumns(table)?.map((name) => ({ name, type: '' }));
  return columns === undefined
    ? { columns: [], unknown: `${table.name} is not known` }
    : { columns, unknown: undefined };
}
