import type { CallFact } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';
import type { Caller } from './callers.ts';
import { argumentsEnv } from './calls.ts';
import { elementsOf } from './elements.ts';
import type { Evaluator } from './evaluator.ts';
import { type Env, type Frame, thisKey, type Value } from './values.ts';

const MAX_ENVIRONMENTS = 200;

/**
 * The circumstances under which a call runs, as far as the repository tells: once per element of an array that is iterated
 * around it, once per caller of its function. Values that belong together stay together: `routes.forEach(r => use(r.path, r.router))`.
 * Always at least one, possibly without any binding.
 */
export function environmentsOf(
  evaluator: Evaluator,
  module: string,
  call: Pick<CallFact, 'fn' | 'context'>,
  depth = 0,
): Frame[] {
  const outer = functionFrames(evaluator, { module, fn: call.fn }, depth);
  const loops = evaluator.program.module(module).facts.loops;
  const frames = call.context.loops.reduce<Frame[]>((current, id) => {
    const loop = loops[id];
    if (loop?.kind !== 'for-of' || !loop.iterates) return current;
    const { iterates, bindings } = loop;
    return current.flatMap((frame) => perElement(evaluator, elementsOf(evaluator, iterates, frame), bindings, frame));
  }, outer);
  return frames.slice(0, MAX_ENVIRONMENTS);
}

function functionFrames(evaluator: Evaluator, ref: FunctionRef, depth: number): Frame[] {
  const plain: Frame[] = [{ module: ref.module }];
  if (ref.fn === 0 || depth > 4) return plain;
  const fn = evaluator.program.fn(ref);
  const enclosing =
    fn.parent === undefined ? plain : functionFrames(evaluator, { module: ref.module, fn: fn.parent }, depth + 1);
  if (fn.callback) return callbackFrames(evaluator, ref, enclosing);
  if (fn.params.length === 0 && fn.cls === undefined) return enclosing;
  const callers = evaluator.callers.of(ref);
  if (callers.length === 0) return enclosing;
  return callers.slice(0, MAX_ENVIRONMENTS).flatMap((caller) =>
    environmentsOf(evaluator, caller.module, caller.call, depth + 2).map((frame): Frame => {
      const receiver = receiverEnv(evaluator, ref, caller, frame);
      return { module: ref.module, env: argumentsEnv(evaluator, ref, caller.expr.args, frame, receiver) };
    }),
  );
}

/**
 * What `this` is in a method of a base class when a derived class's instance calls it; nothing where it is an instance of the
 * class that has the method.
 */
function receiverEnv(evaluator: Evaluator, ref: FunctionRef, { expr }: Caller, frame: Frame): Env | undefined {
  const { cls } = evaluator.program.fn(ref);
  const { callee } = expr;
  const object = callee.kind === 'member' ? callee.object : callee.kind === 'this' && callee.super ? callee : undefined;
  if (cls === undefined || !object) return undefined;
  const derived = evaluator
    .evaluate(object, frame)
    .filter((value) => value.kind === 'instance' && (value.module !== ref.module || value.cls !== cls));
  return derived.length > 0 ? new Map([[thisKey(ref.module, cls), derived]]) : undefined;
}

function callbackFrames(evaluator: Evaluator, ref: FunctionRef, enclosing: Frame[]): Frame[] {
  const fn = evaluator.program.fn(ref);
  const call = fn.callback && evaluator.program.call(ref.module, fn.callback.call);
  const callee = call?.expr.callee;
  if (callee?.kind !== 'member' || (callee.property !== 'forEach' && callee.property !== 'map')) return enclosing;
  const [param] = fn.params;
  const bindings = param?.binding === undefined ? Object.values(param?.names ?? {}) : [param.binding];
  return enclosing.flatMap((frame) =>
    perElement(evaluator, elementsOf(evaluator, callee.object, frame), bindings, frame),
  );
}

function perElement(evaluator: Evaluator, elements: Value[], bindings: number[], frame: Frame): Frame[] {
  if (elements.length === 0) return [frame];
  return elements.map((element): Frame => {
    const env = new Map<string, Value[]>(frame.env ?? ([] as unknown as Env));
    for (const id of bindings) {
      const path = evaluator.program.binding(frame.module, id).path ?? [];
      env.set(`${frame.module}#${id}`, evaluator.along([element], path));
    }
    return { module: frame.module, env };
  });
}
