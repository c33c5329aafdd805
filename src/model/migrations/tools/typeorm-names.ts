import { createHash } from 'node:crypto';
import type { QualifiedName } from '../../../parse/sql/sql-facts.ts';

const LENGTHS = { FK: 27, UQ: 27, IDX: 26, PK: 27 };

/** The name that TypeORM gives a key or index which has none: a digest of its table, columns and predicate. */
export function typeormName(
  kind: keyof typeof LENGTHS,
  { name }: QualifiedName,
  columns: string[],
  where = '',
): string {
  const text = [name, ...columns.toSorted()].join('_') + (where === '' ? '' : `_${where}`);
  return `${kind}_${createHash('sha1').update(text).digest('hex').slice(0, LENGTHS[kind])}`;
}
