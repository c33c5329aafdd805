import type { Location } from '../../parse/position.ts';
import type { Value } from '../evaluate/values.ts';
import { originOf } from '../evaluate/values.ts';
import { resolved } from '../frameworks/options.ts';
import type { CodeReader, Placed } from './code-values.ts';
import { enumValues, isEnumeration } from './enum-values.ts';
import { DocumentShape } from './mongoose-document.ts';
import { hasHiddenEntries, objectEntries } from './object-entries.ts';

const MONGOOSE = new Set(['mongoose', '@nestjs/mongoose', '@typegoose/typegoose']);
const DEEPEST = 6;

/** Tells the shape of an embedded class or of another kind of schema, where a library has such. */
export type Embedded = (value: Value, depth: number) => DocumentShape | undefined;

/** Reads what `new Schema({ … })` says of the documents of a collection. */
export class PathReader {
  readonly #reader: CodeReader;
  readonly #embedded: Embedded;

  constructor(reader: CodeReader, embedded: Embedded) {
    this.#reader = reader;
    this.#embedded = embedded;
  }

  /** The definition: names to types, nested objects, lists, other schemas. */
  read(shape: DocumentShape, place: Placed, depth = 0): DocumentShape {
    for (const { name, place: inner, at } of objectEntries(this.#reader, place))
      this.path(shape, name, inner, at, depth);
    shape.partial ||= hasHiddenEntries(this.#reader, place);
    return shape;
  }

  path(shape: DocumentShape, path: string, place: Placed, at: Location, depth = 0): void {
    const [value] = this.#reader.values(place);
    if (value?.kind === 'object' && isOptions(this.#reader, place)) this.#withOptions(shape, path, place, at, depth);
    else this.#typed(shape, path, place, at, depth, false);
  }

  /** `{ type: String, required: true, index: true }`. */
  #withOptions(shape: DocumentShape, path: string, place: Placed, at: Location, depth: number): void {
    const type = this.#reader.option(place, 'type') as Placed;
    const required = this.#isRequired(place);
    const values = this.#enumeration(place);
    const listed = this.#isList(type);
    if (values !== undefined && !listed) shape.column(path, values, at, required);
    else this.#typed(shape, path, type, at, depth, required);
    this.keys(shape, path, place, at, listed);
  }

  /** Indexes and references that options declare of a path. */
  keys(shape: DocumentShape, path: string, place: Placed, at: Location, listed: boolean): void {
    const unique = this.#reader.optionFlag(place, 'unique') === true || this.#given(place, 'unique') === 'object';
    const index = this.#given(place, 'index');
    const expires = this.#given(place, 'expires');
    const sparse = this.#reader.optionFlag(place, 'sparse') === true;
    const inner = this.#reader.option(place, 'index');
    const method = inner && (this.#reader.text(inner) ?? this.#reader.optionText(inner, 'type'));
    const isUnique = unique || (inner !== undefined && this.#reader.optionFlag(inner, 'unique') === true);
    if (isUnique || sparse || index !== undefined || expires !== undefined)
      shape.index([path], at, { unique: isUnique, ...(method !== undefined && method !== '' && { method }) });
    const model = listed ? undefined : this.#model(this.#reader.option(place, 'ref'));
    if (model !== undefined) shape.references.push({ path, model, at });
  }

  /** `true`, `1`, an object or a text; undefined for what is absent, false or nothing. */
  #given(place: Placed, name: string): string | undefined {
    const option = this.#reader.option(place, name);
    const [value] = option ? this.#reader.values(option) : [];
    if (!value || (value.kind === 'constant' && (value.value === false || value.value === null))) return undefined;
    return value.kind;
  }

  #isRequired(place: Placed): boolean {
    if (this.#reader.optionFlag(place, 'required') === true) return true;
    const option = this.#reader.option(place, 'required');
    const [list] = option ? this.#reader.values(option) : [];
    const [first] = list?.kind === 'array' ? list.expr.elements : [];
    return first?.kind === 'literal' && first.value === true;
  }

  #enumeration(place: Placed): string | undefined {
    const option = this.#reader.option(place, 'enum');
    if (!option) return undefined;
    const inner = this.#reader.option(option, 'values') ?? option;
    const values = enumValues(this.#reader.evaluator, this.#reader.values(inner).filter(isEnumeration));
    return values.length > 0 ? `enum(${values.map((value) => `'${value}'`).join(',')})` : undefined;
  }

  /** A model's name: a text, a model, or `() => User`. */
  #model(place: Placed | undefined): string | undefined {
    return place && (this.#reader.name(place) ?? this.#reader.entityKey(place));
  }

  #isList(place: Placed): boolean {
    return resolved(this.#reader.evaluator, this.#reader.values(place)).some(
      (value) => value.kind === 'array' || globalName(value) === 'Array',
    );
  }

  #typed(shape: DocumentShape, path: string, place: Placed, at: Location, depth: number, required: boolean): void {
    const values = resolved(this.#reader.evaluator, this.#reader.values(place));
    const [value] = values;
    if (value?.kind === 'array') {
      this.#list(shape, path, value, at, depth);
      return;
    }
    const embedded = value && depth < DEEPEST ? this.#embedded(value, depth + 1) : undefined;
    if (embedded) {
      shape.column(path, 'object', at, required);
      shape.embed(path, embedded, false);
    } else if (value?.kind === 'object' && depth < DEEPEST)
      shape.embed(path, this.read(new DocumentShape(), place, depth + 1), false);
    else shape.column(path, values.map(typeName).find((name) => name !== '') ?? '', at, required);
  }

  /** `[String]`, `[{ name: String }]`, `[itemSchema]`, `[{ type: ObjectId, ref: 'Tag' }]`. */
  #list(
    shape: DocumentShape,
    path: string,
    list: Extract<Value, { kind: 'array' }>,
    at: Location,
    depth: number,
  ): void {
    const [element] = list.expr.elements;
    const frame = { module: list.module, ...(list.env && { env: list.env }) };
    const inner = new DocumentShape();
    if (element && depth < DEEPEST) this.path(inner, path, { expr: element, frame }, at, depth + 1);
    const [own] = inner.columns;
    shape.column(path, own?.name === path && own.type !== 'object' ? `${own.type}[]` : 'array', at);
    for (const column of inner.columns) shape.column(column.name, column.type, column.at);
    for (const { keys, unique } of inner.indexes)
      shape.index(
        keys.flatMap((key) => key.column ?? []),
        at,
        { unique },
      );
  }
}

/** An object with a `type` is the options of a path, unless that is a path called `type` itself. */
function isOptions(reader: CodeReader, place: Placed): boolean {
  const type = reader.option(place, 'type');
  return (
    type !== undefined && !(reader.values(type)[0]?.kind === 'object' && reader.option(type, 'type') !== undefined)
  );
}

const globalName = (value: Value): string | undefined => (value.kind === 'global' ? value.path.join('.') : undefined);

/** `String`, `Schema.Types.ObjectId`, `'string'`: the type's name in lower case. */
function typeName(value: Value): string {
  if (value.kind === 'text') return value.text.toLowerCase();
  const global = globalName(value);
  if (global !== undefined) return global.toLowerCase();
  const origin = originOf(value);
  if (origin && MONGOOSE.has(origin.package)) return (origin.path.at(-1) ?? '').toLowerCase();
  return '';
}
