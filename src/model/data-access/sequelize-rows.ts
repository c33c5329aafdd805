import type { CallFact, ClassFact, Expr, FunctionFact } from '../../parse/typescript/code-facts.ts';
import type { Caller } from '../evaluate/callers.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { associationOf } from '../flow/associations.ts';
import { calleeName } from '../flow/expression-search.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { FunctionRef } from '../repo-model.ts';
import { tableNamed } from './model-definitions.ts';
import type { Draft, QueryLibrary } from './query-library.ts';

/** A function that rows of a model have: `Article.prototype.toJson = …`, or a method of the model's class. */
interface RowMethod {
  model: string;
  name: string;
}

interface RowMethods {
  /** By function: `models/article.js#3`. */
  methods: ReadonlyMap<string, RowMethod>;
  /** Names of methods that classes of the repository have. */
  defined: ReadonlySet<string>;
  /** Calls of those names on values that nobody can trace, by name. */
  calls: ReadonlyMap<string, Caller[]>;
}

const known = new WeakMap<Evaluator, RowMethods>();
const READS = /^(?:get|count|has)[A-Z]/;

/** What Sequelize reads for a row by the methods it adds for associations: `article.getTags()`, `this.countComments()`. */
const rows: QueryLibrary = {
  packages: new Set(),
  methods: new Set(),
  start: () => -1,
  read({ call, target }) {
    const method = calleeName(call.expr.callee) ?? '';
    return {
      operation: method.startsWith('get') ? 'select' : 'count',
      method,
      tables: target === undefined ? [] : [tableNamed(target)],
      columns: [],
      partial: true,
      singleRow: !method.startsWith('get') || !method.endsWith('s'),
    };
  },
};

/** A call of a method that Sequelize adds, on `this` in a method of a model or on a row named after its model. */
export function rowQuery(
  evaluator: Evaluator,
  module: LinkedModule,
  call: CallFact,
  name: string,
): { library: QueryLibrary; draft: Draft } | undefined {
  const { callee } = call.expr;
  if (!READS.test(name) || callee.kind !== 'member' || !usesSequelize(module)) return undefined;
  const model = callee.object.kind === 'this' ? modelAround(evaluator, module, call) : nameOf(callee.object);
  const association = model === undefined ? undefined : associationOf(evaluator.program, model, name);
  if (!association || isDefined(evaluator, module.path, callee, name)) return undefined;
  const site = { module: module.path, call: call.expr.id, via: [] };
  const path = { package: 'sequelize', steps: [{ name }, { name: '()', site }], transaction: false };
  return {
    library: rows,
    draft: { path, start: 1, module: module.path, call, links: [], target: association.target },
  };
}

/** Calls of a method of rows on what is named after its model: `articles.map((article) => article.toJson(user))`. */
export function callersOnRows(evaluator: Evaluator, { module, fn }: FunctionRef): Caller[] {
  const { methods, calls } = rowMethods(evaluator);
  const method = methods.get(`${module}#${fn}`);
  return (method && calls.get(method.name)?.filter(({ expr }) => isRowOf(expr.callee, method.model))) ?? [];
}

const usesSequelize = ({ package: { dependencies } }: LinkedModule): boolean => 'sequelize' in dependencies;

const isRowOf = (callee: Expr, model: string): boolean =>
  callee.kind === 'member' && nameOf(callee.object)?.toLowerCase() === model.toLowerCase();

const nameOf = (expr: Expr): string | undefined => {
  if (expr.kind === 'reference') return expr.name;
  return expr.kind === 'member' && typeof expr.property === 'string' ? expr.property : undefined;
};

/** Whether the repository has a method of that name itself: nobody knows whose it is then. */
const isDefined = (evaluator: Evaluator, module: string, callee: Expr, name: string): boolean =>
  rowMethods(evaluator).defined.has(name) ||
  evaluator.evaluate(callee, { module }).some(({ kind }) => kind === 'function');

/** The model whose row `this` is at a call. */
function modelAround(evaluator: Evaluator, module: LinkedModule, call: CallFact): string | undefined {
  const { functions } = module.facts;
  let fn: FunctionFact | undefined = functions[call.fn];
  while (fn?.arrow && fn.parent !== undefined) fn = functions[fn.parent];
  return fn && rowMethods(evaluator).methods.get(`${module.path}#${fn.id}`)?.model;
}

function rowMethods(evaluator: Evaluator): RowMethods {
  const built = known.get(evaluator);
  if (built) return built;
  const methods = new Map<string, RowMethod>();
  for (const module of evaluator.program.modules.values()) {
    if (/^(?:test|client)$/.test(module.role) || !usesSequelize(module)) continue;
    for (const cls of module.facts.classes) ofClass(methods, module.path, cls);
    for (const { steps } of module.facts.functions)
      for (const step of steps) if (step.kind === 'assign') ofPrototype(methods, evaluator, module.path, step);
  }
  const names = new Set([...methods.values()].map(({ name }) => name));
  const made = { methods, defined: definedIn(evaluator, names), calls: callsOf(evaluator, names) };
  known.set(evaluator, made);
  return made;
}

function ofClass(found: Map<string, RowMethod>, module: string, { name, superClass, methods }: ClassFact): void {
  if (name === undefined || !superClass || nameOf(superClass) !== 'Model') return;
  for (const item of methods)
    if (!item.static && item.kind === 'method' && item.fn !== undefined)
      found.set(`${module}#${item.fn}`, { model: name, name: item.name });
}

/** `Article.prototype.toJson = function …` where `Article` was made by `define('Article', …)`. */
function ofPrototype(
  found: Map<string, RowMethod>,
  { program }: Evaluator,
  module: string,
  { target, value }: { target: Expr; value: Expr },
): void {
  if (target.kind !== 'member' || typeof target.property !== 'string' || value.kind !== 'function') return;
  const owner =
    target.object.kind === 'member' && target.object.property === 'prototype' ? target.object.object : target;
  if (owner.kind !== 'reference' || owner.binding === undefined) return;
  const { init } = program.binding(module, owner.binding);
  const [named] = init?.kind === 'call' && calleeName(init.callee) === 'define' ? init.args : [];
  if (named?.kind === 'literal' && typeof named.value === 'string')
    found.set(`${module}#${value.fn}`, { model: named.value, name: target.property });
}

/** Of all classes, and those that models are given. */
function definedIn({ program }: Evaluator, given: ReadonlySet<string>): Set<string> {
  const names = new Set(given);
  for (const { facts } of program.modules.values())
    for (const { methods } of facts.classes) for (const { name } of methods) if (READS.test(name)) names.add(name);
  return names;
}

function callsOf(evaluator: Evaluator, names: ReadonlySet<string>): RowMethods['calls'] {
  const calls = new Map<string, Caller[]>();
  for (const { module, call } of names.size > 0 ? evaluator.program.calls() : []) {
    const name = calleeName(call.expr.callee) ?? '';
    if (/^(?:test|client)$/.test(module.role) || !names.has(name)) continue;
    if (evaluator.evaluate(call.expr.callee, { module: module.path }).some(({ kind }) => kind === 'function')) continue;
    calls.set(name, [...(calls.get(name) ?? []), { module: module.path, call, expr: call.expr }]);
  }
  return calls;
}
