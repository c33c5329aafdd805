import { isUnique } from '../model/data-access/index-coverage.ts';
import type { QueryColumn, QueryFact, RepoModel, Route, Table } from '../model/repo-model.ts';
import { singular } from './plural.ts';

/** What most rows end up with may be the very value that is left out: `state NOT IN ('done', 'cancelled')`. */
const STATE = /(state|status|stage|phase)$/i;
/** Names of columns that select one row, or those of a list that is given. */
const KEY = /^_?(id|uuid|guid|slug|key|email|e_?mail|username|user_?name|login|token|code|hash)$/i;

/** Conditions of a query on its rows, without its order and joins. */
export const conditionsOf = (query: QueryFact): QueryColumn[] =>
  query.columns.filter(({ role }) => role !== 'sort' && role !== 'join');

/** A condition that may leave few rows. Patterns, negations and the usual state of a row leave most of them. */
export function narrows({ role, optional, name, value }: QueryColumn): boolean {
  if (optional || !/^(?:equality|range|wrapped)$/.test(role)) return false;
  if (value?.kind !== 'literal' || typeof value.value !== 'boolean') return true;
  const usual = value.value
    ? /(active|published|visible|enabled|public)$/i
    : /(deleted|archived|draft|hidden|disabled|banned|blocked)$/i;
  return !usual.test(name);
}

/** How much of a table conditions that do not narrow leave, and whether that is as good as all of it. */
export function extent(model: RepoModel, name: string, conditions: QueryColumn[]): { says: string; strong: boolean } {
  const chosen = conditions.filter(({ role }) => role !== 'negation');
  if (conditions.length === 0) return { says: `all rows of ${name}`, strong: true };
  const columns = [...new Set(conditions.map((column) => column.name))].join(', ');
  if (chosen.length === 0 && !conditions.some((column) => STATE.test(column.name)))
    return { says: `nearly all rows of ${name}, all but some by ${columns},`, strong: true };
  if (chosen.length > 0 && chosen.every(({ optional }) => optional)) {
    const asked = chosen.some(({ module, value }) => value && model.code.requestBehind(module, value));
    return { says: `all rows of ${name} where no filter is given,`, strong: asked };
  }
  return { says: `a large part of ${name}, told apart only by ${columns},`, strong: false };
}

/** Whether a query addresses rows by a key, so that there is one, or as many as are asked for. */
export const selectsOne = (query: QueryFact, table: Table | undefined): boolean =>
  conditionsOf(query).some(
    (column) => /^(?:equality|wrapped)$/.test(column.role) && !column.optional && isOne(column, query, table),
  );

/**
 * The route that answers with a collection which grows: rows of the table it is named after, selected by the key of
 * something else (`GET /posts/:id/comments`, `GET /videos/user/:id`).
 */
export function collectionRoute(
  query: QueryFact,
  narrowing: QueryColumn[],
  table: Table | undefined,
  routes: Route[],
): Route | undefined {
  const [wanted] = query.tables;
  if (!wanted || narrowing.some((column) => column.role === 'range' || isOne(column, query, table))) return undefined;
  const names = [wanted.name, ...wanted.otherNames].map(plain);
  return routes.find(
    ({ method, path }) => method === 'GET' && segmentsOf(path).some((part) => names.includes(plain(part))),
  );
}

const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && !/^[:{*]/.test(part));

const plain = (name: string): string => singular(name.replace(/[^A-Za-z0-9]/g, ''));

/** Whether a column of the table itself selects one row, or those of a list that is given. */
function isOne({ name, table: owner }: QueryColumn, { tables }: QueryFact, table: Table | undefined): boolean {
  const own = [tables[0]?.name, tables[0]?.alias, ...(tables[0]?.otherNames ?? [])];
  if (owner !== undefined && !own.some((item) => item !== undefined && same(item, owner))) return false;
  const column = table?.columns.find((item) => same(item.name, name));
  return (table !== undefined && column !== undefined && isUnique(table, column)) || KEY.test(name);
}

const same = (one: string, other: string): boolean => letters(one) === letters(other);
const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
