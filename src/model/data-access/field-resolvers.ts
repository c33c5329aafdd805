import type { CallFact, CodeFacts, Expr, FunctionFact, ObjectExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { partsOf } from '../flow/expression-search.ts';
import type { FunctionRef, QueryLoop } from '../repo-model.ts';
import { handlerOf } from './handler-index.ts';
import { depends, runsAtOnce } from './query-context.ts';
import { decoratorName } from './request-parts.ts';

const ROOTS = /^(Query|Mutation|Subscription)$/;
const PARENT = /^(Parent|Root)$/;
/** Calls of Prisma that it batches itself when they are made in the same tick. */
const BATCHED = /^findUnique/;

/** Whether a library puts the calls that are made at the same time together itself. */
export const isBatchedCall = ({ expr: { callee } }: CallFact): boolean =>
  callee.kind === 'member' && BATCHED.test(String(callee.property));

/**
 * The loop that a GraphQL server makes: it calls the resolver of a field once for each object that the field belongs to. None
 * for a call that takes nothing of that object.
 */
export function resolverLoop(
  evaluator: Evaluator,
  module: string,
  call: CallFact,
  used: Expr[],
): QueryLoop | undefined {
  if (isBatchedCall(call)) return undefined;
  const { functions } = evaluator.program.module(module).facts;
  let fn = functions[call.fn];
  while (fn?.callback && fn.parent !== undefined && runsAtOnce(evaluator, module, fn)) fn = functions[fn.parent];
  const resolver = fn && resolverOf(evaluator, module, fn);
  if (!fn || !resolver) return undefined;
  const perElement = depends(evaluator, module, used, resolver.parent);
  return { kind: 'resolver', at: fn.at, over: resolver.over, perElement, fixed: false, batches: false };
}

interface Resolver {
  /** Names that hold the object whose field is resolved. */
  parent: number[];
  /** What it is called for, for messages. */
  over: string;
}

function resolverOf(evaluator: Evaluator, module: string, fn: FunctionFact): Resolver | undefined {
  const use = handlerOf(evaluator, { module, fn: fn.id });
  if (use?.operation?.startsWith('GraphQL field')) {
    const param = fn.params.find(({ decorators }) => decorators.some(({ expr }) => PARENT.test(decoratorName(expr))));
    return param && { parent: bindingsOf(param), over: `the objects with a field ${use.operation.split(' ').pop()}` };
  }
  const type = mappedResolvers(evaluator).get(`${module}#${fn.id}`);
  const [param] = fn.params;
  return type && param ? { parent: bindingsOf(param), over: `the ${type} objects of an answer` } : undefined;
}

const bindingsOf = ({ binding, names }: FunctionFact['params'][number]): number[] =>
  binding === undefined ? Object.values(names ?? {}) : [binding];

const known = new WeakMap<Evaluator, ReadonlyMap<string, string>>();

/** Resolvers of maps such as `{ Query: { … }, User: { posts: (user) => … } }`: the type by its function. */
function mappedResolvers(evaluator: Evaluator): ReadonlyMap<string, string> {
  const built = known.get(evaluator);
  if (built) return built;
  const found = new Map<string, string>();
  for (const [path, { facts, role, package: owner }] of evaluator.program.modules) {
    if (role === 'test' || !Object.keys(owner.dependencies).some((name) => /graphql|apollo/.test(name))) continue;
    for (const map of mapsIn(facts))
      for (const { key, value } of map.properties)
        if (typeof key === 'string' && /^[A-Z]/.test(key) && !ROOTS.test(key))
          for (const ref of fieldsOf(evaluator, path, value)) found.set(`${ref.module}#${ref.fn}`, key);
  }
  known.set(evaluator, found);
  return found;
}

/** Object literals with a root type of GraphQL beside other types. */
function mapsIn(facts: CodeFacts): ObjectExpr[] {
  const found = new Set<ObjectExpr>();
  const search = (expr: Expr): void => {
    if (expr.kind === 'object' && expr.properties.some(({ key }) => typeof key === 'string' && ROOTS.test(key)))
      found.add(expr);
    for (const part of partsOf(expr)) search(part);
  };
  for (const { init } of facts.bindings) if (init) search(init);
  for (const { value } of facts.exports) if (value) search(value);
  for (const { expr } of facts.calls) for (const arg of expr.args) search(arg);
  return [...found];
}

/** The functions of a type's fields. */
const fieldsOf = (evaluator: Evaluator, module: string, type: Expr): FunctionRef[] =>
  evaluator.evaluate(type, { module }).flatMap((value) => {
    if (value.kind !== 'object') return [];
    return value.expr.properties.flatMap(({ value: field }) =>
      evaluator
        .evaluate(field, { module: value.module })
        .flatMap((item) => (item.kind === 'function' ? [item.ref] : [])),
    );
  });
