import type { Location } from '../../parse/position.ts';
import type { Argument } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import { originOf } from '../evaluate/values.ts';
import { constantText, listOption, objectsOf, optionValues } from './constants.ts';
import { joinPath } from './route-graph.ts';

/** What `app.setGlobalPrefix(prefix, { exclude })` says. */
export interface GlobalPrefix {
  /** `undefined` when it is computed. */
  text: string | undefined;
  at: Location;
  excluded: Exclusion[];
  /** Some exclusion could not be read. */
  computedExclusion: boolean;
}

interface Exclusion {
  pattern: RegExp;
  /** `undefined` for every method. */
  method: string | undefined;
}

export function globalPrefixOf(evaluator: Evaluator, args: Argument[], frame: Frame, at: Location): GlobalPrefix {
  const [prefix, options] = args;
  const entries = objectsOf(evaluator, options, frame).flatMap((object) => listOption(evaluator, object, 'exclude'));
  const excluded = entries.map((entry) => exclusionOf(evaluator, entry));
  const unread = options !== undefined && objectsOf(evaluator, options, frame).length === 0;
  return {
    text: prefix ? constantText(evaluator.evaluate(prefix, frame)) : '',
    at,
    excluded: excluded.filter((item): item is Exclusion => item !== undefined),
    computedExclusion: unread || excluded.includes(undefined),
  };
}

function exclusionOf(evaluator: Evaluator, entry: Value): Exclusion | undefined {
  if (entry.kind === 'text') return { pattern: patternOf(entry.text), method: undefined };
  const path = constantText(optionValues(evaluator, entry, 'path') ?? []);
  if (path === undefined) return undefined;
  return { pattern: patternOf(path), method: requestMethod(optionValues(evaluator, entry, 'method') ?? []) };
}

/** `RequestMethod.GET` as `GET`; `undefined` for `ALL` and for what is not given. */
export function requestMethod(values: Value[]): string | undefined {
  const [value] = values;
  const name = value && originOf(value)?.path.at(-1);
  return name === 'ALL' ? undefined : name;
}

/** Nest's path patterns as a test of whole paths: `:name`, `*`, `(.*)`, `*name`, `{optional}`. */
export function patternOf(path: string): RegExp {
  const source = joinPath(path)
    .replace(/[.+^$|[\]\\]/g, '\\$&')
    .replace(/\(\\?\.\*\)|\*\w*/g, '§')
    .replace(/:\w+(\([^)]*\))?\??/g, '[^/]+')
    .replaceAll('{', '(?:')
    .replaceAll('}', ')?')
    .replaceAll('§', '.*');
  try {
    return new RegExp(`^${source}/?$`);
  } catch {
    return /^$/;
  }
}

export const isExcluded = ({ excluded }: GlobalPrefix, path: string, method: string): boolean =>
  excluded.some((item) => (item.method === undefined || item.method === method) && item.pattern.test(path));
