import type { Location } from '../../parse/position.ts';
import type { FrameworkName, HandlerRef, Route } from '../repo-model.ts';
import { covers, inOrder, inStages, type Passed, passed, precedes } from './middleware-order.ts';

/** Identity of a router: the place that made it (`siteKey`), or the plugin function that receives it. */
export type RouterKey = string;

export interface Registration {
  router: RouterKey;
  framework: FrameworkName;
  /** Upper case; `ALL` for every method. */
  methods: string[];
  /** `undefined` when the path is computed; `partial` when only some of it is. */
  path: string | undefined;
  partial?: boolean;
  middleware: HandlerRef[];
  handler?: HandlerRef;
  version?: string;
  at: Location;
}

interface Mount {
  parent: RouterKey;
  child: RouterKey;
  /** `undefined` when the prefix is computed; `partial` when only some of it is. */
  prefix: string | undefined;
  partial?: boolean;
  middleware: HandlerRef[];
  /** What the child does not answer goes on to what the parent has after it, through the child's middleware. */
  passesOn?: boolean;
  at: Location;
}

interface Used {
  router: RouterKey;
  /** Path the middleware is limited to. */
  prefix: string | undefined;
  handlers: HandlerRef[];
  /** Holds for all that is registered on the router, also before it. */
  unordered?: boolean;
  /** Holds for the path itself only, not for what lies below it. */
  exact?: boolean;
  at: Location;
}

interface Way {
  prefix: string;
  known: Route['prefix'];
  mounts: Route['mounts'];
  middleware: Passed[];
}

const MAX_ROUTES_PER_REGISTRATION = 50;
/** In no file, so that everything comes before it. */
const AFTER_ALL: Location = { path: '', line: 0, column: 0, endLine: 0 };

/**
 * Routers, what is registered on them and where they are mounted, gathered from all modules in any order; whole routes
 * are composed at the end. Works for every framework that nests routers.
 */
export class RouteGraph {
  readonly #registrations: Registration[] = [];
  readonly #mounts: Mount[] = [];
  readonly #used: Used[] = [];
  /** Routers that serve requests themselves: applications. */
  readonly #roots = new Map<RouterKey, string>();
  /** Why a router's prefix cannot be told. */
  readonly #doubts = new Map<RouterKey, string>();

