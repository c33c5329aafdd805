import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import { argumentsEnv } from '../evaluate/calls.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import { constantText, objectsOf, optionValues } from './constants.ts';
import { handlerOf } from './handlers.ts';
import { honoHandlers } from './hono-handlers.ts';
import type { HonoRouter } from './hono-routers.ts';
import { optionOf } from './options.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** `openapi(createRoute({ method, path, middleware }), handler)`. */
export function registerOpenApi(recognition: Recognition, router: HonoRouter, call: CallFact, frame: Frame): void {
  const { evaluator, graph } = recognition;
  const [described, handler] = call.expr.args;
  if (!described) return;
  const at = locationIn(frame.module, positionInChain(call));
  const routes = describedRoutes(evaluator, described, frame, 0);
  if (routes.length === 0)
    recognition.unknowns.push({
      path: at.path,
      line: at.line,
      subject: 'route',
      reason: 'its description is computed',
    });
  for (const route of routes) {
    const method = constantText(optionValues(evaluator, route, 'method') ?? []);
    const path = constantText(optionValues(evaluator, route, 'path') ?? []);
    graph.register({
      router: router.key,
      framework: 'hono',
      methods: [method === undefined ? 'ALL' : method.toUpperCase()],
      path: path?.replace(/\{([^}]+)\}/g, ':$1'),
      middleware: middlewareOf(evaluator, route),
      ...(handler && { handler: handlerOf(evaluator, handler, frame) }),
      at,
    });
  }
}

function middlewareOf(evaluator: Evaluator, route: Value) {
  const option = optionOf(evaluator, [route], 'middleware');
  return option?.expr ? honoHandlers(evaluator, [option.expr], option.frame) : [];
}

/** The objects given to `createRoute`, also through functions of the repository that call it. */
function describedRoutes(evaluator: Evaluator, expr: Expr, frame: Frame, depth: number): Value[] {
  if (depth > 6) return [];
  if (expr.kind === 'call') {
    return evaluator.evaluate(expr.callee, frame).flatMap((callee): Value[] => {
      if (isCreateRoute(callee)) return objectsOf(evaluator, expr.args[0], frame);
      if (callee.kind !== 'function') return [];
      const env = argumentsEnv(evaluator, callee.ref, expr.args, frame, callee.env);
      return returnedExpressions(evaluator.program, callee.ref).flatMap((value) =>
        describedRoutes(evaluator, value, { module: callee.ref.module, env }, depth + 1),
      );
    });
  }
  return evaluator.evaluate(expr, frame).flatMap((value): Value[] => {
    if (value.kind === 'object') return [value];
    if (value.kind !== 'result' || value.site.call < 0) return [];
    const inner = evaluator.program.call(value.site.module, value.site.call).expr;
    return describedRoutes(evaluator, inner, { module: value.site.module }, depth + 1);
  });
}

function isCreateRoute(callee: Value): boolean {
  const origin = originOf(callee);
  return origin?.package === '@hono/zod-openapi' && origin.path.join('.') === 'createRoute';
}
