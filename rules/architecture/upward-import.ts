import { defineRule, type ImportEdge, type ModuleNode, type RepoModel, type Subject, within } from '#rule';

interface Crossing extends Subject {
  edge: ImportEdge;
  from: ModuleNode;
  to: ModuleNode;
}

/** Layers from the outside in; what is not listed may be imported from anywhere. */
const ORDER = ['controller', 'service', 'repository', 'model'];
/** The domain knows nobody further out, as the model does not. */
const rank = (layer: string | undefined): number => ORDER.indexOf(layer === 'domain' ? 'model' : (layer ?? ''));

/** An import from an inner layer to an outer one. */
export const upwardImport = defineRule({
  id: 'upward-import',
  summary: 'An inner layer imports an outer one',
  why: 'When services know controllers, or repositories know services, the layers cannot be used, tested or replaced one without the other, and cycles are one import away.',
  fix: 'Let the outer layer pass in what the inner one needs, or move the shared part to a module below both.',
  severity: 'warning',
  precision: 'medium',
  cannotDetect: ['calls that go upward through injected callbacks or events'],
  params: {},
  examples: {
    good: [
      {
        title: 'a controller imports a service',
        files: {
          'src/controllers/user.controller.ts':
            "import { find } from '../services/user.service';\nexport const get = () => find();\n",
          'src/services/user.service.ts': 'export const find = () => 1;\n',
        },
      },
      {
        title: 'only a type goes upward',
        files: {
          'src/controllers/user.controller.ts': 'export interface Query { page: number }\n',
          'src/services/user.service.ts':
            "import type { Query } from '../controllers/user.controller';\nexport const find = (query: Query) => query.page;\n",
        },
      },
    ],
    bad: [
      {
        title: 'a service imports a controller',
        files: {
          'src/controllers/user.controller.ts': 'export const format = (name: string) => name.trim();\n',
          'src/services/user.service.ts':
            "import { format } from '../controllers/user.controller';\nexport const find = () => format(' a ');\n",
        },
        keys: ['src/services/user.service.ts -> src/controllers/user.controller.ts'],
      },
    ],
  },
  *subjects(model): Iterable<Crossing> {
    const modules = new Map(model.modules.map((module) => [module.path, module]));
    for (const edge of model.graph.edges) {
      const from = modules.get(edge.from);
      const to = modules.get(edge.to);
      if (edge.kind === 'type' || !from || !to || from.role !== 'source') continue;
      if (
        isDeclared(model, from) ||
        (from.layerNamed &&
          to.layerNamed &&
          rank(from.layer) >= 0 &&
          rank(to.layer) >= 0 &&
          folderOf(edge.from) !== folderOf(edge.to))
      ) {
        yield { key: `${edge.from} -> ${edge.to}`, at: within(edge.from, edge.at), edge, from, to };
      }
    }
  },
  check({ from, to, edge }, _params, model) {
    const declared = declaredViolation(model, from, to);
    if (declared !== undefined) return declared;
    if (rank(from.layer) <= rank(to.layer) || rank(to.layer) < 0 || to.layer === from.layer) return undefined;
    return {
      message: `${from.layer} ${from.path} imports ${to.layer} ${to.path}, against the order ${ORDER.join(' → ')}`,
      related: [{ at: within(edge.from, edge.at), message: `import of ${edge.specifier}` }],
    };
  },
});

/** Parts of one feature, side by side in one folder, are told by their names alone. */
const folderOf = (path: string): string =>
  /[.-](controller|service|repository|model|entity)\.[cm]?[jt]s$/i.test(path) ? path : path.replace(/[^/]*$/, '');

const isDeclared = (model: RepoModel, module: ModuleNode): boolean =>
  model.layers.some((layer) => layer.declared && layer.name === module.layer);

/** Declared layers say themselves what they may depend on; breaking that is an error. */
function declaredViolation(
  model: RepoModel,
  from: ModuleNode,
  to: ModuleNode,
): { message: string; severity: 'error' } | undefined {
  const layer = model.layers.find((item) => item.declared && item.name === from.layer);
  const target = model.layers.find((item) => item.declared && item.name === to.layer);
  if (!layer?.mayDependOn || !target || target.name === layer.name || layer.mayDependOn.includes(target.name))
    return undefined;
  const allowed = layer.mayDependOn.length > 0 ? layer.mayDependOn.join(', ') : 'no other layer';
  return {
    message: `layer ${layer.name} may depend on ${allowed}, and imports ${target.name} (${to.path})`,
    severity: 'error',
  };
}
