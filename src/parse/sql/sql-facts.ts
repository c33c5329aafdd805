import type { Position, Unknown } from '../position.ts';

export type Dialect = 'postgresql' | 'mysql' | 'sqlite' | 'sqlserver' | 'oracle' | 'generic';

/**
 * What one SQL file (or one SQL string found in code) does to a schema, statement by statement in written
 * order. Folding them into a final schema is the model's work.
 */
export interface SqlFacts {
  kind: 'sql';
  dialect: Dialect;
  /** How the dialect was told: words found in the file, e.g. `SERIAL`, `ENGINE=InnoDB`. */
  dialectEvidence: string[];
  /** How strongly the file speaks for each dialect, so that files of one history can be judged together. */
  dialectScores: Partial<Record<Dialect, number>>;
  operations: SchemaOperation[];
  /** Statements by kind, read or skipped on purpose (DML, GRANT, SET, …), and those not understood. */
  statements: { total: number; read: number; skipped: number; notUnderstood: number };
  unknowns: Unknown[];
  /** What comments that a migration tool reads say of the file. */
  migration?: MigrationMarks;
}

export interface MigrationMarks {
  /** As its documentation writes it; undefined where several tools read the same comments. */
  tool?: string;
  /** The file says how to undo what it does, be it that nothing can be done. */
  down: boolean;
  /** All statements run in one transaction, or each on its own; undefined where it differs or is not known. */
  transaction?: boolean;
  /** MySQL's `SET foreign_key_checks = 0`: rows are not looked at. */
  foreignKeysUnchecked?: true;
}

/** A possibly schema-qualified name, unquoted. Unquoted PostgreSQL names are folded to lower case, Oracle's kept. */
export interface QualifiedName {
  schema?: string;
  name: string;
}

export type SchemaOperation = OperationKind & {
  /** The statement says that nothing happens where the table does not exist: `ALTER TABLE IF EXISTS`. */
  ifExists?: boolean;
};

type OperationKind =
  | {
      op: 'create-table';
      table: QualifiedName;
      ifNotExists: boolean;
      columns: ColumnFact[];
      constraints: ConstraintFact[];
      partitionOf?: QualifiedName;
      /** What divides its rows: `RANGE (at)`. */
      partitionBy?: string;
      inherits?: QualifiedName[];
      like?: QualifiedName[];
      /** The LIKE also copies keys and indexes: `INCLUDING ALL`, `INCLUDING INDEXES`, MySQL's LIKE. */
      likeIndexes?: boolean;
      /** `AS SELECT`: what it selects gives the columns, or their types where `columns` names them. */
      query?: QueryFact;
      /** A table that exists is replaced (`CREATE OR REPLACE TABLE`). */
      orReplace?: boolean;
      /** Storage engine or module: `InnoDB`, `MyISAM`, SQLite's `fts5`, `foreign` for a foreign table. */
      engine?: string;
      /** SQLite: the primary key is the storage order, so its columns cannot be null. */
      withoutRowid?: boolean;
      temporary: boolean;
      at: Position;
    }
  | { op: 'drop-table'; tables: QualifiedName[]; cascade?: boolean; at: Position }
  | { op: 'rename-table'; table: QualifiedName; to: QualifiedName; at: Position }
  | { op: 'set-schema'; table: QualifiedName; schema: string; at: Position }
  | {
      op: 'add-column';
      table: QualifiedName;
      column: ColumnFact;
      /** Constraints in the definition of the column, which go with it. */
      constraints: ConstraintFact[];
      ifNotExists: boolean;
      at: Position;
    }
  /** `certain`: without IF EXISTS, so that there must be such a column. */
  | { op: 'drop-column'; table: QualifiedName; column: string; certain?: boolean; at: Position }
  | { op: 'rename-column'; table: QualifiedName; column: string; to: string; at: Position }
  | {
      op: 'alter-column';
      table: QualifiedName;
      column: string;
      type?: string;
      notNull?: boolean;
      default?: string | null;
      at: Position;
    }
  /** MySQL MODIFY and CHANGE: the whole column again, possibly renamed. */
  | { op: 'redefine-column'; table: QualifiedName; from: string; column: ColumnFact; at: Position }
  /** `only`: ALTER TABLE ONLY, children do not get it. */
  | { op: 'add-constraint'; table: QualifiedName; constraint: ConstraintFact; only?: boolean; at: Position }
  | {
      op: 'drop-constraint';
      table: QualifiedName;
      name?: string;
      kind?: ConstraintFact['kind'];
      /** Where it is told by its columns instead of a name. */
      columns?: string[];
      /** Foreign keys that rely on it go too. */
      cascade?: boolean;
      at: Position;
    }
  | { op: 'rename-constraint'; table: QualifiedName; name: string; to: string; at: Position }
  | {
      op: 'create-index';
      table: QualifiedName;
      index: IndexFact;
      ifNotExists: boolean;
      only?: boolean;
      /** Stands in the CREATE TABLE before it: without effect when that has none. */
      inline?: boolean;
      at: Position;
    }
  /** `cascade`: foreign keys that rely on the uniqueness of the index go too. */
  | { op: 'drop-index'; name: QualifiedName; table?: QualifiedName; cascade?: boolean; at: Position }
  | { op: 'rename-index'; name: QualifiedName; to: string; table?: QualifiedName; at: Position }
  | { op: 'attach-partition'; parent: QualifiedName; child: QualifiedName; at: Position }
  /** Rows of a table that exists are divided: `HASH (id)`, or by the function of an extension. */
  | { op: 'partition-table'; table: QualifiedName; by: string; at: Position }
  | { op: 'detach-partition'; child: QualifiedName; at: Position }
  /** A view, plain or materialised, which later statements may use as if it were a table. */
  | { op: 'create-view'; view: QualifiedName; columns: string[]; query?: QueryFact; at: Position }
  | { op: 'rename-schema'; schema: string; to: string; at: Position }
  | { op: 'drop-schema'; schema: string; at: Position }
  /** MySQL's `CONVERT TO CHARACTER SET`: every row is written anew, what the schema tells stays. */
  | { op: 'convert-charset'; table: QualifiedName; charset: string; at: Position }
  /** `SET search_path`, `USE db`: where unqualified names of later statements go. */
  | { op: 'use-schema'; schema: string; at: Position };

