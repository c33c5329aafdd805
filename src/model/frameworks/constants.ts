import type { Expr } from '../../parse/typescript/code-facts.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, isEnvironment, unknown, type Value } from '../evaluate/values.ts';
import { optionOf } from './options.ts';

/**
 * Paths that an expression gives to a framework: one, or one for each element of a list. `undefined` stands for a path
 * that is computed, or that is one of several by circumstances the code does not fix.
 */
export function pathsOfValues(evaluator: Evaluator, values: Value[]): (string | undefined)[] {
  const lists = values.filter((value) => value.kind === 'array');
  if (lists.length > 0 && lists.length === values.length)
    return lists.flatMap((list) => elementsOfValue(evaluator, list)).map((value) => constantText([value]));
  return [constantText(values)];
}

/** The one text that values amount to, an environment variable standing beside its default apart. */
export function constantText(values: Value[]): string | undefined {
  const fixed = values.filter((value) => !isEnvironment(value));
  const [first] = fixed;
  if (first?.kind === 'text' && fixed.length === 1) return first.text;
  return first?.kind === 'constant' && typeof first.value === 'number' && fixed.length === 1
    ? String(first.value)
    : undefined;
}

/**
 * An option of an object given to a framework; `undefined` when the object does not have it, an unknown value when part of
 * the object could not be seen.
 */
export function optionValues(evaluator: Evaluator, object: Value, name: string): Value[] | undefined {
  if (object.kind !== 'object') return undefined;
  const found = optionOf(evaluator, [object], name);
  if (found) return found.values;
  const frame: Frame = { module: object.module, ...(object.env && { env: object.env }) };
  const unseen = object.expr.properties.some(
    ({ key, value }) => key === undefined && evaluator.evaluate(value, frame).some((item) => item.kind === 'unknown'),
  );
  return unseen ? [unknown(`${name} of an object that is not seen whole`)] : undefined;
}

/** The object literals that an expression can be. */
export const objectsOf = (evaluator: Evaluator, expr: Expr | undefined, frame: Frame): Value[] =>
  expr ? evaluator.evaluate(expr, frame).filter((value) => value.kind === 'object') : [];

/** Elements of an option that holds a list. */
export const listOption = (evaluator: Evaluator, object: Value, name: string): Value[] =>
  (optionValues(evaluator, object, name) ?? []).flatMap((value) =>
    value.kind === 'array' || value.kind === 'result' ? elementsOfValue(evaluator, value) : [],
  );
