import type { Binding, CallFact, CodeFacts, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { partsOf } from '../flow/expression-search.ts';

/** Names under which drivers tell how many rows a statement gave. */
const COUNTS = /^(length|rowCount|count)$/;

/**
 * Whether the code takes nothing of a query's rows but their number: `(await find()).length`, `const { rowCount } = await query()`.
 * `call` is the last one of the query.
 */
export function onlyCounted({ program }: Evaluator, module: string, call: CallFact): boolean {
  const { bindings } = program.module(module).facts;
  const roots = rootsIn(program.module(module).facts, call.fn);
  if (roots.some((root) => find(root, (part) => isLength(part) && settled(part.object) === call.expr))) return true;
  const taken = bindings.filter(({ init, param }) => !param && init && settled(init) === call.expr);
  return taken.length > 0 && taken.every((binding) => isCountOnly(binding, roots));
}

/** A name that holds the number itself, or the rows and is used for `.length` alone. */
function isCountOnly({ id, path = [], assigned, valueUses }: Binding, roots: Expr[]): boolean {
  if (path.length === 1 && COUNTS.test(String(path[0])) && valueUses > 0) return true;
  const isRows = path.length === 0 || (path.length === 1 && (path[0] === 'rows' || path[0] === 0));
  if (!isRows || assigned.length > 0 || valueUses === 0) return false;
  const lengths = new Set<Expr>();
  for (const root of roots)
    find(root, (part) => {
      if (isLength(part) && part.object.kind === 'reference' && part.object.binding === id) lengths.add(part);
      return false;
    });
  return lengths.size === valueUses;
}

type Member = Extract<Expr, { kind: 'member' }>;

const isLength = (expr: Expr): expr is Member => expr.kind === 'member' && expr.property === 'length';

const settled = (expr: Expr): Expr => (expr.kind === 'await' ? settled(expr.value) : expr);

const find = (expr: Expr, test: (part: Expr) => boolean): boolean =>
  test(expr) || partsOf(expr).some((part) => find(part, test));

/** Expressions of a function that are not part of others. */
const rootsIn = (facts: CodeFacts, fn: number): Expr[] => [
  ...(facts.functions[fn]?.steps ?? []).flatMap((step) => (step.kind === 'call' ? [] : (step.value ?? []))),
  ...facts.bindings.flatMap((binding) => (binding.fn === fn && binding.init ? [binding.init] : [])),
  ...facts.calls.flatMap((call) => (call.fn === fn ? call.expr.args : [])),
];
