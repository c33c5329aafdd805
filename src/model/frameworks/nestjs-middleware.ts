import type { Argument, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import { constantText, optionValues } from './constants.ts';
import { type ClassKey, classKey } from './decorated-classes.ts';
import { flatten } from './handlers.ts';
import { type Component, componentsOf } from './nestjs-components.ts';
import type { ModuleTree } from './nestjs-modules.ts';
import { patternOf, requestMethod } from './nestjs-prefix.ts';

/** `consumer.apply(A).exclude(…).forRoutes(…)` in a module's `configure`. */
interface Applied {
  components: Component[];
  targets: Target[];
  excluded: Target[];
}

type Target =
  | { kind: 'controller'; key: ClassKey }
  | { kind: 'path'; pattern: RegExp; method: string | undefined; below: RegExp | undefined };

export interface Asked {
  controller: ClassKey;
  /** Without the global prefix. */
  path: string;
  method: string;
}

/** Middleware that the modules of an application apply to a route. */
export function middlewareOf(evaluator: Evaluator, tree: ModuleTree): (route: Asked) => Component[] {
  const applied = [...tree.modules].flatMap((key) => configuredIn(evaluator, key));
  return (route) =>
    applied
      .filter((item) => item.targets.some((target) => concerns(target, route)))
      .filter((item) => !item.excluded.some((target) => concerns(target, route)))
      .flatMap((item) => item.components);
}

function configuredIn(evaluator: Evaluator, key: ClassKey): Applied[] {
  const [module = '', id = ''] = key.split('#c');
  const method = evaluator.program.cls(module, Number(id)).methods.find((item) => item.name === 'configure');
  if (method?.fn === undefined) return [];
  const { calls } = evaluator.program.module(module).facts;
  return calls
    .filter((call) => call.fn === method.fn && memberName(call.expr.callee) === 'forRoutes')
    .map((call) => appliedBy(evaluator, call.expr, { module }));
}

const memberName = (callee: Expr): string | undefined =>
  callee.kind === 'member' && typeof callee.property === 'string' ? callee.property : undefined;

/** Reads the chain backwards from `forRoutes`. */
function appliedBy(evaluator: Evaluator, forRoutes: { callee: Expr; args: Argument[] }, frame: Frame): Applied {
  const applied: Applied = {
    components: [],
    targets: targetsOf(evaluator, forRoutes.args, frame),
    excluded: [],
  };
  let before = forRoutes.callee.kind === 'member' ? forRoutes.callee.object : undefined;
  while (before?.kind === 'call' && before.callee.kind === 'member') {
    const name = memberName(before.callee);
    if (name === 'exclude') applied.excluded.push(...targetsOf(evaluator, before.args, frame));
    if (name === 'apply') applied.components = componentsOf(evaluator, 'middleware', before.args, frame);
    if (name === 'apply') break;
    before = before.callee.object;
  }
  return applied;
}

function targetsOf(evaluator: Evaluator, args: Argument[], frame: Frame): Target[] {
  return flatten(evaluator, args, frame).flatMap(({ expr, frame: inner }) =>
    evaluator.evaluate(expr, inner).flatMap((value): Target[] => {
      if (value.kind === 'class') return [{ kind: 'controller', key: classKey(value.module, value.cls) }];
      if (value.kind === 'text') return [pathTarget(value.text, undefined, true)];
      const path = constantText(optionValues(evaluator, value, 'path') ?? []);
      const method = requestMethod(optionValues(evaluator, value, 'method') ?? []);
      return path === undefined ? [] : [pathTarget(path, method, false)];
    }),
  );
}

/** A path alone also covers what lies below it. */
const pathTarget = (path: string, method: string | undefined, below: boolean): Target => ({
  kind: 'path',
  pattern: patternOf(path),
  method,
  below: below ? patternOf(`${path.replace(/\/+$/, '')}/*`) : undefined,
});

function concerns(target: Target, route: Asked): boolean {
  if (target.kind === 'controller') return target.key === route.controller;
  if (target.method !== undefined && target.method !== route.method) return false;
  return target.pattern.test(route.path) || target.below?.test(route.path) === true;
}
