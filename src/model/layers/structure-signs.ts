import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Route } from '../repo-model.ts';
import { type Sign, WEIGHT } from './layer-signals.ts';
import { classSigns, startSigns } from './start-signs.ts';

export interface StructureInput {
  modules: LinkedModule[];
  routes: Route[];
  evaluator: Evaluator;
}

/** Signs that do not depend on names, by module: handlers, middleware, tables, clients, the putting together of it all. */
export function structureSigns({ modules, routes, evaluator }: StructureInput): Map<string, Sign[]> {
  const signs = new Map<string, Sign[]>();
  const add = (path: string, sign: Sign): void => {
    const known = signs.get(path) ?? [];
    if (!known.some((other) => other.layer === sign.layer)) signs.set(path, [...known, sign]);
  };
  for (const route of routes) {
    const handler = route.handler?.fn?.module;
    if (handler)
      add(handler, { layer: 'controller', weight: WEIGHT.structure, reason: `handles ${route.method} ${route.path}` });
    add(route.file, {
      layer: 'controller',
      weight: WEIGHT.structure,
      reason: `registers ${route.method} ${route.path}`,
    });
    for (const item of route.middleware) {
      if (item.fn)
        add(item.fn.module, {
          layer: 'middleware',
          weight: WEIGHT.folder,
          reason: `${item.name} runs before ${route.method} ${route.path}`,
        });
    }
  }
  for (const module of modules) {
    if (module.role !== 'source' && module.role !== 'config') continue;
    const defined = definesTable(module, evaluator);
    if (defined) add(module.path, { layer: 'model', weight: WEIGHT.structure, reason: defined });
    const serving = (signs.get(module.path) ?? []).some((sign) => sign.layer === 'controller');
    for (const sign of [...classSigns(module, evaluator), ...(serving ? [] : startSigns(module, evaluator))])
      add(module.path, sign);
  }
  return signs;
}

const TABLE_MAKERS: Record<string, RegExp> = {
  mongoose: /^(model|Schema)$/,
  sequelize: /^define$/,
  'drizzle-orm': /Table$/,
};

/** `mongoose.model(…)`, `sequelize.define(…)`, `pgTable(…)`. */
function definesTable(module: LinkedModule, evaluator: Evaluator): string | undefined {
  const linksTo = new Set([...module.links.values()].flatMap((link) => (link.kind === 'package' ? [link.name] : [])));
  for (const call of module.facts.calls) {
    const { callee } = call.expr;
    const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : undefined;
    if (typeof name !== 'string') continue;
    const library = Object.entries(TABLE_MAKERS).find(([, pattern]) => pattern.test(name))?.[0];
    if (!library || (library !== 'sequelize' && !linksTo.has(library))) continue;
    const from = evaluator
      .evaluate(callee, { module: module.path })
      .some((value) => originOf(value)?.package === library);
    if (from) return `defines a ${library} model with ${name}()`;
  }
  return undefined;
}
