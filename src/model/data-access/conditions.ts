import type { Expr, ObjectExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { QueryColumn } from '../repo-model.ts';
import { type Given, type Placed, placed } from './given.ts';

const AND = new Set(['AND', '$and', 'Op.and', 'and']);
const OR = new Set(['OR', '$or', '$nor', 'Op.or', 'or']);
const EQUAL = new Set(['equals', 'in', '$eq', '$in', 'Op.eq', 'Op.in', 'eq']);
const RANGE = new Set(
  'gt gte lt lte $gt $gte $lt $lte Op.gt Op.gte Op.lt Op.lte Op.between between startsWith Op.startsWith'.split(' '),
);
const PATTERN = new Set(
  'contains endsWith $regex Op.like Op.iLike Op.substring Op.endsWith like ilike iLike search $text has hasSome hasEvery'.split(
    ' ',
  ),
);
const NEGATIVE = new Set([
  'not',
  'notIn',
  '$ne',
  '$nin',
  '$not',
  '$exists',
  'Op.ne',
  'Op.not',
  'Op.notIn',
  'mode',
  'isNot',
  'is',
]);
/** Functions of TypeORM that stand for an operator. */
const CALLS: Record<string, QueryColumn['role'] | undefined> = {
  In: 'equality',
  Equal: 'equality',
  Any: 'equality',
  MoreThan: 'range',
  MoreThanOrEqual: 'range',
  LessThan: 'range',
  LessThanOrEqual: 'range',
  Between: 'range',
  Like: 'pattern',
  ILike: 'pattern',
};
const NEGATIVE_CALLS = new Set(['Not', 'IsNull', 'Raw', 'ArrayContains', 'ArrayOverlap']);

/** Filters that one function may give. */
const MAX_MADE = 6;

export interface Conditions {
  columns: QueryColumn[];
  /** Some conditions could not be read. */
  partial: boolean;
}

/** Reads a filter written as an object: `{ status, createdAt: { gte: from }, AND: […] }`, in any library's spelling. */
export class ConditionReader {
  readonly columns: QueryColumn[] = [];
  partial = false;
  /** Code that the database runs for each row: `{ $where: 'this.a > this.b' }`. */
  readonly scripts: Placed[] = [];
  readonly #evaluator: Evaluator;
  readonly #tools: { evaluator: Evaluator; given?: readonly Given[] };

  constructor(tools: { evaluator: Evaluator; given?: readonly Given[] }) {
    this.#evaluator = tools.evaluator;
    this.#tools = tools;
  }

  read(from: string, given: Expr, optional = false): this {
    const { module, expr } = placed(this.#tools, from, given);
    if (expr.kind === 'object') this.#object(module, expr, optional);
    else if (expr.kind === 'array') for (const item of expr.elements) this.read(module, item, true);
    else this.#value(module, expr, optional);
    return this;
  }

  /** A filter kept in a variable: the object literal it begins with, and what is assigned to it later. */
  #value(module: string, expr: Expr, optional: boolean): void {
    const { program } = this.#evaluator;
    const binding =
      expr.kind === 'reference' && expr.binding !== undefined ? program.binding(module, expr.binding) : undefined;
    // A name that is used nowhere else holds what was written.
    const whole = binding?.init?.kind === 'object' && !binding.path && binding.valueUses === 1;
    this.partial ||= expr.kind !== 'literal' && !whole;
    if (expr.kind === 'call') this.#made(module, expr);
    if (binding?.init?.kind !== 'object' || binding.path) return;
    this.#object(module, binding.init, optional);
    for (const name of program.assignedNames(module, binding.id)) {
      const [value] = program.assignedToBinding(module, binding.id, name);
      if (value) this.#entry(module, name, value, true);
    }
  }

  /** `find(criteria(req))`: each of the objects that the function may give. */
  #made(module: string, expr: Expr): void {
    for (const value of this.#evaluator.evaluate(expr, { module }).slice(0, MAX_MADE))
      if (value.kind === 'object') this.#object(value.module, value.expr, true);
  }

  #object(module: string, expr: ObjectExpr, optional: boolean): void {
    for (const { key, value } of expr.properties) {
      const name = keyName(key);
      if (name === undefined) this.#spread(module, value);
      else this.#entry(module, name, value, optional);
    }
  }

  /** `...(status && { status })` adds a condition now and then. */
  #spread(from: string, given: Expr): void {
    const { module, expr: value } = placed(this.#tools, from, given);
    const options = value.kind === 'conditional' ? value.options : [value];
    for (const option of options) if (option.kind === 'object') this.#object(module, option, true);
    if (!options.some((option) => option.kind === 'object')) this.partial = true;
  }

  #entry(module: string, name: string, value: Expr, optional: boolean): void {
    if (AND.has(name)) {
      const items = value.kind === 'array' ? value.elements : [value];
      for (const item of items) this.read(module, item, optional);
    } else if (OR.has(name) || name === 'NOT' || name.startsWith('$')) {
      this.partial = true;
      if (name === '$where') this.scripts.push({ module, expr: value });
      if (OR.has(name) && value.kind === 'array') for (const item of value.elements) this.read(module, item, true);
    } else this.#column(module, name, value, optional);
  }

  #column(module: string, name: string, value: Expr, optional: boolean): void {
    const role = this.#roleOf(module, value);
    if (role === 'other') {
      this.partial = true;
      return;
    }
    const absent = mayBeAbsent(value);
    const column = name.replace(/^\$|\$$/g, '');
    const operand = value.kind === 'object' ? value.properties[0]?.value : value;
    this.columns.push({
      name: column,
      role,
      optional: optional || absent,
      ...(operand && { value: operand }),
      module,
      at: value.at,
    });
  }

  /** A variable may hold operators: `{ name: criterion }` with `{ like: '%x%' }` given by a caller. */
  #roleOf(module: string, value: Expr): Role {
    const held = value.kind === 'reference' ? this.#evaluator.evaluate(value, { module }) : [];
    const roles = held.flatMap((item) => (item.kind === 'object' ? [roleOf(item.expr)] : []));
    return roles[0] === undefined ? roleOf(value) : roles.every((role) => role === roles[0]) ? roles[0] : 'other';
  }
}

