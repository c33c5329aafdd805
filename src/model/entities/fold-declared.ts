import type { SchemaOperation, SqlFacts } from '../../parse/sql/sql-facts.ts';
import type { Column, Table } from '../repo-model.ts';
import type { SchemaInput } from '../schema/index.ts';
import { foldDeclarations } from '../schema/index.ts';
import type { DeclaredSchema, DeclaredTable } from './declared-schema.ts';

/**
 * The tables that a library would make of a declared schema: what its statements would do is folded as migrations are, so
 * that names, keys and the coverage of foreign keys are told alike.
 */
export async function tablesOfSchema(schema: DeclaredSchema): Promise<Table[]> {
  const { dialect } = schema;
  // Several entities may share a table; the first one is taken for its declaration.
  const byName = new Map(schema.tables.toReversed().map((table) => [keyOf(table.table), table]));
  const tables = schema.tables.filter((table) => byName.get(keyOf(table.table)) === table);
  const folded = await foldDeclarations(dialect === 'mongodb' ? 'generic' : dialect, inputsOf(tables));
  return folded.flatMap((table) => {
    const declared = byName.get(keyOf(table));
    return declared ? withEntity(table, declared, schema) : [];
  });
}

const keyOf = ({ schema, name }: { schema?: string | undefined; name: string }): string =>
  `${schema ?? ''}.${name}`.toLowerCase();

/** Tables first, then what may refer to other tables. */
function inputsOf(tables: DeclaredTable[]): SchemaInput[] {
  const creations = tables.map(({ table, at }) =>
    input(at.path, [
      { op: 'create-table', table, ifNotExists: false, columns: [], constraints: [], temporary: false, at },
    ]),
  );
  const parts = tables.flatMap(({ table, columns, constraints, indexes }) => [
    ...columns.map((column) =>
      input(column.at.path, [{ op: 'add-column', table, column, constraints: [], ifNotExists: false, at: column.at }]),
    ),
    ...constraints.map((constraint) =>
      input(constraint.at.path, [{ op: 'add-constraint', table, constraint, at: constraint.at }]),
    ),
    ...indexes.map((index) =>
      input(index.at.path, [{ op: 'create-index', table, index, ifNotExists: false, at: index.at }]),
    ),
  ]);
  return [...creations, ...parts];
}

function input(path: string, operations: SchemaOperation[]): SchemaInput {
  const statements = { total: operations.length, read: operations.length, skipped: 0, notUnderstood: 0 };
  const facts: SqlFacts = {
    ...{
      kind: 'sql',
      dialect: 'generic',
      dialectEvidence: [],
      dialectScores: {},
      operations,
      statements,
      unknowns: [],
    },
  };
  return { path, facts, role: 'source' };
}

function withEntity(table: Table, declared: DeclaredTable, { library, dialect }: DeclaredSchema): Table {
  const { entity, at } = declared;
  return {
    ...table,
    dialect,
    source: library,
    entity: { library, name: entity, path: at.path, line: at.line },
    ...(declared.partial && { partial: true as const }),
    columns: table.columns.map((column): Column => {
      const fields = declared.columns.find((item) => item.name === column.name)?.fields ?? [];
      return { ...column, field: { names: fields, path: column.path, line: column.line } };
    }),
  };
}
