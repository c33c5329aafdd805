import type { Argument, ArrayExpr, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from './evaluator.ts';
import { isReached } from './truth.ts';
import type { Env, Frame, Value } from './values.ts';

const SAME_ELEMENTS = new Set(['filter', 'slice', 'sort', 'reverse', 'toSorted', 'toReversed', 'flat', 'values']);
const MAX_DEPTH = 8;

type Result = Extract<Value, { kind: 'result' }>;

/** The elements an iterated expression is known to have. */
export function elementsOf(evaluator: Evaluator, iterated: Expr, frame: Frame): Value[] {
  return evaluator.evaluate(iterated, frame).flatMap((value) => elementsOfValue(evaluator, value));
}

/** Elements of a list: written in it, pushed to it later, spread into it, or given by `map`, `filter`, `concat`, `Object.values`. */
export function elementsOfValue(evaluator: Evaluator, value: Value, depth = 0): Value[] {
  if (depth > MAX_DEPTH) return [];
  if (value.kind === 'result') return resultElements(evaluator, value, depth);
  if (value.kind !== 'array') return [];
  const frame = frameOf(value);
  return listed(evaluator, [...value.expr.elements, ...pushed(evaluator, value.expr, frame)], frame, depth);
}

/** What is pushed to a list later on, save where a condition around it is known not to hold. */
const pushed = (evaluator: Evaluator, initial: Expr, frame: Frame): Argument[] =>
  evaluator.program
    .pushedTo(frame.module, initial)
    .filter(({ context }) => isReached(evaluator, context, frame) !== false)
    .flatMap((item) => item.args);

const listed = (evaluator: Evaluator, elements: Argument[], frame: Frame, depth: number): Value[] =>
  elements.flatMap((element) => {
    const values = evaluator.evaluate(element, frame);
    return element.spread ? values.flatMap((item) => elementsOfValue(evaluator, item, depth + 1)) : values;
  });

/** Elements of what a built-in method or `Object.values`, `Object.entries`, `Object.keys` makes. */
function resultElements(evaluator: Evaluator, value: Result, depth: number): Value[] {
  if (value.site.call < 0) return [];
  const { expr } = evaluator.program.call(value.site.module, value.site.call);
  const frame: Frame = { module: value.site.module };
  const later = pushed(evaluator, expr, frame);
  return [...madeElements(evaluator, value.of, expr.args, frame, depth), ...listed(evaluator, later, frame, depth)];
}

function madeElements(evaluator: Evaluator, of: Value, args: Argument[], frame: Frame, depth: number): Value[] {
  if (of.kind === 'global' && of.path[0] === 'Object') return objectElements(evaluator, of.path[1], args[0], frame);
  if (of.kind === 'global' && (of.path[0] === 'Map' || of.path[0] === 'Set')) {
    const given = args[0] ? evaluator.evaluate(args[0], frame) : [];
    return given.flatMap((value) => elementsOfValue(evaluator, value, depth + 1));
  }
  if (of.kind !== 'member') return [];
  const before = (): Value[] => elementsOfValue(evaluator, of.of, depth + 1);
  if (SAME_ELEMENTS.has(of.name)) return before();
  if (of.name === 'concat') return [...before(), ...args.flatMap((arg) => listOrItem(evaluator, arg, frame, depth))];
  if (of.name === 'map' || of.name === 'flatMap') {
    const mapped = before().flatMap((element) => mappedElement(evaluator, args[0], element, frame));
    return of.name === 'map' ? mapped : mapped.flatMap((item) => elementsOfValue(evaluator, item, depth + 1));
  }
  return [];
}

const listOrItem = (evaluator: Evaluator, arg: Expr, frame: Frame, depth: number): Value[] =>
  evaluator
    .evaluate(arg, frame)
    .flatMap((value) => (value.kind === 'array' ? elementsOfValue(evaluator, value, depth + 1) : [value]));

function mappedElement(evaluator: Evaluator, callback: Expr | undefined, element: Value, frame: Frame): Value[] {
  const functions = callback ? evaluator.evaluate(callback, frame) : [];
  return functions.flatMap((value): Value[] => {
    if (value.kind !== 'function') return [];
    const fn = evaluator.program.fn(value.ref);
    const [param] = fn.params;
    const env = new Map<string, Value[]>(value.env ?? ([] as unknown as Env));
    if (param?.binding !== undefined) env.set(`${value.ref.module}#${param.binding}`, [element]);
    for (const [path, binding] of Object.entries(param?.names ?? {})) {
      env.set(`${value.ref.module}#${binding}`, evaluator.along([element], path.split('.')));
    }
    return fn.steps.flatMap((step) =>
      step.kind === 'return' && step.value ? evaluator.evaluate(step.value, { module: value.ref.module, env }) : [],
    );
  });
}

function objectElements(
  evaluator: Evaluator,
  method: string | undefined,
  object: Expr | undefined,
  frame: Frame,
): Value[] {
  if (!object || (method !== 'values' && method !== 'entries' && method !== 'keys')) return [];
  return evaluator.evaluate(object, frame).flatMap((value): Value[] =>
    namesOf(evaluator, value).flatMap((name): Value[] => {
      if (method === 'keys') return [{ kind: 'text', text: name }];
      if (method === 'values') return evaluator.member(value, name);
      return value.kind === 'object' ? entryOf(value, name) : [];
    }),
  );
}

/** Names of the members that an object literal, an enum or a module is known to have. */
function namesOf(evaluator: Evaluator, value: Value): string[] {
  if (value.kind === 'object')
    return value.expr.properties.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  if (value.kind === 'enum') {
    const { declares } = evaluator.program.binding(value.module, value.binding);
    return declares && 'enum' in declares ? Object.keys(declares.enum) : [];
  }
  if (value.kind !== 'module') return [];
  const { exports } = evaluator.program.module(value.path).facts;
  return exports.filter((item) => !item.typeOnly && item.name !== '*').map((item) => item.name);
}

/** `[key, value]` as `Object.entries` gives it. */
function entryOf(value: Extract<Value, { kind: 'object' }>, name: string): Value[] {
  const property = value.expr.properties.find((item) => item.key === name);
  if (!property) return [];
  const key: Expr = { kind: 'literal', value: name, at: property.at };
  const expr: ArrayExpr = { kind: 'array', elements: [key, property.value], at: property.at };
  return [{ kind: 'array', module: value.module, expr, ...(value.env && { env: value.env }) }];
}

const frameOf = (value: Extract<Value, { kind: 'array' }>): Frame => ({
  module: value.module,
  ...(value.env && { env: value.env }),
});
