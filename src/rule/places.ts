import type { FunctionRef, ModuleNode, RepoModel } from '../model/repo-model.ts';
import type { Location, Position } from '../parse/position.ts';

/** A position in a module as a location. */
export const within = (path: string, at: Position): Location => ({
  path,
  line: at.line,
  column: at.column,
  endLine: at.endLine,
});

/** The first line of a file. */
export const topOf = (path: string): Location => ({ path, line: 1, column: 1, endLine: 1 });

/** Modules that run-time rules judge: no tests, seeds, examples, tooling, declarations. */
export const runTimeModules = (model: RepoModel): ModuleNode[] =>
  model.modules.filter((module) => module.role === 'source' || module.role === 'config');

/** A function's name for keys and messages: `UserService.create`, `list`, or its place among its module's functions. */
export function nameOf(model: RepoModel, ref: FunctionRef): string {
  const facts = model.code.module(ref.module)?.facts;
  const fn = facts?.functions[ref.fn];
  if (!fn) return '(unknown)';
  if (ref.fn === 0) return '(module)';
  const owner = fn.cls === undefined || fn.arrow ? undefined : facts?.classes[fn.cls]?.name;
  if (fn.name) return owner ? `${owner}.${fn.name}` : fn.name;
  return fn.parent === undefined ? '(anonymous)' : `${nameOf(model, { module: ref.module, fn: fn.parent })}>callback`;
}

/** Starts or sets up what runs on a developer's own machine: `server-dev.ts`, `config/development.js`. */
export const isForDevelopment = (path: string): boolean =>
  /(^|[./_-])(dev|development|local)([._-]|$)/i.test(path.slice(path.lastIndexOf('/') + 1));
