import type { Position } from '../../parse/position.ts';
import type { CallExpr, Expr, NewExpr, ObjectExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { calleeName, partsOf, some } from '../flow/expression-search.ts';
import { dtoField } from './dto-fields.ts';
import { dataClient } from './libraries.ts';

/** What a validator says of one value: bounded above, not bounded, or said in a way that cannot be read. */
export type Verdict = { kind: 'capped' | 'unclear' } | { kind: 'open'; module: string; at: Position };

const MAX_DEPTH = 8;
const UPPER =
  /^(max|maximum|exclusiveMaximum|lte|lt|less|valid|allow|equal|equals|oneOf|enum|nativeEnum|literal|between|range|isIn)$/;
const UPPER_KEYS = /^(max|maximum|exclusiveMaximum|enum|const|lt|lte|anyOf|oneOf|allOf|\$ref)$/;
/** Checks that a program writes itself, which may well hold the bound. */
const OWN_CHECK =
  /^(custom|refine|superRefine|pipe|preprocess|external|when|check|test|overwrite|transform|customSanitizer)$/;
const STATED = /^(type|schema|default|minimum|min|description|example|optional)$/;

/** Searches validation schemas, in any library's spelling, for what they say of a value of a request. */
export class LimitValidators {
  readonly #evaluator: Evaluator;
  readonly #key: string;
  readonly #seen = new Set<Expr>();

  constructor(evaluator: Evaluator, key: string) {
    this.#evaluator = evaluator;
    this.#key = key;
  }

  /** Verdicts of all schemas that an expression holds or leads to. */
  of(module: string, expr: Expr, depth = 0): Verdict[] {
    if (depth > MAX_DEPTH || this.#seen.has(expr)) return [];
    this.#seen.add(expr);
    if (expr.kind === 'object') return this.#object(module, expr, depth);
    if (expr.kind === 'array') return expr.elements.flatMap((item) => this.of(module, item, depth + 1));
    if (expr.kind === 'call' || expr.kind === 'new') return this.#call(module, expr, depth);
    if (expr.kind !== 'reference' && expr.kind !== 'member') return [];
    return this.#evaluator.evaluate(expr, { module }).flatMap((value) => this.#value(value, depth));
  }

  #value(value: Value, depth: number): Verdict[] {
    if (value.kind === 'object' || value.kind === 'array') return this.of(value.module, value.expr, depth + 1);
    if (value.kind === 'class') return dtoField(this.#evaluator, value, this.#key, this);
    if (value.kind !== 'result' && value.kind !== 'member') return [];
    let made: Value = value;
    while (made.kind === 'member') made = made.of;
    // What a model stores says nothing of what a request asks.
    if (made.kind !== 'result' || made.site.call < 0 || dataClient(originOf(made)?.package ?? '')) return [];
    return this.of(made.site.module, this.#evaluator.program.call(made.site.module, made.site.call).expr, depth + 1);
  }

  #object(module: string, expr: ObjectExpr, depth: number): Verdict[] {
    return expr.properties.flatMap(({ key, value, at }) => {
      if (key === this.#key && isSchema(value)) return [this.verdict(module, value, at)];
      if (typeof key === 'string' && /max/i.test(key) && value.kind === 'literal')
        return [{ kind: 'unclear' as const }];
      return this.of(module, value, depth + 1);
    });
  }

  /** `Joi.object().keys({ … })`, `query('limit').isInt({ max: 100 })`, `validate(schema)`. */
  #call(module: string, expr: CallExpr | NewExpr, depth: number): Verdict[] {
    const base = baseCall(expr);
    const [named] = base.args;
    if (
      named?.kind === 'literal' &&
      named.value === this.#key &&
      /^(query|check|body|param)$/.test(calleeName(base.callee) ?? '')
    )
      return [this.verdict(module, expr, expr.at)];
    // `S.object().prop('limit', S.number())`
    const [name, schema] = expr.args;
    if (calleeName(expr.callee) === 'prop' && name?.kind === 'literal' && name.value === this.#key && schema)
      return [this.verdict(module, schema, expr.at)];
    const made = this.#evaluator
      .evaluate(expr, { module })
      .filter((value) => value.kind === 'object' || value.kind === 'array')
      .flatMap((value) => this.#value(value, depth));
    const chained = expr.callee.kind === 'member' ? this.of(module, expr.callee.object, depth + 1) : [];
    return [...made, ...chained, ...expr.args.flatMap((arg) => this.of(module, arg, depth + 1))];
  }

  /** What the validator of the value itself says. */
  verdict(module: string, expr: Expr, at: Position): Verdict {
    const parts = this.#parts(module, expr, 0);
    const names = parts.flatMap((part) => (part.kind === 'call' ? (calleeName(part.callee) ?? []) : []));
    const keys = parts.flatMap((part) =>
      part.kind === 'object' ? part.properties.map((item) => String(item.key)) : [],
    );
    if (names.some((name) => UPPER.test(name)) || keys.some((key) => UPPER_KEYS.test(key))) return { kind: 'capped' };
    const own = parts.some(
      (part) => part.kind === 'call' && OWN_CHECK.test(calleeName(part.callee) ?? '') && !isConversion(part),
    );
    const unseen = parts.length === 0 || (names.length === 0 && !keys.some((key) => STATED.test(key)));
    return own || unseen ? { kind: 'unclear' } : { kind: 'open', module, at };
  }

  /** A validator's expression and those of the values it is made from. */
  #parts(module: string, expr: Expr, depth: number): Expr[] {
    if (depth > MAX_DEPTH) return [];
    if (expr.kind === 'reference' || expr.kind === 'member')
      return this.#evaluator.evaluate(expr, { module }).flatMap((value) => {
        if (value.kind === 'object') return this.#parts(value.module, value.expr, depth + 1);
        if (value.kind !== 'result' || value.site.call < 0) return [];
        const { site } = value;
        return this.#parts(site.module, this.#evaluator.program.call(site.module, site.call).expr, depth + 1);
      });
    return [
      expr,
      ...partsOf(expr).flatMap((part) => (part.kind === 'literal' ? [] : this.#parts(module, part, depth + 1))),
    ];
  }
}

/** `.transform(Number)`, `.transform((text) => parseInt(text, 10))` convert and check nothing. */
const isConversion = (call: CallExpr): boolean => {
  const [given] = call.args;
  return given?.kind === 'reference' && /^(Number|parseInt|parseFloat)$/.test(given.name);
};

const isSchema = (value: Expr): boolean =>
  value.kind === 'call' ||
  value.kind === 'new' ||
  ((value.kind === 'reference' || value.kind === 'member') && !some(value, (part) => part.kind === 'this')) ||
  (value.kind === 'object' &&
    value.properties.some(({ key }) => STATED.test(String(key)) || UPPER_KEYS.test(String(key))));

/** The call that a chain begins with: `query('limit')` of `query('limit').optional().isInt()`. */
function baseCall(expr: CallExpr | NewExpr): CallExpr | NewExpr {
  let base = expr;
  while (base.callee.kind === 'member' && (base.callee.object.kind === 'call' || base.callee.object.kind === 'new'))
    base = base.callee.object;
  return base;
}
