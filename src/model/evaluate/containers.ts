import type { CallExpr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator, ResultProvider } from './evaluator.ts';
import { type Frame, originOf, type Value } from './values.ts';

/** Lookups of the usual containers, as the path from their package: `Container.get` of typedi, `container.resolve` of tsyringe. */
const LOOKUPS: Record<string, RegExp> = {
  typedi: /^(default\.)?Container(\.of\.\(\))?\.get$/,
  tsyringe: /^container(\.createChildContainer\.\(\))?\.resolve$/,
  inversify: /^Container\.\(\)\.get(Async)?$/,
};
const REGISTRATIONS: Record<string, RegExp> = { typedi: /^(default\.)?Container(\.of\.\(\))?\.set$/ };

/**
 * What a dependency container gives: an instance of the class it is asked for, or what was put there under the same token.
 * Containers of frameworks are the recognisers' work.
 */
export function containers(evaluator: Evaluator): ResultProvider {
  let registered: Map<string, Registration[]> | undefined;
  return (callee, expr, frame) => {
    const [wanted] = expr.args;
    if (!wanted || !isCallOf(LOOKUPS, callee)) return [];
    return evaluator.evaluate(wanted, frame).flatMap((value): Value[] => {
      if (value.kind === 'class') return [{ kind: 'instance', module: value.module, cls: value.cls }];
      if (value.kind !== 'text') return [];
      registered ??= registrations(evaluator);
      return (registered.get(value.text) ?? []).flatMap(({ expr: put, frame: where }) => {
        const [, given] = put.args;
        return given ? evaluator.evaluate(given, where) : [];
      });
    });
  };
}

interface Registration {
  expr: CallExpr | NewExpr;
  frame: Frame;
}

function isCallOf(methods: Record<string, RegExp>, callee: Value): boolean {
  const origin = originOf(callee);
  return origin !== undefined && methods[origin.package]?.test(origin.path.join('.')) === true;
}

/** `Container.set('logger', logger)` by token. */
function registrations(evaluator: Evaluator): Map<string, Registration[]> {
  const found = new Map<string, Registration[]>();
  for (const { module, call } of evaluator.program.calls()) {
    const { callee, args } = call.expr;
    if (callee.kind !== 'member' || callee.property !== 'set' || args.length !== 2 || !args[0]) continue;
    const frame = { module: module.path };
    if (!evaluator.evaluate(callee, frame).some((value) => isCallOf(REGISTRATIONS, value))) continue;
    for (const token of evaluator.texts(args[0], frame) ?? [])
      found.set(token, [...(found.get(token) ?? []), { expr: call.expr, frame }]);
  }
  return found;
}
