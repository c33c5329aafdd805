import type { PrismaFieldFact, PrismaModelFact } from '../../parse/prisma/prisma-facts.ts';
import type { DeclaredColumn, DeclaredTable } from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';
import { isRelation, type PrismaContext } from './prisma.ts';
import { argument, attributeOf, columnName, fieldNames, modelTable, textArgument } from './prisma-attributes.ts';
import { columnType } from './prisma-columns.ts';

interface Side {
  model: PrismaModelFact;
  field: PrismaFieldFact;
  path: string;
}

/** The tables that Prisma keeps for relations with a list on both sides: `_CategoryToPost` with the columns `A` and `B`. */
export function joinTables(context: PrismaContext, keyed: boolean): DeclaredTable[] {
  const sides = [...context.models.values()].flatMap(({ model, path }) =>
    model.fields.filter((field) => isImplicit(field, context)).map((field): Side => ({ model, field, path })),
  );
  const pairs = new Map<string, Side[]>();
  for (const side of sides) {
    const name = relationName(side);
    pairs.set(name, [...(pairs.get(name) ?? []), side]);
  }
  return [...pairs].flatMap(([name, pair]) => (isPair(pair) ? joinTable(name, pair, context, keyed) : []));
}

function isImplicit(field: PrismaFieldFact, context: PrismaContext): boolean {
  const relation = attributeOf(field.attributes, 'relation');
  return field.list && isRelation(field, context) && !(relation && fieldNames(argument(relation, 'fields')).length > 0);
}

/** The relation's name, or the models' names in alphabetical order. */
function relationName({ model, field }: Side): string {
  const relation = attributeOf(field.attributes, 'relation');
  return textArgument(relation, 'name', 0) ?? [model.name, field.type].sort().join('To');
}

function isPair(sides: Side[]): boolean {
  const [one, other] = sides;
  return sides.length === 2 && one?.field.type === other?.model.name && other?.field.type === one?.model.name;
}

/** `keyed`: since version 6 of Prisma the two columns are a primary key, before that a unique index. */
function joinTable(name: string, sides: Side[], context: PrismaContext, keyed: boolean): DeclaredTable[] {
  const [first, second] = [...sides].sort((one, other) => (one.model.name < other.model.name ? -1 : 1));
  if (!first || !second) return [];
  const table = `_${name}`;
  const at = { ...first.field.at, path: first.path };
  const columns = [
    { column: 'A', side: first },
    { column: 'B', side: second },
  ];
  const index = { ...plainIndex(['A', 'B'], at, true), name: `${table}_AB_unique` };
  return [
    {
      entity: `${first.model.name}.${first.field.name}`,
      table: { name: table },
      at,
      columns: columns.map(({ column, side }) => keyColumn(column, side, context)),
      constraints: [
        ...(keyed ? [{ kind: 'primary-key' as const, columns: ['A', 'B'], at }] : []),
        ...columns.map(({ column, side }) => ({
          kind: 'foreign-key' as const,
          columns: [column],
          references: { table: { name: modelTable(side.model) }, columns: idsOf(side.model).map(columnName) },
          onDelete: 'CASCADE',
          ...(!context.enforced && { enforced: false as const }),
          at: { ...side.field.at, path: side.path },
        })),
      ],
      indexes: [...(keyed ? [] : [index]), { ...plainIndex(['B'], at), name: `${table}_B_index` }],
      partial: false,
    },
  ];
}

const idsOf = (model: PrismaModelFact): PrismaFieldFact[] =>
  model.fields.filter((field) => attributeOf(field.attributes, 'id'));

function keyColumn(name: string, side: Side, { dialect, enums }: PrismaContext): DeclaredColumn {
  const [id] = idsOf(side.model);
  const type = id ? columnType(id, dialect, enums) : '';
  return { name, type, notNull: true, generated: false, at: { ...side.field.at, path: side.path }, fields: [] };
}
