import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import { placesOf } from './call-order.ts';
import { goesOn, isErrorHandler } from './express-handlers.ts';
import type { ExpressRouter } from './express-routers.ts';
import { flatten, handlerOf } from './handlers.ts';
import type { PathParameters } from './path-parameters.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** The router that something is registered on, and what it does for parameters of paths. */
export interface ExpressTarget {
  router: ExpressRouter;
  parameters: PathParameters;
}

/** `router.get(path, …middleware, handler)`, `router.route(path).get(…)`. */
export function route(
  recognition: Recognition,
  { router, parameters }: ExpressTarget,
  call: CallFact,
  method: string,
  frame: Frame,
): void {
  const { evaluator, graph } = recognition;
  const [first, ...rest] = call.expr.args;
  // `app.get('setting')` reads a setting.
  if (!first || (!router.viaRoute && rest.length === 0)) return;
  const paths = router.viaRoute ? [router.base] : pathsOf(evaluator, first, frame);
  const handlers = flatten(evaluator, router.viaRoute ? call.expr.args : rest, frame)
    .map((item) => handlerOf(evaluator, item.expr, item.frame))
    .filter((item) => !isErrorHandler(evaluator, item));
  const handler = handlers.pop();
  const passesOn = handler !== undefined && goesOn(evaluator, handler);
  const at = locationIn(frame.module, positionInChain(call));
  const order = placesOf(evaluator, frame.module, call);
  for (const path of paths) {
    const before = [...parameters.of(router.key, path), ...handlers];
    if (method === 'all' && passesOn && handler) {
      graph.use({ router: router.key, prefix: path, exact: true, handlers: [...before, handler], at, order });
      continue;
    }
    graph.register({
      ...{ router: router.key, framework: 'express', path, at, order },
      methods: [method === 'del' ? 'DELETE' : method.toUpperCase()],
      middleware: before,
      ...(handler && { handler, passesOn }),
    });
  }
}

/** The paths that an argument gives; `undefined` for what is computed. */
export function pathsOf(evaluator: Evaluator, expr: Expr, frame: Frame): (string | undefined)[] {
  const texts = flatten(evaluator, [expr], frame).map((item) => evaluator.texts(item.expr, item.frame));
  return texts.flatMap((options): (string | undefined)[] => options ?? [undefined]);
}
