import type { FileRole } from '../../discover/source-file.ts';
import type { SqlFacts } from '../../parse/sql/sql-facts.ts';

/** What one file does to a schema. `path` is relative to the scanned root. */
export interface SchemaInput {
  /** The file whose lines the positions of the facts are. */
  path: string;
  facts: SqlFacts;
  role: FileRole;
  /** Set for a migration that is written in code. */
  migration?: CodeMigration;
  /** Set for code that makes tables when the service starts: the folder whose database it builds. */
  startup?: { folder: string };
}

export interface CodeMigration {
  /** `Knex`, `TypeORM`, … */
  tool: string;
  /** The file that holds the migration. */
  module: string;
  /** What the tool orders it by among those in its folder. */
  stem: string;
  /** Place among the inputs that one migration gives, where it runs SQL files. */
  part: number;
}
