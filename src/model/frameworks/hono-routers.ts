import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';
import type { RouterKey } from './by-router.ts';

export const HONO_VERBS = new Set(['get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'all']);
const HONO_PACKAGES = new Set(['hono', '@hono/hono', '@hono/zod-openapi']);
const CLASSES = /^(Hono|HonoBase|OpenAPIHono)$/;
/** Methods that give the router back that they are called on. */
const CHAINING = new Set([
  ...HONO_VERBS,
  'use',
  'on',
  'route',
  'mount',
  'onError',
  'notFound',
  'openapi',
  'doc',
  'doc31',
]);

export interface HonoRouter {
  key: RouterKey;
  /** The router that a `basePath` view is of, which is what gets mounted: a view shares its routes. */
  base: RouterKey;
}

export const honoRouters = (evaluator: Evaluator, expr: Expr, frame: Frame): HonoRouter[] =>
  evaluator.evaluate(expr, frame).flatMap((value) => honoRouter(evaluator, value) ?? []);

/** The router a value is: `new Hono()`, a subclass of it, `createFactory().createApp()`, and what chained calls on one give. */
export function honoRouter(evaluator: Evaluator, value: Value): HonoRouter | undefined {
  switch (value.kind) {
    case 'result':
      return madeBy(value) ? only(siteKey(value.site)) : chained(evaluator, value);
    case 'instance':
      return extendsHono(evaluator, value.module, value.cls) ? only(instanceKey(value)) : undefined;
    case 'typed':
      return HONO_PACKAGES.has(value.package) && CLASSES.test(value.name) ? only(typedKey(value)) : undefined;
    default:
      return undefined;
  }
}

const only = (key: RouterKey): HonoRouter => ({ key, base: key });

type Result = Extract<Value, { kind: 'result' }>;

function madeBy({ of, construct }: Result): boolean {
  const origin = originOf(of);
  if (!origin || !HONO_PACKAGES.has(origin.package)) return false;
  const path = origin.path.filter((name) => name !== 'default').join('.');
  return construct ? CLASSES.test(path) : path === 'createFactory.().createApp';
}

function chained(evaluator: Evaluator, value: Result): HonoRouter | undefined {
  const { of } = value;
  const origin = originOf(of);
  // Chanfana wraps a router to describe its routes; what is registered on the wrapper is registered on the router.
  if (origin?.package === 'chanfana' && origin.path.join() === 'fromHono') return firstArgument(evaluator, value);
  if (of.kind !== 'member') return undefined;
  const inner = honoRouter(evaluator, of.of);
  if (!inner) return undefined;
  if (of.name === 'basePath') return { key: siteKey(value.site), base: inner.base };
  return CHAINING.has(of.name) ? inner : undefined;
}

function firstArgument(evaluator: Evaluator, { site }: Result): HonoRouter | undefined {
  const [router] = site.call < 0 ? [] : evaluator.program.call(site.module, site.call).expr.args;
  return router && honoRouters(evaluator, router, { module: site.module })[0];
}

function extendsHono(evaluator: Evaluator, module: string, cls: number, depth = 0): boolean {
  const { superClass } = evaluator.program.cls(module, cls);
  if (!superClass || depth > 6) return false;
  return evaluator.evaluate(superClass, { module }).some((parent) => {
    if (parent.kind === 'class') return extendsHono(evaluator, parent.module, parent.cls, depth + 1);
    const origin = originOf(parent);
    return origin !== undefined && HONO_PACKAGES.has(origin.package) && CLASSES.test(origin.path.at(-1) ?? '');
  });
}

/** What a class registers on `this` holds for each of its instances. */
function instanceKey({ module, cls, site }: Extract<Value, { kind: 'instance' }>): RouterKey {
  return site ? `${module}#c${cls}@${siteKey(site)}` : `${module}#c${cls}`;
}

function typedKey({ package: from, name, from: parameter }: Extract<Value, { kind: 'typed' }>): RouterKey {
  return parameter
    ? `parameter:${parameter.fn.module}#f${parameter.fn.fn}(${parameter.index})`
    : `typed:${from}.${name}`;
}
