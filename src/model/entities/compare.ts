import type { Location } from '../../parse/position.ts';
import type { SchemaComparison, SchemaDifference, Table, TableIndex } from '../repo-model.ts';
import type { DeclaredSchema } from './declared-schema.ts';
import { type JoinedSchema, sameColumns, tableNamed } from './join-declared.ts';

/** Least share of the declared tables that statements make, for the two to be compared at all. */
const COMPARABLE = 0.5;

/**
 * What statements make beside what the code declares, table by table. Nothing is compared for a library that changes the
 * database itself, or where too few tables are in both.
 */
export function compareSchemas(joined: JoinedSchema[]): SchemaComparison[] {
  const libraries = librariesOf(joined);
  return joined.flatMap(({ schema, declared, migrated, unrelated }) => {
    const both = declared.filter((table) => tableNamed(migrated, table) !== undefined);
    if (schema.synchronized || both.length === 0 || both.length < declared.length * COMPARABLE) return [];
    return declared.map((table): SchemaComparison => {
      const made = tableNamed(migrated, table);
      const partial = table.partial === true;
      return {
        library: schema.library,
        declared: table,
        ...(made && { made }),
        certain: !partial && !unrelated && (made === undefined || libraries.get(made)?.size === 1),
        differences: made
          ? differencesOf(table, made, partial).filter((item) => isMeant(schema.library, item, table))
          : [],
      };
    });
  });
}

/** Libraries that declare each table. Which of several the statements are meant for is not known. */
function librariesOf(joined: JoinedSchema[]): Map<Table, Set<DeclaredSchema['library']>> {
  const libraries = new Map<Table, Set<DeclaredSchema['library']>>();
  for (const { schema, declared, migrated } of joined) {
    for (const made of declared.flatMap((table) => tableNamed(migrated, table) ?? []))
      libraries.set(made, (libraries.get(made) ?? new Set()).add(schema.library));
  }
  return libraries;
}

/**
 * Associations of Sequelize say how models are joined; a constraint comes of them, and a unique key of the pairs of a join table,
 * only where it makes the tables itself.
 */
function isMeant(
  library: DeclaredSchema['library'],
  { side, part, columns }: SchemaDifference,
  declared: Table,
): boolean {
  if (library !== 'sequelize' || side === 'made') return true;
  const refers = (name: string): boolean => declared.foreignKeys.some((key) => key.columns.includes(name));
  const isPair = part === 'unique key' && columns.length > 1 && columns.every(refers);
  return part !== 'foreign key' && !isPair;
}

function differencesOf(declared: Table, made: Table, partial: boolean): SchemaDifference[] {
  const missing = oneSided('declared', declared, made);
  return partial ? missing : [...missing, ...oneSided('made', made, declared)];
}

/** What the one has and the other has not. */
function oneSided(side: SchemaDifference['side'], one: Table, other: Table): SchemaDifference[] {
  const difference = (part: SchemaDifference['part'], columns: string[], at: { path: string; line: number }) => ({
    ...{ side, part, columns, at: locationOf(at) },
  });
  const has = (name: string): boolean =>
    other.columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
  const known = ({ columns }: { columns: string[] }): boolean => columns.every((name) => has(name) && name !== '');
  return [
    ...one.columns.filter(({ name }) => !has(name)).map((column) => difference('column', [column.name], column)),
    ...keysOf(one)
      .filter((key) => known(key) && !isKey(other, key))
      .map((key) => difference(key.unique ? 'unique key' : 'index', key.columns, key.at)),
    ...one.foreignKeys
      .filter((key) => key.enforced !== false && known(key))
      .filter((key) => !other.foreignKeys.some((item) => sameColumns(item.columns, key.columns)))
      .map((key) => difference('foreign key', key.columns, key)),
  ];
}

const locationOf = ({ path, line }: { path: string; line: number }): Location => ({
  ...{ path, line, column: 1, endLine: line },
});

interface Key {
  columns: string[];
  unique: boolean;
  at: { path: string; line: number };
}

/** Indexes and unique constraints; those on expressions cannot be compared, and foreign keys may have an engine's own. */
function keysOf(table: Table): Key[] {
  const implied = (index: TableIndex): boolean =>
    !index.unique &&
    table.foreignKeys.some(
      (key) => sameColumns(key.columns, index.columns) && key.indexed && table.dialect === 'mysql',
    );
  return [
    ...table.indexes
      .filter((index) => !implied(index))
      .map(({ columns, unique, path, line }) => ({ columns, unique, at: { path, line } })),
    ...table.uniques.map(({ columns }) => ({
      columns,
      unique: true,
      at: table.columns.find(({ name }) => name === columns[0]) ?? table,
    })),
  ];
}

/** A unique key is one by any name; a plain index is served by every key that begins with its columns. */
function isKey(table: Table, { columns, unique }: Key): boolean {
  const keys = [...keysOf(table), { columns: table.primaryKey, unique: true }];
  const engine = table.foreignKeys.filter((key) => key.indexed && table.dialect === 'mysql');
  if (unique) return keys.some((key) => key.unique && sameColumns(key.columns, columns));
  return [...keys, ...engine].some((key) => sameColumns(key.columns.slice(0, columns.length), columns));
}
