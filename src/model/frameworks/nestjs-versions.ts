import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import { constantText, optionValues } from './constants.ts';

/** Stands for `VERSION_NEUTRAL`: the route answers whatever the version, and has none in its path. */
export const NEUTRAL = Symbol('version neutral');

/** One version that a controller or handler names; `undefined` when it is computed. */
export type Version = string | typeof NEUTRAL | undefined;

export interface Versioning {
  /** Only `URI` puts the version into the path. */
  type: 'uri' | 'other' | undefined;
  /** What stands before the version in the path (`v`); `undefined` when it is computed. */
  prefix: string | undefined;
  defaults: Version[];
}

/** Versions in an option or argument: one, or a list of them. */
export function versionsOf(evaluator: Evaluator, values: Value[]): Version[] {
  const single = values.flatMap((value) => (value.kind === 'array' ? elementsOfValue(evaluator, value) : []));
  if (single.length > 0) return single.map((value) => versionOf([value]));
  return [versionOf(values)];
}

function versionOf(values: Value[]): Version {
  const origin = values.length === 1 && values[0] ? originOf(values[0]) : undefined;
  return origin?.path.at(-1) === 'VERSION_NEUTRAL' ? NEUTRAL : constantText(values);
}

/** The settings that `app.enableVersioning(options)` makes; without options it is by path. */
export function versioningOf(evaluator: Evaluator, options: Value[]): Versioning {
  const [object] = options;
  if (!object) return { type: 'uri', prefix: 'v', defaults: [] };
  const defaults = optionValues(evaluator, object, 'defaultVersion');
  return {
    type: typeOf(optionValues(evaluator, object, 'type')),
    prefix: prefixOf(optionValues(evaluator, object, 'prefix')),
    defaults: defaults ? versionsOf(evaluator, defaults) : [],
  };
}

/** `VersioningType.URI`, which is the number 0, and the default. */
function typeOf(values: Value[] | undefined): Versioning['type'] {
  if (!values) return 'uri';
  const [value] = values;
  if (!value || values.length > 1) return undefined;
  const name = originOf(value)?.path.at(-1);
  if (name === 'URI' || (value.kind === 'constant' && value.value === 0)) return 'uri';
  return name !== undefined || value.kind === 'constant' ? 'other' : undefined;
}

function prefixOf(values: Value[] | undefined): string | undefined {
  if (!values) return 'v';
  return values.some((value) => value.kind === 'constant' && value.value === false) ? '' : constantText(values);
}
