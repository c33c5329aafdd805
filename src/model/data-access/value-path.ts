import type { Expr, MemberExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Site, Value } from '../evaluate/values.ts';
import type { FunctionRef } from '../repo-model.ts';
import { dataClient } from './libraries.ts';

/** One step from a package to a value: a member's name, `:Name` of a declared type, or `()` with the call that is made. */
export interface PathStep {
  name: string;
  site?: Site;
}

/** How a value comes from a package: `knex`, `()`, `()`, `where`. */
export interface ValuePath {
  package: string;
  steps: PathStep[];
  /** Handed out by a transaction: `knex.transaction(async (trx) => …)`. */
  transaction: boolean;
  /** The class of the repository that stands between: `class User extends Model`. */
  entity?: { module: string; cls: number };
}

/** Steps of a value, two for each call of a chain; a builder with many joins has a long one. */
const MAX_STEPS = 160;

const TRANSACTION =
  /^(\$?transaction|withTransaction|begin|tx|task|connection|runInTransaction|transactional|\$extends)$/;

/** The package that a value comes from and what leads from there to it; undefined for values of no package. */
export function pathOf(evaluator: Evaluator, value: Value, depth = 0): ValuePath | undefined {
  if (depth > MAX_STEPS) return undefined;
  switch (value.kind) {
    case 'package':
      return {
        package: value.package,
        steps: value.path.map((name) => ({ name })),
        transaction: false,
      };
    case 'typed':
      return {
        package: value.package,
        steps: [{ name: `:${value.name}` }],
        transaction: /^(Transaction|TransactionClient)$/.test(value.name),
      };
    case 'result':
      return extended(pathOf(evaluator, value.of, depth + 1), { name: '()', site: value.site });
    case 'member':
      return extended(pathOf(evaluator, value.of, depth + 1), { name: value.name });
    case 'class':
    case 'instance':
      return inherited(evaluator, value, depth);
    case 'parameter':
      return value.index === 0
        ? (handedOver(evaluator, value.fn, depth) ?? loaded(evaluator, value.fn))
        : connected(evaluator, value, depth);
    default:
      return undefined;
  }
}

const extended = (path: ValuePath | undefined, step: PathStep): ValuePath | undefined =>
  path && { ...path, steps: [...path.steps, step] };

/** `module.exports = (sequelize, DataTypes) => …`: the client that an index of models gives each file it loads. */
function loaded({ program }: Evaluator, ref: FunctionRef): ValuePath | undefined {
  const binding = program.fn(ref).params[0]?.binding;
  if (binding === undefined || !/^sequelize$/i.test(program.binding(ref.module, binding).name)) return undefined;
  if (!('sequelize' in program.module(ref.module).package.dependencies)) return undefined;
  return { package: 'sequelize', steps: [{ name: 'Sequelize' }, { name: '()' }], transaction: false };
}

/** A class of the repository by the package class it extends. */
function inherited(
  evaluator: Evaluator,
  value: Extract<Value, { kind: 'class' | 'instance' }>,
  depth: number,
): ValuePath | undefined {
  const { superClass } = evaluator.program.cls(value.module, value.cls);
  if (!superClass) return undefined;
  for (const parent of basesIn(superClass).flatMap((base) => evaluator.evaluate(base, { module: value.module }))) {
    const path = pathOf(evaluator, parent, depth + 20);
    if (path && dataClient(path.package)) return { ...path, entity: { module: value.module, cls: value.cls } };
  }
  return undefined;
}

/** What a class extends, and what mixins are given: `Password(Unique(Model))`. */
const basesIn = (expr: Expr): Expr[] => (expr.kind === 'call' ? [expr, ...expr.args.flatMap(basesIn)] : [expr]);

/** The client that a transaction hands to its callback is the client the transaction was begun on. */
function handedOver(evaluator: Evaluator, ref: FunctionRef, depth: number): ValuePath | undefined {
  const { callback } = evaluator.program.fn(ref);
  if (!callback) return undefined;
  const { callee } = evaluator.program.call(ref.module, callback.call).expr;
  if (callee.kind !== 'member' || typeof callee.property !== 'string') return undefined;
  const begun = begunOn(callee);
  if (!begun) return undefined;
  for (const client of evaluator.evaluate(begun, { module: ref.module })) {
    const path = pathOf(evaluator, client, depth + 20);
    if (path) return { ...path, transaction: callee.property !== '$extends' };
  }
  return undefined;
}

/** The client that a transaction is begun on: `db` of `db.transaction(…)` and of Kysely's `db.transaction().execute(…)`. */
function begunOn({ object, property }: MemberExpr): Expr | undefined {
  if (TRANSACTION.test(String(property))) return object;
  const begins =
    property === 'execute' && object.kind === 'call' && object.callee.kind === 'member' ? object.callee : undefined;
  return begins && TRANSACTION.test(String(begins.property)) ? begins.object : undefined;
}

/** `pool.getConnection((error, connection) => …)`: the second parameter is what the call connects to. */
function connected(
  evaluator: Evaluator,
  { fn, index }: { fn: FunctionRef; index: number },
  depth: number,
): ValuePath | undefined {
  const { callback } = evaluator.program.fn(fn);
  if (index !== 1 || !callback) return undefined;
  const { callee } = evaluator.program.call(fn.module, callback.call).expr;
  if (callee.kind !== 'member' || !/^(getConnection|connect|acquire)$/.test(String(callee.property))) return undefined;
  for (const client of evaluator.evaluate(callee, { module: fn.module })) {
    const path = pathOf(evaluator, client, depth + 20);
    const site = { module: fn.module, call: callback.call, via: [] };
    if (path) return { ...path, steps: [...path.steps, { name: '()', site }] };
  }
  return undefined;
}
