import type { DeclaredColumn, DeclaredConstraint, DeclaredTable } from './declared-schema.ts';
import { plainIndex } from './declared-schema.ts';
import {
  draftTable,
  type EntityDraft,
  type IndexDraft,
  type JoinColumn,
  type Naming,
  type RelationDraft,
} from './entity-draft.ts';

/** The tables of entities, with the columns, keys and join tables that their relations make. */
export function linkEntities(drafts: EntityDraft[], naming: Naming): DeclaredTable[] {
  const linker = new Linker(drafts, naming);
  for (const draft of drafts) linker.primary(draft, 0);
  return drafts.flatMap((draft) => linker.tables(draft));
}

class Linker {
  readonly #byName = new Map<string, EntityDraft>();
  readonly #naming: Naming;
  readonly #keyed = new Set<EntityDraft>();

  constructor(drafts: EntityDraft[], naming: Naming) {
    this.#naming = naming;
    for (const draft of drafts.toReversed())
      for (const name of [draft.key, ...draft.names]) this.#byName.set(name, draft);
  }

  /** The columns of the primary key, after those of relations that belong to it were added. */
  primary(draft: EntityDraft, depth: number): string[] {
    if (this.#keyed.has(draft) || depth > 5) return draft.primaryKey;
    this.#keyed.add(draft);
    for (const relation of draft.relations.filter((item) => item.primary && item.kind === 'reference')) {
      const target = this.#byName.get(relation.target);
      const columns = target ? this.#joinColumns(relation.field, relation.columns, target, depth + 1) : [];
      draft.primaryKey.push(...columns.map(({ name }) => name).filter((name) => !draft.primaryKey.includes(name)));
    }
    return draft.primaryKey;
  }

  tables(draft: EntityDraft): DeclaredTable[] {
    const table = draftTable(draft);
    const joins = draft.relations.flatMap((relation) =>
      relation.kind === 'join-table' ? this.#joinTable(draft, relation) : this.#reference(table, relation),
    );
    const { at, primaryKey } = draft;
    if (primaryKey.length > 0) {
      const place = table.columns.find((column) => column.name === primaryKey[0])?.at ?? at;
      table.constraints.unshift({ kind: 'primary-key', columns: primaryKey, at: place });
    }
    for (const index of draft.indexes) addIndex(table, index);
    return [table, ...joins];
  }

  /** Adds the columns, the foreign key and the indexes of a relation. */
  #reference(table: DeclaredTable, relation: RelationDraft): DeclaredTable[] {
    const target = this.#byName.get(relation.target);
    if (!target) {
      table.partial = true;
      return [];
    }
    const columns = this.#joinColumns(relation.field, relation.columns, target, 0);
    if (columns.length === 0) table.partial = true;
    else hold(table, relation, target, columns);
    return [];
  }

