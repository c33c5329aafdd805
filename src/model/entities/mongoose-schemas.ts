import type { Location } from '../../parse/position.ts';
import type { CallExpr, NewExpr } from '../../parse/typescript/code-facts.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { CodeReader, Placed } from './code-values.ts';
import { documentClass } from './mongoose-classes.ts';
import { DocumentShape } from './mongoose-document.ts';
import { addIndex } from './mongoose-indexes.ts';
import { PathReader } from './mongoose-paths.ts';

export interface DocumentSchema {
  shape: DocumentShape;
  collection?: string;
  at: Location;
}

type SchemaCall = { module: string; expr: CallExpr | NewExpr };

/** Reads schemas by what makes them: `new Schema({ … })`, or a class with decorated members. */
export class SchemaReader {
  readonly #reader: CodeReader;
  readonly #paths: PathReader;
  /** Calls of `index` and `add` by the schema that they are made on. */
  readonly #later = new Map<string, SchemaCall[]>();

  constructor(reader: CodeReader, modules: LinkedModule[]) {
    this.#reader = reader;
    this.#paths = new PathReader(reader, (value, depth) => (depth > 6 ? undefined : this.read([value])?.shape));
    for (const module of modules) for (const { expr } of module.facts.calls) this.#note({ module: module.path, expr });
  }

  #note(call: SchemaCall): void {
    const { callee } = call.expr;
    if (callee.kind !== 'member' || (callee.property !== 'index' && callee.property !== 'add')) return;
    for (const value of this.#reader.values({ expr: callee.object, frame: { module: call.module } })) {
      const key = keyOf(value);
      if (key !== undefined) this.#later.set(key, [...(this.#later.get(key) ?? []), call]);
    }
  }

  /** The schema among the values; undefined when none of them is one. */
  read(values: Value[]): DocumentSchema | undefined {
    for (const value of values) {
      const schema = this.#ofCall(value) ?? this.#ofClass(value);
      if (schema) return schema;
    }
    return undefined;
  }

  /** `new Schema(definition, options)`, also `Schema(…)`. */
  #ofCall(value: Value): DocumentSchema | undefined {
    if (value.kind !== 'result' || value.site.call < 0) return undefined;
    const { module, call } = value.site;
    const origin = originOf(value.of);
    const made = origin?.path.filter((part) => part !== 'default').join('.') ?? '';
    if (/(?:^|\.)(?:createForClass|buildSchema)$/.test(made)) return this.#ofFactory(value);
    if (origin?.package !== 'mongoose' || !/(?:^|\.)Schema$/.test(made)) return undefined;
    const { expr } = this.#reader.evaluator.program.call(module, call);
    const shape = new DocumentShape();
    this.#paths.read(shape, { expr: expr.args[0], frame: { module } });
    this.#addLater(shape, keyOf(value));
    return this.#finish(shape, { expr: expr.args[1], frame: { module } }, locationIn(module, expr.at));
  }

  /** `SchemaFactory.createForClass(User)`: the class, and what is added to the schema later. */
  #ofFactory(value: Extract<Value, { kind: 'result' }>): DocumentSchema | undefined {
    const { module, call } = value.site;
    const { expr } = this.#reader.evaluator.program.call(module, call);
    const [cls] = this.#reader.values({ expr: expr.args[0], frame: { module } });
    const schema = cls && this.#ofClass(cls);
    if (schema) this.#addLater(schema.shape, keyOf(value));
    return schema;
  }

  #ofClass(value: Value): DocumentSchema | undefined {
    if (value.kind !== 'class') return undefined;
    const found = documentClass(this.#reader, this.#paths, value);
    return found && this.#finish(found.shape, found.options, found.at);
  }

  #addLater(shape: DocumentShape, key: string | undefined): void {
    for (const { module, expr } of this.#later.get(key ?? '') ?? []) {
      const place: Placed = { expr: expr.args[0], frame: { module } };
      const isAdd = expr.callee.kind === 'member' && expr.callee.property === 'add';
      if (isAdd) this.#paths.read(shape, place);
      else addIndex(this.#reader, shape, place, { expr: expr.args[1], frame: { module } }, locationIn(module, expr.at));
    }
  }

  /** What the options add: instants, the name of the collection. */
  #finish(shape: DocumentShape, options: Placed, at: Location): DocumentSchema {
    const timestamps = this.#reader.option(options, 'timestamps');
    const [value] = timestamps ? this.#reader.values(timestamps) : [];
    const off = !value || (value.kind === 'constant' && value.value !== true);
    for (const name of off ? [] : ['createdAt', 'updatedAt']) {
      const given = timestamps && this.#reader.optionText(timestamps, name);
      const without = timestamps !== undefined && this.#reader.optionFlag(timestamps, name) === false;
      if (!without) shape.column(given ?? name, 'date', at);
    }
    const collection = this.#reader.optionText(options, 'collection');
    return { shape, at, ...(collection !== undefined && { collection }) };
  }
}

/** Identity of a schema: the call that made it. */
export const keyOf = (value: Value): string | undefined =>
  value.kind === 'result' && value.site.call >= 0 ? `${value.site.module}#${value.site.call}` : undefined;
