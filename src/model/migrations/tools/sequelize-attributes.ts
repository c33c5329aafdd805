import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact } from '../../../parse/sql/sql-facts.ts';
import { defaultOf } from '../default-values.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isMade, isRecord, member, type Plain, type PlainRecord, textOf } from '../plain-data.ts';
import { type ColumnDraft, defined, qualifiedBy } from '../table-draft.ts';
import { sequelizeType } from './sequelize-types.ts';

/** Reads one attribute of `createTable` or `addColumn`: a type alone, or `{ type, allowNull, references, … }`. */
export function readAttribute(run: MigrationRun, key: string, plain: Plain, at: Position): ColumnDraft {
  const options = isRecord(plain) ? plain : undefined;
  const name = (options && textOf(member(options, 'field'))) ?? key;
  const type = sequelizeType(options === undefined ? plain : member(options, 'type'), run.dialect);
  const is = (option: string, wanted: boolean): boolean => options !== undefined && member(options, option) === wanted;
  const isKey = is('primaryKey', true);
  const generated = is('autoIncrement', true) || is('autoIncrementIdentity', true);
  const value = options && member(options, 'defaultValue');
  const draft: ColumnDraft = {
    column: {
      name,
      type,
      notNull: is('allowNull', false) || isKey,
      generated,
      ...(value === undefined || isClientSide(value) ? {} : defaultOf(value)),
      at,
    },
    constraints: isKey ? [{ kind: 'primary-key', columns: [name], at }] : [],
    indexes: [],
  };
  if (options !== undefined) addConstraints(run, draft, options);
  return draft;
}

/** `Sequelize.UUIDV4` and `Sequelize.NOW` are made by the library, not by the database. */
const isClientSide = (value: Plain): boolean => isMade(value) && /^(?:UUIDV[14]|NOW)$/.test(value.names.at(-1) ?? '');

function addConstraints(run: MigrationRun, draft: ColumnDraft, options: PlainRecord): void {
  const { column, constraints } = draft;
  const columns = [column.name];
  const unique = member(options, 'unique');
  const name = textOf(unique) ?? (isRecord(unique) ? textOf(member(unique, 'name')) : undefined);
  if (unique === true || name !== undefined || isRecord(unique))
    constraints.push(defined<ConstraintFact>({ kind: 'unique', columns, name, at: column.at }));
  const foreign = options.entries.has('references') ? readReferences(options, columns, column.at) : undefined;
  if (foreign !== undefined) constraints.push(foreign);
  else if (options.entries.has('references') && member(options, 'references') !== null)
    run.unknown(column.at, `what ${column.name} refers to is not constant`);
  if (!options.whole) run.unknown(column.at, `some options of ${column.name} are not known`);
}

/** The foreign key of an attribute; undefined when its table cannot be told. */
export function readReferences(options: PlainRecord, columns: string[], at: Position): ConstraintFact | undefined {
  const references = member(options, 'references');
  const target = isRecord(references) ? member(references, 'model', 'table') : references;
  const table = qualifiedBy(target);
  if (table === undefined) return undefined;
  const key = isRecord(references) ? member(references, 'key', 'field', 'fields') : undefined;
  return defined<ConstraintFact>({
    kind: 'foreign-key',
    columns,
    references: { table, columns: typeof key === 'string' ? [key] : columnsIn(key) },
    onDelete: textOf(member(options, 'onDelete'))?.toUpperCase(),
    onUpdate: textOf(member(options, 'onUpdate'))?.toUpperCase(),
    at,
  });
}

const columnsIn = (plain: Plain): string[] =>
  typeof plain === 'object' && plain?.kind === 'list'
    ? plain.items.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
    : [];
