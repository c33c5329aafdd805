import type { QueryColumn, QueryOperation, QueryTable } from '../repo-model.ts';

/** What an operator of a condition does with its column. */
export const roleOf = (operator: string | undefined): QueryColumn['role'] | undefined => {
  if (operator === undefined) return undefined;
  if (operator === '=' || /^in$/i.test(operator)) return 'equality';
  if (/^(<|>|<=|>=|between)$/i.test(operator)) return 'range';
  if (/^(!=|<>|is|is not|not in)$/i.test(operator)) return 'negation';
  return /like|~/i.test(operator) ? 'pattern' : undefined;
};

/** `users as u`, `public.users`. */
export function aliased(text: string): QueryTable {
  const [whole = text, alias] = text.split(/\s+(?:as\s+)?/i);
  const name = whole.split('.').pop() as string;
  return { name, otherNames: [], ...(alias && { alias }) };
}

/** What the calls of a builder do. `byRow`: groups are made by a key, so that there is one for each row. */
export function operationOf(names: string[], byRow: boolean): QueryOperation {
  if (names.some((name) => name === 'insert' || name === 'batchInsert'))
    return names.includes('merge') ? 'upsert' : 'insert';
  if (names.some((name) => /^(update|increment|decrement)$/.test(name))) return 'update';
  if (names.some((name) => /^(del|delete|truncate)$/.test(name))) return 'delete';
  if (names.some((name) => /^count/.test(name))) {
    // Beside columns, a count is one more of them; by groups, it is a list of numbers.
    if (!names.some((name) => /^(select|columns?)$/.test(name)))
      return names.includes('groupBy') ? 'aggregate' : 'count';
    return byRow || !names.includes('groupBy') ? 'select' : 'aggregate';
  }
  return names.some((name) => /^(max|min|sum|avg)$/.test(name)) ? 'aggregate' : 'select';
}
