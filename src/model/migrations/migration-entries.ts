import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** The function of a module that brings the schema one step further. */
export interface MigrationEntry {
  module: LinkedModule;
  up: FunctionValue;
  /** The class it is a method of. */
  cls?: number;
}

/** Modules that have a migration: they offer `up`, as a function, a member of an object or a method of a class. */
export function migrationEntries(evaluator: Evaluator, modules: readonly LinkedModule[]): MigrationEntry[] {
  return modules.filter(mayMigrate).flatMap((module) => entryOf(evaluator, module) ?? []);
}

/** Roles of modules that do not build the database of the system. */
const ELSEWHERE = new Set<string>(['test', 'example', 'documentation', 'declaration', 'client']);

const mayMigrate = ({ role, facts }: LinkedModule): boolean =>
  !ELSEWHERE.has(role) &&
  (facts.functions.some((fn) => fn.name === 'up') ||
    facts.classes.some((cls) => cls.methods.some((method) => method.name === 'up')));

function entryOf(evaluator: Evaluator, module: LinkedModule): MigrationEntry | undefined {
  const { classes } = module.facts;
  const cls = classes.find((one) => one.methods.some((method) => isUp(method)));
  const method = cls?.methods.find(isUp);
  if (cls !== undefined && method?.fn !== undefined) {
    const up: FunctionValue = { kind: 'function', ref: { module: module.path, fn: method.fn } };
    return { module, up, cls: cls.id };
  }
  const up = exportedUp(evaluator, module.path);
  return up && { module, up };
}

const isUp = (method: LinkedModule['facts']['classes'][number]['methods'][number]): boolean =>
  method.name === 'up' && method.fn !== undefined && !method.static;

function exportedUp(evaluator: Evaluator, path: string): FunctionValue | undefined {
  const offered = ['default', 'module.exports', 'migration'].flatMap((name) => evaluator.exported(path, name));
  const members = offered.flatMap((value) => (value.kind === 'object' ? evaluator.member(value, 'up') : []));
  return [...evaluator.exported(path, 'up'), ...members].find(
    (value): value is FunctionValue => value.kind === 'function',
  );
}
