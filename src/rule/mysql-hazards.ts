import type { Migration } from '../model/repo-model.ts';
import type { QualifiedName, SchemaOperation } from '../parse/sql/sql-facts.ts';
import type { Found } from './migration-hazards.ts';

type Operation<Op extends SchemaOperation['op']> = Extract<SchemaOperation, { op: Op }>;

/** How the hazards are avoided where no way of the server itself is. */
const COPY =
  'Change it with a tool that copies the table beside the running service (gh-ost, pt-online-schema-change).';

/**
 * What InnoDB does by copying the table, or with writes shut out, by the tables of the manual on online DDL (5.7 to 8.4;
 * MariaDB agrees). What it does in place while others write is no hazard, though it may take long.
 */
export function mysqlHazard(
  operation: SchemaOperation,
  migration: Migration,
  before: readonly SchemaOperation[],
): Found | undefined {
  switch (operation.op) {
    case 'redefine-column':
      return retyped(operation.table, operation.from, operation.column.type, before);
    // A file with nothing of MySQL's own but MODIFY is read as one for any database.
    case 'alter-column':
      return operation.type === undefined
        ? undefined
        : retyped(operation.table, operation.column, operation.type, before);
    case 'convert-charset':
      return blocks(
        `converts the table to ${operation.charset} and shuts writes out while all rows are written anew`,
        COPY,
      );
    case 'drop-constraint':
      return operation.kind === 'primary-key' ? keyless(operation, migration) : undefined;
    case 'create-index':
      return unusualIndex(operation);
    case 'add-constraint':
      return foreignKey(operation, migration);
    case 'add-column':
      return numbered(operation);
    default:
      return undefined;
  }
}

const blocks = (message: string, fix: string): Found => ({ kind: 'blocks', message, fix });
const same = (one: QualifiedName, other: QualifiedName): boolean => one.name.toLowerCase() === other.name.toLowerCase();

function retyped(table: QualifiedName, from: string, now: string, before: readonly SchemaOperation[]) {
  const old = typeBefore(table, from, before);
  if (old === undefined || isInPlace(plain(old), plain(now))) return undefined;
  return blocks(`changes ${from} from ${old} to ${now}, for which the table is copied while writes wait`, COPY);
}

/** The type that a column had; undefined where renames make it hard to tell. */
function typeBefore(table: QualifiedName, name: string, before: readonly SchemaOperation[]): string | undefined {
  let type: string | undefined;
  for (const operation of before) {
    if (operation.op === 'rename-table' && same(operation.to, table)) return undefined;
    if (!('table' in operation) || operation.table === undefined || !same(operation.table, table)) continue;
    const columns =
      operation.op === 'create-table' ? operation.columns : 'column' in operation ? [operation.column] : [];
    for (const column of columns) {
      if (typeof column === 'string') {
        if (column.toLowerCase() === name.toLowerCase() && 'type' in operation) type = operation.type ?? type;
      } else if (column.name.toLowerCase() === name.toLowerCase()) type = column.type;
    }
  }
  return type;
}

/** A type without what does not change how it is stored: display widths, other names. */
function plain(type: string): string {
  return type
    .replace(/\s+/g, ' ')
    .replace(/ ?, ?/g, ',')
    .replace(/\bboolean\b|\bbool\b/, 'tinyint')
    .replace(/\binteger\b/, 'int')
    .replace(/\bdec\b|\bnumeric\b/, 'decimal')
    .replace(/\b(tinyint|smallint|mediumint|int|bigint) ?\(\d+\)/, '$1')
    .replace(/ ?(?:signed|character set \w+|charset \w+|binary)$/, '')
    .replace(/ \(/, '(')
    .trim();
}

/** Whether a type is changed by metadata alone: the same one, a longer varchar, more members of an enum. */
function isInPlace(old: string, now: string): boolean {
  if (old === now) return true;
  const [from = 0, to = 0] = [old, now].map((type) => Number(/^varchar\((\d+)\)$/.exec(type)?.[1] ?? 0));
  // MySQL copies for one length byte more, MariaDB does not: which of them it is cannot be told.
  if (from > 0 && to > 0) return to >= from;
  const members = /^(?:enum|set)\((.*)\)$/;
  const [few, many] = [members.exec(old)?.[1], members.exec(now)?.[1]];
  return few !== undefined && many !== undefined && old.slice(0, 4) === now.slice(0, 4) && many.startsWith(`${few},`);
}

/** A key that another replaces in the same migration is exchanged in place. */
function keyless({ table }: Operation<'drop-constraint'>, { operations }: Migration): Found | undefined {
  const replaced = operations.some(
    (one) => one.op === 'add-constraint' && one.constraint.kind === 'primary-key' && same(one.table, table),
  );
  return replaced ? undefined : blocks('drops the primary key, for which the table is copied while writes wait', COPY);
}

function unusualIndex({ index }: Operation<'create-index'>): Found | undefined {
  const { method, name = 'an index' } = index;
  if (method !== 'fulltext' && method !== 'spatial') return undefined;
  return blocks(`builds the ${method} index ${name} with writes shut out`, COPY);
}

function foreignKey(
  { constraint }: Operation<'add-constraint'>,
  { foreignKeysUnchecked }: Migration,
): Found | undefined {
  if (constraint.kind !== 'foreign-key' || foreignKeysUnchecked) return undefined;
  const label = constraint.name ?? `on ${constraint.columns.join(', ')}`;
  return blocks(
    `adds the foreign key ${label}, for which the table is copied while writes wait`,
    'SET foreign_key_checks = 0 around it, when the rows are known to be right, so that it is added in place; or add it where the table is still small.',
  );
}

/** Numbers have to be given to all rows in one go. A computed column is generated too, but is no key. */
function numbered({ column, constraints }: Operation<'add-column'>): Found | undefined {
  const isKey = constraints.some(({ kind }) => kind === 'primary-key' || kind === 'unique');
  return column.generated && isKey
    ? blocks(`adds the AUTO_INCREMENT column ${column.name} and numbers all rows with writes shut out`, COPY)
    : undefined;
}
