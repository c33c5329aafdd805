import type { Unknown } from '../../parse/position.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { majorOf } from '../packages/major-version.ts';
import type { FrameworkUse, HandlerUse, Package, Route } from '../repo-model.ts';
import { express } from './express.ts';
import { fastify } from './fastify.ts';
import { hapi } from './hapi.ts';
import { hono } from './hono.ts';
import { koa } from './koa.ts';
import { nestjs } from './nestjs.ts';
import { next } from './next.ts';
import { operationHandlers } from './operations.ts';
import type { Recogniser, Recognition } from './recogniser.ts';
import { RouteGraph } from './route-graph.ts';
import { routingControllers } from './routing-controllers.ts';

const RECOGNISERS: Recogniser[] = [express, fastify, koa, hapi, nestjs, hono, routingControllers, next];

/** Frameworks and generators of routes that serve requests and are not read: what depends on their routes stays unknown. */
const UNREAD = [
  'finale-rest',
  'epilogue',
  'express-restify-mongoose',
  'json-server',
  '@medusajs/framework',
  '@medusajs/medusa',
  'express-graphql',
  'graphql-http',
  'mercurius',
  'restify',
  'sails',
  '@adonisjs/core',
  '@loopback/core',
  'loopback',
  '@feathersjs/feathers',
  'meteor',
  '@trpc/server',
  'apollo-server',
  '@apollo/server',
  'graphql-yoga',
  'moleculer',
  'elysia',
  'h3',
  'nitropack',
  '@strapi/strapi',
  'micro',
  'polka',
  'total.js',
  'egg',
  '@midwayjs/core',
  'tsoa',
  '@tsed/common',
  'parse-server',
];

export interface Recognised {
  routes: Route[];
  frameworks: FrameworkUse[];
  /** What answers operations that are no HTTP routes. */
  operations: HandlerUse[];
  unknowns: Unknown[];
}

/** Runs every framework's recogniser that the repository's packages call for, and composes whole routes. */
export function recogniseFrameworks(evaluator: Evaluator, modules: LinkedModule[], packages: Package[]): Recognised {
  const serving = modules.filter(
    (module) => module.role !== 'test' && module.role !== 'declaration' && module.role !== 'tooling',
  );
  const recognition: Recognition = {
    evaluator,
    modules: serving,
    packages,
    graph: new RouteGraph(),
    errorHandlers: [],
    routes: [],
    unknowns: [],
  };
  for (const recogniser of RECOGNISERS) recogniser.prepare?.(recognition);
  const used = RECOGNISERS.filter((recogniser) => usersOf(recogniser.packages, serving, packages).length > 0);
  for (const recogniser of used) recogniser.recognise(recognition);
  const routes = [...recognition.graph.compose(), ...recognition.routes].sort(byPlace);
  const frameworks = used.flatMap((recogniser) =>
    usersOf(recogniser.packages, serving, packages)
      .filter((owner) => servesWith(recogniser, owner, serving, routes))
      .map((owner) => describeUse(recogniser, owner, recognition)),
  );
  return {
    routes: attachOnce(routes),
    frameworks: [...frameworks, ...unread(serving, packages)],
    operations: operationHandlers(evaluator, serving),
    unknowns: recognition.unknowns,
  };
}

/** Whether a package does more with a framework than name its types: it imports values of it, or has routes. */
function servesWith(recogniser: Recogniser, owner: Package, modules: LinkedModule[], routes: Route[]): boolean {
  const own = modules.filter((module) => module.package === owner);
  if (own.some((module) => importsValue(module, recogniser.packages))) return true;
  const paths = new Set(own.map((module) => module.path));
  return routes.some((route) => route.framework === recogniser.name && paths.has(route.file));
}

/** Whether a module uses anything of the packages at run time; names used only as types are erased by the compiler. */
function importsValue({ facts, links }: LinkedModule, names: string[]): boolean {
  return facts.imports.some((item) => {
    const link = item.specifier === undefined ? undefined : links.get(item.specifier);
    if (item.typeOnly || link?.kind !== 'package' || !names.includes(link.name)) return false;
    const bound = item.names.flatMap(({ binding }) => (binding === undefined ? [] : [facts.bindings[binding]]));
    const exported = facts.exports.some((out) => bound.some((binding) => binding?.id === out.binding));
    return bound.length === 0 || exported || bound.some((binding) => (binding?.valueUses ?? 0) > 0);
  });
}

/** Packages of the repository that import the framework, or declare it when nothing imports it by name. */
function usersOf(names: string[], modules: LinkedModule[], packages: Package[]): Package[] {
  const importing = packages.filter((owner) =>
    modules.some((module) => module.package === owner && importsAny(module, names)),
  );
  return importing.length > 0 ? importing : [];
}

const importsAny = (module: LinkedModule, names: string[]): boolean => {
  const imported = packagesOf(module);
  return names.some((name) => imported.has(name));
};

const imported = new WeakMap<LinkedModule, ReadonlySet<string>>();

/** Names of the packages a module imports. */
function packagesOf(module: LinkedModule): ReadonlySet<string> {
  let names = imported.get(module);
  if (!names) {
    names = new Set([...module.links.values()].flatMap((link) => (link.kind === 'package' ? [link.name] : [])));
    imported.set(module, names);
  }
  return names;
}

function describeUse(recogniser: Recogniser, owner: Package, recognition: Recognition): FrameworkUse {
  const versioned = recogniser.versioned ?? recogniser.packages;
  const dependency = versioned.find((name) => name in owner.dependencies) ?? versioned[0] ?? recogniser.name;
  const major = majorOf(recognition.packages, owner, dependency);
  const handlers = recognition.errorHandlers.filter(
    (item) =>
      item.framework === recogniser.name &&
      recognition.evaluator.program.module(item.handler.at.path).package === owner,
  );
  return {
    name: recogniser.name,
    package: owner.name,
    major,
    ...recogniser.catchesAsync({ major, recognition, package: owner }),
    errorHandlers: handlers.map((item) => item.handler),
    recognised: true,
  };
}

function unread(modules: LinkedModule[], packages: Package[]): FrameworkUse[] {
  return packages.flatMap((owner) =>
    UNREAD.filter((name) => modules.some((module) => module.package === owner && importsAny(module, [name]))).map(
      (name) => ({
        name,
        package: owner.name,
        major: majorOf(packages, owner, name),
        catchesAsync: false,
        because: `${name} is not read`,
        errorHandlers: [],
        recognised: false,
      }),
    ),
  );
}

const byPlace = (a: Route, b: Route): number =>
  a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.path.localeCompare(b.path);

/** The same registration reached twice on the same path is one route. */
function attachOnce(routes: Route[]): Route[] {
  const seen = new Set<string>();
  return routes.filter((route) => {
    const key = `${route.method} ${route.path} ${route.file}:${route.line}:${route.column}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
