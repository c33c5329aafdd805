import type { DeclaredLayer } from '../../config/config.ts';
import { pathMatcher } from '../../config/path-matcher.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { ImportGraph, Layer, Route } from '../repo-model.ts';
import { type LayerName, type Sign, WEIGHT } from './layer-signals.ts';
import { domainFolders, domainSign, nameSigns } from './name-signs.ts';
import { structureSigns } from './structure-signs.ts';

export interface LayerInput {
  modules: LinkedModule[];
  graph: Omit<ImportGraph, 'cycles'>;
  routes: Route[];
  evaluator: Evaluator;
  declared: DeclaredLayer[];
}

/** Roles of modules that take part in the running system, or show it. */
const PLACED: ReadonlySet<string> = new Set(['source', 'config', 'example']);

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
    if (!PLACED.has(module.role)) continue;
    const declared = patterns.find((pattern) => pattern.matches(module.path));
    if (declared) {
      place(declared.name, true, module, ['declared in the configuration']);
      continue;
    }
    const own = structure.get(module.path) ?? [];
    const best = strongest([...domainSign(module, domains), ...nameSigns(module, own), ...own]);
    if (best) place(best.layer, false, module, best.reasons);
  }
  return [...layers.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function strongest(signs: Sign[]): { layer: LayerName; reasons: string[] } | undefined {
  const weights = new Map<LayerName, number>();
  for (const sign of signs) weights.set(sign.layer, (weights.get(sign.layer) ?? 0) + sign.weight);
  const [winner] = [...weights].sort((a, b) => b[1] - a[1]);
  if (!winner || winner[1] < WEIGHT.enough) return undefined;
  const reasons = signs.filter((sign) => sign.layer === winner[0]).sort((a, b) => b.weight - a.weight);
  return { layer: winner[0], reasons: [...new Set(reasons.map((sign) => sign.reason))] };
}
