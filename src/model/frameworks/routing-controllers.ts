import type { Location } from '../../parse/position.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { classHandler, classHandlers, methodHandler } from './class-handlers.ts';
import { constantText, objectsOf, optionValues } from './constants.ts';
import { type ClassKey, classesWith, type DecoratedClass, lineage, visibleMethods } from './decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from './decorators.ts';
import { joined, type PathText, pathTexts } from './path-texts.ts';
import type { Recogniser, Recognition } from './recogniser.ts';
import { classesNamed, type RoutingServer, routingServers } from './routing-controllers-servers.ts';

const isOurs = (item: AppliedDecorator): boolean => item.package === 'routing-controllers';
const isController = (item: AppliedDecorator): boolean => isOurs(item) && /^(Json)?Controller$/.test(item.name);
const isMiddleware = (item: AppliedDecorator): boolean => isOurs(item) && item.name === 'Middleware';
const VERBS = /^(Get|Post|Put|Patch|Delete|Head|Options|All)$/;
const UNSERVED: RouterKey = 'routing-controllers';

/** Controllers of `routing-controllers` on Express or Koa, with the servers that list them and global middleware. */
export const routingControllers: Recogniser = {
  name: 'routing-controllers',
  packages: ['routing-controllers'],
  recognise(recognition) {
    const { evaluator, modules, graph } = recognition;
    const controllers = classesWith(evaluator, modules, isController);
    const middlewares = classesWith(evaluator, modules, isMiddleware);
    const served = new Set<ClassKey>();
    for (const server of routingServers(recognition)) {
      mountServer(recognition, server, middlewares);
      const listed = classesNamed(evaluator, server, 'controllers', controllers);
      for (const cls of listed) served.add(cls.key);
      for (const cls of listed) registerController(recognition, server.key, cls, checkerOf(evaluator, server));
    }
    graph.doubt(UNSERVED, 'no server of the repository was seen to list its controller');
    for (const [key, cls] of controllers)
      if (!served.has(key)) registerController(recognition, UNSERVED, cls, undefined);
  },
  catchesAsync: () => ({
    catchesAsync: true,
    because: 'routing-controllers awaits its actions and passes what they reject to error handling',
  }),
};

function mountServer(
  recognition: Recognition,
  server: RoutingServer,
  middlewares: Map<ClassKey, DecoratedClass>,
): void {
  const { evaluator, graph } = recognition;
  const host = server.host ?? `${server.key}.host`;
  graph.root(host);
  graph.mount({ parent: host, child: server.key, prefix: server.prefix, middleware: [], at: server.at });
  const used = classesNamed(evaluator, server, 'middlewares', middlewares).map((cls) =>
    globalMiddleware(evaluator, cls),
  );
  const before = used.filter((item) => item.type === 'before').sort((a, b) => b.priority - a.priority);
  const handlers = before.flatMap((item) => item.use ?? []);
  if (handlers.length > 0) graph.use({ router: server.key, prefix: '', handlers, unordered: true, at: server.at });
  noteErrorHandlers(recognition, server, used);
}

interface GlobalMiddleware {
  type: string | undefined;
  priority: number;
  use: HandlerRef | undefined;
  error: HandlerRef | undefined;
  at: Location;
}

/** `@Middleware({ type: 'before' | 'after', priority })` on a class with `use` or, for errors, `error`. */
function globalMiddleware(evaluator: Evaluator, { module, fact, decorators }: DecoratedClass): GlobalMiddleware {
  const decorator = decorators.find(isMiddleware);
  const objects = decorator ? objectsOf(evaluator, decorator.args[0], decorator.frame) : [];
  const option = (name: string): string | undefined =>
    constantText(objects.flatMap((object) => optionValues(evaluator, object, name) ?? []));
  const through = (method: string): HandlerRef | undefined => {
    const handler = classHandler(evaluator, [{ kind: 'instance', module, cls: fact.id }], method);
    return handler?.fn ? handler : undefined;
  };
  return {
    type: option('type'),
    priority: Number(option('priority') ?? 0),
    use: through('use'),
    error: through('error'),
    at: { path: module, ...fact.at },
  };
}

