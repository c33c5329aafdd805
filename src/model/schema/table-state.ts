import type { Position } from '../../parse/position.ts';
import type { ColumnFact, ConstraintFact, Dialect, IndexFact, QualifiedName } from '../../parse/sql/sql-facts.ts';

/** A table while statements still change it. */
export interface TableState {
  schema: string | undefined;
  name: string;
  temporary: boolean;
  engine: string | undefined;
  withoutRowid: boolean;
  /** Some of its columns could not be told. */
  partial: boolean;
  path: string;
  at: Position;
  columns: ColumnState[];
  constraints: ConstraintState[];
  indexes: IndexState[];
  /** Parents by INHERITS, which share columns but neither keys nor indexes. */
  inherits: TableState[];
  /** The partitioned table that this is a part of, which shares everything. */
  partitionOf: TableState | undefined;
  /** What divides its rows, as written. */
  partitionBy: string | undefined;
  /** Tables that inherit from this one or are partitions of it. */
  children: Set<TableState>;
}

export interface ColumnState extends ColumnFact {
  path: string;
  /** Came from a parent and is not declared by the table itself. */
  inherited: boolean;
}

export interface ConstraintState extends ConstraintFact {
  path: string;
  /** The constraint of the partitioned table that this is a copy of. */
  origin: ConstraintState | undefined;
  /** What a foreign key named before a rename of its target changed that. */
  formerTarget: QualifiedName | undefined;
}

export interface IndexState extends IndexFact {
  path: string;
  origin: IndexState | undefined;
}

/** How the engine of a dialect names, folds and implies things. */
export interface EngineTraits {
  /** Names that differ only in case are different names. */
  caseSensitive: boolean;
  /** Schema of unqualified names, which is the same as no schema. */
  defaultSchema: string | undefined;
  /** Dropping a column drops the keys and indexes that hold it; otherwise they only lose it (MySQL). */
  dropsIndexWithColumn: boolean;
  /** `SET search_path` and `USE` last to the end of a file. */
  primaryKeyIsNotNull: boolean;
}

const TRAITS: Record<Dialect, EngineTraits> = {
  postgresql: { caseSensitive: true, defaultSchema: 'public', dropsIndexWithColumn: true, primaryKeyIsNotNull: true },
  mysql: { caseSensitive: false, defaultSchema: undefined, dropsIndexWithColumn: false, primaryKeyIsNotNull: true },
  sqlite: { caseSensitive: false, defaultSchema: 'main', dropsIndexWithColumn: true, primaryKeyIsNotNull: false },
  sqlserver: { caseSensitive: false, defaultSchema: 'dbo', dropsIndexWithColumn: true, primaryKeyIsNotNull: true },
  oracle: { caseSensitive: false, defaultSchema: undefined, dropsIndexWithColumn: true, primaryKeyIsNotNull: true },
  generic: { caseSensitive: false, defaultSchema: 'public', dropsIndexWithColumn: true, primaryKeyIsNotNull: true },
};

export function engineTraits(dialect: Dialect): EngineTraits {
  return TRAITS[dialect];
}

export function sameName(one: string | undefined, other: string | undefined): boolean {
  return one === other || one?.toLowerCase() === other?.toLowerCase();
}

/** The column of that name, its exact spelling first. */
export function columnOf(table: TableState, name: string): ColumnState | undefined {
  return (
    table.columns.find((column) => column.name === name) ?? table.columns.find((column) => sameName(column.name, name))
  );
}

/** Its partitions, without tables that only inherit from it. */
export function partitionsOf(table: TableState): TableState[] {
  return [...table.children].filter((child) => child.partitionOf === table);
}
