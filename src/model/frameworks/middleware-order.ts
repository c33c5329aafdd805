import type { Location } from '../../parse/position.ts';
import type { HandlerRef } from '../repo-model.ts';

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

/** Middleware of another file is taken to come before: order across files is not followed. */
export const precedes = (used: Location, at: Location): boolean =>
  used.path !== at.path || used.line < at.line || (used.line === at.line && used.column < at.column);

/** Things of one file in the order they stand there, those of different files as they came: chained calls are found last first. */
export function inOrder<T extends { at: Location }>(items: T[]): T[] {
  const files = [...new Set(items.map((item) => item.at.path))];
  return files.flatMap((file) =>
    items.filter((item) => item.at.path === file).sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column),
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
