import type { Location } from '../../parse/position.ts';
import type { HandlerRef } from '../repo-model.ts';
import { type CallPlace, compareOrder } from './call-order.ts';

/** Middleware on the way to a route, and the whole path it is limited to. */
export interface Passed {
  handler: HandlerRef;
  under: string;
  /** Limited to that path alone, not to what lies below it. */
  exact: boolean;
}

/** Stages of the frameworks that have them, in the order they run; what has no stage keeps its place among its like. */
const STAGES = [
  'onRequest',
  'preParsing',
  'onPreAuth',
  'auth',
  'onCredentials',
  'onPostAuth',
  'preValidation',
  'onPreHandler',
  'preHandler',
  'pre',
];

export const inStages = (handlers: HandlerRef[]): HandlerRef[] =>
  handlers.some((handler) => handler.stage !== undefined)
    ? handlers.toSorted((a, b) => STAGES.indexOf(a.stage ?? '') - STAGES.indexOf(b.stage ?? ''))
    : handlers;

/** Something done to a router: where it stands and, if that was followed, when it happens. */
export interface Placed {
  at: Location;
  order?: CallPlace[];
}

/** By the order of the calls that lead there, where that can be told; else by lines of one file. */
function compare(first: Placed, second: Placed): number | undefined {
  const called = first.order && second.order ? compareOrder(first.order, second.order) : undefined;
  if (called !== undefined) return called;
  if (first.at.path !== second.at.path) return undefined;
  return first.at.line - second.at.line || first.at.column - second.at.column;
}

/** Middleware of another file is taken to come before, where no order of calls tells it. */
export const precedes = (used: Placed, item: Placed): boolean => (compare(used, item) ?? -1) < 0;

/** Things of one file in the order they happen, those of different files as they came: chained calls are found last first. */
export function inOrder<T extends Placed>(items: T[]): T[] {
  const files = [...new Set(items.map((item) => item.at.path))];
  return files.flatMap((file) =>
    items.filter((item) => item.at.path === file).sort((first, second) => compare(first, second) ?? 0),
  );
}

export const passed = (handlers: HandlerRef[], under: string, exact = false): Passed[] =>
  handlers.map((handler) => ({ handler, under, exact }));

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** Whether a path lies under what middleware is limited to, which may itself have parameters and wildcards. */
export function covers({ under, exact }: Passed, path: string): boolean {
  const given = segmentsOf(path);
  const wanted = segmentsOf(under);
  if (exact && wanted.length !== given.length) return false;
  return wanted.every((segment, index) => {
    if (/^[*(]/.test(segment)) return true;
    const actual = given[index];
    return actual !== undefined && (segment.startsWith(':') ? allows(segment, actual) : segment === actual);
  });
}

/** Whether a parameter, which may be limited to a pattern (`:file{.+\\.md}`), stands for a segment. */
function allows(parameter: string, segment: string): boolean {
  const pattern = /^:\w+\{(.+)\}$/.exec(parameter)?.[1];
  if (pattern === undefined || segment.startsWith(':')) return true;
  try {
    return new RegExp(`^${pattern}$`).test(segment);
  } catch {
    return true;
  }
}
