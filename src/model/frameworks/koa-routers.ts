import type { Expr } from '../../parse/typescript/code-facts.ts';
import { argumentsEnv } from '../evaluate/calls.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, type Site, siteKey, type Value } from '../evaluate/values.ts';
import type { RouterKey } from './by-router.ts';
import { optionIn } from './options.ts';
import { type PathText, pathsOfOption } from './path-texts.ts';

/** npm packages whose routers work like `koa-router`, and what of them makes one. */
const ROUTERS: Record<string, RegExp> = {
  'koa-router': /^(Router)?$/,
  '@koa/router': /^(Router)?$/,
  'koa-joi-router': /^$/,
  'koa-zod-router': /^(zodRouter)?$/,
  'koa-tree-router': /^$/,
  'koa-swagger-decorator': /^SwaggerRouter$/,
};

export const KOA_VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'del',
  'head',
  'options',
  'all',
  'link',
  'unlink',
  'propfind',
  'report',
  'search',
]);
const CHAINING = new Set([...KOA_VERBS, 'use', 'param', 'prefix', 'register', 'route', 'redirect', 'host', 'on']);

/** Something that takes middleware: an application or a router. */
export interface KoaRouter {
  key: RouterKey;
  application: boolean;
  /** Where it was made, for its own prefix. */
  site: Site | undefined;
}

export function koaRouters(evaluator: Evaluator, expr: Expr, frame: Frame): KoaRouter[] {
  return evaluator.evaluate(expr, frame).flatMap((value) => koaRouter(evaluator, value, frame) ?? []);
}

export function koaRouter(evaluator: Evaluator, value: Value, frame: Frame): KoaRouter | undefined {
  if (value.kind === 'result') {
    const kind = makes(value.of);
    if (kind) return { key: siteKey(value.site), application: kind === 'application', site: value.site };
    const { of } = value;
    return of.kind === 'member' && CHAINING.has(of.name) ? koaRouter(evaluator, of.of, frame) : undefined;
  }
  if (value.kind === 'instance') return extending(evaluator, value);
  if (value.kind !== 'typed') return undefined;
  const application = value.package === 'koa' && /^(default|Application|Koa)$/.test(value.name);
  if (!application && !(value.package in ROUTERS && /^(default|Router|SwaggerRouter)$/.test(value.name)))
    return undefined;
  const { from } = value;
  const key = from ? `parameter:${from.fn.module}#f${from.fn.fn}(${from.index})` : `typed:${frame.module}`;
  return { key, application: false, site: undefined };
}

/** What a callee makes. */
function makes(callee: Value): 'application' | 'router' | undefined {
  const origin = originOf(callee);
  const path = origin?.path.filter((name) => name !== 'default').join('.') ?? '';
  if (origin?.package === 'koa') return path === '' || path === 'Application' ? 'application' : undefined;
  return origin && ROUTERS[origin.package]?.test(path) ? 'router' : undefined;
}

/** `class App extends Koa`: all that one class makes is taken for one. */
function extending(
  evaluator: Evaluator,
  { module, cls }: Extract<Value, { kind: 'instance' }>,
  depth = 0,
): KoaRouter | undefined {
  const { superClass } = evaluator.program.cls(module, cls);
  for (const parent of superClass && depth < 6 ? evaluator.evaluate(superClass, { module }) : []) {
    const kind = makes(parent);
    if (kind) return { key: `class:${module}#c${cls}`, application: kind === 'application', site: undefined };
    const inherited =
      parent.kind === 'class' ? extending(evaluator, { ...parent, kind: 'instance' }, depth + 1) : undefined;
    if (inherited) return { ...inherited, key: `class:${module}#c${cls}` };
  }
  return undefined;
}

/** The prefix that `new Router({ prefix })` gives, read with the arguments of the factory call that made the router. */
export function madeWithPrefix(evaluator: Evaluator, router: KoaRouter, frame: Frame): PathText {
  const { site } = router;
  if (!site || site.call < 0) return { text: '' };
  const [options] = evaluator.program.call(site.module, site.call).expr.args;
  const option = optionIn(evaluator, options, siteFrame(evaluator, site, frame), 'prefix');
  const [prefix] = option ? pathsOfOption(evaluator, option) : [];
  return prefix ?? { text: '' };
}

/** Where a value was made: inside a factory its parameters are what the factory's caller gave. */
function siteFrame(evaluator: Evaluator, site: Site, frame: Frame): Frame {
  const [caller] = site.via;
  if (caller === undefined) return frame.module === site.module ? frame : { module: site.module };
  const separator = caller.lastIndexOf('#');
  const module = caller.slice(0, separator);
  const call = evaluator.program.modules.has(module)
    ? evaluator.program.call(module, Number(caller.slice(separator + 1)))
    : undefined;
  if (!call) return { module: site.module };
  const fn = { module: site.module, fn: evaluator.program.call(site.module, site.call).fn };
  return { module: site.module, env: argumentsEnv(evaluator, fn, call.expr.args, { module }) };
}

/** What is given to `use`, taken apart. */
export type Middleware =
  | { kind: 'router'; router: KoaRouter }
  /** `mount('/x', app)` of koa-mount. */
  | { kind: 'mounted'; prefix: PathText; inner: { expr: Expr; frame: Frame } }
  /** `compose([a, b])`. */
  | { kind: 'composed'; inner: { expr: Expr; frame: Frame }[] }
  | { kind: 'nothing' }
  | { kind: 'function' };

const COMPOSING = new Set(['koa-compose', 'koa-combine-routers', 'koa-convert']);

export function middlewareOf(evaluator: Evaluator, value: Value, frame: Frame): Middleware {
  const plain = value.kind === 'instance' || value.kind === 'typed' ? koaRouter(evaluator, value, frame) : undefined;
  if (plain) return { kind: 'router', router: plain };
  if (value.kind !== 'result' || value.site.call < 0) return { kind: 'function' };
  if (value.of.kind === 'member') {
    const { name, of } = value.of;
    const router = koaRouter(evaluator, of, frame);
    if (router && (name === 'routes' || name === 'middleware')) return { kind: 'router', router };
    if (router && name === 'allowedMethods') return { kind: 'nothing' };
  }
  const application = koaRouter(evaluator, value, frame);
  if (application) return { kind: 'router', router: application };
  return calledPackage(evaluator, value, frame);
}

function calledPackage(evaluator: Evaluator, value: Extract<Value, { kind: 'result' }>, frame: Frame): Middleware {
  const origin = originOf(value.of);
  const { args, callee } = evaluator.program.call(value.site.module, value.site.call).expr;
  const inside: Frame = frame.module === value.site.module ? frame : { module: value.site.module };
  if (origin?.package === 'koa-mount') {
    const [first, second] = args;
    const inner = second ?? first;
    if (!inner) return { kind: 'function' };
    const prefixes =
      second && first
        ? pathsOfOption(evaluator, { values: evaluator.evaluate(first, inside), expr: first, frame: inside })
        : [];
    return { kind: 'mounted', prefix: prefixes[0] ?? { text: '' }, inner: { expr: inner, frame: inside } };
  }
  if (!origin || !COMPOSING.has(origin.package)) return { kind: 'function' };
  // `combineRouters(a, b)()`: the routers are the inner call's.
  const given = args.length === 0 && callee.kind === 'call' ? callee.args : args;
  return { kind: 'composed', inner: given.map((expr) => ({ expr, frame: inside })) };
}
