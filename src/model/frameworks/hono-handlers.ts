import type { Argument } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import { flatten, handlerFrom, handlerOf } from './handlers.ts';

/** Handlers in the order they are given; what `factory.createHandlers(a, b)` made counts as `a, b`. */
export const honoHandlers = (evaluator: Evaluator, args: Argument[], frame: Frame, depth = 0): HandlerRef[] =>
  flatten(evaluator, args, frame).flatMap((item) => {
    const values = evaluator.evaluate(item.expr, item.frame);
    for (const value of values) {
      if (depth < 4 && value.kind === 'result' && value.site.call >= 0 && isCreateHandlers(originOf(value.of)?.path)) {
        const { expr } = evaluator.program.call(value.site.module, value.site.call);
        return honoHandlers(evaluator, expr.args, { module: value.site.module }, depth + 1);
      }
      // An endpoint class, as Chanfana takes them.
      const [handle] = value.kind === 'class' ? evaluator.member({ ...value, kind: 'instance' }, 'handle') : [];
      const written = { name: 'handle', file: item.frame.module, line: item.expr.at.line };
      if (handle?.kind === 'function') return [handlerFrom(evaluator, [handle], written)];
    }
    return [handlerOf(evaluator, item.expr, item.frame)];
  });

const isCreateHandlers = (path: string[] | undefined): boolean => path?.join('.') === 'createFactory.().createHandlers';
