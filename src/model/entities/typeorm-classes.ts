import type { FieldFact } from '../../parse/typescript/code-facts.ts';
import { type DecoratedClass, decoratedClass, lineage } from '../frameworks/decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from '../frameworks/decorators.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import { membersOf } from './class-members.ts';
import { argumentOf, argumentOfKind, type CodeReader } from './code-values.ts';
import type { EntityDraft } from './entity-draft.ts';
import { COLUMN_DECORATORS, columnOptions, readColumn } from './typeorm-columns.ts';
import type { TypeormConfig } from './typeorm-config.ts';
import { readIndexes } from './typeorm-indexes.ts';
import { readRelation } from './typeorm-relations.ts';
import { addTree } from './typeorm-trees.ts';

interface Member {
  field: FieldFact;
  /** Path of members that leads to it: `['address', 'city']`. */
  path: string[];
  prefixes: string[];
  decorators: AppliedDecorator[];
  /** In a child of single-table inheritance: other rows do not have it. */
  optional: boolean;
}

/** Reads the entities that TypeORM's decorators make of classes. */
export class TypeormClasses {
  readonly #reader: CodeReader;
  readonly #config: TypeormConfig;

  constructor(reader: CodeReader, config: TypeormConfig) {
    this.#reader = reader;
    this.#config = config;
  }

  /** `children`: classes with `@ChildEntity`, whose rows are in the table of the class that they extend. */
  read(cls: DecoratedClass, children: DecoratedClass[]): EntityDraft {
    const entity = cls.decorators.find(({ name }) => name === 'Entity') as AppliedDecorator;
    const classes = lineage(this.#reader.evaluator, cls);
    const draft = this.#start(cls, entity);
    for (const one of classes.toReversed()) this.#addMembers(draft, one, false);
    for (const child of children) {
      this.#addMembers(draft, child, true);
      draft.names.push(...(child.fact.name ? [child.fact.name] : []), child.key);
    }
    const inheritance = cls.decorators.find(({ name }) => name === 'TableInheritance');
    if (inheritance) this.#addDiscriminator(draft, inheritance);
    const tree = cls.decorators.find(({ name }) => name === 'Tree');
    if (tree) addTree(this.#reader, draft, tree);
    draft.partial ||= this.#hasUnknownBase(classes);
    return draft;
  }

  #start(cls: DecoratedClass, entity: AppliedDecorator): EntityDraft {
    const name = cls.fact.name ?? '';
    const options = argumentOfKind(entity, 'object', 'reference');
    const schema = this.#reader.optionText(options, 'schema');
    const given = this.#reader.text(argumentOf(entity, 0)) ?? this.#reader.optionText(options, 'name');
    return {
      key: cls.key,
      names: [name, ...(given === undefined ? [] : [given])],
      table: {
        ...(schema !== undefined && { schema }),
        name: given ?? this.#config.naming.table(name),
      },
      at: locationIn(cls.module, cls.fact.at),
      columns: [],
      primaryKey: [],
      relations: [],
      indexes: [],
      partial: false,
    };
  }

  #addMembers(draft: EntityDraft, cls: DecoratedClass, optional: boolean): void {
    for (const member of this.#members(cls, [], [], optional)) this.#addMember(draft, member);
    draft.indexes.push(...readIndexes(this.#reader, cls.decorators));
  }

  /** Decorated members of a class, those of embedded objects in place of them. */
  #members(cls: DecoratedClass, path: string[], prefixes: string[], optional: boolean): Member[] {
    const { evaluator } = this.#reader;
    return membersOf(cls).flatMap((field): Member[] => {
      if (field.static || field.decorators.length === 0) return [];
      const decorators = appliedDecorators(evaluator, field.decorators, cls.frame).filter(isTypeorm);
      const inner = [...path, field.name];
      const embedded = decorators.find(({ name, args }) => name === 'Column' && args[0]?.kind === 'function');
      if (!embedded || path.length > 4) return [{ field, path: inner, prefixes, decorators, optional }];
      const key = this.#reader.values(argumentOf(embedded, 0)).length > 0 && this.#embeddedClass(embedded);
      if (!key) return [{ field, path: inner, prefixes, decorators, optional }];
      const outer = [...prefixes, ...this.#prefix(embedded, field.name)];
      return lineage(evaluator, key)
        .toReversed()
        .flatMap((one) => this.#members(one, inner, outer, optional));
    });
  }

  #embeddedClass(decorator: AppliedDecorator): DecoratedClass | undefined {
    const key = this.#reader.entityKey(argumentOf(decorator, 0));
    const [, module, cls] = /^(.*)#c(\d+)$/.exec(key ?? '') ?? [];
    return module === undefined ? undefined : decoratedClass(this.#reader.evaluator, module, Number(cls));
  }

  #prefix(decorator: AppliedDecorator, field: string): string[] {
    const options = argumentOfKind(decorator, 'object');
    if (this.#reader.optionFlag(options, 'prefix') === false) return [];
    const given = this.#reader.optionText(options, 'prefix');
    return given === '' ? [] : [given ?? field];
  }

  #addMember(draft: EntityDraft, { field, path, prefixes, decorators, optional }: Member): void {
    const name = path.join('.');
    const relation = readRelation(this.#reader, decorators, field, draft.key);
    if (relation) draft.relations.push({ ...relation, field: name, nullable: relation.nullable || optional });
    const column = decorators.findLast(({ name: of }) => COLUMN_DECORATORS.has(of));
    if (column && (!relation || column.name !== 'PrimaryColumn' || column.args.length > 0))
      this.#addColumn(draft, column, { field, path, prefixes, decorators, optional });
    draft.indexes.push(...readIndexes(this.#reader, decorators, name));
  }

  #addColumn(draft: EntityDraft, decorator: AppliedDecorator, { field, path, prefixes, optional }: Member): void {
    const fact = readColumn(this.#reader, decorator, field, this.#config.dialect);
    const options = columnOptions(decorator);
    const given = this.#reader.optionText(options, 'name');
    const name = this.#config.naming.column(field.name, given, prefixes);
    const member = path.join('.');
    if (draft.columns.some((column) => column.name === name)) return;
    draft.columns.push({ ...fact, notNull: fact.notNull && !optional, name, fields: [member] });
    const isKey = /^Primary|^ObjectId/.test(decorator.name) || this.#reader.optionFlag(options, 'primary') === true;
    if (isKey) draft.primaryKey.push(name);
    if (this.#reader.optionFlag(options, 'unique') === true)
      draft.indexes.push({ fields: [member], unique: true, constraint: true, at: fact.at });
  }

  /** The column that tells which class a row is of, and its index. */
  #addDiscriminator(draft: EntityDraft, inheritance: AppliedDecorator): void {
    const options = argumentOf(inheritance, 0);
    const column = this.#reader.option(options, 'column');
    const name = (column && (this.#reader.optionText(column, 'name') ?? this.#reader.text(column))) ?? 'type';
    const { at } = inheritance;
    draft.columns.push({ name, type: 'varchar', notNull: true, generated: false, at, fields: [name] });
    draft.indexes.push({ fields: [name], unique: false, constraint: false, at });
  }

  /** A base class that could not be followed may have columns; those of packages are taken to have none. */
  #hasUnknownBase(classes: DecoratedClass[]): boolean {
    const last = classes.at(-1);
    if (!last?.fact.superClass) return false;
    const values = this.#reader.evaluator.evaluate(last.fact.superClass, last.frame);
    return !values.some((value) => value.kind === 'package' || value.kind === 'member');
  }
}

const isTypeorm = (decorator: AppliedDecorator): boolean => decorator.package === 'typeorm';
