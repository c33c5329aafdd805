import type { Binding, CallExpr, LoopFact, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { FunctionRef } from '../repo-model.ts';
import { elementsOf } from './elements.ts';
import type { Evaluator } from './evaluator.ts';
import { typeValues } from './types.ts';
import type { Frame, Value } from './values.ts';

const ELEMENT_METHODS = new Set(['forEach', 'map', 'flatMap', 'filter', 'some', 'every', 'find', 'reduce']);

/** Values of a name that has none of its own: by type, by the callers of its function, by the loop it belongs to. */
export function parameterValues(evaluator: Evaluator, binding: Binding, frame: Frame): Value[] {
  const { module } = frame;
  const byType = binding.type ? typeValues(evaluator, binding.type, module) : [];
  // A class of the repository says more than a caller would; a package's type says less than the value passed.
  if (byType.some((value) => value.kind !== 'typed')) return byType;
  const loop = evaluator.program.module(module).facts.loops.find((item) => item.bindings.includes(binding.id));
  if (loop) return loopValues(evaluator, loop, binding, frame);
  if (!binding.param) return byType;
  const ref: FunctionRef = { module, fn: binding.param.fn };
  const path = binding.path ?? [];
  const declared = destructuredType(evaluator, binding, ref);
  if (declared.length > 0) return declared;
  const supplied = suppliedValues(evaluator, ref, binding.param.index, frame);
  const fallback = binding.init ? evaluator.evaluate(binding.init, frame) : [];
  const values = [...evaluator.along(supplied, path), ...fallback];
  if (byType.length > 0 && values.every(isVague)) {
    return path.length > 0 ? byType : ofParameters(byType, values, { fn: ref, index: binding.param.index });
  }
  return values.length > 0
    ? values
    : evaluator.along([{ kind: 'parameter', fn: ref, index: binding.param.index }], path);
}

/** Two parameters of one type are two things; one that only passes on another is that other. */
function ofParameters(byType: Value[], supplied: Value[], own: { fn: FunctionRef; index: number }): Value[] {
  const passed = supplied.flatMap((value) =>
    value.kind === 'parameter' ? [{ fn: value.fn, index: value.index }] : [],
  );
  const origins = passed.length > 0 ? passed : [own];
  return byType.flatMap((value) =>
    value.kind === 'typed' ? origins.map((from): Value => ({ ...value, from })) : [value],
  );
}

const isVague = (value: Value): boolean =>
  value.kind === 'parameter' || value.kind === 'unknown' || value.kind === 'constant';

/** `({ users }: Deps)`: the type of the member. */
function destructuredType(evaluator: Evaluator, binding: Binding, ref: FunctionRef): Value[] {
  const type =
    binding.param && binding.path?.length ? evaluator.program.fn(ref).params[binding.param.index]?.type : undefined;
  if (!type) return [];
  const member = type.members?.[String(binding.path?.[0])];
  if (member) return typeValues(evaluator, member, ref.module);
  return evaluator.along(typeValues(evaluator, type, ref.module), binding.path ?? []);
}

function loopValues(evaluator: Evaluator, loop: LoopFact, binding: Binding, frame: Frame): Value[] {
  if (loop.kind !== 'for-of' || !loop.iterates) return [];
  return evaluator.along(elementsOf(evaluator, loop.iterates, frame), binding.path ?? []);
}

/** What is passed as a parameter: by calls in the repository, by array iteration, by a settled promise. */
function suppliedValues(evaluator: Evaluator, ref: FunctionRef, index: number, frame: Frame): Value[] {
  const { callback } = evaluator.program.fn(ref);
  if (callback) {
    const { expr } = evaluator.program.call(ref.module, callback.call);
    const handed = handedToCallback(evaluator, expr, callback.index, index, frame);
    if (handed.length > 0) return handed;
  }
  return evaluator.callers.of(ref).flatMap(({ module, expr }) => {
    const arg = expr.args[index];
    return arg && !arg.spread ? evaluator.evaluate(arg, { module }) : [];
  });
}

function handedToCallback(
  evaluator: Evaluator,
  call: CallExpr | NewExpr,
  position: number,
  index: number,
  frame: Frame,
): Value[] {
  const { callee } = call;
  if (callee.kind === 'member' && typeof callee.property === 'string') {
    if (ELEMENT_METHODS.has(callee.property) && index === (callee.property === 'reduce' ? 1 : 0)) {
      const elements = elementsOf(evaluator, callee.object, frame);
      if (elements.length > 0) return elements;
    }
    if (callee.property === 'then' && index === 0 && position === 0) return evaluator.evaluate(callee.object, frame);
  }
  return calledWithin(evaluator, call, position, index, frame);
}

/** A callback given to a function of the repository: what that function calls it with. */
function calledWithin(
  evaluator: Evaluator,
  call: CallExpr | NewExpr,
  position: number,
  index: number,
  frame: Frame,
): Value[] {
  return evaluator.evaluate(call.callee, frame).flatMap((callee): Value[] => {
    if (callee.kind !== 'function') return [];
    const param = evaluator.program.fn(callee.ref).params[position]?.binding;
    if (param === undefined) return [];
    const { module } = callee.ref;
    return evaluator.program.module(module).facts.calls.flatMap(({ expr }) => {
      const calls = expr.callee.kind === 'reference' && expr.callee.binding === param;
      const arg = calls ? expr.args[index] : undefined;
      return arg ? evaluator.evaluate(arg, { module }) : [];
    });
  });
}
