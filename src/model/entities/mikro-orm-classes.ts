import { type DecoratedClass, decoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from '../frameworks/decorators.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import { membersOf } from './class-members.ts';
import { argumentOf, argumentOfKind, type CodeReader, type Placed } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import type { EntityDraft, IndexDraft } from './entity-draft.ts';
import { addProperty, type MikroProperty } from './mikro-orm-properties.ts';
import { snakeCase } from './naming.ts';
import { languageType } from './typeorm-columns.ts';

const KINDS: Record<string, MikroProperty['kind']> = {
  ...{ Property: 'property', PrimaryKey: 'key', Enum: 'enum', ManyToOne: 'm:1', OneToOne: '1:1', ManyToMany: 'm:n' },
};

export const isMikroOrm = (decorator: Pick<AppliedDecorator, 'package'>): boolean =>
  decorator.package.startsWith('@mikro-orm/');

/** Options of the `@Entity` that a class has. */
export const entityOptions = (cls: DecoratedClass): Placed | undefined => {
  const entity = cls.decorators.find((item) => isMikroOrm(item) && item.name === 'Entity');
  return entity && argumentOf(entity, 0);
};

/**
 * The entity that MikroORM's decorators make of a class; undefined for one without a table. `children`: classes whose rows are
 * in its table.
 */
export function readEntity(
  reader: CodeReader,
  cls: DecoratedClass,
  dialect: DeclaredDialect,
  children: DecoratedClass[] = [],
): EntityDraft | undefined {
  const options = entityOptions(cls);
  if (!options || reader.optionFlag(options, 'abstract') === true) return undefined;
  const name = cls.fact.name ?? '';
  const schema = reader.optionText(options, 'schema');
  const table = reader.optionText(options, 'tableName') ?? reader.optionText(options, 'collection') ?? snakeCase(name);
  const draft: EntityDraft = {
    key: cls.key,
    names: [name],
    table: { ...(schema !== undefined && { schema }), name: table },
    at: locationIn(cls.module, cls.fact.at),
    columns: [],
    primaryKey: [],
    relations: [],
    indexes: [],
    partial: false,
  };
  for (const one of lineage(reader.evaluator, cls).toReversed()) addMembers(reader, draft, one, { dialect });
  for (const child of children) {
    draft.names.push(...(child.fact.name ? [child.fact.name] : []), child.key);
    addMembers(reader, draft, child, { dialect, optional: true });
  }
  if (children.length > 0) addDiscriminator(reader, draft, options);
  cascadeSoleKey(draft);
  return draft;
}

/** The column that tells which class a row is of, which has an index. */
function addDiscriminator(reader: CodeReader, draft: EntityDraft, options: Placed): void {
  const name = reader.optionText(options, 'discriminatorColumn') ?? 'type';
  const { at } = draft;
  const column = draft.columns.find(({ fields }) => fields.includes(name))?.name ?? snakeCase(name);
  if (!draft.columns.some((other) => other.name === column))
    draft.columns.push({ name: column, type: 'varchar(255)', notNull: true, generated: false, at, fields: [name] });
  draft.indexes.push({ fields: [name], unique: false, constraint: false, at });
}

/** A row whose only key is a reference goes with what it refers to. */
function cascadeSoleKey(draft: EntityDraft): void {
  const keys = draft.relations.filter(({ primary }) => primary);
  const [key] = keys;
  if (key === undefined || keys.length > 1 || draft.primaryKey.length > 0) return;
  key.unique = false;
  if (key.onDelete === 'NO ACTION') key.onDelete = 'CASCADE';
}

/** In a child class, whose members other rows do not have, they are `optional`. */
interface Circumstances {
  dialect: DeclaredDialect;
  optional?: boolean;
}

function addMembers(
  reader: CodeReader,
  draft: EntityDraft,
  cls: DecoratedClass,
  { dialect, optional }: Circumstances,
): void {
  for (const field of membersOf(cls)) {
    const decorators = appliedDecorators(reader.evaluator, field.decorators, cls.frame);
    const own = decorators.filter(isMikroOrm);
    const [first] = own.filter(({ name }) => KINDS[name] !== undefined);
    const embedded = own.find(({ name }) => name === 'Embedded');
    const before = { columns: draft.columns.length, relations: draft.relations.length };
    if (first) {
      const property = { name: field.name, type: languageType(field.type), at: first.at, ...optionsOf(reader, first) };
      addProperty(reader, draft, property, dialect);
    } else if (embedded) addEmbedded(reader, draft, embedded, field.name, dialect);
    if (optional) loosen(draft, before);
    draft.indexes.push(...indexes(reader, own, field.name));
    draft.partial ||= hasHiddenIndex(reader, decorators);
  }
  draft.indexes.push(...indexes(reader, cls.decorators.filter(isMikroOrm)));
  draft.partial ||= hasHiddenIndex(reader, cls.decorators);
}

/** Members that were added can be null. */
function loosen(draft: EntityDraft, before: { columns: number; relations: number }): void {
  for (const column of draft.columns.slice(before.columns)) column.notNull = false;
  for (const relation of draft.relations.slice(before.relations)) {
    relation.nullable = true;
    if (relation.onDelete === 'NO ACTION') relation.onDelete = 'SET NULL';
  }
}

/** The members of an embedded object, whose columns begin with its name, or one column that holds it as JSON. */
function addEmbedded(
  reader: CodeReader,
  draft: EntityDraft,
  decorator: AppliedDecorator,
  field: string,
  dialect: DeclaredDialect,
): void {
  const options = argumentOfKind(decorator, 'object');
  const [first] = decorator.args;
  const target = first?.kind === 'object' ? reader.option(options, 'entity') : argumentOf(decorator, 0);
  const [, module, id] = /^(.*)#c(\d+)$/.exec((target && reader.entityKey(target)) ?? '') ?? [];
  const nullable = reader.optionFlag(options, 'nullable') === true;
  const { at } = decorator;
  if (reader.optionFlag(options, 'object') === true || reader.optionFlag(options, 'array') === true) {
    const name = reader.optionText(options, 'fieldName') ?? snakeCase(field);
    draft.columns.push({ name, type: 'jsonb', notNull: !nullable, generated: false, at, fields: [field] });
  } else if (module === undefined) draft.partial = true;
  else {
    const inner: EntityDraft = { ...draft, columns: [], primaryKey: [], relations: [], indexes: [], partial: false };
    const cls = decoratedClass(reader.evaluator, module, Number(id));
    for (const one of lineage(reader.evaluator, cls).toReversed())
      addMembers(reader, inner, one, { dialect, optional: nullable });
    embed(draft, inner, field, prefixOf(reader, options, field));
  }
}

function prefixOf(reader: CodeReader, options: Placed, field: string): string {
  if (reader.optionFlag(options, 'prefix') === false) return '';
  return reader.optionText(options, 'prefix') ?? `${snakeCase(field)}_`;
}

function embed(draft: EntityDraft, inner: EntityDraft, field: string, prefix: string): void {
  const path = (name: string): string => `${field}.${name}`;
  draft.columns.push(
    ...inner.columns.map((column) => ({ ...column, name: prefix + column.name, fields: column.fields.map(path) })),
  );
  draft.indexes.push(...inner.indexes.map((index) => ({ ...index, fields: index.fields.map(path) })));
  // How columns of relations inside are named depends on what they lead to.
  draft.partial ||= inner.partial || inner.relations.length > 0;
}

/** An index that is written as a statement, or made by another package's decorator. */
const hasHiddenIndex = (reader: CodeReader, decorators: AppliedDecorator[]): boolean =>
  decorators.some((decorator) => {
    if (!isMikroOrm(decorator)) return /index/i.test(decorator.name);
    return decorator.name === 'Index' && reader.option(argumentOf(decorator, 0), 'expression') !== undefined;
  });

/** `@ManyToOne(() => User, { … })` or `@ManyToOne({ entity: () => User, … })`. */
function optionsOf(
  reader: CodeReader,
  decorator: AppliedDecorator,
): Pick<MikroProperty, 'kind' | 'options' | 'target' | 'mirrored'> {
  const kind = KINDS[decorator.name] ?? 'other';
  const options = argumentOfKind(decorator, 'object');
  const [first, second] = decorator.args;
  if (kind === 'enum' && first && first.kind !== 'object') return { kind, options: argumentOf(decorator, 0) };
  const relation = kind === 'm:1' || kind === '1:1' || kind === 'm:n';
  if (!relation || !first || first.kind === 'object') return { kind, options };
  // `@ManyToMany(() => Book, (book) => book.authors)`, `@ManyToMany(() => Book, 'authors', { owner: true })`.
  const mirrored =
    kind !== 'm:1' && (second?.kind === 'function' || reader.text(argumentOf(decorator, 1)) !== undefined);
  return { kind, options, target: argumentOf(decorator, 0), mirrored };
}

/** `@Index({ properties: ['a', 'b'] })` on a class, `@Index()` on a member. */
function indexes(reader: CodeReader, decorators: AppliedDecorator[], own?: string): IndexDraft[] {
  return decorators.flatMap((decorator): IndexDraft[] => {
    if (decorator.name !== 'Index' && decorator.name !== 'Unique') return [];
    const options = argumentOf(decorator, 0);
    const listed = reader.option(options, 'properties');
    const fields = listed ? reader.texts(listed) : own === undefined ? undefined : [own];
    const unique = decorator.name === 'Unique';
    const name = reader.optionText(options, 'name');
    const type = reader.optionText(options, 'type');
    if (!fields || reader.option(options, 'expression') !== undefined) return [];
    return [
      {
        ...{ fields, unique, constraint: unique, at: decorator.at },
        ...(name !== undefined && { name }),
        ...(type !== undefined && { method: type }),
      },
    ];
  });
}
