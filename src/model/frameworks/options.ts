import type { Expr } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import { isEnvironment } from '../evaluate/values.ts';

/** What an options object holds under a name: all values it can have, and the expression that gives them when there is one. */
export interface OptionValue {
  values: Value[];
  expr?: Expr;
  frame: Frame;
}

type ObjectValue = Extract<Value, { kind: 'object' }>;

/**
 * The named member of an options object, through variables, imports, spreads, `Object.assign` and later assignments;
 * `undefined` when it has none.
 */
export function optionOf(evaluator: Evaluator, owners: Value[], name: string): OptionValue | undefined {
  for (const owner of owners) {
    const found =
      owner.kind === 'object' ? objectOption(evaluator, owner, name, 0) : memberOption(evaluator, owner, name);
    if (found) return found;
  }
  return undefined;
}

/** `optionOf` for an expression. */
export function optionIn(
  evaluator: Evaluator,
  expr: Expr | undefined,
  frame: Frame,
  name: string,
): OptionValue | undefined {
  return expr && optionOf(evaluator, evaluator.evaluate(expr, frame), name);
}

function objectOption(evaluator: Evaluator, owner: ObjectValue, name: string, depth: number): OptionValue | undefined {
  const frame: Frame = { module: owner.module, ...(owner.env && { env: owner.env }) };
  const holder = evaluator.program.holderOf(owner.module, owner.expr);
  const late = holder === undefined ? [] : evaluator.program.assignedToBinding(owner.module, holder, name);
  const [assigned] = late;
  if (assigned) return { values: evaluator.evaluate(assigned, frame), expr: assigned, frame };
  for (const property of owner.expr.properties.toReversed()) {
    const { key, value } = property;
    if (key === name) return { values: evaluator.evaluate(value, frame), expr: value, frame };
    if (key !== undefined || depth > 6) continue;
    for (const spread of evaluator.evaluate(value, frame)) {
      const found =
        spread.kind === 'object'
          ? objectOption(evaluator, spread, name, depth + 1)
          : memberOption(evaluator, spread, name);
      if (found) return found;
    }
  }
  return undefined;
}

/** A member of what is not an object literal: a module, an instance, options that a framework passes on. */
function memberOption(evaluator: Evaluator, owner: Value, name: string): OptionValue | undefined {
  const place = placeOf(owner);
  if (place === undefined) return undefined;
  const values = evaluator
    .member(owner, name)
    .filter((value) => !(value.kind === 'member' && value.of === owner) && value.kind !== 'unknown');
  return values.length > 0 ? { values, frame: { module: place } } : undefined;
}

function placeOf(owner: Value): string | undefined {
  switch (owner.kind) {
    case 'module':
      return owner.path;
    case 'class':
    case 'instance':
      return owner.module;
    case 'parameter':
      return owner.fn.module;
    case 'typed':
      return owner.from?.fn.module;
    default:
      return undefined;
  }
}

/**
 * The constant texts an option can be, `[undefined]` when it is computed. An environment variable beside a constant is taken to
 * be that constant, its default.
 */
export function textsOf(evaluator: Evaluator, option: OptionValue): (string | undefined)[] {
  const laid = elementsIn(evaluator, option.values);
  const texts = laid.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const rest = laid.filter((value) => value.kind !== 'text' && !isEnvironment(value) && !isAbsent(value));
  return texts.length > 0 && rest.length === 0 ? texts : [undefined];
}

/** `undefined`, `null` or `false` given for an option. */
const isAbsent = (value: Value): boolean =>
  (value.kind === 'global' && value.path.join() === 'undefined') ||
  (value.kind === 'constant' && typeof value.value !== 'number');

/** Whether the option is given, but as nothing. */
export const isUnset = (option: OptionValue | undefined): boolean =>
  option === undefined || (option.values.length > 0 && option.values.every(isAbsent));

/** What a function given in place of a value returns; any other value is itself. */
export function resolved(evaluator: Evaluator, values: Value[]): Value[] {
  return values.flatMap((value) => {
    if (value.kind !== 'function') return [value];
    const frame: Frame = { module: value.ref.module, ...(value.env && { env: value.env }) };
    return returnedExpressions(evaluator.program, value.ref).flatMap((expr) => evaluator.evaluate(expr, frame));
  });
}

/** Values with those of lists in place of the lists. */
export function elementsIn(evaluator: Evaluator, values: Value[]): Value[] {
  return values.flatMap((value): Value[] => {
    if (value.kind !== 'array' && value.kind !== 'result') return [value];
    const elements = elementsOfValue(evaluator, value);
    return elements.length > 0 || value.kind === 'array' ? elements : [value];
  });
}

/** Whether an option is the constant `true` or `false`; `undefined` when it is absent or cannot be told. */
export function flagOf(option: OptionValue | undefined): boolean | undefined {
  const [value] = option?.values ?? [];
  return value?.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined;
}