  register(registration: Registration): void {
    const same = (other: Registration): boolean =>
      other.router === registration.router &&
      other.path === registration.path &&
      other.at.path === registration.at.path &&
      other.at.line === registration.at.line &&
      other.at.column === registration.at.column &&
      other.methods.join() === registration.methods.join();
    if (!this.#registrations.some(same)) this.#registrations.push(registration);
  }

  mount(mount: Mount): void {
    const same = (other: Mount): boolean =>
      other.parent === mount.parent && other.child === mount.child && other.prefix === mount.prefix;
    if (mount.parent !== mount.child && !this.#mounts.some(same)) this.#mounts.push(mount);
  }

  use(used: Used): void {
    const names = (item: Used): string => item.handlers.map((handler) => handler.name).join();
    const same = (other: Used): boolean =>
      other.router === used.router &&
      other.prefix === used.prefix &&
      other.at.path === used.at.path &&
      other.at.line === used.at.line &&
      other.at.column === used.at.column &&
      names(other) === names(used);
    if (!this.#used.some(same)) this.#used.push(used);
  }

  /** An application; `prefix` holds for all of it (a global prefix). */
  root(router: RouterKey, prefix = ''): void {
    if (prefix !== '' || !this.#roots.has(router)) this.#roots.set(router, prefix);
  }

  doubt(router: RouterKey, reason: string): void {
    this.#doubts.set(router, reason);
  }

  isMounted(router: RouterKey): boolean {
    return this.#mounts.some((mount) => applies(mount.child, router) || applies(router, mount.child));
  }

  /** Where middleware was used on a router, for questions of order. */
  usedOn(router: RouterKey): readonly Used[] {
    return this.#used.filter((item) => applies(item.router, router));
  }

  get registrations(): readonly Registration[] {
    return this.#registrations;
  }

  /** The first route or mount that the same module adds to a router after a place in it. */
  firstAfter(router: RouterKey, at: Location): Location | undefined {
    const later = [
      ...this.#registrations.filter((item) => applies(item.router, router)),
      ...this.#mounts.filter((mount) => applies(mount.parent, router)),
    ]
      .map((item) => item.at)
      .filter((place) => place.path === at.path && place.line > at.endLine);
    return later.sort((a, b) => a.line - b.line)[0];
  }

  /** Whole routes: one for each way from an application to each registration. */
  compose(): Route[] {
    const ways = new Map<RouterKey, Way[]>();
    return this.#registrations.flatMap((registration) =>
      this.#instancesOf(registration.router)
        .flatMap((instance) => this.#waysTo(instance, ways, new Set()).map((way) => ({ way, instance })))
        .slice(0, MAX_ROUTES_PER_REGISTRATION)
        .flatMap(({ way, instance }) => this.#routes(registration, way, instance)),
    );
  }

  /** A router made by a factory stands for each thing the factory's callers made of it. */
  #instancesOf(router: RouterKey): RouterKey[] {
    const keys = new Set<RouterKey>([
      ...this.#mounts.map((mount) => mount.child),
      ...this.#roots.keys(),
      ...this.#mounts.map((mount) => mount.parent),
    ]);
    const made = [...keys].filter((key) => key.startsWith(`${router}@`));
    const mountedItself = this.#mounts.some((mount) => mount.child === router);
    return made.length > 0 && !mountedItself ? made : [router, ...made];
  }

  #waysTo(router: RouterKey, memo: Map<RouterKey, Way[]>, open: Set<RouterKey>): Way[] {
    const known = memo.get(router);
    if (known) return known;
    if (open.has(router)) return [];
    open.add(router);
    const mounts = this.#mounts.filter((mount) => applies(mount.child, router));
    const ways = mounts.flatMap((mount) =>
      this.#instancesOf(mount.parent).flatMap((parent) =>
        this.#waysTo(parent, memo, open).map((way) => through(way, mount, this.#before(parent, mount.at, way.prefix))),
      ),
    );
    open.delete(router);
    const result = ways.length > 0 ? ways : [this.#start(router)];
    if (open.size === 0) memo.set(router, result);
    return result;
  }

  #start(router: RouterKey): Way {
    const prefix = [...this.#roots].find(([key]) => applies(key, router))?.[1];
    const doubt = this.#doubts.get(router);
    const known: Route['prefix'] = doubt
      ? { known: false, reason: doubt }
      : prefix === undefined
        ? { known: false, reason: 'its router is not mounted anywhere that could be followed' }
        : { known: true };
    return { prefix: prefix ?? '', known, mounts: [], middleware: [] };
  }

  /** Middleware that runs on a router before a place in it; `prefix` is the router's own. */
  #before(router: RouterKey, at: Location, prefix: string, depth = 0): Passed[] {
    const own = this.usedOn(router)
      .filter((used) => used.unordered || precedes(used.at, at))
      .map((used) => ({ at: used.at, ran: passed(used.handlers, joinPath(prefix, used.prefix ?? ''), used.exact) }));
    const passedOn = this.#mounts
      .filter((mount) => mount.passesOn && depth < 4 && applies(mount.parent, router) && precedes(mount.at, at))
      .map((mount) => ({
        at: mount.at,
        ran: this.#before(mount.child, AFTER_ALL, joinPath(prefix, mount.prefix ?? ''), depth + 1),
      }));
    return inOrder([...own, ...passedOn]).flatMap((item) => item.ran);
  }

  #routes(registration: Registration, way: Way, instance: RouterKey): Route[] {
    const doubt = computed(registration.path, registration.partial, 'its path');
    const prefix = doubt ?? way.known;
    const path = joinPath(way.prefix, registration.path ?? '/:computed');
    const before = [...way.middleware, ...this.#before(instance, registration.at, way.prefix)];
    const covering = before.filter((item) => covers(item, path)).map(({ handler }) => handler);
    return registration.methods.map(
      (method): Route => ({
        method,
        path,
        framework: registration.framework,
        file: registration.at.path,
        line: registration.at.line,
        column: registration.at.column,
        endLine: registration.at.endLine,
        middleware: inStages([...covering, ...registration.middleware]),
        ...(registration.handler && { handler: registration.handler }),
        mounts: way.mounts,
        prefix,
        ...(registration.version !== undefined && { version: registration.version }),
      }),
    );
  }
}

/** Whether something said of router `general` holds for `particular`: itself, or what its factory's callers made. */
const applies = (general: RouterKey, particular: RouterKey): boolean =>
  general === particular || particular.startsWith(`${general}@`);

function computed(path: string | undefined, partial: boolean | undefined, what: string): Route['prefix'] | undefined {
  if (path !== undefined && !partial) return undefined;
  return { known: false, reason: `${what} is ${partial ? 'partly ' : ''}computed` };
}

function through(way: Way, mount: Mount, before: Passed[]): Way {
  return {
    prefix: joinPath(way.prefix, mount.prefix ?? ''),
    known: way.known.known
      ? (computed(mount.prefix, mount.partial, 'the path it is mounted on') ?? way.known)
      : way.known,
    mounts: mount.prefix ? [...way.mounts, { prefix: mount.prefix, at: mount.at }] : way.mounts,
    middleware: [...way.middleware, ...before, ...passed(mount.middleware, '')],
  };
}

/** Joins path parts with single slashes; always begins with one, ends with none unless it is the root. */
export function joinPath(...parts: string[]): string {
  const joined = parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  return `/${joined}`;
}
