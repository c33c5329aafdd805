/** Names that place a module in a layer by convention, and how much each kind of sign weighs. */

/** Something that speaks for a layer. */
export interface Sign {
  layer: LayerName;
  weight: number;
  reason: string;
}

export type LayerName =
  | 'controller'
  | 'middleware'
  | 'service'
  | 'repository'
  | 'model'
  | 'domain'
  | 'infrastructure'
  | 'dto'
  | 'config'
  | 'util'
  | 'entry';

/** Weights: a declared role in the file's own name or a decorator tells more than the folder it lies in. */
export const WEIGHT = {
  decorator: 6,
  suffix: 5,
  structure: 4,
  folder: 3,
  weakFolder: 1,
  constants: 2,
  enough: 2,
  domain: 9,
} as const;

const FOLDERS: Record<string, LayerName> = {
  controllers: 'controller',
  controller: 'controller',
  routes: 'controller',
  routers: 'controller',
  router: 'controller',
  handlers: 'controller',
  resolvers: 'controller',
  endpoints: 'controller',
  api: 'controller',
  middlewares: 'middleware',
  middleware: 'middleware',
  guards: 'middleware',
  interceptors: 'middleware',
  hooks: 'middleware',
  services: 'service',
  service: 'service',
  usecases: 'service',
  'use-cases': 'service',
  'use-case': 'service',
  application: 'service',
  interactors: 'service',
  repositories: 'repository',
  repository: 'repository',
  repos: 'repository',
  dao: 'repository',
  daos: 'repository',
  'data-access': 'repository',
  persistence: 'repository',
  models: 'model',
  model: 'model',
  entities: 'model',
  entity: 'model',
  schemas: 'model',
  domain: 'domain',
  infrastructure: 'infrastructure',
  infra: 'infrastructure',
  adapters: 'infrastructure',
  dto: 'dto',
  dtos: 'dto',
  config: 'config',
  configs: 'config',
  configuration: 'config',
  utils: 'util',
  util: 'util',
  helpers: 'util',
  lib: 'util',
  common: 'util',
};

const SUFFIXES: Record<string, LayerName> = {
  controller: 'controller',
  controllers: 'controller',
  route: 'controller',
  routes: 'controller',
  router: 'controller',
  resolver: 'controller',
  gateway: 'controller',
  middleware: 'middleware',
  guard: 'middleware',
  interceptor: 'middleware',
  pipe: 'middleware',
  filter: 'middleware',
  service: 'service',
  usecase: 'service',
  'use-case': 'service',
  interactor: 'service',
  repository: 'repository',
  repo: 'repository',
  dao: 'repository',
  model: 'model',
  entity: 'model',
  'orm-entity': 'model',
  schema: 'dto',
  dto: 'dto',
  'request.dto': 'dto',
  'response.dto': 'dto',
  config: 'config',
  adapter: 'infrastructure',
  util: 'util',
  utils: 'util',
  helper: 'util',
  helpers: 'util',
  mapper: 'util',
  mappers: 'util',
  types: 'dto',
  validator: 'util',
  validation: 'util',
};

/** Folders that group by feature or by address as often as by layer: alone they tell nothing of a module. */
export const WEAK_FOLDERS: ReadonlySet<string> = new Set([
  'routes',
  'routers',
  'router',
  'api',
  'handlers',
  'endpoints',
  'application',
  'model',
  'hooks',
  'lib',
  'common',
  'schemas',
]);

const DECORATORS: Record<string, LayerName> = {
  Controller: 'controller',
  RestController: 'controller',
  JsonController: 'controller',
  Resolver: 'controller',
  WebSocketGateway: 'controller',
  Entity: 'model',
  Table: 'model',
  Schema: 'model',
  ViewEntity: 'model',
  EntityRepository: 'repository',
  CommandHandler: 'service',
  QueryHandler: 'service',
  EventsHandler: 'service',
  Saga: 'service',
  Catch: 'middleware',
  ObjectType: 'dto',
  InputType: 'dto',
  ArgsType: 'dto',
};

/** The layer that the nearest telling folder of a path within its package names, with that folder. */
export function layerOfFolder(path: string): { layer: LayerName; folder: string } | undefined {
  const folders = path.split('/').slice(0, -1).reverse();
  for (const folder of folders) {
    const layer = Object.hasOwn(FOLDERS, folder.toLowerCase()) ? FOLDERS[folder.toLowerCase()] : undefined;
    if (layer) return { layer, folder };
  }
  return undefined;
}

/** The layer that a file's own name ends in: `user.service.ts`, `users-controller.js`, `UserRepository.ts`. */
export function layerOfSuffix(path: string): { layer: LayerName; suffix: string } | undefined {
  const stem = (path.split('/').pop() ?? '').replace(/\.[cm]?[jt]sx?$/, '');
  const tails = [
    stem.replace(/^[^.]*\./, ''),
    stem.split('.').pop() ?? '',
    stem.split(/[-_]/).pop() ?? '',
    /[a-z]([A-Z][a-z]+)$/.exec(stem)?.[1] ?? '',
    stem,
  ];
  for (const tail of tails) {
    const key = tail.toLowerCase();
    // A file named by its role alone (`user/service.js`) says as much, once a folder says what it is the service of.
    if ((tail !== stem || path.includes('/')) && Object.hasOwn(SUFFIXES, key))
      return { layer: SUFFIXES[key] as LayerName, suffix: tail };
  }
  return undefined;
}

export const layerOfDecorator = (name: string): LayerName | undefined =>
  Object.hasOwn(DECORATORS, name) ? DECORATORS[name] : undefined;
