import type { Position } from '../../../parse/position.ts';
import type { QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import { isRecord, member, type Plain, textOf, textsOf } from '../plain-data.ts';
import { knexName } from './knex-names.ts';

/** What `dropX`, `setNullable` and `dropNullable` of the table builder do; undefined when their arguments are not constant. */
export function takeAway(
  table: QualifiedName,
  method: string,
  [first, second, ...more]: Plain[],
  at: Position,
): SchemaOperation[] | undefined {
  const columns = textsOf(first);
  switch (method) {
    case 'dropColumn':
    case 'dropColumns': {
      const all = [first, second, ...more].flatMap((one) => textsOf(one) ?? []);
      return all.length === 0 ? undefined : all.map((column) => ({ op: 'drop-column', table, column, at }));
    }
    case 'dropTimestamps': {
      const camel = first === true || (isRecord(first) && member(first, 'useCamelCase') === true);
      const names = camel ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'];
      return names.map((column) => ({ op: 'drop-column', table, column, at }));
    }
    case 'setNullable':
    case 'dropNullable':
      return columns?.map((column) => ({ op: 'alter-column', table, column, notNull: method === 'dropNullable', at }));
    case 'dropPrimary':
      return [{ op: 'drop-constraint', table, kind: 'primary-key', at }];
    case 'dropIndex': {
      const name = textOf(second) ?? (columns && knexName(table, columns, 'index'));
      return name === undefined ? undefined : [{ op: 'drop-index', name: { name }, table, at }];
    }
    case 'dropUnique':
    case 'dropForeign': {
      const kind = method === 'dropUnique' ? 'unique' : 'foreign';
      const name = textOf(second) ?? (columns && knexName(table, columns, kind));
      return name === undefined ? undefined : [{ op: 'drop-constraint', table, name, at }];
    }
    default:
      return [];
  }
}
