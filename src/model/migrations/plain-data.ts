import type { Position } from '../../parse/position.ts';
import type { Expr, ObjectExpr, TemplateExpr } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Env, Frame, Value } from '../evaluate/values.ts';
import { rootOf } from './call-chain.ts';

/** Data as code writes it down; `undefined` stands for what cannot be told. */
export type Plain = string | number | boolean | null | PlainList | PlainRecord | PlainMade | PlainFunction | undefined;

/** A part of a list or record, and where it stands. */
export interface PlainItem {
  value: Plain;
  module: string;
  at: Position | undefined;
}

export interface PlainList {
  kind: 'list';
  items: PlainItem[];
}

export interface PlainRecord {
  kind: 'record';
  entries: Map<string, PlainItem>;
  /** Nothing else is in it. */
  whole: boolean;
}

/** What a library gives: `DataTypes.STRING(20)` is `STRING` with its arguments. */
export interface PlainMade {
  kind: 'made';
  names: string[];
  args: Plain[] | undefined;
  /** Where it is constructed; absent for what is only taken or called. */
  made?: { module: string; at: Position };
}

export interface PlainFunction {
  kind: 'function';
  value: Extract<Value, { kind: 'function' }>;
}

const DEEPEST = 12;

/** Tells the data that an expression is, where there is only one possibility. */
export class PlainReader {
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  read(expr: Expr | undefined, frame: Frame, depth = 0): Plain {
    if (expr === undefined || depth > DEEPEST) return undefined;
    if (expr.kind === 'template' && expr.tag) return taggedText(expr);
    const values = this.#evaluator.evaluate(expr, frame);
    return values.length === 1 ? this.ofValue(values[0]!, frame, depth) : undefined;
  }

  ofValue(value: Value, frame: Frame, depth = 0): Plain {
    switch (value.kind) {
      case 'text':
        return value.text;
      case 'constant':
        return value.value;
      case 'function':
        return { kind: 'function', value };
      case 'object':
        return this.#record(value.expr, frameOf(value), depth);
      case 'array':
        return { kind: 'list', items: this.#items(value, depth) };
      case 'result':
        return this.#result(value, frame, depth);
      case 'member':
      case 'package':
      case 'global':
        return this.#made(value, frame, depth);
      default:
        return undefined;
    }
  }

  #items(value: Extract<Value, { kind: 'array' }>, depth: number): PlainItem[] {
    const frame = frameOf(value);
    const pushed = this.#evaluator.program.pushedTo(value.module, value.expr).flatMap((one) => one.args);
    return [...value.expr.elements, ...pushed].flatMap((element): PlainItem[] => {
      if (!element.spread)
        return [{ value: this.read(element, frame, depth + 1), module: value.module, at: element.at }];
      const spread = this.#evaluator.evaluate(element, frame).flatMap((one) => elementsOfValue(this.#evaluator, one));
      if (spread.length === 0) return [{ value: undefined, module: value.module, at: element.at }];
      return spread.map((one) => this.#located(one, frame, depth));
    });
  }

  #located(value: Value, frame: Frame, depth: number): PlainItem {
    const own = value.kind === 'object' || value.kind === 'array' ? value : undefined;
    const at = own?.expr.at;
    return { value: this.ofValue(value, frame, depth + 1), module: own?.module ?? frame.module, at };
  }

