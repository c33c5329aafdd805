import type { Location } from '../../parse/position.ts';
import { elementsIn } from '../frameworks/options.ts';
import type { CodeReader, Placed } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import type { EntityDraft, JoinColumn, RelationDraft } from './entity-draft.ts';
import { enumValues } from './enum-values.ts';
import { snakeCase } from './naming.ts';

/** A member of an entity: what it is, its options, and the entity that it leads to. */
export interface MikroProperty {
  name: string;
  kind: 'property' | 'key' | 'enum' | 'm:1' | '1:1' | 'm:n' | 'other';
  options: Placed;
  /** The target of a relation, where it is not among the options. */
  target?: Placed;
  /** A member of the target is named in the second place of a decorator: the other side of the relation. */
  mirrored?: boolean;
  /** The language's type: `string`, `number`, `Date`. */
  type: string;
  at: Location;
}

const TYPES: Record<string, string> = {
  ...{ string: 'varchar(255)', number: 'integer', boolean: 'boolean', Date: 'timestamptz', bigint: 'bigint' },
};

/** Adds the column or the relation of a member, with the keys that its options declare. */
export function addProperty(
  reader: CodeReader,
  draft: EntityDraft,
  property: MikroProperty,
  dialect: DeclaredDialect,
): void {
  const { kind, options, at, name } = property;
  if (kind === 'other' || reader.optionFlag(options, 'persist') === false) return;
  const isRelation = kind === 'm:1' || kind === '1:1' || kind === 'm:n';
  if (isRelation) draft.relations.push(...relationOf(reader, property, dialect));
  else addColumn(reader, draft, property);
  if (isGiven(reader, options, 'unique')) draft.indexes.push({ fields: [name], unique: true, constraint: true, at });
  if (isGiven(reader, options, 'index') && !(isRelation && indexesKeys(dialect)))
    draft.indexes.push({ fields: [name], unique: false, constraint: false, at });
}

function addColumn(reader: CodeReader, draft: EntityDraft, { name, kind, options, type, at }: MikroProperty): void {
  const column = reader.optionText(options, 'fieldName') ?? reader.optionText(options, 'name') ?? snakeCase(name);
  if (draft.columns.some((other) => other.name === column)) return;
  const primary = kind === 'key' || reader.optionFlag(options, 'primary') === true;
  const values = kind === 'enum' ? itemsOf(reader, options) : [];
  const given = reader.optionText(options, 'columnType') ?? reader.optionText(options, 'type');
  draft.columns.push({
    name: column,
    type:
      values.length > 0
        ? `enum(${values.map((value) => `'${value}'`).join(',')})`
        : (TYPES[given ?? type] ?? given ?? ''),
    notNull: primary || reader.optionFlag(options, 'nullable') !== true,
    generated: false,
    at,
    fields: [name],
  });
  if (primary) draft.primaryKey.push(column);
}

/** `@Enum(() => Role)`, `items: () => Role`, `items: ['a', 'b']`. */
function itemsOf(reader: CodeReader, options: Placed): string[] {
  const items = reader.option(options, 'items') ?? options;
  return enumValues(reader.evaluator, reader.resolvedValues(items));
}

/** `true`, or the name of the index. */
const isGiven = (reader: CodeReader, options: Placed, name: string): boolean =>
  reader.optionFlag(options, name) === true || reader.optionText(options, name) !== undefined;

/** MikroORM makes an index for each foreign key, save on PostgreSQL and where nothing enforces references. */
export const indexesKeys = (dialect: DeclaredDialect): boolean =>
  dialect === 'mysql' || dialect === 'sqlite' || dialect === 'sqlserver';

function relationOf(
  reader: CodeReader,
  { name, kind, options, target, mirrored, at }: MikroProperty,
  dialect: DeclaredDialect,
): RelationDraft[] {
  const mapped = mirrored === true || reader.option(options, 'mappedBy') !== undefined;
  // The side that is mapped by the other holds nothing, unless it says that it owns; pairs can have an entity of their own.
  if (mapped && reader.optionFlag(options, 'owner') !== true) return [];
  if (reader.option(options, 'pivotEntity') !== undefined) return [];
  const place = target ?? reader.option(options, 'entity');
  const primary = reader.optionFlag(options, 'primary') === true;
  const onDelete = reader.optionText(options, 'deleteRule') ?? reader.optionText(options, 'onDelete');
  const table = reader.optionText(options, 'pivotTable');
  const nullable = reader.optionFlag(options, 'nullable') === true;
  return [
    {
      field: name,
      at,
      target: (place && reader.entityKey(place)) ?? '',
      kind: kind === 'm:n' ? 'join-table' : 'reference',
      unique: kind === '1:1',
      primary,
      nullable: nullable && !primary,
      onDelete: (onDelete ?? (kind === 'm:n' ? 'cascade' : nullable ? 'set null' : 'no action')).toUpperCase(),
      enforced: reader.optionFlag(options, 'createForeignKeyConstraint') !== false && dialect !== 'mongodb',
      columns: columnsIn(reader, options, 'joinColumn', 'fieldName'),
      ...(kind === 'm:n' && {
        joinTable: {
          ...(table !== undefined && { name: table }),
          inverse: columnsIn(reader, options, 'inverseJoinColumn'),
        },
      }),
      indexed: indexesKeys(dialect) && reader.optionFlag(options, 'index') !== false,
    },
  ];
}

/** `joinColumn: 'a'`, `joinColumns: ['a', 'b']`, `fieldName: 'a'`. */
function columnsIn(reader: CodeReader, options: Placed, member: string, other = member): JoinColumn[] {
  const one = reader.optionText(options, member) ?? reader.optionText(options, other);
  if (one !== undefined) return [{ name: one }];
  const list = reader.option(options, `${member}s`);
  return elementsIn(reader.evaluator, list ? reader.values(list) : []).flatMap((value) =>
    value.kind === 'text' ? [{ name: value.text }] : [],
  );
}
