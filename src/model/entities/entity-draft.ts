import type { Location } from '../../parse/position.ts';
import type { QualifiedName } from '../../parse/sql/sql-facts.ts';
import type { DeclaredColumn, DeclaredConstraint, DeclaredIndex, DeclaredTable } from './declared-schema.ts';

/**
 * An entity of an object mapper before its relations are worked out: which columns a relation has depends on the entity it
 * leads to.
 */
export interface EntityDraft {
  /** Identity of the class or schema, and the names by which others may call it. */
  key: string;
  names: string[];
  table: QualifiedName;
  at: Location;
  columns: DeclaredColumn[];
  /** Names of the columns of its primary key; those of relations that belong to it are added later. */
  primaryKey: string[];
  relations: RelationDraft[];
  indexes: IndexDraft[];
  partial: boolean;
}

export interface RelationDraft {
  field: string;
  at: Location;
  /** Key of the entity that it leads to, or a name of it. */
  target: string;
  /** `join-table`: a table of its own holds the pairs. */
  kind: 'reference' | 'join-table';
  /** Each row of the other side is referred to at most once. */
  unique: boolean;
  primary: boolean;
  nullable: boolean;
  onDelete?: string;
  enforced: boolean;
  /** Columns that hold it and what they refer to, as far as they are named. */
  columns: JoinColumn[];
  /** Of a join table: its name, the columns of the other side, and what happens when a row of that side goes. */
  joinTable?: { name?: string; schema?: string; inverse: JoinColumn[]; onInverseDelete?: string };
  /** The library makes an index for it by itself. */
  indexed?: boolean;
}
export interface JoinColumn {
  name?: string;
  references?: string;
}

export interface IndexDraft {
  /** Members of the entity, or columns. */
  fields: string[];
  unique: boolean;
  /** A unique constraint instead of an index. */
  constraint: boolean;
  name?: string;
  where?: string;
  method?: string;
  at: Location;
}

/** How a library names what has no name of its own. */
export interface Naming {
  joinColumn(relation: string, referenced: string): string;
  joinTable(owner: string, relation: string, target: string): string;
  joinTableColumn(table: string, entity: string, referenced: string): string;
  /** The same where both sides are one entity, if not with a number behind; `side` is 1 or 2. */
  joinTableSelf?(entity: string, referenced: string, side: number): string;
  /** A column of several that refer to the `column`s of a key, if not as for a sole one. */
  compositeColumn?(relation: string, column: string): string;
  /** Both columns of a join table are its primary key, and each has an index. */
  joinTableIndexes: boolean;
}

export const draftTable = (draft: EntityDraft): DeclaredTable => ({
  entity: draft.names[0] ?? draft.table.name,
  table: draft.table,
  at: draft.at,
  columns: draft.columns,
  constraints: [] as DeclaredConstraint[],
  indexes: [] as DeclaredIndex[],
  partial: draft.partial,
});
