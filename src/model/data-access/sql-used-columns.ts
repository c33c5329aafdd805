import type { Token } from '../../parse/sql/token.ts';
import type { SqlColumnName } from './sql-references.ts';
import { closing, isName, type SqlTable } from './sql-sources.ts';

/** `alias.column` anywhere, save what is a function, a part of a longer name, or the name of a table. */
export function columnsQualified(tokens: Token[]): SqlColumnName[] {
  return tokens.flatMap((token, at): SqlColumnName[] => {
    const [dot, column, after] = tokens.slice(at + 1, at + 4);
    if (!isName(token) || dot?.upper !== '.' || !isName(column)) return [];
    if (/^[.(]$/.test(after?.upper ?? '') || tokens[at - 1]?.upper === '.' || namesTable(tokens[at - 1])) return [];
    return [{ name: column.text, qualifier: token.text, quoted: column.kind === 'quoted' }];
  });
}

const namesTable = (before: Token | undefined): boolean =>
  /^(?:FROM|JOIN|INTO|UPDATE|ONLY|TABLE|USING|LATERAL|,)$/.test(before?.upper ?? '') && before?.upper !== ',';

/** The list of an INSERT, what an UPDATE or the conflict of an INSERT sets. */
export function columnsWritten(tokens: Token[], tables: SqlTable[]): SqlColumnName[] {
  const into = tokens.findIndex(({ upper }) => upper === 'INTO');
  const listed = into >= 0 ? listAfter(tokens, into + 1) : [];
  const [first] = tables;
  const isPlainUpdate = tokens[0]?.upper === 'UPDATE' && tables.length === 1;
  const names = [...listed, ...(isPlainUpdate ? assigned(tokens) : [])];
  return first && tokens[0]?.upper !== 'WITH' ? names.map((name) => ({ ...name, of: first })) : [];
}

/** `(a, b)` behind the table of an INSERT; none where it is no plain list of names. */
function listAfter(tokens: Token[], table: number): SqlColumnName[] {
  let open = table;
  while (isName(tokens[open]) || tokens[open]?.upper === '.') open += 1;
  if (tokens[open]?.upper !== '(') return [];
  const inside = tokens.slice(open + 1, closing(tokens, open));
  const plain = inside.every((token, at) => (at % 2 === 0 ? isName(token) : token.upper === ','));
  return plain ? inside.filter((_, at) => at % 2 === 0).map(nameOf) : [];
}

/** `SET a = …, b = …`, not inside parentheses. */
function assigned(tokens: Token[]): SqlColumnName[] {
  const start = tokens.findIndex(({ upper }) => upper === 'SET');
  const found: SqlColumnName[] = [];
  let depth = 0;
  for (let at = start; start >= 0 && at < tokens.length; at += 1) {
    const { upper } = tokens[at] as Token;
    if (upper === '(') depth += 1;
    if (upper === ')') depth -= 1;
    if (depth === 0 && /^(?:WHERE|FROM|RETURNING|ORDER|LIMIT)$/.test(upper)) break;
    const column = tokens[at + 1];
    if (depth === 0 && (upper === 'SET' || upper === ',') && isName(column) && tokens[at + 2]?.upper === '=')
      found.push(nameOf(column));
  }
  return found;
}

/** Bare names that a condition compares: `WHERE state = …`, `AND at > …`. */
export function columnsCompared(tokens: Token[]): SqlColumnName[] {
  const where = tokens.findIndex(({ upper }) => upper === 'WHERE');
  if (where < 0) return [];
  return tokens.slice(where).flatMap((token, index): SqlColumnName[] => {
    const at = where + index;
    const before = tokens[at - 1]?.upper ?? '';
    const after = tokens[at + 1]?.upper ?? '';
    const compared = /^(?:=|<|>|<=|>=|<>|!=|LIKE|ILIKE|IN|IS|BETWEEN)$/.test(after);
    return isName(token) && compared && /^(?:WHERE|AND|OR)$/.test(before) ? [nameOf(token)] : [];
  });
}

const nameOf = (token: Token): SqlColumnName => ({ name: token.text, quoted: token.kind === 'quoted' });
