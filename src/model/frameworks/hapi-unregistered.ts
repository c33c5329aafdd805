import type { Expr, ObjectExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf } from '../evaluate/values.ts';
import { calleeName, some } from '../flow/expression-search.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import { modulesUsingHapi } from './hapi-registrations.ts';
import { type HapiContext, registerHapiRoute, routeValues } from './hapi-routes.ts';
import { resolved } from './options.ts';
import { locationIn, type Recognition } from './recogniser.ts';

/**
 * Routes that modules export and that nothing known registers: loaders of folders do (`haute-couture`, `hapi-router`, walks of
 * directories). They are told by their shape; where they are mounted is known only where their package gives no plugin a prefix.
 */
export function registerExportedRoutes(recognition: Recognition, context: HapiContext): void {
  const { evaluator, modules, graph } = recognition;
  const taken = new Set(graph.registrations.map(({ at }) => `${at.path}:${at.line}:${at.column}`));
  for (const { path, package: owner } of modulesUsingHapi(modules)) {
    const router = `exported:hapi:${owner.path}`;
    const own = modules.filter((module) => module.package === owner);
    if (makesServer(evaluator, own) && !mayHavePrefix(evaluator, own, owner)) graph.root(router);
    const exported = resolved(
      evaluator,
      evaluator.exported(path, 'default').filter((value) => value.kind !== 'module'),
    );
    for (const value of routeValues(evaluator, exported)) {
      if (value.kind !== 'object' || !isRouteShaped(value.expr)) continue;
      const at = locationIn(value.module, value.expr.at);
      const key = `${at.path}:${at.line}:${at.column}`;
      if (taken.has(key)) continue;
      registerHapiRoute(recognition, context, [router], value, at);
    }
  }
}

const LOADERS_WITH_PREFIX = ['@hapi/glue', 'glue', 'haute-couture', '@hapipal/haute-couture', 'hapi-router'];

/** Whether a package names a prefix when it registers plugins, registers what is not known, or leaves that to a loader. */
function mayHavePrefix(evaluator: Evaluator, own: LinkedModule[], owner: Package): boolean {
  if (LOADERS_WITH_PREFIX.some((name) => name in owner.dependencies)) return true;
  return own.some(({ path, facts }) =>
    facts.calls.some(({ expr }) => {
      if (calleeName(expr.callee) !== 'register') return false;
      const [plugin] = expr.args;
      const values = plugin ? evaluator.evaluate(plugin, { module: path }) : [];
      return values.every((value) => value.kind === 'unknown') || expr.args.some(namesPrefix);
    }),
  );
}

const namesPrefix = (expr: Expr): boolean =>
  some(expr, (part) =>
    part.kind === 'object'
      ? part.properties.some(({ key }) => key === 'prefix' || key === undefined)
      : part.kind === 'member' && part.property === 'realm',
  );

const makesServer = (evaluator: Evaluator, own: LinkedModule[]): boolean =>
  own.some(({ path, facts }) =>
    facts.calls.some(
      ({ expr }) =>
        /^(server|Server|createServer)$/.test(calleeName(expr.callee) ?? '') &&
        evaluator
          .evaluate(expr.callee, { module: path })
          .some((value) => /^(@hapi\/)?hapi$/.test(originOf(value)?.package ?? '')),
    ),
  );

function isRouteShaped({ properties }: ObjectExpr): boolean {
  const has = (name: string): boolean => properties.some(({ key }) => key === name);
  return has('method') && has('path') && (has('handler') || has('options') || has('config'));
}
