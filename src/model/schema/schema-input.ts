import type { FileRole } from '../../discover/source-file.ts';
import type { SqlFacts } from '../../parse/sql/sql-facts.ts';

/** The facts of one SQL file. `path` is relative to the scanned root. */
export interface SchemaInput {
  path: string;
  facts: SqlFacts;
  role: FileRole;
}