  /** What a relation's columns are called and refer to: what is said, and the target's primary key for the rest. */
  #joinColumns(field: string, given: JoinColumn[], target: EntityDraft, depth: number): Required<JoinColumn>[] {
    const keys = this.primary(target, depth);
    if (given.some((item) => item.references !== undefined) || given.length > 1)
      return given.flatMap((item, index) => {
        const references = columnsOf(target, item.references ?? '')[0] ?? keys[index];
        return references === undefined
          ? []
          : [{ name: item.name ?? this.#naming.joinColumn(field, references), references }];
      });
    return keys.map((key, index) => ({
      name:
        (keys.length === 1 ? given[0]?.name : given[index]?.name) ??
        (keys.length > 1 ? this.#naming.compositeColumn?.(field, key) : undefined) ??
        this.#naming.joinColumn(field, fieldOf(target, key)),
      references: key,
    }));
  }

  #joinTable(owner: EntityDraft, relation: RelationDraft): DeclaredTable[] {
    const target = this.#byName.get(relation.target);
    if (!target) return [];
    const { joinTable } = relation;
    const name = joinTable?.name ?? this.#naming.joinTable(owner.table.name, relation.field, target.table.name);
    const schema = joinTable?.schema ?? owner.table.schema;
    const self = owner === target ? 1 : 0;
    const sides = [
      { entity: owner, columns: this.#sideColumns(owner, relation.columns, self * 1), onDelete: relation.onDelete },
      {
        entity: target,
        columns: this.#sideColumns(target, joinTable?.inverse ?? [], self * 2),
        onDelete: joinTable?.onInverseDelete ?? relation.onDelete,
      },
    ];
    distinguish(sides.flatMap(({ columns }) => columns));
    const columns = sides.flatMap((side) => side.columns.map((column) => ({ ...column, entity: side.entity })));
    const { at } = relation;
    const table: DeclaredTable = {
      entity: `${owner.names[0] ?? owner.table.name}.${relation.field}`,
      table: { ...(schema !== undefined && { schema }), name },
      at,
      columns: columns.map(({ name: column, references, entity }): DeclaredColumn => {
        const type = entity.columns.find((item) => item.name === references)?.type ?? '';
        return { name: column, type, notNull: true, generated: false, at, fields: [] };
      }),
      constraints: [
        { kind: 'primary-key', columns: columns.map((column) => column.name), at },
        ...sides.map(({ entity, columns: own, onDelete }) => foreignKey(relation, entity, own, onDelete ?? 'CASCADE')),
      ],
      indexes: this.#naming.joinTableIndexes
        ? sides.map(({ columns: own }) =>
            plainIndex(
              own.map((column) => column.name),
              at,
            ),
          )
        : [],
      partial: false,
    };
    return columns.length > 1 ? [table] : [];
  }

  /** `side`: 1 or 2 where both sides are one entity. */
  #sideColumns(entity: EntityDraft, given: JoinColumn[], side: number): Required<JoinColumn>[] {
    return this.primary(entity, 0).map((key, index) => ({
      name:
        given[index]?.name ??
        (side > 0 ? this.#naming.joinTableSelf?.(entity.names[0] ?? '', fieldOf(entity, key), side) : undefined) ??
        this.#naming.joinTableColumn(entity.table.name, entity.names[0] ?? '', fieldOf(entity, key)),
      references: key,
    }));
  }
}

/** Both sides are one entity: `user_id_1`, `user_id_2`. */
function distinguish(columns: Required<JoinColumn>[]): void {
  for (const { name } of [...columns]) {
    const same = columns.filter((column) => column.name === name);
    if (same.length > 1) for (const [index, column] of same.entries()) column.name = `${name}_${index + 1}`;
  }
}

const foreignKey = (
  relation: RelationDraft,
  target: EntityDraft,
  columns: Required<JoinColumn>[],
  onDelete = relation.onDelete,
): DeclaredConstraint => ({
  kind: 'foreign-key',
  columns: columns.map((column) => column.name),
  references: { table: target.table, columns: columns.map((column) => column.references) },
  ...(onDelete !== undefined && { onDelete }),
  ...(!relation.enforced && { enforced: false as const }),
  at: relation.at,
});

function hold(
  table: DeclaredTable,
  relation: RelationDraft,
  target: EntityDraft,
  columns: Required<JoinColumn>[],
): void {
  for (const { name, references } of columns) {
    const existing = table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    if (existing) existing.fields.push(relation.field);
    else {
      const type = target.columns.find((column) => column.name === references)?.type ?? '';
      const notNull = !relation.nullable;
      table.columns.push({ name, type, notNull, generated: false, at: relation.at, fields: [relation.field] });
    }
  }
  table.constraints.push(foreignKey(relation, target, columns));
  const names = columns.map((column) => column.name);
  const isUnique = (one: DeclaredConstraint): boolean => one.kind === 'unique' && one.columns.join() === names.join();
  if (relation.unique && table.constraints.some(isUnique)) return;
  if (relation.unique) table.constraints.push({ kind: 'unique', columns: names, at: relation.at });
  else if (relation.indexed === true) table.indexes.push(plainIndex(names, relation.at));
}

/** The columns that a member of an entity stands for. */
export const columnsOf = ({ columns }: Pick<EntityDraft, 'columns'>, field: string): string[] => {
  const held = columns.filter((column) => column.fields.includes(field));
  return (held.length > 0 ? held : columns.filter((column) => column.name === field)).map((column) => column.name);
};

/** The member that stands for a column. */
const fieldOf = ({ columns }: EntityDraft, name: string): string =>
  columns.find((column) => column.name === name)?.fields[0] ?? name;

function addIndex(table: DeclaredTable, draft: IndexDraft): void {
  const columns = draft.fields.flatMap((field) => columnsOf(table, field));
  if (columns.length < draft.fields.length || columns.length === 0) {
    table.partial = true;
    return;
  }
  const { name, where, method, at, unique } = draft;
  const named = name === undefined ? {} : { name };
  const exists = table.constraints.some((one) => one.kind === 'unique' && one.columns.join() === columns.join());
  if (draft.constraint && exists && name === undefined) return;
  if (draft.constraint) table.constraints.push({ kind: 'unique', columns, ...named, at });
  else
    table.indexes.push({
      ...plainIndex(columns, at, unique),
      ...named,
      ...(where !== undefined && { where }),
      ...(method !== undefined && { method }),
    });
}
