import type { QualifiedName } from '../../../parse/sql/sql-facts.ts';
import { isMade, isRecord, member, type Plain, textOf } from '../plain-data.ts';

/** The name that Knex gives a key or index which has none. */
export function knexName(table: QualifiedName, columns: string[], kind: 'index' | 'unique' | 'foreign'): string {
  return `${table.name.replace(/[.-]/g, '_')}_${columns.join('_')}_${kind}`.toLowerCase();
}

/** A name given as text, or as an option. */
export function nameIn(plain: Plain, option: string): string | undefined {
  return isRecord(plain) ? textOf(member(plain, option)) : textOf(plain);
}

/** The predicate of a partial index, in SQL; `undefined` when there is none. */
export function predicateIn(options: Plain): string | undefined {
  if (!isRecord(options) || !options.entries.has('predicate')) return undefined;
  const predicate = member(options, 'predicate');
  const [column, value] = isMade(predicate) ? (predicate.args ?? []) : [];
  const kind = isMade(predicate) ? predicate.names.at(-1) : undefined;
  if (kind === 'whereNotNull' && typeof column === 'string') return `"${column}" is not null`;
  if (kind === 'whereRaw' && typeof column === 'string') return column;
  return typeof column === 'string' ? `"${column}" = ${String(value)}` : 'a predicate';
}
