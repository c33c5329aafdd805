import type { ExportFact } from '../../parse/typescript/code-facts.ts';
import type { LinkedModule } from './linked-modules.ts';

/** Re-exports that are followed from one name; longer chains are taken for values. */
const MAX_DEPTH = 12;

/** Tells which exported names are only types (interfaces, aliases), through re-exports and barrels; asked often, so it remembers. */
export class TypeNames {
  readonly #links: ReadonlyMap<string, LinkedModule>;
  readonly #known = new Map<LinkedModule, Map<string, boolean>>();

  constructor(links: ReadonlyMap<string, LinkedModule>) {
    this.#links = links;
  }

  /** `false` also for a name that the module does not export as far as can be told. */
  has(module: LinkedModule, name: string, depth = 0): boolean {
    if (name === '*' || depth > MAX_DEPTH) return false;
    let names = this.#known.get(module);
    if (!names) {
      names = new Map();
      this.#known.set(module, names);
    }
    let known = names.get(name);
    if (known === undefined) {
      // A circle of re-exports leads nowhere.
      names.set(name, false);
      known = this.#resolve(module, name, depth);
      names.set(name, known);
    }
    return known;
  }

  #resolve(module: LinkedModule, name: string, depth: number): boolean {
    const { exports } = module.facts;
    const own = exports.filter((item) => item.name === name);
    if (own.length > 0) return own.every((item) => item.typeOnly || this.#isType(module, item, depth));
    return exports.some(
      (item) => item.name === '*' && item.from !== undefined && this.#follow(module, item.from.specifier, name, depth),
    );
  }

  #isType(module: LinkedModule, item: ExportFact, depth: number): boolean {
    if (item.from) return this.#follow(module, item.from.specifier, item.from.imported, depth);
    const id = item.binding ?? (item.value?.kind === 'reference' ? item.value.binding : undefined);
    const binding = id === undefined ? undefined : module.facts.bindings[id];
    if (!binding?.import) return binding?.kind === 'type';
    const { specifier, imported, typeOnly } = binding.import;
    return typeOnly || (specifier !== undefined && this.#follow(module, specifier, imported, depth));
  }

  #follow(module: LinkedModule, specifier: string, name: string, depth: number): boolean {
    const link = module.links.get(specifier);
    const target = link?.kind === 'module' ? this.#links.get(link.path) : undefined;
    return target !== undefined && this.has(target, name, depth + 1);
  }
}
