import type { Location, Unknown } from '../../parse/position.ts';
import type { CallFact, Expr, MemberExpr } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { ErrorHandler, FrameworkName, FrameworkUse, Package, Route } from '../repo-model.ts';
import type { CallPlace } from './call-order.ts';
import type { RouteGraph } from './route-graph.ts';

/** What a framework's recogniser works with. It reads code through the evaluator and adds what it finds. */
export interface Recognition {
  evaluator: Evaluator;
  modules: LinkedModule[];
  packages: Package[];
  graph: RouteGraph;
  errorHandlers: { framework: FrameworkName; handler: ErrorHandler; router?: string; order?: CallPlace[] }[];
  /** Routes of frameworks that do not nest routers; whole already. */
  routes: Route[];
  unknowns: Unknown[];
}

/** One file per framework: npm packages that mean it is in use, and how its routes are found. */
export interface Recogniser {
  name: FrameworkName;
  /** Packages whose import or declared dependency means the framework is in use. */
  packages: string[];
  /** Those of them whose version is the framework's, when not all are. */
  versioned?: string[];
  /** Tells the evaluator what the framework adds to values at run time; runs before anything is recognised. */
  prepare?(recognition: Recognition): void;
  recognise(recognition: Recognition): void;
  /** Whether rejections of async handlers reach the framework's error handling, and why. */
  catchesAsync(use: {
    major: number | undefined;
    recognition: Recognition;
    package: Package;
  }): Pick<FrameworkUse, 'catchesAsync' | 'because'>;
}

export const locationIn = (module: string, at: { line: number; column: number; endLine: number }): Location => ({
  path: module,
  line: at.line,
  column: at.column,
  endLine: at.endLine,
});

/** In a chain the call begins where the chain does; what it registers stands where its argument list begins. */
export function positionInChain(call: CallFact): { line: number; column: number; endLine: number } {
  const { callee, args, at } = call.expr;
  const inChain = callee.kind === 'member' && callee.object.kind === 'call';
  const [first] = args;
  return inChain && first ? { line: first.at.line, column: first.at.column, endLine: at.endLine } : at;
}

/** Calls of the given method names on some object, in modules that can serve requests. */
export function* methodCalls(
  modules: LinkedModule[],
  names: ReadonlySet<string>,
): Generator<{ module: LinkedModule; call: CallFact; method: string }> {
  for (const module of modules) {
    for (const call of module.facts.calls) {
      const { callee } = call.expr;
      if (callee.kind === 'member' && typeof callee.property === 'string' && names.has(callee.property)) {
        yield { module, call, method: callee.property };
      }
    }
  }
}

/** A call of a method of something a framework knows, under one of the circumstances in which it runs. */
export interface ReceivedCall<R> {
  module: LinkedModule;
  call: CallFact;
  method: string;
  frame: Frame;
  receivers: R[];
}

/**
 * Calls of the given methods on what `receiversOf` takes for a router, application or plugin instance, once for each circumstance and
 * method: `app.get(…)`, and `app[method](…)` where the name can be told. A computed name that cannot be told becomes an unknown.
 */
export function* receivedCalls<R>(
  recognition: Recognition,
  names: ReadonlySet<string>,
  receiversOf: (object: Expr, frame: Frame) => R[],
): Generator<ReceivedCall<R>> {
  const { evaluator, unknowns } = recognition;
  for (const module of recognition.modules) {
    for (const call of module.facts.calls) {
      const { callee } = call.expr;
      if (callee.kind !== 'member' || (typeof callee.property === 'string' && !names.has(callee.property))) continue;
      const plain = receiversOf(callee.object, { module: module.path });
      if (plain.length === 0) continue;
      let told = false;
      for (const frame of environmentsOf(evaluator, module.path, call)) {
        const receivers = frame.env ? receiversOf(callee.object, frame) : plain;
        const methods = methodsOf(evaluator, callee, frame).filter((method) => names.has(method));
        told ||= methods.length > 0;
        for (const method of methods) yield { module, call, method, frame, receivers };
      }
      if (!told && call.expr.args.length > 1) {
        const reason = 'the HTTP method of the routes registered here is computed';
        unknowns.push({ path: module.path, line: call.expr.at.line, subject: 'route', reason });
      }
    }
  }
}

function methodsOf(evaluator: Evaluator, { property }: MemberExpr, frame: Frame): string[] {
  if (typeof property === 'string') return [property];
  return (evaluator.texts(property, frame) ?? []).map((text) => text.toLowerCase());
}
