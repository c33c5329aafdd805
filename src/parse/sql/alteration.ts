import type { Cursor } from './cursor.ts';
import type { ReadContext } from './read-context.ts';
import type { QualifiedName } from './sql-facts.ts';

/** One ALTER TABLE: what its actions are about. */
export interface Alteration {
  table: QualifiedName;
  /** `ALTER TABLE ONLY`: children are left alone. */
  only: boolean;
  context: ReadContext;
}

/** Reads one action whose verb was passed. False when it is not understood. */
export type ActionReader = (cursor: Cursor, alteration: Alteration) => boolean;
