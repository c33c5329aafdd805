import { defineRule, definingModules, type ImportEdge, type ModuleNode, type Subject, within } from '#rule';

interface Reach extends Subject {
  edge: ImportEdge;
  packageHasServices: boolean;
  to: ModuleNode;
}

/** A controller that reaches past the service layer although the package has one. */
export const skippedLayer = defineRule({
  id: 'skipped-layer',
  summary: 'A controller imports a repository past the service layer',
  why: 'Where a package keeps its rules in services, a controller that goes straight to a repository leaves them out: validation, permissions and events that the service adds do not happen.',
  fix: 'Call the service; give it a method for this case if it has none.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['repositories that are injected by a token'],
  params: {},
  examples: {
    good: [
      {
        title: 'a two-layer design without services',
        files: {
          'src/controllers/user.controller.ts':
            "import { all } from '../repositories/user.repository';\nexport const list = () => all();\n",
          'src/repositories/user.repository.ts': 'export const all = () => [];\n',
        },
      },
    ],
    bad: [
      {
        title: 'the repository comes through a barrel',
        files: {
          'src/controllers/user.controller.ts': "import { all } from '../data';\nexport const list = () => all();\n",
          'src/services/user.service.ts': "import { all } from '../data';\nexport const list = () => all();\n",
          'src/data/index.ts': "export * from './user.repository';\n",
          'src/data/user.repository.ts': 'export const all = () => [];\n',
        },
        keys: ['src/controllers/user.controller.ts -> src/data/user.repository.ts'],
      },
      {
        title: 'services exist, the controller goes past them',
        files: {
          'src/controllers/user.controller.ts':
            "import { all } from '../repositories/user.repository';\nexport const list = () => all();\n",
          'src/services/user.service.ts':
            "import { all } from '../repositories/user.repository';\nexport const list = () => all();\n",
          'src/repositories/user.repository.ts': 'export const all = () => [];\n',
        },
        keys: ['src/controllers/user.controller.ts -> src/repositories/user.repository.ts'],
      },
    ],
  },
  *subjects(model): Iterable<Reach> {
    const modules = new Map(model.modules.map((module) => [module.path, module]));
    const withServices = new Set(
      model.modules.filter((module) => module.layer === 'service').map((module) => module.package),
    );
    for (const edge of model.graph.edges) {
      const from = modules.get(edge.from);
      if (edge.kind === 'type' || from?.role !== 'source' || from.layer !== 'controller') continue;
      const packageHasServices = withServices.has(from.package);
      for (const path of definingModules(model, edge)) {
        const to = modules.get(path);
        if (to) yield { key: `${edge.from} -> ${path}`, at: within(edge.from, edge.at), edge, packageHasServices, to };
      }
    }
  },
  check({ edge, packageHasServices, to }) {
    if (!packageHasServices || to.layer !== 'repository') return undefined;
    return {
      message: `controller ${edge.from} imports repository ${to.path} directly, past the services of its package`,
    };
  },
});
