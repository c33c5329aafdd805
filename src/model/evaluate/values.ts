import type { ArrayExpr, CallId, ClassId, ObjectExpr } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';

/** Where a value was made: a call in a module, through the calls of the factories that returned it, innermost first. */
export interface Site {
  module: string;
  call: CallId;
  via: string[];
}

/** Bindings fixed to values for one evaluation: parameters for one caller, loop variables for one element. */
export type Env = ReadonlyMap<string, Value[]>;

/** Where an expression is to be understood. */
export interface Frame {
  module: string;
  env?: Env;
}

/**
 * What an expression can evaluate to. Evaluation gives a list: every value it may have, as far as the code tells; an
 * empty list or `unknown` members mean that more is possible.
 */
export type Value =
  | { kind: 'text'; text: string }
  | { kind: 'constant'; value: number | boolean | null }
  | { kind: 'regex'; source: string; flags: string }
  /** Something an npm package or Node itself exports: `express`, `['Router']`. `path` is empty for the namespace. */
  | { kind: 'package'; package: string; path: string[] }
  | { kind: 'global'; path: string[] }
  /** The result of calling or constructing what is not in the repository. */
  | { kind: 'result'; of: Value; construct: boolean; site: Site }
  | { kind: 'member'; of: Value; name: string }
  | { kind: 'function'; ref: FunctionRef; env?: Env }
  | { kind: 'class'; module: string; cls: ClassId }
  | { kind: 'instance'; module: string; cls: ClassId; site?: Site }
  | { kind: 'object'; module: string; expr: ObjectExpr; env?: Env }
  | { kind: 'array'; module: string; expr: ArrayExpr; env?: Env }
  | { kind: 'module'; path: string }
  | { kind: 'enum'; module: string; binding: number }
  /** `import.meta` of a module. */
  | { kind: 'meta'; module: string }
  /** A parameter nobody in the repository supplies, e.g. of a handler that a framework calls. */
  | { kind: 'parameter'; fn: FunctionRef; index: number }
  /**
   * Known only by its declared type, which a package exports: `express`, `Application`; `from` tells the parameter that has it,
   * when it is one that nobody in the repository supplies.
   */
  | { kind: 'typed'; package: string; name: string; from?: { fn: FunctionRef; index: number } }
  | { kind: 'unknown'; reason: string };

/** Name under which an environment holds what `this` is in the methods of a class. */
export const thisKey = (module: string, cls: ClassId): string => `${module}#this${cls}`;

export const unknown = (reason: string): Value => ({ kind: 'unknown', reason });

/** What an argument is that is left out and has no default. */
export const NOTHING: Value = { kind: 'constant', value: null };

/** A member of nothing, or one that an object written out in full does not have. */
export const isAbsent = (value: Value): boolean =>
  value.kind === 'member' &&
  (value.of === NOTHING ||
    (value.of.kind === 'object' && value.of.expr.properties.every((property) => typeof property.key === 'string')));

/** Identity of the place where a value was made. */
export const siteKey = (site: Site): string => [`${site.module}#${site.call}`, ...site.via].join('@');

/**
 * A value in one line, for evidence: `express.Router()`, `process.env.PORT`. `exact` adds where it was made, so that only the
 * same values are described alike.
 */
export function describe(value: Value, exact = false): string {
  switch (value.kind) {
    case 'regex':
      return `/${value.source}/${value.flags}`;
    case 'text':
      return JSON.stringify(value.text);
    case 'constant':
      return String(value.value);
    case 'package':
      return [value.package, ...value.path].join('.');
    case 'global':
      return value.path.join('.');
    case 'result':
      return `${value.construct ? 'new ' : ''}${exact ? identity(value.of) : describe(value.of)}()${exact ? siteKey(value.site) : ''}`;
    case 'member':
      return `${exact ? identity(value.of) : describe(value.of)}.${value.name}`;
    case 'function':
      return `${value.ref.module}#f${value.ref.fn}`;
    case 'class':
    case 'instance':
      return `${value.module}#c${value.cls}${value.kind === 'instance' ? '()' : ''}`;
    case 'object':
    case 'array':
      return `${value.module}:${value.expr.at.line}:${value.expr.at.column}`;
    case 'module':
      return value.path;
    case 'meta':
      return `${value.module}:import.meta`;
    case 'enum':
      return `${value.module}#e${value.binding}`;
    case 'parameter':
      return `${value.fn.module}#f${value.fn.fn}(${value.index})`;
    case 'typed': {
      const { from } = value;
      const origin = exact && from ? `(${from.fn.module}#f${from.fn.fn}(${from.index}))` : '';
      return `${value.package}.${value.name}${origin}`;
    }
    case 'unknown':
      return `? ${value.reason}`;
  }
}

/** The package a value comes from, and the members and calls that lead from it: `express`, `['Router', '()']`. */
export function originOf(value: Value): { package: string; path: string[] } | undefined {
  switch (value.kind) {
    case 'package':
      return { package: value.package, path: value.path };
    case 'typed':
      return { package: value.package, path: [`:${value.name}`] };
    case 'result': {
      const origin = originOf(value.of);
      return origin && { package: origin.package, path: [...origin.path, '()'] };
    }
    case 'member': {
      const origin = originOf(value.of);
      return origin && { package: origin.package, path: [...origin.path, value.name] };
    }
    default:
      return undefined;
  }
}

const identities = new WeakMap<Value, string>();

/** The exact description, worked out once: the same values are compared over and over. */
function identity(value: Value): string {
  if (value.kind !== 'result' && value.kind !== 'member') return describe(value, true);
  const known = identities.get(value);
  if (known !== undefined) return known;
  const made = describe(value, true);
  identities.set(value, made);
  return made;
}

export function distinct(values: Value[]): Value[] {
  if (values.length < 2) return values;
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = identity(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Directory of a module as a path from the repository's root. */
export const directoryOf = (module: string): string => `/${module.split('/').slice(0, -1).join('/')}`;

/** `process.env.X`: its value is not in the repository, but what stands beside it as the default is. */
export const isEnvironment = (value: Value): boolean =>
  (value.kind === 'global' && value.path[0] === 'process') ||
  (value.kind === 'package' && value.package === 'node:process' && value.path[0] === 'env') ||
  (value.kind === 'member' && isEnvironment(value.of));
