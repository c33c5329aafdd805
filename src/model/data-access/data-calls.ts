import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { queryLibraryOf } from './find-queries.ts';
import { type DataClient, dataClient, isConnectMethod, isTransactionMethod } from './libraries.ts';
import { continues, firstQuery } from './query-chain.ts';
import type { QueryLibrary } from './query-library.ts';
import { type PathStep, pathOf, type ValuePath } from './value-path.ts';

/** A call that reaches a database, told by where its receiver comes from. */
export interface DataCall {
  library: string;
  /** Method at the end of the chain: `findOne`, `insert`, or `()` for a call of the client itself (`knex('users')`). */
  method: string;
  connects: boolean;
}

const cache = new WeakMap<CallFact, DataCall | null>();

/** Whether a call runs a query, opens a transaction or connects; by the origin of its receiver, never by its name alone. */
export function dataCallOf(evaluator: Evaluator, module: LinkedModule, call: CallFact): DataCall | undefined {
  const known = cache.get(call);
  if (known !== undefined) return known ?? undefined;
  const found = classify(evaluator, module, call);
  cache.set(call, found ?? null);
  return found;
}

function classify(evaluator: Evaluator, module: LinkedModule, call: CallFact): DataCall | undefined {
  const { callee } = call.expr;
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : undefined;
  if (typeof name !== 'string' || call.expr.kind === 'new') return undefined;
  const values = evaluator.evaluate(callee, { module: module.path });
  // What the repository defines itself is judged by what it does, wherever it is inherited from.
  if (values.some((value) => value.kind === 'function')) return undefined;
  for (const value of values) {
    const path = pathOf(evaluator, value) ?? waterlinePath(evaluator, module, value);
    const client = path && dataClient(path.package);
    const found = client && classifyPath(evaluator, module, call, path, client);
    if (found) return found;
  }
  return undefined;
}

function classifyPath(
  evaluator: Evaluator,
  module: LinkedModule,
  call: CallFact,
  path: ValuePath,
  client: DataClient,
): DataCall | undefined {
  const steps = [...path.steps, { name: '()' }];
  const last = steps.length - 1;
  const method = steps[last - 1]?.name ?? '()';
  const found = (connects = false): DataCall => ({ library: path.package, method, connects });
  if (last === 0) return /^(knex|postgres)$/.test(path.package) ? found(true) : undefined;
  const library = queryLibraryOf(path.package);
  const begun = firstQuery(steps, (prefix) => begins(prefix, client, library));
  if (begun >= 0) {
    const isMethod = (name: string): boolean =>
      library?.methods.has(name) === true || client.rows?.test(name) === true || ENDS.test(name);
    return continues(steps.slice(begun + 1), isMethod) && !isArrayCall(evaluator, module, call, method)
      ? found()
      : undefined;
  }
  if (isConnectMethod(method)) return found(true);
  if (isTransactionMethod(method)) return last > 1 ? found() : undefined;
  return client.rows?.test(method) && isRow(steps[last - 2]?.name) ? found() : undefined;
}

/** Whether steps that end in a call send a query, or begin one, with it. */
function begins(steps: PathStep[], client: DataClient, library: QueryLibrary | undefined): boolean {
  if (library !== undefined && library.start(steps) >= 0) return true;
  return client.queries?.test(steps[steps.length - 2]?.name ?? '') === true && reaches(steps.slice(0, -2), client);
}

/** Whether steps lead to a client, a model or a collection. */
function reaches(steps: PathStep[], { through, direct }: DataClient): boolean {
  if (through) return steps.some(({ name }) => through.test(name));
  return direct === true || steps.some(({ name }) => name === '()' || name.startsWith(':') || BASE_CLASS.test(name));
}

/** Classes of packages that models and rows of a repository extend. */
const BASE_CLASS = /^(Model|BaseEntity|BaseModel|Document|EntityRepository|Repository)$/;

const isRow = (step: string | undefined): boolean =>
  step !== undefined && (step === '()' || step.startsWith(':') || BASE_CLASS.test(step));

const ENDS = /^(exec|execute|executeTakeFirst|executeTakeFirstOrThrow|toArray|all|run|stream)$/;
const ARRAY_METHODS = /^(find|some|every|map|filter|forEach|sort|reduce|findIndex|flatMap|findLast)$/;

/** `rows.find((row) => …)` searches an array; a callback of a query is told the error first. */
function isArrayCall(evaluator: Evaluator, module: LinkedModule, call: CallFact, method: string): boolean {
  const [first] = call.expr.args;
  if (!first || !ARRAY_METHODS.test(method)) return false;
  const functions = functionsOf(evaluator, module, first);
  return functions.length > 0 && functions.every((fn) => module.path !== fn.module || fn.params < 2);
}

function functionsOf(evaluator: Evaluator, module: LinkedModule, expr: Expr): { module: string; params: number }[] {
  if (expr.kind !== 'function' && expr.kind !== 'reference') return [];
  return evaluator
    .evaluate(expr, { module: module.path })
    .flatMap((value) =>
      value.kind === 'function'
        ? [{ module: value.ref.module, params: evaluator.program.fn(value.ref).params.length }]
        : [],
    );
}

/** Sails loads models by name: `sails.models.user.find()`, `User.find()` of `api/models/User.js`. */
function waterlinePath(evaluator: Evaluator, module: LinkedModule, value: Value): ValuePath | undefined {
  if (!('sails' in module.package.dependencies)) return undefined;
  const path = globalPath(value);
  const [root, ...rest] = path ?? [];
  if (root === undefined) return undefined;
  const members = root === 'sails' && rest[0] === 'models' ? rest.slice(2) : rest;
  const folder = module.package.path === '' ? '' : `${module.package.path}/`;
  const known =
    root === 'sails' ? rest[0] === 'models' : evaluator.program.modules.has(`${folder}api/models/${root}.js`);
  if (!known || members.length === 0) return undefined;
  return {
    package: 'waterline',
    steps: [':Model', ...members].map((name) => ({ name })),
    transaction: false,
  };
}

function globalPath(value: Value): string[] | undefined {
  if (value.kind === 'global') return value.path;
  const of = value.kind === 'member' || value.kind === 'result' ? globalPath(value.of) : undefined;
  return of && [...of, value.kind === 'member' ? value.name : '()'];
}
