import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { argumentsEnv } from '../evaluate/calls.ts';
import { elementsOf } from '../evaluate/elements.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { Link } from './call-chain.ts';
import type { MigrationRun } from './migration-run.ts';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** Calls what it is given once for each element of what it is called on. */
const PER_ELEMENT = /^(?:forEach|map|flatMap|reduce|each|mapSeries|eachSeries)$/;

/** The functions that a call is given, one by one or in a list, save handlers of errors. */
export function callbacksOf(
  run: MigrationRun,
  { name, args = [], frame }: Pick<Link, 'name' | 'args' | 'frame'>,
): FunctionValue[] {
  if (name === 'catch') return [];
  return args.flatMap((arg) => {
    if (arg.kind === 'array') return arg.elements.flatMap((element) => functionsAt(run, element, frame));
    return functionsAt(run, arg, frame);
  });
}

function functionsAt(
  run: MigrationRun,
  expr: Parameters<MigrationRun['evaluator']['evaluate']>[0],
  frame: Frame,
): FunctionValue[] {
  if (expr.kind !== 'function' && expr.kind !== 'reference' && expr.kind !== 'member') return [];
  return run.evaluator.evaluate(expr, frame).filter((value): value is FunctionValue => value.kind === 'function');
}

/** Follows a call that is none of the tool's own: into the function it calls, or those that it is given. */
export function followPlainCall(run: MigrationRun, expr: CallFact['expr'], links: Link[], frame: Frame): void {
  const callees = run.evaluator
    .evaluate(expr.callee, frame)
    .filter((value): value is FunctionValue => value.kind === 'function');
  for (const callee of callees) {
    const outer = new Map<string, Value[]>([...(frame.env ?? []), ...(callee.env ?? [])]);
    const env = argumentsEnv(run.evaluator, callee.ref, expr.args, frame, outer);
    run.walk(callee.ref, { module: callee.ref.module, env });
  }
  if (callees.length > 0) return;
  const own = links.length > 0 ? links : [{ name: '', args: expr.args, frame }];
  for (const link of own) followCallbacks(run, link, expr, frame);
}

function followCallbacks(run: MigrationRun, link: Link, expr: CallFact['expr'], frame: Frame): void {
  const callbacks = callbacksOf(run, link);
  const elements = PER_ELEMENT.test(link.name) ? elementsGiven(run, link, expr, frame) : [];
  for (const callback of callbacks) {
    if (elements.length === 0) run.enter(callback, frame);
    else for (const element of elements) enterWith(run, callback, element, frame, link.name === 'reduce' ? 1 : 0);
  }
}

/** Elements that a callback is called with: of the receiver, or of the first argument (`Promise.each(list, f)`). */
function elementsGiven(run: MigrationRun, link: Link, expr: CallFact['expr'], frame: Frame): Value[] {
  const call = link.call ?? expr;
  const first = link.args?.[0];
  if (first !== undefined && link.args!.length > 1 && first.kind !== 'function')
    return elementsOf(run.evaluator, first, frame);
  return call.callee.kind === 'member' ? elementsOf(run.evaluator, call.callee.object, frame) : [];
}

function enterWith(run: MigrationRun, callback: FunctionValue, element: Value, frame: Frame, index: number): void {
  const { ref } = callback;
  const env = new Map<string, Value[]>([...(frame.env ?? []), ...(callback.env ?? [])]);
  const param = run.evaluator.program.fn(ref).params[index];
  if (param?.binding !== undefined) env.set(`${ref.module}#${param.binding}`, [element]);
  for (const [path, binding] of Object.entries(param?.names ?? {})) {
    env.set(`${ref.module}#${binding}`, run.evaluator.along([element], path.split('.')));
  }
  run.walk(ref, { module: ref.module, env });
}