  /** A list that a method such as `map` makes, or something of a library's own. */
  #result(value: Extract<Value, { kind: 'result' }>, frame: Frame, depth: number): Plain {
    const elements = value.construct ? [] : elementsOfValue(this.#evaluator, value);
    if (elements.length > 0) return { kind: 'list', items: elements.map((one) => this.#located(one, frame, depth)) };
    return this.#made(value, frame, depth);
  }

  #made(value: Value, frame: Frame, depth: number): Plain {
    if (value.kind === 'global' && value.path.join() === 'undefined') return null;
    if (value.kind === 'result' && value.construct) return this.#constructed(value, frame, depth);
    const { root, links } = rootOf(this.#evaluator, value, frame);
    if (root.kind === 'object' || root.kind === 'array') return undefined;
    const args = links.findLast((link) => link.args !== undefined);
    return {
      kind: 'made',
      names: links.map((link) => link.name),
      args: args?.args?.map((arg) => this.read(arg, args.frame, depth + 1)),
    };
  }

  #constructed(value: Extract<Value, { kind: 'result' }>, frame: Frame, depth: number): Plain {
    if (value.site.call < 0) return undefined;
    const { expr } = this.#evaluator.program.call(value.site.module, value.site.call);
    const names = value.of.kind === 'package' || value.of.kind === 'global' ? value.of.path : [];
    const own = value.site.module === frame.module ? frame : { module: value.site.module };
    const args = expr.args.map((arg) => this.read(arg, own, depth + 1));
    return { kind: 'made', names, args, made: { module: value.site.module, at: expr.at } };
  }

  #record(expr: ObjectExpr, frame: Frame, depth: number): PlainRecord {
    const record: PlainRecord = { kind: 'record', entries: new Map(), whole: true };
    for (const { key, value, at } of expr.properties) {
      if (key === undefined) this.#spread(record, value, frame, depth);
      else {
        const name = typeof key === 'string' ? key : this.#keyName(key, frame);
        if (name === undefined) record.whole = false;
        else record.entries.set(name, { value: this.read(value, frame, depth + 1), module: frame.module, at });
      }
    }
    this.#addLater(record, expr, frame, depth);
    return record;
  }

  /** A computed key: a constant text, or the name of the symbol that it is (`[Op.ne]`). */
  #keyName(key: Expr, frame: Frame): string | undefined {
    const [text] = this.#evaluator.texts(key, frame) ?? [];
    const made = text === undefined ? this.read(key, frame) : undefined;
    return text ?? (isMade(made) && made.args === undefined ? made.names.at(-1) : undefined);
  }

  #spread(record: PlainRecord, value: Expr, frame: Frame, depth: number): void {
    const inner = this.read(value, frame, depth + 1);
    if (!isRecord(inner)) {
      record.whole = false;
      return;
    }
    for (const [name, item] of inner.entries) record.entries.set(name, item);
    record.whole &&= inner.whole;
  }

  /** `columns.owner = { … }` behind the literal. */
  #addLater(record: PlainRecord, expr: ObjectExpr, frame: Frame, depth: number): void {
    const { program } = this.#evaluator;
    const holder = program.holderOf(frame.module, expr);
    if (holder === undefined) return;
    for (const name of program.assignedNames(frame.module, holder)) {
      const [value] = program.assignedToBinding(frame.module, holder, name);
      if (value === undefined) continue;
      record.entries.set(name, { value: this.read(value, frame, depth + 1), module: frame.module, at: value.at });
    }
  }
}

/** Text that its tag makes something of, such as `sql`; only where it has no other parts. */
const taggedText = ({ tag, texts, parts }: TemplateExpr): PlainMade => ({
  kind: 'made',
  names: tag?.kind === 'reference' ? [tag.name] : [],
  args: [parts.length === 0 ? texts[0] : undefined],
});

const frameOf = (value: { module: string; env?: Env }): Frame => ({
  module: value.module,
  ...(value.env && { env: value.env }),
});

export const isRecord = (plain: Plain): plain is PlainRecord => typeof plain === 'object' && plain?.kind === 'record';

export const isList = (plain: Plain): plain is PlainList => typeof plain === 'object' && plain?.kind === 'list';

export const isMade = (plain: Plain): plain is PlainMade => typeof plain === 'object' && plain?.kind === 'made';

/** The texts of a list, or of one text alone; undefined when any of them cannot be told. */
export function textsOf(plain: Plain): string[] | undefined {
  if (typeof plain === 'string') return [plain];
  if (!isList(plain)) return undefined;
  const texts = plain.items.map((item) => item.value);
  return texts.every((text) => typeof text === 'string') ? (texts as string[]) : undefined;
}

export const textOf = (plain: Plain): string | undefined => (typeof plain === 'string' ? plain : undefined);

/** A member of a record; undefined where it has none or cannot be told. */
export const member = (record: PlainRecord, ...names: string[]): Plain =>
  names.map((name) => record.entries.get(name)?.value).find((value) => value !== undefined);

/** The options that something is made from: itself, or what its constructor is given. */
export function optionsOf(plain: Plain): PlainRecord | undefined {
  if (isRecord(plain)) return plain;
  const [options] = isMade(plain) ? (plain.args ?? []) : [];
  return isRecord(options) ? options : undefined;
}