/** `undefined` as one of the options means that the condition is left out then. */
const mayBeAbsent = (value: Expr): boolean =>
  value.kind === 'conditional' &&
  value.options.some((option) => option.kind === 'reference' && option.name === 'undefined');

const keyName = (key: ObjectExpr['properties'][number]['key']): string | undefined => {
  if (key === undefined || typeof key === 'string') return key;
  if (key.kind === 'member' && typeof key.property === 'string' && key.object.kind === 'reference')
    return `Op.${key.property}`;
  return key.kind === 'member' && typeof key.property === 'string' ? `Op.${key.property}` : undefined;
};

type Role = QueryColumn['role'] | 'other';

function roleOf(value: Expr): Role {
  // `IS NULL` mostly tells soft-deleted rows apart: nearly every row has it.
  if (value.kind === 'literal' && value.value === null) return 'negation';
  if (value.kind === 'object') return roleOfOperators(value);
  if (value.kind === 'call' && value.callee.kind === 'reference') {
    const role = CALLS[value.callee.name];
    if (role) return role;
    if (NEGATIVE_CALLS.has(value.callee.name)) return 'negation';
  }
  const matches = (value.kind === 'unknown' && value.regex !== undefined) || isRegExp(value);
  return matches ? 'pattern' : 'equality';
}

/** `new RegExp(term, 'i')`. */
const isRegExp = (value: Expr): boolean =>
  (value.kind === 'new' || value.kind === 'call') &&
  value.callee.kind === 'reference' &&
  value.callee.name === 'RegExp';

function roleOfOperators(value: ObjectExpr): Role {
  const names = value.properties.map((property) => keyName(property.key) ?? '');
  // `{ path: ['a'], equals: … }` looks into a JSON column, where a plain index does not help.
  if (names.includes('path')) return 'other';
  if (names.some((name) => EQUAL.has(name))) return ignoresCase(value) ? 'wrapped' : 'equality';
  if (names.some((name) => RANGE.has(name))) return 'range';
  if (names.some((name) => PATTERN.has(name))) return 'pattern';
  return names.every((name) => NEGATIVE.has(name)) ? 'negation' : 'other';
}

/** `{ equals: name, mode: 'insensitive' }`. */
function ignoresCase(value: ObjectExpr): boolean {
  const mode = property(value, 'mode');
  return mode !== undefined && !(mode.kind === 'literal' && mode.value === 'default');
}

/** The value of a property of an object literal. */
export const property = (expr: Expr | undefined, name: string): Expr | undefined =>
  expr?.kind === 'object' ? expr.properties.find((item) => item.key === name)?.value : undefined;

/** Whether an object has parts that cannot be seen: `...options`. */
export const hasSpread = (expr: Expr | undefined): boolean =>
  expr?.kind === 'object' && expr.properties.some((item) => item.key === undefined);
