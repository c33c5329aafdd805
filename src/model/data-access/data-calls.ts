import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { DATA_PACKAGES, isConnectMethod, isQueryMethod } from './libraries.ts';

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
  if (typeof name !== 'string') return undefined;
  for (const value of evaluator.evaluate(callee, { module: module.path })) {
    const found = classifyValue(value, call.expr.kind === 'new');
    if (found) return found;
  }
  return undefined;
}

function classifyValue(value: Value, construct: boolean): DataCall | undefined {
  const origin = originOf(value);
  if (!origin || !DATA_PACKAGES.has(origin.package) || construct) return undefined;
  const last = origin.path[origin.path.length - 1];
  if (last === undefined)
    return origin.package === 'knex' ? { library: origin.package, method: '()', connects: true } : undefined;
  const before = origin.path.slice(0, -1);
  const reached = before.some((step) => step === '()' || step.startsWith(':')) || isModelClass(before, origin.package);
  if (isConnectMethod(last)) return { library: origin.package, method: last, connects: true };
  if (last === '()')
    return isClientCall(origin) ? { library: origin.package, method: '()', connects: false } : undefined;
  return reached && isQueryMethod(last) ? { library: origin.package, method: last, connects: false } : undefined;
}

/** `Model.findAll` of a class that extends the package's own base class. */
const isModelClass = (path: string[], library: string): boolean =>
  (library === '@prisma/client' && path.length > 0) ||
  /^(Model|BaseEntity|BaseModel|Document|EntityRepository|Repository|PrismaClient|MongoRepository|AbstractRepository)$/.test(
    path[path.length - 1] ?? '',
  );

/** `db('users')` of a Knex client or pg-promise. */
const isClientCall = (origin: { package: string; path: string[] }): boolean =>
  (origin.package === 'knex' || origin.package === 'postgres') && origin.path.length >= 1;
