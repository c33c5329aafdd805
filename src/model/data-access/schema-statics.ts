import type { CallFact, Expr, FunctionFact } from '../../parse/typescript/code-facts.ts';
import type { Caller } from '../evaluate/callers.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FunctionRef } from '../repo-model.ts';
import { pathOf, type ValuePath } from './value-path.ts';

/** Functions that a Mongoose schema gives its models or documents; `this` is the model or the document in them. */
interface SchemaFunctions {
  /** Name by function: `src/paginate.js#3`. */
  names: ReadonlyMap<string, { name: string; of: 'statics' | 'methods' }>;
  /** Calls of those names on models, by name. */
  calls: ReadonlyMap<string, (Caller & { path: ValuePath })[]>;
}

const known = new WeakMap<Evaluator, SchemaFunctions>();

/** Calls of a function of a schema on the models made from it: `User.paginate(filter)` for `schema.statics.paginate = …`. */
export function callersOfStatic(evaluator: Evaluator, ref: FunctionRef): (Caller & { path: ValuePath })[] {
  const { names, calls } = schemaFunctions(evaluator);
  const found = names.get(`${ref.module}#${ref.fn}`);
  return found ? (calls.get(found.name) ?? []) : [];
}

/** The model that `this` stands for at a call inside a static of a schema; undefined anywhere else. */
export function modelOfThis(evaluator: Evaluator, module: string, call: CallFact): ValuePath | undefined {
  const { names } = schemaFunctions(evaluator);
  const { functions } = evaluator.program.module(module).facts;
  let fn: FunctionFact | undefined = functions[call.fn];
  while (fn?.arrow && fn.parent !== undefined) fn = functions[fn.parent];
  if (!fn || names.get(`${module}#${fn.id}`)?.of !== 'statics') return undefined;
  const [caller] = callersOfStatic(evaluator, { module, fn: fn.id });
  return caller?.path ?? { package: 'mongoose', steps: [], transaction: false };
}

function schemaFunctions(evaluator: Evaluator): SchemaFunctions {
  const built = known.get(evaluator);
  if (built) return built;
  const names = new Map<string, { name: string; of: 'statics' | 'methods' }>();
  for (const [path, { facts, role }] of evaluator.program.modules) {
    if (role === 'test' || role === 'client') continue;
    for (const { steps } of facts.functions)
      for (const step of steps) {
        if (step.kind !== 'assign') continue;
        for (const item of assigned(step.target, step.value)) names.set(`${path}#${item.fn}`, item);
      }
  }
  const made = { names, calls: names.size > 0 ? callsOf(evaluator, names) : new Map() };
  known.set(evaluator, made);
  return made;
}

/** `schema.statics.list = function …`, `schema.statics = { list() … }`. */
function assigned(target: Expr, value: Expr): { name: string; of: 'statics' | 'methods'; fn: number }[] {
  if (target.kind !== 'member' || typeof target.property !== 'string') return [];
  if (isKind(target.property) && value.kind === 'object') {
    const of = target.property;
    return value.properties.flatMap((item) =>
      typeof item.key === 'string' && item.value.kind === 'function' ? [{ name: item.key, of, fn: item.value.fn }] : [],
    );
  }
  const owner = target.object.kind === 'member' ? target.object.property : undefined;
  if (!isKind(owner) || value.kind !== 'function') return [];
  return [{ name: target.property, of: owner, fn: value.fn }];
}

const isKind = (name: unknown): name is 'statics' | 'methods' => name === 'statics' || name === 'methods';

function callsOf(evaluator: Evaluator, names: SchemaFunctions['names']): SchemaFunctions['calls'] {
  const wanted = new Set([...names.values()].filter(({ of }) => of === 'statics').map(({ name }) => name));
  const calls = new Map<string, (Caller & { path: ValuePath })[]>();
  for (const { module, call } of evaluator.program.calls()) {
    const { callee } = call.expr;
    if (module.role === 'test' || callee.kind !== 'member' || !wanted.has(String(callee.property))) continue;
    const path = evaluator
      .evaluate(callee.object, { module: module.path })
      .flatMap((value) => pathOf(evaluator, value) ?? [])
      .find((item) => item.package === 'mongoose');
    const name = String(callee.property);
    if (path) calls.set(name, [...(calls.get(name) ?? []), { module: module.path, call, expr: call.expr, path }]);
  }
  return calls;
}
