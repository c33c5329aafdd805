import { predicateOf } from '../../parse/sql/expressions.ts';
import type { Dialect } from '../../parse/sql/sql-facts.ts';
import { type ConstraintState, type IndexState, sameName, type TableState } from './table-state.ts';

/** Whether searches for the columns of a foreign key have an index, and what says so. */
export interface Coverage {
  indexed: boolean;
  because: string;
}

/** Index methods that find equal values of their leading columns. `hash` only finds them all together. */
const ORDERED = new Set(['btree', 'clustered', 'nonclustered', 'btree_gist', 'art', 'rowstore']);

/** Judges one foreign key against the keys and indexes of its table. */
export async function coverageOf(table: TableState, key: ConstraintState, dialect: Dialect): Promise<Coverage> {
  if (key.enforced !== false && indexesItself(table, dialect))
    return { indexed: true, because: `${table.engine ?? 'InnoDB'} indexes foreign keys itself` };
  const constraint = table.constraints.find((other) => isKey(other) && leads(other.columns, key.columns));
  if (constraint !== undefined)
    return { indexed: true, because: `${label(constraint)} leads with ${key.columns.join(', ')}` };
  const refused: string[] = [];
  for (const index of table.indexes) {
    const refusal = await refuse(index, key.columns, dialect);
    if (refusal === undefined)
      return { indexed: true, because: `index ${index.name ?? ''} leads with ${key.columns.join(', ')}` };
    if (refusal !== '') refused.push(refusal);
  }
  const because = `no index leads with ${key.columns.join(', ')}`;
  return { indexed: false, because: refused.length === 0 ? because : `${because}: ${refused.join('; ')}` };
}

function indexesItself(table: TableState, dialect: Dialect): boolean {
  if (dialect !== 'mysql') return false;
  return table.engine === undefined || /^(?:innodb|ndb|ndbcluster|xtradb)$/i.test(table.engine);
}

function isKey(constraint: ConstraintState): boolean {
  return constraint.kind === 'primary-key' || constraint.kind === 'unique';
}

function label(constraint: ConstraintState): string {
  const kind = constraint.kind === 'primary-key' ? 'primary key' : 'unique constraint';
  return constraint.name === undefined || constraint.kind === 'primary-key' ? kind : `${kind} ${constraint.name}`;
}

/** Whether the first columns of an index are those of the key, in any order. */
function leads(indexColumns: (string | undefined)[], keyColumns: string[]): boolean {
  const prefix = indexColumns.slice(0, keyColumns.length);
  return keyColumns.every((column) => prefix.some((other) => sameName(other, column)));
}

/** Why an index does not serve the key: `''` when it has nothing to do with it, undefined when it does serve. */
async function refuse(index: IndexState, columns: string[], dialect: Dialect): Promise<string | undefined> {
  const keys = index.keys.map((key) => key.column);
  const name = index.name ?? 'an index';
  if (!leads(keys, columns))
    return columns.every((column) => keys.includes(column)) ? `${name} has other columns before` : '';
  const method = index.method ?? 'btree';
  if (!ORDERED.has(method) && !(method === 'hash' && keys.length === columns.length)) return `${name} is ${method}`;
  if (index.where === undefined) return undefined;
  const predicate = await predicateOf(index.where, dialect);
  const covers =
    predicate.kind === 'not-null' && predicate.columns.every((one) => columns.some((other) => sameName(one, other)));
  return covers ? undefined : `${name} is partial (WHERE ${index.where})`;
}
