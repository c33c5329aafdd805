import type { Migration } from '../model/repo-model.ts';
import type { ColumnFact, ConstraintFact, QualifiedName, SchemaOperation } from '../parse/sql/sql-facts.ts';
import { mysqlHazard } from './mysql-hazards.ts';
import { sqliteHazard } from './sqlite-hazards.ts';

/** What one statement of a migration does to a running system. */
export interface Hazard {
  /** `blocks`: others wait while it works through the table. `fails`: it cannot run. `breaks`: code that still runs does not expect it. */
  kind: 'blocks' | 'fails' | 'breaks';
  table: string;
  /** Name that code may still use. */
  gone?: string;
  message: string;
  fix: string;
  line: number;
}

type Operation<Op extends SchemaOperation['op']> = Extract<SchemaOperation, { op: Op }>;
/** A hazard before it is told where it is. */
export type Found = Omit<Hazard, 'table' | 'line'>;

/** Hazards of a migration for the tables that were there before it. `earlier` are those that came before in its history. */
export function migrationHazards(migration: Migration, earlier: readonly Migration[]): Hazard[] {
  const existing = new Set(earlier.flatMap(({ operations }) => operations.flatMap(madeBy)));
  const rebuilt = new Set(migration.operations.flatMap((item) => (item.op === 'rename-table' ? key(item.to) : [])));
  const made = new Set(migration.operations.flatMap(madeBy));
  const checked = migration.operations.concat(earlier.flatMap(({ operations }) => operations)).flatMap(notNullChecks);
  const before = earlier.flatMap(({ operations }) => operations);
  return migration.operations.flatMap((operation) =>
    tablesOf(operation).flatMap((table): Hazard[] => {
      const name = key(table);
      if (!existing.has(name) || made.has(name) || rebuilt.has(name)) return [];
      const found = hazardOf(operation, migration, { checked, before });
      return found ? [{ ...found, table: table.name, line: operation.at.line }] : [];
    }),
  );
}

const key = ({ name }: QualifiedName): string => name.toLowerCase();

/** Tables that are there after an operation under a name that they did not have. */
function madeBy(operation: SchemaOperation): string[] {
  if (operation.op === 'create-table') return [key(operation.table)];
  return operation.op === 'rename-table' ? [key(operation.to)] : [];
}

function tablesOf(operation: SchemaOperation): QualifiedName[] {
  if (operation.op === 'drop-table') return operation.tables;
  return 'table' in operation && operation.table !== undefined ? [operation.table] : [];
}

/** Columns of which a CHECK already says that they are not null: PostgreSQL 12 takes its word. */
function notNullChecks(operation: SchemaOperation): string[] {
  if (operation.op !== 'add-constraint' || operation.constraint.kind !== 'check') return [];
  const column = /^\(*"?(\w+)"?\)*\s+is\s+not\s+null\)*$/i.exec(operation.constraint.expression ?? '')?.[1];
  return column === undefined ? [] : [`${key(operation.table)}.${column.toLowerCase()}`];
}

/** What is known of the schema that a migration meets. */
interface Known {
  /** Columns that a CHECK keeps from being null. */
  checked: string[];
  /** All operations of the migrations before it. */
  before: readonly SchemaOperation[];
}

function hazardOf(operation: SchemaOperation, migration: Migration, { checked, before }: Known): Found | undefined {
  const taken = breaking(operation);
  if (taken) return taken;
  if (migration.dialect === 'mysql') return mysqlHazard(operation, migration, before);
  const added = operation.op === 'add-column' ? requiredColumn(operation.column) : undefined;
  if (migration.dialect === 'sqlite') return added ?? sqliteHazard(operation);
  if (added || migration.dialect !== 'postgresql') return added;
  if (operation.op === 'create-index') return indexHazard(operation, migration);
  if (operation.op === 'add-constraint') return constraintHazard(operation.constraint);
  if (operation.op === 'add-column') return columnHazard(operation);
  if (operation.op === 'alter-column') return alterHazard(operation, checked);
  return undefined;
}

