import { packageOf } from '../packages.ts';
import type { Column, ForeignKey, Package, Table } from '../repo-model.ts';
import type { DeclaredSchema } from './declared-schema.ts';
import { tablesOfSchema } from './fold-declared.ts';

/** Tables of one database as statements make them, beside what a library's declarations say of them. */
export interface JoinedSchema {
  schema: DeclaredSchema;
  declared: Table[];
  /** Tables that statements make for the same database; empty where nothing but the declarations tells of it. */
  migrated: Table[];
  /** The statements are those of a package that has nothing to do with the declaring one, save for the tables' names. */
  unrelated: boolean;
}

/** Share of tables that both must have to be about one database for certain. */
const SAME = 0.5;

/**
 * Joins what statements make (`ddl`) to what declarations say. Of a table that both have, the statements' version counts,
 * unless the library changes the database to what is declared; it learns where the code declares it. Tables that only
 * declarations have are added.
 */
export async function joinDeclared(
  ddl: Table[],
  schemas: DeclaredSchema[],
  packages: Package[],
): Promise<{ tables: Table[]; joined: JoinedSchema[] }> {
  const joined: JoinedSchema[] = [];
  const won = new Map<Table, Table>();
  const added: Table[] = [];
  for (const schema of schemas) {
    const declared = await tablesOfSchema(schema);
    const migrated = tablesOfSameDatabase(schema, declared, ddl, packages);
    joined.push({ schema, declared, migrated, unrelated: !isRelated(schema, migrated, packages) });
    for (const table of declared) {
      const other = tableNamed(migrated, table);
      if (!other) added.push(table);
      else won.set(other, schema.synchronized ? table : withEntity(won.get(other) ?? other, table));
    }
  }
  return { tables: [...ddl.map((table) => won.get(table) ?? table), ...added], joined };
}

/** Statements of the declaring package come first; those of others count where they make most of the same tables. */
function tablesOfSameDatabase(schema: DeclaredSchema, declared: Table[], ddl: Table[], packages: Package[]): Table[] {
  const possible = ddl.filter((table) => mayBeOf(schema, table));
  const own = possible.filter((table) => packageOf(packages, table.path).path === schema.package);
  if (shared(declared, own) > 0) return own;
  const share = Math.min(declared.length, possible.length) * SAME;
  return shared(declared, possible) > 0 && shared(declared, possible) >= share ? possible : [];
}

/** Statements of the package itself or one around it, or of one that it uses or that uses it. */
function isRelated({ package: home }: DeclaredSchema, migrated: Table[], packages: Package[]): boolean {
  const own = packages.find(({ path }) => path === home);
  return migrated.some((table) => {
    const other = packageOf(packages, table.path);
    const around = other.path === home || other.path === '' || other.path === '.' || home.startsWith(`${other.path}/`);
    const uses = (one: Package | undefined, used: Package | undefined): boolean =>
      used?.name !== undefined && one?.dependencies[used.name] !== undefined;
    return around || uses(own, other) || uses(other, own);
  });
}

const mayBeOf = ({ dialect }: DeclaredSchema, table: Table): boolean =>
  dialect === table.dialect || (dialect !== 'mongodb' && (dialect === 'generic' || table.dialect === 'generic'));

const shared = (declared: Table[], ddl: Table[]): number =>
  declared.filter((table) => tableNamed(ddl, table) !== undefined).length;

const DEFAULT_SCHEMAS = new Set(['', 'public', 'dbo', 'main']);
const schemaOf = ({ schema = '' }: Table): string =>
  DEFAULT_SCHEMAS.has(schema.toLowerCase()) ? '' : schema.toLowerCase();

/** The table of that name: in the same schema, or in any when just one has it. */
export function tableNamed(tables: readonly Table[], wanted: Table): Table | undefined {
  const named = tables.filter((table) => table.name.toLowerCase() === wanted.name.toLowerCase());
  return named.find((table) => schemaOf(table) === schemaOf(wanted)) ?? (named.length === 1 ? named[0] : undefined);
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const sameColumns = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every((name) => other.some((column) => sameName(name, column)));

/** The statements' table with the places at which the code declares its parts. */
function withEntity(table: Table, declared: Table): Table {
  return {
    ...table,
    ...(declared.entity && { entity: declared.entity }),
    columns: table.columns.map((column): Column => {
      const field = declared.columns.find((item) => sameName(item.name, column.name))?.field;
      return field ? { ...column, field } : column;
    }),
    foreignKeys: table.foreignKeys.map((key): ForeignKey => {
      const relation = declared.foreignKeys.find((item) => sameColumns(item.columns, key.columns));
      return relation ? { ...key, field: { names: [], path: relation.path, line: relation.line } } : key;
    }),
  };
}
