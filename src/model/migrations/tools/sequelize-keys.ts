import type { Position } from '../../../parse/position.ts';
import type { ConstraintFact, IndexFact, QualifiedName, SchemaOperation } from '../../../parse/sql/sql-facts.ts';
import type { MigrationRun } from '../migration-run.ts';
import { isList, isMade, isRecord, member, type Plain, type PlainRecord, textOf, textsOf } from '../plain-data.ts';
import { addConstraint, createIndex, defined } from '../table-draft.ts';
import { readReferences } from './sequelize-attributes.ts';

interface Call {
  run: MigrationRun;
  table: QualifiedName;
  args: Plain[];
  at: Position;
}

/** The name that Sequelize gives an index which has none: in its inflection every capital begins a word. */
export function indexName(table: QualifiedName, columns: (string | undefined)[]): string {
  return `${table.name}_${columns.join('_')}`
    .replace(/([A-Z])/g, '_$1')
    .replace(/^_/, '')
    .toLowerCase();
}

/** `addIndex(table, ['a', 'b'], options)` or `addIndex(table, { fields: ['a', 'b'], … })`. */
export function readIndexes({ table, args: [first, second], at }: Call): SchemaOperation[] | undefined {
  const options = [first, second].find(isRecord);
  const fields = isList(first) ? first : options && member(options, 'fields');
  if (!isList(fields)) return undefined;
  const keys = fields.items.map(({ value }) => keyOf(value));
  if (keys.includes(undefined)) return undefined;
  const kind = options && (textOf(member(options, 'type', 'indicesType')) ?? '').toUpperCase();
  const columns = keys.map((key) => key!.column ?? 'expression');
  const index = defined<IndexFact>({
    name: (options && textOf(member(options, 'name', 'indexName'))) ?? indexName(table, columns),
    keys: keys as IndexFact['keys'],
    include: [],
    unique: kind === 'UNIQUE' || (options !== undefined && member(options, 'unique') === true),
    method: options && textOf(member(options, 'using', 'method'))?.toLowerCase(),
    where: options && whereOf(options),
    concurrently: options !== undefined && member(options, 'concurrently') === true,
    at,
  });
  return [createIndex(table, index)];
}

/** A column, `{ name, order }`, or an expression made by `Sequelize.fn` or `literal`. */
function keyOf(plain: Plain): IndexFact['keys'][number] | undefined {
  if (typeof plain === 'string') return { column: plain };
  if (isMade(plain)) {
    const [first] = plain.args ?? [];
    return plain.names.at(-1) === 'col' && typeof first === 'string' ? { column: first } : { expression: 'expression' };
  }
  if (!isRecord(plain)) return undefined;
  const name = textOf(member(plain, 'name', 'attribute'));
  if (name === undefined) return undefined;
  return { column: name, ...(textOf(member(plain, 'order'))?.toUpperCase() === 'DESC' && { descending: true }) };
}

/** The predicate in SQL, as far as it asks for null or no null; otherwise words that say there is one. */
function whereOf(options: PlainRecord): string | undefined {
  if (!options.entries.has('where')) return undefined;
  const where = member(options, 'where');
  if (!isRecord(where) || !where.whole) return 'a predicate';
  const conditions = [...where.entries].map(([column, { value }]) => {
    if (value === null) return `"${column}" IS NULL`;
    const inner = isRecord(value) && value.entries.size === 1 ? [...value.entries][0]! : undefined;
    if (inner !== undefined && /^\$?(?:ne|not)$/.test(inner[0]) && inner[1].value === null)
      return `"${column}" IS NOT NULL`;
    return `"${column}" = …`;
  });
  return conditions.join(' AND ');
}

/** `addConstraint(table, { fields, type, … })`, or with the fields as an argument of their own in older versions. */
export function readConstraint({ table, args, at }: Call): SchemaOperation[] | undefined {
  const options = args.find(isRecord);
  const columns = textsOf(isList(args[0]) ? args[0] : options && member(options, 'fields'));
  const type = options && textOf(member(options, 'type'))?.toLowerCase();
  if (options === undefined || type === undefined) return undefined;
  if (type === 'check') return [addConstraint(table, named({ kind: 'check', columns: [], at }, options))];
  if (type === 'default') return [];
  if (columns === undefined) return undefined;
  const constraint = keyConstraint(type, options, columns, at);
  return constraint && [addConstraint(table, named({ ...constraint, name: defaultName(table, constraint) }, options))];
}

function keyConstraint(
  type: string,
  options: PlainRecord,
  columns: string[],
  at: Position,
): ConstraintFact | undefined {
  if (type === 'unique') return { kind: 'unique', columns, at };
  if (type === 'primary key') return { kind: 'primary-key', columns, at };
  return type === 'foreign key' ? readReferences(options, columns, at) : undefined;
}

function named(constraint: ConstraintFact, options: PlainRecord): ConstraintFact {
  const name = textOf(member(options, 'name'));
  return name === undefined ? constraint : { ...constraint, name };
}

function defaultName(table: QualifiedName, { kind, columns, references }: ConstraintFact): string {
  const stem = `${table.name}_${columns.join('_')}`;
  if (kind === 'foreign-key') return `${stem}_${references?.table.name ?? ''}_fk`;
  return `${stem}_${kind === 'unique' ? 'uk' : 'pk'}`;
}
