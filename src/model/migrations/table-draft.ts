import type { Position } from '../../parse/position.ts';
import type {
  ColumnFact,
  ConstraintFact,
  IndexFact,
  QualifiedName,
  SchemaOperation,
} from '../../parse/sql/sql-facts.ts';
import { isRecord, member, type Plain, textOf } from './plain-data.ts';

/** A column with its constraints and indexes, as builder calls make it. */
export interface ColumnDraft {
  column: ColumnFact;
  constraints: ConstraintFact[];
  indexes: IndexFact[];
}

/** Gathers what a builder says about a new table. */
export class TableDraft {
  readonly table: QualifiedName;
  readonly at: Position;
  readonly columns: ColumnFact[] = [];
  readonly constraints: ConstraintFact[] = [];
  readonly indexes: IndexFact[] = [];
  ifNotExists = false;
  engine: string | undefined;

  constructor(table: QualifiedName, at: Position) {
    this.table = table;
    this.at = at;
  }

  add({ column, constraints, indexes }: ColumnDraft): void {
    this.columns.push(column);
    this.constraints.push(...constraints);
    this.indexes.push(...indexes);
  }

  operations(): SchemaOperation[] {
    const { table, at, columns, ifNotExists, engine } = this;
    const constraints = joinedKeys(this.constraints);
    return [
      {
        op: 'create-table',
        table,
        ifNotExists,
        columns,
        constraints,
        temporary: false,
        at,
        ...(engine !== undefined && { engine }),
      },
      ...this.indexes.map((index) => createIndex(table, index)),
    ];
  }
}

/** Several columns that each say they are the primary key make up one key together. */
function joinedKeys(constraints: ConstraintFact[]): ConstraintFact[] {
  const keys = constraints.filter((one) => one.kind === 'primary-key');
  if (keys.length < 2) return constraints;
  const columns = [...new Set(keys.flatMap((key) => key.columns))];
  return [{ ...keys[0]!, columns }, ...constraints.filter((one) => one.kind !== 'primary-key')];
}

export const createIndex = (table: QualifiedName, index: IndexFact): SchemaOperation => ({
  op: 'create-index',
  table,
  index,
  ifNotExists: false,
  at: index.at,
});

export const addConstraint = (table: QualifiedName, constraint: ConstraintFact): SchemaOperation => ({
  op: 'add-constraint',
  table,
  constraint,
  at: constraint.at,
});

/** Adds a column to a table that exists. */
export function addColumn(table: QualifiedName, { column, constraints, indexes }: ColumnDraft): SchemaOperation[] {
  return [
    { op: 'add-column', table, column, constraints, ifNotExists: false, at: column.at },
    ...indexes.map((index) => createIndex(table, index)),
  ];
}

/** Removes undefined members, which exact optional types do not allow. */
export function defined<T extends object>(part: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as T;
}

/** `schema.table` or a plain name. */
export function qualified(name: string): QualifiedName {
  const dot = name.lastIndexOf('.');
  const bare = (part: string): string => part.replace(/^["`[]|["`\]]$/g, '');
  return dot < 0 ? { name: bare(name) } : { schema: bare(name.slice(0, dot)), name: bare(name.slice(dot + 1)) };
}

/** A table given as text, or as an object of the library's own that has name and schema. */
export function qualifiedBy(plain: Plain): QualifiedName | undefined {
  if (typeof plain === 'string') return { name: plain };
  if (!isRecord(plain)) return undefined;
  const name = textOf(member(plain, 'tableName', 'name'));
  const schema = textOf(member(plain, 'schema'));
  return name === undefined ? undefined : { name, ...(schema !== undefined && { schema }) };
}
