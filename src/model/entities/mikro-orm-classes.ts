import { type DecoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from '../frameworks/decorators.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import { argumentOf, argumentOfKind, type CodeReader } from './code-values.ts';
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

/** The entity that MikroORM's decorators make of a class; undefined for one without a table. */
export function readEntity(reader: CodeReader, cls: DecoratedClass, dialect: DeclaredDialect): EntityDraft | undefined {
  const entity = cls.decorators.find((item) => isMikroOrm(item) && item.name === 'Entity');
  const options = entity && argumentOf(entity, 0);
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
  for (const one of lineage(reader.evaluator, cls).toReversed()) addMembers(reader, draft, one, dialect);
  return draft;
}

function addMembers(reader: CodeReader, draft: EntityDraft, cls: DecoratedClass, dialect: DeclaredDialect): void {
  for (const field of cls.fact.fields) {
    const decorators = appliedDecorators(reader.evaluator, field.decorators, cls.frame);
    const own = decorators.filter(isMikroOrm);
    const [first] = own.filter(({ name }) => KINDS[name] !== undefined);
    if (first) {
      const property = { name: field.name, type: languageType(field.type), at: first.at, ...optionsOf(reader, first) };
      addProperty(reader, draft, property, dialect);
    }
    draft.indexes.push(...indexes(reader, own, field.name));
    draft.partial ||= hasHiddenIndex(reader, decorators) || own.some(({ name }) => name === 'Embedded');
  }
  draft.indexes.push(...indexes(reader, cls.decorators.filter(isMikroOrm)));
  draft.partial ||= hasHiddenIndex(reader, cls.decorators);
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
