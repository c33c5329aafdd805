import type { ConstraintFact } from '../../parse/sql/sql-facts.ts';
import type { SchemaState } from './schema-state.ts';
import type { TableState } from './table-state.ts';

/** Longest identifier PostgreSQL keeps, in bytes. */
const LONGEST = 63;

const ENDINGS: Record<ConstraintFact['kind'], string> = {
  'primary-key': 'pkey',
  unique: 'key',
  'foreign-key': 'fkey',
  check: 'check',
  exclude: 'excl',
};

/** The name that the engine gives a constraint which has none, so that later statements find it. */
export function defaultConstraintName(
  constraint: ConstraintFact,
  table: TableState,
  state: SchemaState,
): string | undefined {
  if (state.dialect === 'mysql') return mysqlConstraintName(constraint, table);
  if (!namesLikePostgres(state)) return undefined;
  const columns = constraint.kind === 'primary-key' ? '' : constraint.columns.join('_');
  return unused(table, state, (number) => objectName(table.name, columns, `${ENDINGS[constraint.kind]}${number}`));
}

/** The name that the engine gives an index which has none: PostgreSQL's `table_column_idx`, MySQL's first column. */
export function defaultIndexName(
  keys: { column?: string; expression?: string }[],
  table: TableState,
  state: SchemaState,
): string | undefined {
  if (state.dialect === 'mysql') return mysqlIndexName(keys[0]?.column, table);
  if (!namesLikePostgres(state)) return undefined;
  const columns = keys.map((key) => key.column ?? functionOf(key.expression ?? '') ?? 'expr').join('_');
  return unused(table, state, (number) => objectName(table.name, columns, `idx${number}`));
}

/** The function that an expression is a call of, which PostgreSQL names it by. */
function functionOf(expression: string): string | undefined {
  return /^(?:\w+\.)?(\w+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)$/.exec(expression.trim())?.[1]?.toLowerCase();
}

function namesLikePostgres({ dialect }: SchemaState): boolean {
  return dialect === 'postgresql' || dialect === 'generic';
}

function mysqlConstraintName(constraint: ConstraintFact, table: TableState): string | undefined {
  if (constraint.kind === 'primary-key') return 'PRIMARY';
  if (constraint.kind === 'unique') return mysqlIndexName(constraint.columns[0], table);
  if (constraint.kind !== 'foreign-key') return undefined;
  return numbered(table, (number) => `${table.name}_ibfk_${number}`, 1);
}

function mysqlIndexName(column: string | undefined, table: TableState): string | undefined {
  if (column === undefined) return undefined;
  return namesOf(table).has(column) ? numbered(table, (number) => `${column}_${number}`, 2) : column;
}

function numbered(table: TableState, make: (number: number) => string, first: number): string {
  const taken = namesOf(table);
  let number = first;
  while (taken.has(make(number))) number++;
  return make(number);
}

/** The first of the names that nothing of the table has, nor any relation of its schema. */
function unused(table: TableState, state: SchemaState, make: (number: string) => string): string {
  const taken = namesOf(table);
  let name = make('');
  for (let number = 1; taken.has(name) || state.isTaken(name, table); number++) name = make(String(number));
  return name;
}

function namesOf(table: TableState): Set<string | undefined> {
  return new Set([...table.constraints, ...table.indexes].map((part) => part.name));
}

/** Joins the parts as PostgreSQL does: the longer of table and columns is cut until the whole fits. */
function objectName(table: string, columns: string, ending: string): string {
  const room = LONGEST - ending.length - 1 - (columns === '' ? 0 : 1);
  let first = Buffer.byteLength(table);
  let second = Buffer.byteLength(columns);
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  const parts = [cut(table, first), cut(columns, second), ending];
  return parts.filter((part) => part !== '').join('_');
}

function cut(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  return buffer.length <= bytes
    ? text
    : buffer
        .subarray(0, bytes)
        .toString('utf8')
        .replace(/\uFFFD$/, '');
}
