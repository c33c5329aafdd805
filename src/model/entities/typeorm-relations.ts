import type { FieldFact } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import { decoratedClass } from '../frameworks/decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from '../frameworks/decorators.ts';
import { argumentOf, type CodeReader, type Placed } from './code-values.ts';
import type { JoinColumn, RelationDraft } from './entity-draft.ts';
import { memberNames } from './typeorm-indexes.ts';

const OWNERS = new Set(['ManyToOne', 'OneToOne', 'ManyToMany', 'TreeParent']);

/** The relation that the decorators of a field make, when this side holds it. */
export function readRelation(
  reader: CodeReader,
  decorators: AppliedDecorator[],
  field: FieldFact,
  own: string,
): RelationDraft | undefined {
  const relation = decorators.find(({ name }) => OWNERS.has(name));
  if (!relation) return undefined;
  const target = relation.name === 'TreeParent' ? own : reader.entityKey(argumentOf(relation, 0));
  const joins = decorators.filter(({ name }) => name === 'JoinColumn');
  const table = decorators.find(({ name }) => name === 'JoinTable');
  const holds = relation.name === 'OneToOne' ? joins.length > 0 : relation.name !== 'ManyToMany' || table !== undefined;
  if (!holds) return undefined;
  const options = relationOptions(relation);
  const onDelete = reader.optionText(options, 'onDelete');
  const primary =
    reader.optionFlag(options, 'primary') === true || decorators.some(({ name }) => name === 'PrimaryColumn');
  return {
    field: field.name,
    // The decorator that names the column says more of it than the one that names the other side.
    at: (joins[0] ?? table ?? relation).at,
    target: target ?? '',
    kind: relation.name === 'ManyToMany' ? 'join-table' : 'reference',
    unique: relation.name === 'OneToOne',
    primary,
    nullable: !primary && reader.optionFlag(options, 'nullable') !== false,
    ...(onDelete !== undefined && { onDelete: onDelete.toUpperCase() }),
    enforced: reader.optionFlag(options, 'createForeignKeyConstraints') !== false,
    columns: table ? joinColumns(reader, table, 'joinColumn') : joins.flatMap((join) => givenColumns(reader, join)),
    ...(table && { joinTable: { ...readJoinTable(reader, table), ...inverseAction(reader, relation, target) } }),
  };
}

/** What happens to the pairs of a row of the other side, as the field of that side says. */
function inverseAction(
  reader: CodeReader,
  relation: AppliedDecorator,
  target: string | undefined,
): { onInverseDelete?: string } {
  const [field] = memberNames(reader, argumentOf(relation, 1));
  const [, module, id] = /^(.*)#c(\d+)$/.exec(target ?? '') ?? [];
  if (field === undefined || module === undefined) return {};
  const cls = decoratedClass(reader.evaluator, module, Number(id));
  const inverse = cls?.fact.fields.find(({ name }) => name === field);
  const decorators = cls && inverse ? appliedDecorators(reader.evaluator, inverse.decorators, cls.frame) : [];
  const side = decorators.find(({ name }) => name === 'ManyToMany');
  const action = side && reader.optionText(relationOptions(side), 'onDelete');
  return { onInverseDelete: action?.toUpperCase() ?? 'NO ACTION' };
}

/** Options follow the target and perhaps the other side. */
function relationOptions({ args, frame, name }: AppliedDecorator): Placed {
  const options =
    name === 'TreeParent' ? args[0] : args.slice(1).find((arg) => arg.kind !== 'function' && arg.kind !== 'literal');
  return { expr: options, frame };
}

/** `@JoinColumn({ name, referencedColumnName })`, or a list of such. */
function givenColumns(reader: CodeReader, join: AppliedDecorator): JoinColumn[] {
  const place = argumentOf(join, 0);
  const lists = reader.values(place).filter((value) => value.kind === 'array');
  if (lists.length === 0) return [columnOf(reader, place)];
  return lists.flatMap((list) =>
    elementsOfValue(reader.evaluator, list).flatMap((value) =>
      value.kind === 'object' ? [columnOf(reader, { expr: value.expr, frame: { module: value.module } })] : [],
    ),
  );
}

function columnOf(reader: CodeReader, place: Placed): JoinColumn {
  const name = reader.optionText(place, 'name');
  const references = reader.optionText(place, 'referencedColumnName');
  return { ...(name !== undefined && { name }), ...(references !== undefined && { references }) };
}

/** `joinColumn: { name }`, `joinColumns: [{ name }, …]` of a join table. */
function joinColumns(reader: CodeReader, table: AppliedDecorator, member: string): JoinColumn[] {
  const options = argumentOf(table, 0);
  const one = reader.option(options, member);
  if (one) return [columnOf(reader, one)];
  const several = reader.option(options, `${member}s`);
  const lists = several ? reader.values(several) : [];
  return lists.flatMap((list) =>
    elementsOfValue(reader.evaluator, list).flatMap((value) =>
      value.kind === 'object' ? [columnOf(reader, { expr: value.expr, frame: { module: value.module } })] : [],
    ),
  );
}

function readJoinTable(reader: CodeReader, table: AppliedDecorator): NonNullable<RelationDraft['joinTable']> {
  const options = argumentOf(table, 0);
  const name = reader.optionText(options, 'name') ?? reader.text(options);
  const schema = reader.optionText(options, 'schema');
  return {
    ...(name !== undefined && { name }),
    ...(schema !== undefined && { schema }),
    inverse: joinColumns(reader, table, 'inverseJoinColumn'),
  };
}
