import type { ColumnFact, ConstraintFact, IndexFact, SchemaOperation } from '../sql-facts.ts';

/**
 * What a reader says that a statement does, one line each (`column a.id`, `not null a.id`, `key a (id)`), so that readers
 * can be compared. Names are lower case and without their schema.
 */
export type Claims = Set<string>;

/** Writes claims in the one form that all readers share. */
export class ClaimWriter {
  readonly claims: Claims = new Set();

  say(...words: string[]): void {
    this.claims.add(words.join(' ').toLowerCase());
  }

  /** `columns` are undefined where an expression stands. */
  index(table: string, columns: (string | undefined)[], { unique, where }: { unique: boolean; where: boolean }): void {
    const keys = columns.map((column) => column ?? '(expression)').join(', ');
    this.say(`index ${table} (${keys})${unique ? ' unique' : ''}${where ? ' where' : ''}`);
  }

  key(kind: 'key' | 'unique', table: string, columns: string[]): void {
    this.say(`${kind} ${table} (${columns.join(', ')})`);
  }

  foreign(table: string, columns: string[], target: string): void {
    this.say(`foreign key ${table} (${columns.join(', ')}) -> ${target}`);
  }
}

/** What Lintel's own reader says. */
export function claimsOf(operations: readonly SchemaOperation[]): Claims {
  const writer = new ClaimWriter();
  for (const operation of operations) write(writer, operation);
  return writer.claims;
}

function write(writer: ClaimWriter, operation: SchemaOperation): void {
  switch (operation.op) {
    case 'create-table':
      writeTable(writer, operation);
      break;
    case 'drop-table':
      for (const { name } of operation.tables) writer.say('drop table', name);
      break;
    case 'drop-index':
      writer.say('drop index', operation.name.name);
      break;
    case 'attach-partition':
      writer.say(`partition ${operation.child.name} of ${operation.parent.name}`);
      break;
    case 'detach-partition':
      writer.say('detach', operation.child.name);
      break;
    default:
      if ('table' in operation && operation.table !== undefined) writeChange(writer, operation, operation.table.name);
  }
}

function writeTable(writer: ClaimWriter, operation: Extract<SchemaOperation, { op: 'create-table' }>): void {
  const { name } = operation.table;
  writer.say('table', name);
  if (operation.partitionOf !== undefined) writer.say(`partition ${name} of ${operation.partitionOf.name}`);
  for (const column of operation.columns) writeColumn(writer, name, column);
  for (const constraint of operation.constraints) writeConstraint(writer, name, constraint);
}

function writeColumn(writer: ClaimWriter, table: string, column: ColumnFact): void {
  writer.say(`column ${table}.${column.name}`);
  if (column.notNull) writer.say(`not null ${table}.${column.name}`);
  if (column.default !== undefined) writer.say(`default ${table}.${column.name}`);
}

function writeConstraint(writer: ClaimWriter, table: string, constraint: ConstraintFact): void {
  const { kind, columns, references, usingIndex } = constraint;
  if (kind === 'primary-key' || kind === 'unique')
    writer.key(kind === 'unique' ? 'unique' : 'key', table, usingIndex === undefined ? columns : [usingIndex]);
  else if (kind === 'foreign-key' && references !== undefined) writer.foreign(table, columns, references.table.name);
  else writer.say(kind, table);
}

function writeIndex(writer: ClaimWriter, table: string, index: IndexFact): void {
  const columns = index.keys.map((key) => key.column);
  writer.index(table, columns, { unique: index.unique, where: index.where !== undefined });
}

function writeChange(writer: ClaimWriter, operation: SchemaOperation, table: string): void {
  switch (operation.op) {
    case 'add-column':
      writeColumn(writer, table, operation.column);
      for (const constraint of operation.constraints) writeConstraint(writer, table, constraint);
      break;
    case 'drop-column':
      writer.say(`drop column ${table}.${operation.column}`);
      break;
    case 'rename-table':
      writer.say(`rename table ${table} to ${operation.to.name}`);
      break;
    case 'rename-column':
      writer.say(`rename column ${table}.${operation.column} to ${operation.to}`);
      break;
    case 'alter-column':
      writeAltered(writer, operation, `${table}.${operation.column}`);
      break;
    case 'redefine-column':
      writer.say(`redefine ${table}.${operation.from}`);
      break;
    case 'add-constraint':
      writeConstraint(writer, table, operation.constraint);
      break;
    case 'drop-constraint':
      writer.say(`drop constraint ${table} ${operation.name ?? operation.kind ?? ''}`);
      break;
    case 'create-index':
      writeIndex(writer, table, operation.index);
      break;
  }
}

function writeAltered(
  writer: ClaimWriter,
  operation: Extract<SchemaOperation, { op: 'alter-column' }>,
  column: string,
): void {
  if (operation.notNull !== undefined) writer.say(operation.notNull ? 'not null' : 'nullable', column);
  if (operation.default !== undefined) writer.say(operation.default === null ? 'no default' : 'default', column);
  if (operation.type !== undefined) writer.say('type', column);
}
