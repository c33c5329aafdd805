import { join } from 'node:path';
import type { ImportFact } from '../../parse/typescript/code-facts.ts';
import type { ModuleNode, Package } from '../repo-model.ts';
import type { GeneratedClients } from './generated-clients.ts';
import { ModuleResolver, type Resolution } from './module-resolver.ts';
import { CompilerConfigs, type CompilerOptions } from './tsconfig.ts';

/** A module with its specifiers resolved. */
export interface LinkedModule extends ModuleNode {
  links: ReadonlyMap<string, Resolution>;
  compiler: CompilerOptions;
  /** Left out by name by the configuration that governs its folder. */
  leftOut: boolean;
}

/** Resolves every literal specifier of every module once. */
export function linkModules(
  root: string,
  modules: ModuleNode[],
  packages: Package[],
  clients: GeneratedClients = new Map(),
  configs = new CompilerConfigs(root),
): Map<string, LinkedModule> {
  const paths = new Set(modules.map((module) => module.path));
  const resolver = new ModuleResolver(root, paths, packages, { configs, clients });
  const linked = new Map<string, LinkedModule>();
  for (const module of modules) {
    const links = new Map<string, Resolution>();
    for (const { specifier } of specifiersOf(module.facts.imports)) {
      if (!links.has(specifier)) links.set(specifier, resolver.resolve(module.path, specifier, module.package));
    }
    const file = join(root, module.path);
    const leftOut = /\.[cm]?tsx?$/.test(file) && configs.leavesOut(file);
    linked.set(module.path, { ...module, links, compiler: configs.of(file), leftOut });
  }
  return linked;
}

const specifiersOf = (imports: ImportFact[]): { specifier: string }[] =>
  imports.filter((item): item is ImportFact & { specifier: string } => item.specifier !== undefined);