/** Error middleware of Express has an `error` method; Koa's catches what the rest of the chain throws. */
function noteErrorHandlers(
  { evaluator, errorHandlers }: Recognition,
  server: RoutingServer,
  used: GlobalMiddleware[],
): void {
  const note = (at: Location, name: string, handler?: HandlerRef): void => {
    const { fn } = handler ?? {};
    errorHandlers.push({
      framework: 'routing-controllers',
      handler: { at, name, external: fn === undefined, ...(fn && { fn }) },
    });
  };
  for (const { error, use, at } of used) {
    const handler = error ?? (use && catchesAround(evaluator, use) ? use : undefined);
    if (handler) note(at, handler.name, handler);
  }
  const option = server.options.flatMap((object) => optionValues(evaluator, object, 'defaultErrorHandler') ?? []);
  const off = option.some((value) => value.kind === 'constant' && value.value === false);
  if (!off) note(server.at, 'the default error handler of routing-controllers');
  for (const { framework, handler, router } of [...errorHandlers])
    if (framework === 'express' && router !== undefined && router === server.host)
      errorHandlers.push({ framework: 'routing-controllers', handler });
}

const catchesAround = (evaluator: Evaluator, { fn }: HandlerRef): boolean =>
  fn !== undefined && evaluator.program.module(fn.module).facts.tries.some((item) => item.fn === fn.fn && item.handler);

function checkerOf(evaluator: Evaluator, { options }: RoutingServer): HandlerRef['fn'] {
  const values = options.flatMap((object) => optionValues(evaluator, object, 'authorizationChecker') ?? []);
  const checker = values.find((value) => value.kind === 'function');
  return checker?.kind === 'function' ? checker.ref : undefined;
}

function registerController(
  { evaluator, graph }: Recognition,
  router: RouterKey,
  start: DecoratedClass,
  checker: HandlerRef['fn'],
): void {
  const classes = lineage(evaluator, start);
  const decorator = classes.flatMap((cls) => cls.decorators.filter(isController))[0];
  const prefixes = pathsOf(evaluator, decorator);
  const outer = [...classes].reverse().flatMap((cls) => cls.decorators);
  for (const { cls, method, fn } of visibleMethods(classes)) {
    const decorators = appliedDecorators(evaluator, method.decorators, cls.frame);
    const middleware = middlewareOf(evaluator, [...outer, ...decorators], checker);
    for (const item of decorators) {
      const action = actionOf(evaluator, item);
      for (const path of action ? prefixes.flatMap((prefix) => action.paths.map((own) => joined(prefix, own))) : []) {
        graph.register({
          router,
          framework: 'routing-controllers',
          methods: action?.methods ?? [],
          path: path.text,
          ...(path.partial && { partial: true }),
          middleware,
          handler: methodHandler(evaluator, { module: cls.module, fn }, method),
          at: item.at,
        });
      }
    }
  }
}

/** `@Get('/x')`, `@All()`, `@Method('get', '/x')`. */
function actionOf(evaluator: Evaluator, item: AppliedDecorator): { methods: string[]; paths: PathText[] } | undefined {
  if (!isOurs(item)) return undefined;
  if (VERBS.test(item.name)) return { methods: [item.name.toUpperCase()], paths: pathsOf(evaluator, item) };
  if (item.name !== 'Method') return undefined;
  const [method, ...args] = item.args;
  const name = method && constantText(evaluator.evaluate(method, item.frame));
  return { methods: [name?.toUpperCase() ?? 'ALL'], paths: pathsOf(evaluator, { ...item, args }) };
}

function pathsOf(evaluator: Evaluator, item: AppliedDecorator | undefined): PathText[] {
  const [path] = item?.args ?? [];
  return item && path ? pathTexts(evaluator, path, item.frame) : [{ text: '' }];
}

/** `@UseBefore` in the order of class and method, then the check that `@Authorized` asks for. */
function middlewareOf(evaluator: Evaluator, decorators: AppliedDecorator[], checker: HandlerRef['fn']): HandlerRef[] {
  const ours = decorators.filter(isOurs);
  const before = ours
    .filter((item) => item.name === 'UseBefore')
    .flatMap((item) => classHandlers(evaluator, item.args, item.frame, 'use').map(({ ref }) => ref));
  const authorized = ours.find((item) => item.name === 'Authorized');
  if (!authorized) return before;
  const { path: file, line } = authorized.at;
  return [...before, { name: 'Authorized', file, line, ...(checker && { fn: checker }), wrappers: [] }];
}
