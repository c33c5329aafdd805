import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import { compareOrder } from './call-order.ts';
import { mayFail } from './express-handlers.ts';
import { use } from './express-mounts.ts';
import { EXPRESS_VERBS, type ExpressRouter, expressRouters } from './express-routers.ts';
import { route } from './express-routes.ts';
import { PathParameters } from './path-parameters.ts';
import { type Recogniser, type Recognition, receivedCalls } from './recogniser.ts';
import type { Mount, Registration } from './registrations.ts';

const METHODS = new Set([...EXPRESS_VERBS, 'use']);

/** Express 4 and 5: applications, routers, mounts in any module, `route()` chains, routers returned by factories. */
export const express: Recogniser = {
  name: 'express',
  packages: ['express', 'ultimate-express'],
  recognise(recognition) {
    const { evaluator, graph } = recognition;
    const routersOf = (object: Expr, frame: Frame): ExpressRouter[] => expressRouters(evaluator, object, frame);
    const parameters = new PathParameters(recognition, routersOf);
    for (const { call, method, frame, receivers } of receivedCalls(recognition, METHODS, routersOf)) {
      for (const router of receivers) {
        if (router.app) graph.root(router.key);
        if (method === 'use') use(recognition, { router, parameters }, call, frame);
        else route(recognition, { router, parameters }, call, method, frame);
      }
    }
    noteLaterRoutes(recognition);
  },
  catchesAsync({ major, recognition, package: owner }) {
    if (major !== undefined && major >= 5)
      return { catchesAsync: true, because: `express ${major} passes rejections to its error handling` };
    const patched = recognition.modules.find(
      (module) =>
        module.package === owner &&
        module.facts.imports.some((item) =>
          /^(express-async-errors|express-async-handler-errors|@zeit\/express-async-errors)/.test(item.specifier ?? ''),
        ),
    );
    if (patched) return { catchesAsync: true, because: `express-async-errors is loaded in ${patched.path}` };
    const told =
      major === undefined
        ? 'its version is not declared, Express 4 is assumed'
        : `express ${major} does not catch rejections`;
    return { catchesAsync: false, because: told };
  },
};

/**
 * Says of each error handler which routes are certainly added to its router after it. Where others come before it, answers that
 * cannot fail (the page of a client, a last "not found") are no oversight.
 */
function noteLaterRoutes({ evaluator, errorHandlers, graph }: Recognition): void {
  for (const { router, handler, order } of errorHandlers) {
    if (router === undefined || !order) continue;
    const added = graph.addedTo(router).map((item) => ({ item, turn: compareOrder(order, item.order ?? []) ?? 0 }));
    const isLast = added.some(({ turn }) => turn > 0);
    const [later] = added
      .filter(({ item, turn }) => turn < 0 && !(isLast && isHarmless(evaluator, item)))
      .sort((a, b) => a.item.at.path.localeCompare(b.item.at.path) || a.item.at.line - b.item.at.line);
    if (later) handler.beforeRoutes = later.item.at;
  }
}

const isHarmless = (evaluator: Evaluator, item: Registration | Mount): boolean =>
  !('child' in item) &&
  (item.path?.endsWith('*') === true || (item.handler !== undefined && !mayFail(evaluator, item.handler)));
