import type { ForeignKey, Table, TableIndex } from '../repo-model.ts';
import { coverageOf } from './foreign-key-index.ts';
import type { SchemaState } from './schema-state.ts';
import type { ConstraintState, IndexState, TableState } from './table-state.ts';

/** The tables of a folded history as the model tells them, in the order of their creation. */
export async function finalTables(state: SchemaState, wanted: (table: TableState) => boolean): Promise<Table[]> {
  return Promise.all(
    state
      .tables()
      .filter(wanted)
      .map((table) => finalTable(state, table)),
  );
}

async function finalTable(state: SchemaState, table: TableState): Promise<Table> {
  const keys = table.constraints.filter(
    (constraint) => constraint.kind === 'foreign-key' && hasForeignKeys(state, table),
  );
  return {
    schema: table.schema,
    name: table.name,
    path: table.path,
    line: table.at.line,
    dialect: state.dialect,
    columns: table.columns.map(({ name, type, notNull, default: value, path, at }) => ({
      name,
      type,
      notNull,
      default: value,
      path,
      line: at.line,
    })),
    primaryKey: table.constraints.find((constraint) => constraint.kind === 'primary-key')?.columns ?? [],
    foreignKeys: await Promise.all(keys.map((key) => finalForeignKey(state, table, key))),
    uniques: table.constraints.filter((one) => one.kind === 'unique').map(finalUnique),
    indexes: table.indexes.map(finalIndex),
    checks: table.constraints.flatMap((one) => (one.kind === 'check' ? (one.expression ?? []) : [])),
    ...(table.partitionBy && { partitionBy: table.partitionBy }),
    ...(table.partitionOf && { partitionOf: table.partitionOf.name }),
    engine: table.engine,
    source: 'ddl',
  };
}

/** MyISAM and the like read foreign keys and forget them. */
function hasForeignKeys(state: SchemaState, table: TableState): boolean {
  return state.dialect !== 'mysql' || !/^(?:myisam|aria|memory|csv|archive|merge)$/i.test(table.engine ?? '');
}

async function finalForeignKey(state: SchemaState, table: TableState, key: ConstraintState): Promise<ForeignKey> {
  const references = key.references!;
  const target =
    state.find(references.table) ?? (key.formerTarget === undefined ? undefined : state.find(key.formerTarget));
  const columns = references.columns.length > 0 ? references.columns : primaryKeyOf(target);
  return {
    name: key.name,
    columns: key.columns,
    references: {
      schema: target === undefined ? references.table.schema || undefined : target.schema,
      table: target?.name ?? references.table.name,
      columns,
    },
    onDelete: key.onDelete,
    ...(await coverageOf(table, key, state.dialect)),
    ...(key.enforced === false && { enforced: key.enforced }),
    path: key.path,
    line: key.at.line,
  };
}

function primaryKeyOf(table: TableState | undefined): string[] {
  return table?.constraints.find((constraint) => constraint.kind === 'primary-key')?.columns ?? [];
}

function finalIndex(index: IndexState): TableIndex {
  return {
    name: index.name,
    columns: index.keys.map((key) => key.column ?? key.expression ?? ''),
    options: index.keys.map(optionsOf),
    include: index.include,
    unique: index.unique,
    ...(index.nullsNotDistinct && { nullsNotDistinct: true }),
    where: index.where,
    method: index.method,
    path: index.path,
    line: index.at.line,
  };
}

function optionsOf({ options, prefixLength, descending }: IndexState['keys'][number]): string {
  const length = prefixLength === undefined ? '' : `(${prefixLength})`;
  return [length, options, descending ? 'DESC' : ''].filter(Boolean).join(' ');
}

const finalUnique = ({ name, columns, nullsNotDistinct }: ConstraintState): Table['uniques'][number] => ({
  ...{ name, columns },
  ...(nullsNotDistinct && { nullsNotDistinct }),
});
