import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { Caller } from '../evaluate/callers.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { calleeName } from '../flow/expression-search.ts';
import type { FunctionRef, LoopingCall } from '../repo-model.ts';
import { isBatchedCall, resolverLoop } from './field-resolvers.ts';
import { isBatched, isFixed, loopAround, PER_ELEMENT, runsAtOnce, written } from './query-context.ts';
import { callersOnRows } from './sequelize-rows.ts';

const MAX_CALLERS = 40;
const MAX_HOPS = 3;

/** Calls, once per element of something, of functions that always make this call, directly or through up to two others. */
export function callsInLoops(evaluator: Evaluator, module: string, call: CallFact): LoopingCall[] {
  const found: LoopingCall[] = [];
  const seen = new Set<string>();
  let level = [alwaysAround(evaluator, module, call)];
  for (let hop = 0; hop < MAX_HOPS && level.length > 0; hop += 1) {
    const next: (FunctionRef | undefined)[] = [];
    for (const ref of level) {
      if (!ref) continue;
      found.push(...handedToLoops(evaluator, ref));
      const onRows = callersOnRows(evaluator, ref);
      for (const caller of [...evaluator.callers.of(ref), ...onRows].slice(0, MAX_CALLERS)) {
        const key = `${caller.module}#${caller.call.expr.id}`;
        if (seen.has(key) || !isRunning(evaluator, caller.module)) continue;
        seen.add(key);
        const looping = inLoop(evaluator, caller, onRows.includes(caller));
        if (looping?.loop.kind === 'resolver' && isBatchedCall(call)) continue;
        if (looping) found.push(looping);
        else next.push(alwaysAround(evaluator, caller.module, caller.call));
      }
    }
    level = next;
  }
  return found;
}

const isRunning = (evaluator: Evaluator, module: string): boolean =>
  /^(source|config)$/.test(evaluator.program.module(module).role);

function inLoop(evaluator: Evaluator, { module, call, expr }: Caller, onRow: boolean): LoopingCall | undefined {
  const used = onRow && expr.callee.kind === 'member' ? [expr.callee.object, ...expr.args] : expr.args;
  const loop = loopAround(evaluator, module, call, used) ?? resolverLoop(evaluator, module, call, expr.args);
  return (
    loop && { module, at: expr.at, callee: calleeName(expr.callee) ?? '(anonymous)', fn: { module, fn: call.fn }, loop }
  );
}

/** The function that makes a call each time it runs; none when it makes it only sometimes. */
function alwaysAround(evaluator: Evaluator, module: string, call: CallFact): FunctionRef | undefined {
  const { facts } = evaluator.program.module(module);
  let { context } = call;
  let fn = facts.functions[call.fn];
  while (fn?.callback && fn.parent !== undefined && runsAtOnce(evaluator, module, fn)) {
    if (context.branches > 0) return undefined;
    context = fn.context;
    fn = facts.functions[fn.parent];
  }
  return !fn || fn.id === 0 || context.branches > 0 ? undefined : { module, fn: fn.id };
}

const handed = new WeakMap<Evaluator, ReadonlyMap<string, LoopingCall[]>>();

/** `tags.map(saveTag)`: a function that is called for each element although nobody writes the call. */
function handedToLoops(evaluator: Evaluator, { module, fn }: FunctionRef): LoopingCall[] {
  let index = handed.get(evaluator);
  if (!index) {
    index = handedFunctions(evaluator);
    handed.set(evaluator, index);
  }
  return index.get(`${module}#${fn}`) ?? [];
}

function handedFunctions(evaluator: Evaluator): ReadonlyMap<string, LoopingCall[]> {
  const index = new Map<string, LoopingCall[]>();
  for (const { module, call } of evaluator.program.calls()) {
    const { callee, args, at } = call.expr;
    const [given] = args;
    if (callee.kind !== 'member' || !PER_ELEMENT.test(String(callee.property)) || !isRunning(evaluator, module.path))
      continue;
    if (given?.kind !== 'reference' && given?.kind !== 'member') continue;
    const over = callee.object;
    for (const value of evaluator.evaluate(given, { module: module.path })) {
      if (value.kind !== 'function') continue;
      const key = `${value.ref.module}#${value.ref.fn}`;
      const fixed = isFixed(evaluator, module.path, over);
      const batches = isBatched(evaluator, module.path, over, []);
      const loop = { kind: 'callback' as const, at, over: written(over), perElement: true, fixed, batches };
      const fn = { module: module.path, fn: call.fn };
      const looping = { module: module.path, at, callee: calleeName(given) ?? '(anonymous)', fn, loop };
      index.set(key, [...(index.get(key) ?? []), looping]);
    }
  }
  return index;
}