/** Names that go away under the feet of code that was not yet deployed anew. */
function breaking(operation: SchemaOperation): Found | undefined {
  const fix =
    'Release code that does without it first; take it away in a later migration, when no running version uses it.';
  if (operation.op === 'drop-table') return { kind: 'breaks', message: 'drops the table', fix };
  if (operation.op === 'drop-column')
    return { kind: 'breaks', gone: operation.column, message: `drops the column ${operation.column}`, fix };
  if (operation.op === 'rename-column')
    return {
      kind: 'breaks',
      gone: operation.column,
      message: `renames the column ${operation.column} to ${operation.to}`,
      fix,
    };
  if (operation.op === 'rename-table')
    return { kind: 'breaks', message: `renames the table to ${operation.to.name}`, fix };
  return undefined;
}

function requiredColumn(column: ColumnFact): Found | undefined {
  if (!column.notNull || column.default !== undefined || column.generated) return undefined;
  return {
    kind: 'fails',
    message: `adds the column ${column.name} NOT NULL without a default, which fails as soon as the table has a row`,
    fix: 'Add it with a default, or nullable, fill it in batches and make it NOT NULL afterwards.',
  };
}

function indexHazard({ index }: Operation<'create-index'>, { transaction, tool }: Migration): Found | undefined {
  const name = index.name ?? 'an index';
  if (index.concurrently)
    return transaction === true
      ? {
          kind: 'fails',
          message: `creates ${name} CONCURRENTLY, which no transaction may do, and ${tool} runs this file in one`,
          fix: 'Give the statement a migration of its own that runs outside a transaction.',
        }
      : undefined;
  return {
    kind: 'blocks',
    message: `creates ${name} while every write to the table waits`,
    fix: 'CREATE INDEX CONCURRENTLY, in a migration of its own that runs outside a transaction.',
  };
}

function constraintHazard({ kind, notValid, usingIndex, name, columns }: ConstraintFact): Found | undefined {
  const label = name ?? `on ${columns.join(', ')}`;
  if (kind === 'foreign-key' || kind === 'check')
    return notValid
      ? undefined
      : {
          kind: 'blocks',
          message: `adds the ${kind === 'check' ? 'check' : 'foreign key'} ${label} and holds its lock while all rows are read`,
          fix: 'Add it NOT VALID, and VALIDATE CONSTRAINT in a migration of its own.',
        };
  if (usingIndex !== undefined || kind === 'exclude') return undefined;
  return {
    kind: 'blocks',
    message: `adds the ${kind === 'unique' ? 'unique constraint' : 'primary key'} ${label}, whose index is built while nobody can read or write the table`,
    fix: 'CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.',
  };
}

/** Functions whose value differs from row to row, so that the whole table is written anew. */
const VOLATILE = /\b(?:random|gen_random_uuid|uuid_generate_v\w+|clock_timestamp|timeofday|nextval|cuid|nanoid)\s*\(/i;

function columnHazard({ column, constraints }: Operation<'add-column'>): Found | undefined {
  if (VOLATILE.test(column.default ?? '') || /serial/.test(column.type))
    return {
      kind: 'blocks',
      message: `adds the column ${column.name} with a value of its own in each row, which writes the table anew while nobody can read it`,
      fix: 'Add it without a default, set the default afterwards, and fill the rows in batches.',
    };
  const unique = constraints.find(({ kind, references }) => kind === 'unique' && references === undefined);
  return unique && constraintHazard(unique);
}

/** Types to which PostgreSQL changes text, numbers and times without reading the rows, as long as they only widen. */
const MAY_WIDEN =
  /^(?:text|varchar|character varying|citext|numeric|decimal|timestamp|time|interval|bit varying|varbit)/i;

function alterHazard(
  { table, column, type, notNull }: Operation<'alter-column'>,
  checked: string[],
): Found | undefined {
  if (type !== undefined && !MAY_WIDEN.test(type))
    return {
      kind: 'blocks',
      message: `changes ${column} to ${type}, which writes the table anew while nobody can read it`,
      fix: 'Add a column of the new type, keep both in step, fill it in batches, and change over.',
    };
  if (notNull !== true || checked.includes(`${key(table)}.${column.toLowerCase()}`)) return undefined;
  return {
    kind: 'blocks',
    message: `makes ${column} NOT NULL and reads all rows while nobody can read or write the table`,
    fix: 'Add CHECK (column IS NOT NULL) NOT VALID, validate it in a migration of its own, then SET NOT NULL.',
  };
}