/** What a query selects, as far as it can be told without knowing the tables that it reads. */
export interface QueryFact {
  /** Columns in order. `allOf`: every column of one source, or of all (`''`). */
  outputs: ({ name: string } | { allOf: string })[];
  sources: QuerySource[];
  /** Some selected expression has no name that could be told. */
  incomplete: boolean;
}

/** A table, view or subquery that a query reads. Neither a table nor a query: a function, whose columns are not known. */
export interface QuerySource {
  alias: string;
  table?: QualifiedName;
  query?: QueryFact;
}

export interface ColumnFact {
  name: string;
  /** Type as written, lower-cased, white space folded. */
  type: string;
  notNull: boolean;
  /** Default expression as written. */
  default?: string;
  generated: boolean;
  at: Position;
}

export interface ConstraintFact {
  kind: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclude';
  name?: string;
  /** Columns in order; empty for checks. */
  columns: string[];
  references?: { table: QualifiedName; columns: string[] };
  onDelete?: string;
  onUpdate?: string;
  notValid?: boolean;
  /** A reference that the code declares and the database does not know. */
  enforced?: false;
  expression?: string;
  /** `UNIQUE NULLS NOT DISTINCT`. */
  nullsNotDistinct?: boolean;
  /** `UNIQUE USING INDEX name`, `PRIMARY KEY USING INDEX name`. */
  usingIndex?: string;
  at: Position;
}

export interface IndexFact {
  name?: string;
  /** In order. `column` is absent for an expression. `options`: the collation and operator class, as written. */
  keys: { column?: string; expression?: string; descending?: boolean; prefixLength?: number; options?: string }[];
  include: string[];
  unique: boolean;
  /** `NULLS NOT DISTINCT` */
  nullsNotDistinct?: boolean;
  /** `btree`, `hash`, `gin`, `fulltext`, … */
  method?: string;
  /** Predicate of a partial index, as written. */
  where?: string;
  concurrently: boolean;
  at: Position;
}
