import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';

/** The values of an enumeration: of a TypeScript `enum`, an object of constants, or a list. */
export function enumValues(evaluator: Evaluator, values: Value[]): string[] {
  return values.flatMap((value) => members(evaluator, value)).flatMap((member) => textOf(member));
}

/** Whether a value can be an enumeration at all: Mongoose's options have other objects in its place. */
export const isEnumeration = ({ kind }: Value): boolean =>
  kind === 'enum' || kind === 'array' || kind === 'object' || kind === 'result';

function members(evaluator: Evaluator, value: Value): Value[] {
  if (value.kind === 'enum') {
    const { declares } = evaluator.program.binding(value.module, value.binding);
    const names = declares && 'enum' in declares ? Object.keys(declares.enum) : [];
    return names.flatMap((name) => evaluator.member(value, name));
  }
  if (value.kind === 'object')
    return value.expr.properties.flatMap(({ key }) => (typeof key === 'string' ? evaluator.member(value, key) : []));
  return elementsOfValue(evaluator, value);
}

const textOf = (value: Value): string[] => {
  if (value.kind === 'text') return [value.text];
  return value.kind === 'constant' && typeof value.value === 'number' ? [String(value.value)] : [];
};
