import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';

export const EXPRESS_VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'all',
  'del',
  'search',
  'propfind',
  'report',
]);
const ROUTER_PACKAGES = new Set([
  'express',
  'express-promise-router',
  'express-async-router',
  '@types/express',
  'express-serve-static-core',
  'ultimate-express',
  'polka',
]);

export interface ExpressRouter {
  key: string;
  /** Path given by `route('/x')` before the verb. */
  base: string | undefined;
  viaRoute: boolean;
  app: boolean;
}

/** The routers an expression can be: `express()`, `express.Router()`, `router.route('/x')`, chained calls on them. */
export function expressRouters(evaluator: Evaluator, expr: Expr, frame: Frame): ExpressRouter[] {
  return evaluator.evaluate(expr, frame).flatMap((value) => receiverOf(evaluator, value, frame) ?? []);
}

function receiverOf(evaluator: Evaluator, value: Value, frame: Frame): ExpressRouter | undefined {
  if (
    value.kind === 'typed' &&
    ROUTER_PACKAGES.has(value.package) &&
    /^(I?Router|Application|Express|Core\.Express)$/.test(value.name)
  ) {
    return { key: `typed:${frame.module}`, base: undefined, viaRoute: false, app: false };
  }
  if (value.kind !== 'result') return undefined;
  const made = routerKind(value);
  if (made) return { key: siteKey(value.site), base: undefined, viaRoute: false, app: made === 'app' };
  return value.of.kind === 'member' ? chained(evaluator, value, value.of, frame) : undefined;
}

function chained(
  evaluator: Evaluator,
  value: Extract<Value, { kind: 'result' }>,
  of: Extract<Value, { kind: 'member' }>,
  frame: Frame,
): ExpressRouter | undefined {
  const inner = receiverOf(evaluator, of.of, frame);
  if (!inner) return undefined;
  if (EXPRESS_VERBS.has(of.name) || of.name === 'use' || of.name === 'param') return inner;
  if (of.name !== 'route' || value.site.call < 0) return undefined;
  const [path] = evaluator.program.call(value.site.module, value.site.call).expr.args;
  const [text] = (path && evaluator.texts(path, { module: value.site.module })) ?? [];
  return { ...inner, base: text, viaRoute: true };
}

function routerKind(value: Extract<Value, { kind: 'result' }>): 'app' | 'router' | undefined {
  const origin = originOf(value.of);
  if (!origin || !ROUTER_PACKAGES.has(origin.package)) return undefined;
  const path = origin.path.filter((name) => name !== 'default').join('.');
  if (origin.package !== 'express' && origin.package !== 'ultimate-express' && origin.package !== 'polka')
    return path === '' ? 'router' : undefined;
  if (path === '' || path === 'express') return 'app';
  return path === 'Router' || path === 'express.Router' ? 'router' : undefined;
}
