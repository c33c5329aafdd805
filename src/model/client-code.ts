import type { ResolvedConfig } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import type { LinkedModule } from './linking/linked-modules.ts';
import type { Route } from './repo-model.ts';

/** Packages that only run in a browser (or draw for one). */
const CLIENT =
  /^(react|react-dom|react-router(-dom)?|react-native|preact|vue|vue-router|vuex|pinia|svelte|solid-js|lit|alpinejs|jquery|@angular\/(?!cli|ssr).*|@ionic\/.*|@mui\/.*|@chakra-ui\/.*|@radix-ui\/.*|@headlessui\/.*|@reduxjs\/toolkit|redux|react-redux|zustand|@tanstack\/(react|vue)-.*|bootstrap|@vueuse\/.*|framer-motion|lucide-react|chart\.js|d3|socket\.io-client|next\/(link|image|navigation|router))$/;

/** Packages that only a server has. */
const SERVER =
  /^(express|express-.*|fastify|fastify-.*|@fastify\/.*|koa|koa-.*|@koa\/.*|hono|@hono\/.*|@hapi\/.*|@nestjs\/.*|apollo-server.*|@apollo\/server|graphql-yoga|body-parser|cors|helmet|jsonwebtoken|passport.*|bcrypt(js)?|dotenv|socket\.io|ws|mongoose|mongodb|sequelize|typeorm|@prisma\/client|knex|drizzle-orm|pg|mysql2?|ioredis|redis|nodemailer|node:(fs|http|https|net|cluster|child_process|worker_threads|os|fs\/promises))$/;

interface Count {
  all: number;
  client: number;
  server: number;
  folders: Map<string, Count>;
  modules: LinkedModule[];
}

const empty = (): Count => ({ all: 0, client: 0, server: 0, folders: new Map(), modules: [] });

/**
 * Marks the modules of front ends, which no back-end rule judges: those that import a browser library, and whole folders
 * in which such modules stand and no server library is imported. A role that the configuration sets is left alone.
 */
export function markClientCode(modules: LinkedModule[], roles: ResolvedConfig['roles']): void {
  const configured = pathMatcher(roles.map(({ pattern }) => pattern));
  const root = empty();
  for (const module of modules) {
    if ((module.role === 'source' || module.role === 'config') && !configured(module.path)) place(root, module);
  }
  // The root holds the whole system: only folders below it can be a front end.
  for (const folder of root.folders.values()) walk(folder);
}

function place(root: Count, module: LinkedModule): void {
  const names = [...module.links].flatMap(([specifier, link]) =>
    link.kind === 'package' ? [link.name, specifier] : [],
  );
  const client = names.some((name) => CLIENT.test(name)) ? 1 : 0;
  const server = names.some((name) => SERVER.test(name)) ? 1 : 0;
  const add = (count: Count): Count => {
    count.all += 1;
    count.client += client;
    count.server += server;
    return count;
  };
  let at = add(root);
  for (const folder of module.path.split('/').slice(0, -1)) {
    const next = at.folders.get(folder) ?? empty();
    at.folders.set(folder, next);
    at = add(next);
  }
  at.modules.push(module);
  if (client === 1 && server === 0) module.role = 'client';
}

function walk(count: Count): void {
  if (count.server === 0 && count.client >= 2 && count.client / count.all >= 0.1) {
    markAll(count);
    return;
  }
  for (const folder of count.folders.values()) walk(folder);
}

function markAll(count: Count): void {
  for (const module of count.modules) module.role = 'client';
  for (const folder of count.folders.values()) markAll(folder);
}

/** A module that registers routes is no front end, whatever stands around it. */
export function unmarkServing(modules: LinkedModule[], routes: Route[]): void {
  const serving = new Set(
    routes.flatMap((route) => [route.file, ...(route.handler?.fn ? [route.handler.fn.module] : [])]),
  );
  for (const module of modules) if (module.role === 'client' && serving.has(module.path)) module.role = 'source';
}
