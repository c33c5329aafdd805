import type { Location } from '../../parse/position.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { ErrorHandler, Package } from '../repo-model.ts';
import { type ClassKey, classesWith, type DecoratedClass, decoratedClass, lineage } from './decorated-classes.ts';
import { appliedDecorators } from './decorators.ts';
import { type NestApp, nestApps } from './nestjs-apps.ts';
import type { Component } from './nestjs-components.ts';
import { isController, readController } from './nestjs-controllers.ts';
import { nestLookups } from './nestjs-lookups.ts';
import { middlewareOf } from './nestjs-middleware.ts';
import { type ModuleTree, moduleTree } from './nestjs-modules.ts';
import { globalProviders } from './nestjs-providers.ts';
import { routesOf, type Use } from './nestjs-routes.ts';
import type { Recogniser, Recognition } from './recogniser.ts';

/**
 * NestJS on Express or Fastify: controllers by their decorators, composed ones included, each in the applications whose
 * root module leads to it, with global prefix, versioning and module paths.
 */
export const nestjs: Recogniser = {
  name: 'nestjs',
  packages: ['@nestjs/common', '@nestjs/core'],
  prepare({ evaluator }) {
    evaluator.resultProviders.push(nestLookups(evaluator));
  },
  recognise(recognition) {
    const { evaluator, modules } = recognition;
    const declared = classesWith(evaluator, modules, isController);
    const served = nestApps(recognition).map((app) => serve(evaluator, app));
    for (const item of served) addServed(recognition, declared, item);
    addUnreached(recognition, declared, served);
    addErrorHandlers(recognition, declared, served);
    noteGenerated(recognition, declared);
  },
  catchesAsync: () => ({
    catchesAsync: true,
    because: 'the exception layer of Nest awaits handlers and catches what they throw',
  }),
};

/** An application with what its root module leads to. */
interface Served {
  app: NestApp;
  tree: ModuleTree;
  /** Guards and the like for all of it, made in code or provided as `APP_GUARD` and its kin. */
  globals: Component[];
}

function serve(evaluator: Evaluator, app: NestApp): Served {
  const tree = moduleTree(evaluator, app.roots);
  return { app, tree, globals: [...app.components, ...globalProviders(evaluator, tree.providers)] };
}

function addServed(recognition: Recognition, declared: Map<ClassKey, DecoratedClass>, served: Served): void {
  const { evaluator } = recognition;
  const { tree } = served;
  for (const [key, { module, cls, listedBy }] of tree.controllers) {
    const controller = readController(evaluator, declared.get(key) ?? decoratedClass(evaluator, module, cls));
    const around = aroundOf(evaluator, served, key);
    for (const lister of listedBy) {
      const doubt = tree.computedPaths ? 'the paths given to RouterModule are computed' : undefined;
      const use: Use = { app: served.app, modulePath: tree.paths.get(lister), doubt, around };
      recognition.routes.push(...routesOf(controller, use));
    }
  }
}

function aroundOf(evaluator: Evaluator, { tree, globals }: Served, controller: ClassKey): Use['around'] {
  const middleware = middlewareOf(evaluator, tree);
  return (path, method) => [...globals, ...middleware({ controller, path, method })];
}

/** Controllers that no application was seen to lead to: base classes are left out, the others keep their own path only. */
function addUnreached(recognition: Recognition, declared: Map<ClassKey, DecoratedClass>, served: Served[]): void {
  const { evaluator } = recognition;
  const reached = new Set(served.flatMap((item) => [...item.tree.controllers.keys()]));
  const bases = new Set(
    [...declared.values()].flatMap((cls) =>
      lineage(evaluator, cls)
        .slice(1)
        .map((base) => base.key),
    ),
  );
  for (const [key, cls] of declared) {
    if (reached.has(key) || bases.has(key) || cls.fact.abstract) continue;
    const controller = readController(evaluator, cls);
    const likely = likelyApps(recognition, cls, served);
    const uses = likely.length > 0 ? likely : [undefined];
    for (const item of uses) {
      const use: Use = {
        app: item?.app,
        modulePath: undefined,
        doubt: item
          ? undefined
          : 'no application of the repository was seen to import a module that lists its controller',
        around: item ? aroundOf(evaluator, item, key) : () => [],
      };
      recognition.routes.push(...routesOf(controller, use));
    }
  }
}

/** When an application's modules could not all be followed, a controller of its package is taken to be its own. */
function likelyApps({ evaluator }: Recognition, { module }: DecoratedClass, served: Served[]): Served[] {
  const owner: Package = evaluator.program.module(module).package;
  return served.filter((item) => item.tree.open && item.app.package === owner && item.tree.paths.size === 0);
}

const GENERATORS = new Set([
  '@nestjsx/crud Crud',
  '@dataui/crud Crud',
  '@rewiko/crud Crud',
  '@ts-rest/nest TsRestHandler',
]);

/** Decorators that make routes of their own from what they are given: those routes are not read. */
function noteGenerated(recognition: Recognition, declared: Map<ClassKey, DecoratedClass>): void {
  for (const { module, fact, frame, decorators } of declared.values()) {
    const members = fact.methods.flatMap((method) =>
      appliedDecorators(recognition.evaluator, method.decorators, frame),
    );
    for (const { package: from, name, at } of [...decorators, ...members]) {
      if (!GENERATORS.has(`${from} ${name}`)) continue;
      const reason = `the routes that @${name} makes are not read`;
      recognition.unknowns.push({ path: module, line: at.line, subject: 'route', reason });
    }
  }
}

/** Filters for the whole application, and the layer of Nest itself that answers what they leave: nothing, where one catches all. */
function addErrorHandlers(recognition: Recognition, declared: Map<ClassKey, DecoratedClass>, served: Served[]): void {
  const handlers = new Map<string, ErrorHandler>();
  const filters = served.flatMap((item) => item.globals).filter((item) => item.kind === 'filter');
  for (const { ref, at } of filters) {
    const handler = { at, name: ref.name, external: ref.fn === undefined, ...(ref.fn && { fn: ref.fn }) };
    handlers.set(`${ref.name} ${at.path}:${at.line}`, handler);
  }
  const whole = new Set(
    served
      .filter((item) => item.globals.some((filter) => catchesAll(recognition.evaluator, filter)))
      .map(({ app }) => app.at),
  );
  for (const at of servingPlaces(recognition, declared, served))
    if (!whole.has(at)) handlers.set(at.path, { at, name: 'the exception layer of Nest', external: true });
  for (const handler of handlers.values()) recognition.errorHandlers.push({ framework: 'nestjs', handler });
}

/** `@Catch()` without types, on a filter of the repository. */
function catchesAll(evaluator: Evaluator, { kind, ref }: Component): boolean {
  if (kind !== 'filter' || !ref.fn) return false;
  const { cls } = evaluator.program.fn(ref.fn);
  if (cls === undefined) return false;
  return decoratedClass(evaluator, ref.fn.module, cls).decorators.some(
    (item) => item.package === '@nestjs/common' && item.name === 'Catch' && item.args.length === 0,
  );
}

/** One place for each package that serves through Nest: an application, or else a controller. */
function servingPlaces(
  { evaluator }: Recognition,
  declared: Map<ClassKey, DecoratedClass>,
  served: Served[],
): Iterable<Location> {
  const places = new Map<Package, Location>();
  for (const { module, fact } of declared.values())
    places.set(evaluator.program.module(module).package, { path: module, ...fact.at });
  for (const { app } of served) places.set(app.package, app.at);
  return places.values();
}
