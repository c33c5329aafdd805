import type { ObjectExpr } from '../../parse/typescript/code-facts.ts';
import { modulesUsingHapi } from './hapi-registrations.ts';
import { type HapiContext, registerHapiRoute, routeValues } from './hapi-routes.ts';
import { resolved } from './options.ts';
import { locationIn, type Recognition } from './recogniser.ts';

/**
 * Routes that modules export and that nothing known registers: loaders of folders do (`haute-couture`, `hapi-router`, walks of
 * directories). They are told by their shape; where they are mounted is not known.
 */
export function registerExportedRoutes(recognition: Recognition, context: HapiContext): void {
  const { evaluator, modules, graph } = recognition;
  const taken = new Set(graph.registrations.map(({ at }) => `${at.path}:${at.line}:${at.column}`));
  for (const { path } of modulesUsingHapi(modules)) {
    const exported = resolved(
      evaluator,
      evaluator.exported(path, 'default').filter((value) => value.kind !== 'module'),
    );
    for (const value of routeValues(evaluator, exported)) {
      if (value.kind !== 'object' || !isRouteShaped(value.expr)) continue;
      const at = locationIn(value.module, value.expr.at);
      const key = `${at.path}:${at.line}:${at.column}`;
      if (taken.has(key)) continue;
      registerHapiRoute(recognition, context, ['exported:hapi'], value, at);
    }
  }
}

function isRouteShaped({ properties }: ObjectExpr): boolean {
  const has = (name: string): boolean => properties.some(({ key }) => key === name);
  return has('method') && has('path') && (has('handler') || has('options') || has('config'));
}
