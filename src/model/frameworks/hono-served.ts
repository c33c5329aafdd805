import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { RouterKey } from './by-router.ts';
import { optionValues } from './constants.ts';
import { type HonoRouter, honoRouter, honoRouters } from './hono-routers.ts';
import type { Recognition } from './recogniser.ts';

const RUNTIMES = new Set(['Bun', 'Deno']);

/** Routers that something is seen to serve: given to a server or an adapter, fired, or exported by a module nothing imports. */
export function servedRouters({ evaluator, modules }: Recognition): Set<RouterKey> {
  const imported = importedModules(modules);
  const served = new Set<RouterKey>();
  for (const module of modules) {
    const found = [
      ...servedByCalls(evaluator, module),
      ...(imported.has(module.path) ? [] : exported(evaluator, module)),
    ];
    for (const router of found) served.add(router.key).add(router.base);
  }
  return served;
}

function importedModules(modules: LinkedModule[]): Set<string> {
  const targets = modules.flatMap((module) =>
    [...module.links.values()].flatMap((link) =>
      link.kind === 'module' && link.path !== module.path ? [link.path] : [],
    ),
  );
  return new Set(targets);
}

/** `serve(app)`, `serve({ fetch: app.fetch })`, `handle(app)`, `Bun.serve(app)`, `app.fire()`, in modules that use such. */
function servedByCalls(evaluator: Evaluator, module: LinkedModule): HonoRouter[] {
  const frame = { module: module.path };
  const usesHono = [...module.links.values()].some(
    (link) => link.kind === 'package' && /^(hono|@hono\/|@fastly\/hono|bun$)/.test(link.name),
  );
  return module.facts.calls.flatMap(({ expr: { callee, args } }) => {
    if (callee.kind === 'member' && callee.property === 'fire') return honoRouters(evaluator, callee.object, frame);
    const runtime = callee.kind === 'member' && callee.object.kind === 'reference' && RUNTIMES.has(callee.object.name);
    if (!runtime && !(usesHono && isAdapter(evaluator, callee, module.path))) return [];
    return args.flatMap((arg) => evaluator.evaluate(arg, frame)).flatMap((value) => routersIn(evaluator, value));
  });
}

function isAdapter(evaluator: Evaluator, callee: Expr, module: string): boolean {
  if (callee.kind !== 'reference' || callee.binding === undefined) return false;
  return evaluator.evaluate(callee, { module }).some((value) => {
    const origin = originOf(value);
    return origin !== undefined && /^(hono$|@hono\/)/.test(origin.package);
  });
}

/** `export default app`, `export default { fetch: app.fetch }`, `export const onRequest = app.fetch`. */
function exported(evaluator: Evaluator, module: LinkedModule): HonoRouter[] {
  const frame = { module: module.path };
  const values = module.facts.exports
    .filter((item) => !item.typeOnly)
    .flatMap((item): Value[] => {
      if (item.value) return evaluator.evaluate(item.value, frame);
      const binding = item.binding === undefined ? undefined : module.facts.bindings[item.binding];
      return binding?.init || binding?.import ? evaluator.bindingValues(binding, frame) : [];
    });
  return values.flatMap((value) => routersIn(evaluator, value));
}

/** A router, its `fetch`, or an object that has such a `fetch`. */
function routersIn(evaluator: Evaluator, value: Value): HonoRouter[] {
  const direct = honoRouter(evaluator, value);
  if (direct) return [direct];
  if (value.kind === 'member' && (value.name === 'fetch' || value.name === 'request')) {
    const router = honoRouter(evaluator, value.of);
    return router ? [router] : [];
  }
  return (optionValues(evaluator, value, 'fetch') ?? []).flatMap((item) =>
    item === value ? [] : routersIn(evaluator, item),
  );
}
