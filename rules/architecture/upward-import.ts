import {
  calleeName,
  defineRule,
  definingModules,
  type Expr,
  type ImportEdge,
  type ModuleNode,
  type RepoModel,
  type Subject,
  within,
} from '#rule';

interface Crossing extends Subject {
  edge: ImportEdge;
  from: ModuleNode;
  to: ModuleNode;
}

/** Layers from the outside in; the domain knows nobody further out, as the model does not. */
const ORDER = ['entry', 'controller', 'service', 'repository', 'model'];
const rank = (layer: string | undefined): number => ORDER.indexOf(layer === 'domain' ? 'model' : (layer ?? ''));
/** Code that every layer may use, and that must know none which serves requests. */
const isShared = ({ layer, path }: ModuleNode): boolean =>
  layer === 'middleware' ||
  layer === 'util' ||
  (layer === undefined && /(^|\/)(lib|libs|utils?|helpers?|common|middlewares?)\/[^/]+$/.test(path));

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
      {
        title: 'a table of addresses named like a module of routes serves nothing',
        files: {
          'src/config/app.routes.ts': "export const routes = { users: '/v1/users' };\n",
          'src/services/user.service.ts':
            "import { routes } from '../config/app.routes';\nexport const link = () => routes.users;\n",
        },
      },
      {
        title: 'use cases in a folder named domain call data access, as their own rule says',
        files: {
          'src/domain/order-use-case.ts':
            "import { save } from '../data-access/order-repository';\nexport const add = () => save();\n",
          'src/data-access/order-repository.ts': 'export const save = () => 1;\n',
        },
      },
    ],
    bad: [
      {
        title: 'a service imports a controller',
        files: {
          'src/controllers/user.controller.ts':
            "import { Router } from 'express';\nexport const format = (name: string) => name.trim();\nexport const users = Router().get('/v1/users', (req, res) => res.json([]));\n",
          'src/services/user.service.ts':
            "import { format } from '../controllers/user.controller';\nexport const find = () => format(' a ');\n",
        },
        keys: ['src/services/user.service.ts -> src/controllers/user.controller.ts'],
      },
      {
        title: 'a service imports the module that puts the application together',
        files: {
          'src/server.ts':
            "import express from 'express';\nimport { users } from './users/routes';\nexport const log = console;\nexport const app = express();\napp.use('/v1', users);\n",
          'src/users/routes.ts':
            "import { Router } from 'express';\nimport { find } from './services/user.service';\nexport const users = Router().get('/users', (req, res) => res.json(find()));\n",
          'src/users/services/user.service.ts':
            "import { log } from '../../server';\nexport const find = () => log.info('find');\n",
        },
        keys: ['src/users/services/user.service.ts -> src/server.ts'],
      },
      {
        title: 'shared code imports a module of routes through a barrel',
        files: {
          'src/routes/index.ts': "export { orders, seen } from './orders';\n",
          'src/routes/orders.ts':
            "import { Router } from 'express';\nexport const seen = new Set();\nexport const orders = Router().get('/v1/orders', (req, res) => res.json([]));\n",
          'src/lib/fraud.ts':
            "import { seen } from '../routes';\nexport const isKnown = (id: string) => seen.has(id);\n",
        },
        keys: ['src/lib/fraud.ts -> src/routes/orders.ts'],
      },
    ],
  },
  *subjects(model): Iterable<Crossing> {
    const modules = new Map(model.modules.map((module) => [module.path, module]));
    for (const edge of model.graph.edges) {
      const from = modules.get(edge.from);
      const to = modules.get(edge.to);
      if (edge.kind === 'type' || !from || !to || from.role !== 'source') continue;
      const subject = { at: within(edge.from, edge.at), edge, from };
      if (isLimited(model, from)) yield { key: `${edge.from} -> ${edge.to}`, ...subject, to };
      else if (isInner(from)) {
        for (const path of definingModules(model, edge)) {
          const defined = modules.get(path);
          if (defined && crosses(from, defined)) yield { key: `${edge.from} -> ${path}`, ...subject, to: defined };
        }
      }
    }
  },
  check({ from, to, edge }, _params, model) {
    if (isLimited(model, from)) return declaredViolation(model, from, to);
    const wrong = isShared(from) ? to.layer === 'controller' : rank(from.layer) > rank(to.layer);
    if (!wrong || isOwnPort(from, to) || !isOuter(model, to)) return undefined;
    return {
      message: `${from.layer ?? 'shared'} ${from.path} imports ${describe(to)}, against the order ${order(from)}`,
      related: [{ at: within(edge.from, edge.at), message: `import of ${edge.specifier}` }],
    };
  },
});

/** A module whose layer says that others may depend on it. */
const isInner = (module: ModuleNode): boolean =>
  (module.layerNamed === true && rank(module.layer) >= rank('service')) || isShared(module);

/** Pairs of layers that have an order, in different places: parts of one feature lie side by side. */
const crosses = (from: ModuleNode, to: ModuleNode): boolean =>
  (to.role === 'source' || to.role === 'config') &&
  rank(to.layer) >= 0 &&
  (to.layerNamed === true || to.layer === 'entry') &&
  folderOf(from.path) !== folderOf(to.path);

/** What the domain must not know is judged by its own rule. */
const isOwnPort = (from: ModuleNode, to: ModuleNode): boolean =>
  from.layer === 'domain' && /^(controller|repository)$/.test(to.layer ?? '');

/** A module is a controller by what it serves, not by what it is called. */
const isOuter = (model: RepoModel, module: ModuleNode): boolean =>
  module.layer !== 'controller' ||
  model.handlers.some((use) => use.fn.module === module.path) ||
  model.routes.some((route) => route.file === module.path) ||
  module.facts.classes.some((cls) => cls.decorators.some(({ expr }) => SERVES.test(decoratorName(expr))));

const SERVES = /Controller$|^(Resolver|WebSocketGateway)$/;
const decoratorName = (expr: Expr): string => calleeName(expr.kind === 'call' ? expr.callee : expr) ?? '';

const describe = ({ layer, path }: ModuleNode): string =>
  layer === 'entry' ? `${path}, which puts the application together` : `${layer} ${path}`;

const order = (from: ModuleNode): string =>
  isShared(from)
    ? 'controller → shared code'
    : ORDER.map((layer) => (layer === 'model' && from.layer === 'domain' ? 'domain' : layer)).join(' → ');

/** Parts of one feature, side by side in one folder, are told by their names alone. */
const folderOf = (path: string): string =>
  /[.-](controller|service|repository|model|entity)\.[cm]?[jt]s$/i.test(path) ? path : path.replace(/[^/]*$/, '');

const isLimited = (model: RepoModel, module: ModuleNode): boolean =>
  model.layers.some((layer) => layer.declared && layer.mayDependOn !== undefined && layer.name === module.layer);

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
