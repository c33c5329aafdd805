import type { DeclaredLayer } from '../../config/config.ts';
import { pathMatcher } from '../../config/path-matcher.ts';
import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { originOf } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { ImportGraph, Layer, Route } from '../repo-model.ts';
import {
  type LayerName,
  layerOfDecorator,
  layerOfFolder,
  layerOfSuffix,
  WEAK_FOLDERS,
  WEIGHT,
} from './layer-signals.ts';

export interface LayerInput {
  modules: LinkedModule[];
  graph: Omit<ImportGraph, 'cycles'>;
  routes: Route[];
  evaluator: Evaluator;
  declared: DeclaredLayer[];
}

interface Sign {
  layer: LayerName;
  weight: number;
  reason: string;
}

/**
 * Places each source module in a layer by the weight of several signs: its name, its folder, its decorators, what it does
 * (handles routes, defines tables) and who imports it. Declared layers come first and are never inferred over.
 */
export function inferLayers(input: LayerInput): Layer[] {
  const layers = new Map<string, Layer>();
  const structure = structureSigns(input);
  const place = (name: string, declared: boolean, module: LinkedModule, reasons: string[]): void => {
    const mayDependOn = input.declared.find((item) => item.name === name)?.mayDependOn;
    const layer: Layer = layers.get(name) ?? { name, evidence: [], modules: [], declared, mayDependOn };
    layers.set(name, layer);
    layer.modules.push(module.path);
    layer.evidence.push({ module: module.path, reasons });
    module.layer = name;
    module.layerNamed = declared || reasons.some((reason) => /^(named|in folder)|decorated/.test(reason));
  };
  const domains = domainFolders(input.modules);
  const patterns = input.declared.map((layer) => ({ name: layer.name, matches: pathMatcher(layer.modules) }));
  for (const module of input.modules) {
    if (module.role === 'test' || module.role === 'declaration' || module.role === 'tooling') continue;
    const declared = patterns.find((pattern) => pattern.matches(module.path));
    if (declared) {
      place(declared.name, true, module, ['declared in the configuration']);
      continue;
    }
    const best = strongest([
      ...domainSign(module, domains),
      ...nameSigns(module),
      ...(structure.get(module.path) ?? []),
    ]);
    if (best) place(best.layer, false, module, best.reasons);
  }
  return [...layers.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Folders named `domain` that hold a domain: with controllers in it the word only names a group of features. */
function domainFolders(modules: LinkedModule[]): string[] {
  const folders = new Map<string, boolean>();
  for (const { path } of modules) {
    const at = path.split('/').slice(0, -1).lastIndexOf('domain');
    if (at === -1) continue;
    const folder = path
      .split('/')
      .slice(0, at + 1)
      .join('/');
    const serves = layerOfSuffix(path)?.layer === 'controller';
    folders.set(folder, (folders.get(folder) ?? true) && !serves);
  }
  return [...folders].filter(([, pure]) => pure).map(([folder]) => folder);
}

/** All of a domain is domain, its entities, services and repository interfaces too. */
const domainSign = (module: LinkedModule, domains: string[]): Sign[] =>
  domains.some((folder) => module.path.startsWith(`${folder}/`)) &&
  !/\.(controller|resolver|module|spec|test)\./.test(module.path)
    ? [{ layer: 'domain', weight: WEIGHT.domain, reason: 'in folder domain/' }]
    : [];

function strongest(signs: Sign[]): { layer: LayerName; reasons: string[] } | undefined {
  const weights = new Map<LayerName, number>();
  for (const sign of signs) weights.set(sign.layer, (weights.get(sign.layer) ?? 0) + sign.weight);
  const [winner] = [...weights].sort((a, b) => b[1] - a[1]);
  if (!winner || winner[1] < WEIGHT.enough) return undefined;
  const reasons = signs.filter((sign) => sign.layer === winner[0]).sort((a, b) => b.weight - a.weight);
  return { layer: winner[0], reasons: reasons.map((sign) => sign.reason) };
}

function nameSigns(module: LinkedModule): Sign[] {
  const signs: Sign[] = [];
  const suffix = layerOfSuffix(module.path);
  if (suffix) signs.push({ layer: suffix.layer, weight: WEIGHT.suffix, reason: `named *${suffix.suffix}` });
  const folder = layerOfFolder(module.path);
  // An index or container below a layer's folder puts things together; it is not one of them.
  if (folder && !isWiring(module)) {
    const weak = WEAK_FOLDERS.has(folder.folder.toLowerCase());
    signs.push({
      layer: folder.layer,
      weight: weak ? WEIGHT.weakFolder : WEIGHT.folder,
      reason: `in folder ${folder.folder}/`,
    });
  }
  for (const cls of module.facts.classes) {
    for (const decorator of cls.decorators) {
      const name = decoratorName(decorator.expr);
      const layer = name === undefined ? undefined : layerOfDecorator(name);
      if (layer)
        signs.push({ layer, weight: WEIGHT.decorator, reason: `${cls.name ?? 'a class'} is decorated with @${name}` });
    }
  }
  return signs;
}

const isWiring = (module: LinkedModule): boolean =>
  /(^|[/.-])(index|container|main|app|server|module|factory|factories|bootstrap)\.[cm]?[jt]sx?$/i.test(module.path);

function decoratorName(expr: Expr): string | undefined {
  if (expr.kind === 'call') return decoratorName(expr.callee);
  if (expr.kind === 'reference') return expr.name;
  return expr.kind === 'member' && typeof expr.property === 'string' ? expr.property : undefined;
}

/** Signs that do not depend on names: route handlers, middleware, table definitions. */
function structureSigns({ modules, routes, evaluator }: LayerInput): Map<string, Sign[]> {
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
    const defined = definesTable(module, evaluator);
    if (defined) add(module.path, { layer: 'model', weight: WEIGHT.structure, reason: defined });
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
