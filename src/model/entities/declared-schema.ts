import type { Location } from '../../parse/position.ts';
import type { ColumnFact, ConstraintFact, Dialect, IndexFact, QualifiedName } from '../../parse/sql/sql-facts.ts';
import type { EntityLibrary } from '../repo-model.ts';

/** `mongodb`: collections of documents, for which references are declared and never enforced. */
export type DeclaredDialect = Dialect | 'mongodb';

/** The tables of one database as the entities, models or schema files of one library declare them. */
export interface DeclaredSchema {
  library: EntityLibrary;
  /** Path of the package that declares it, `''` for the root. */
  package: string;
  dialect: DeclaredDialect;
  /** The library changes the database to what is declared when it starts, so that no migration is needed. */
  synchronized: boolean;
  tables: DeclaredTable[];
}

/** Each part has the place where it is declared, which can be another file than its table's. */
export interface DeclaredTable {
  /** Class, model or variable that stands for it in the code. */
  entity: string;
  table: QualifiedName;
  at: Location;
  columns: DeclaredColumn[];
  constraints: DeclaredConstraint[];
  indexes: DeclaredIndex[];
  /** Parts may be missing: a base class, a spread or a name could not be told. */
  partial: boolean;
}
export interface DeclaredColumn extends ColumnFact {
  at: Location;
  /** Members of the entity that stand for it: the column's own, and that of the relation which it holds. */
  fields: string[];
}
export interface DeclaredConstraint extends ConstraintFact {
  at: Location;
}
export interface DeclaredIndex extends IndexFact {
  at: Location;
}

/** What all indexes of declared schemas have in common, unless said otherwise. */
export const plainIndex = (columns: string[], at: Location, unique = false): DeclaredIndex => ({
  keys: columns.map((column) => ({ column })),
  include: [],
  unique,
  concurrently: false,
  at,
});
