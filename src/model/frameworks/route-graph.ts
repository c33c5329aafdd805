import type { Location } from '../../parse/position.ts';
import type { Route } from '../repo-model.ts';
import { ByRouter, generalOf, particularsOf, type RouterKey } from './by-router.ts';
import { covers, inOrder, inStages, type Passed, type Placed, passed, precedes } from './middleware-order.ts';
import { foldRepeated, type Mount, type Registration, type Used } from './registrations.ts';

interface Way {
  prefix: string;
  known: Route['prefix'];
  mounts: Route['mounts'];
  middleware: Passed[];
}

/** Ways from applications to one router that are followed; a router mounted in more places is one of a kind. */
const MAX_WAYS = 50;
/** Mounts looked at for the ways to one router: routers mounted on each other in circles have no end of ways. */
const MAX_STEPS = 2000;
/** Middleware that one mounted router passes requests through. */
const MAX_PASSED = 60;
/** In no file, so that everything comes before it. */
const AFTER_ALL: Placed = { at: { path: '', line: 0, column: 0, endLine: 0 } };

/** What is asked again while ways are composed. */
interface Search {
  known: Map<RouterKey, Way[]>;
  open: Set<RouterKey>;
  steps: number;
  /** Grows when an answer is cut short by a circle or the limit; such an answer is not kept. */
  cuts: number;
  /** Every key that is a particular of a key. */
  particulars: ReadonlyMap<RouterKey, RouterKey[]>;
}

/**
 * Routers, what is registered on them and where they are mounted, gathered from all modules in any order; whole routes
 * are composed at the end. Works for every framework that nests routers.
 */
export class RouteGraph {
  readonly #registrations = new ByRouter<Registration>();
  readonly #mountsOfChild = new ByRouter<Mount>();
  readonly #mountsOnParent = new ByRouter<Mount>();
  readonly #used = new ByRouter<Used>();
  /** Routers that serve requests themselves: applications. */
  readonly #roots = new Map<RouterKey, string>();
  /** Why a router's prefix cannot be told. */
  readonly #doubts = new Map<RouterKey, string>();
  /** What mounted routers do to requests that they do not answer, kept while routes are composed. */
  readonly #passedOn = new Map<RouterKey, Passed[]>();

  register(registration: Registration): void {
    const { router, path, at, methods } = registration;
    this.#registrations.add(router, registration, `${placeKey(at)} ${path} ${methods.join()}`);
  }

  mount(mount: Mount): void {
    if (mount.parent === mount.child) return;
    this.#mountsOfChild.add(mount.child, mount, `${mount.parent} ${mount.prefix}`);
    this.#mountsOnParent.add(mount.parent, mount, `${mount.child} ${mount.prefix}`);
  }

  use(used: Used): void {
    const names = used.handlers.map((handler) => handler.name).join();
    this.#used.add(used.router, used, `${placeKey(used.at)} ${used.prefix} ${names}`);
  }

  /** An application; `prefix` holds for all of it (a global prefix). */
  root(router: RouterKey, prefix = ''): void {
    if (prefix !== '' || !this.#roots.has(router)) this.#roots.set(router, prefix);
  }

  doubt(router: RouterKey, reason: string): void {
    this.#doubts.set(router, reason);
  }

  isMounted(router: RouterKey): boolean {
    if (this.#mountsOfChild.has(router)) return true;
    return [...this.#mountsOfChild.keys].some((child) => child.startsWith(`${router}@`));
  }

  get registrations(): readonly Registration[] {
    return this.#registrations.all();
  }

  /** Routes and mounts that are added to a router. */
  addedTo(router: RouterKey): (Registration | Mount)[] {
    return [...this.#registrations.of(router), ...this.#mountsOnParent.of(router)];
  }

  /** Whole routes: one for each way from an application to each registration. */
  compose(): Route[] {
    const keys = [...this.#mountsOfChild.keys, ...this.#roots.keys(), ...this.#mountsOnParent.keys];
    const search: Search = { known: new Map(), open: new Set(), steps: 0, cuts: 0, particulars: particularsOf(keys) };
    this.#passedOn.clear();
    return foldRepeated(this.#registrations.all()).flatMap((registration) =>
      this.#instancesOf(registration.router, search)
        .flatMap((instance) => this.#waysTo(instance, search).map((way) => ({ way, instance })))
        .slice(0, MAX_WAYS)
        .flatMap(({ way, instance }) => this.#routes(registration, way, instance)),
    );
  }

  /** A router made by a factory stands for each thing the factory's callers made of it. */
  #instancesOf(router: RouterKey, { particulars }: Search): RouterKey[] {
    const made = particulars.get(router) ?? [];
    return made.length > 0 && !this.#mountsOfChild.hasExactly(router) ? made : [router, ...made];
  }

  #waysTo(router: RouterKey, search: Search): Way[] {
    const known = search.known.get(router);
    if (known) return known;
    if (search.open.size === 0) search.steps = 0;
    if (search.open.has(router) || search.steps > MAX_STEPS) {
      search.cuts += 1;
      return [];
    }
    const { cuts } = search;
    search.open.add(router);
    const ways = this.#mountsOfChild.of(router).flatMap((mount) => this.#waysThrough(mount, search));
    search.open.delete(router);
    const result = ways.length > 0 ? ways.slice(0, MAX_WAYS) : [this.#start(router)];
    if (search.open.size === 0 || search.cuts === cuts) search.known.set(router, result);
    return result;
  }

  #waysThrough(mount: Mount, search: Search): Way[] {
    search.steps += 1;
    return this.#instancesOf(mount.parent, search).flatMap((parent) =>
      this.#waysTo(parent, search).map((way) => through(way, mount, this.#before(parent, mount, way.prefix))),
    );
  }

  #start(router: RouterKey): Way {
    const root = generalOf(router).find((key) => this.#roots.has(key));
    const prefix = root === undefined ? undefined : this.#roots.get(root);
    const doubt = this.#doubts.get(router);
    const known: Route['prefix'] = doubt
      ? { known: false, reason: doubt }
      : prefix === undefined
        ? { known: false, reason: 'its router is not mounted anywhere that could be followed' }
        : { known: true };
    return { prefix: prefix ?? '', known, mounts: [], middleware: [] };
  }

  /** Middleware that runs on a router before something on it; `prefix` is the router's own. */
  #before(router: RouterKey, item: Placed, prefix: string): Passed[] {
    const own = this.#used.of(router).filter((used) => used.unordered || precedes(used, item));
    // What is mounted on a path that is not known runs before nothing for certain.
    const mounted = this.#mountsOnParent
      .of(router)
      .filter((mount) => mount.passesOn && mount.prefix !== undefined && precedes(mount, item));
    const ran = inOrder<Placed & { ran: Passed[] }>([
      ...own.map((used) => ({ ...used, ran: passed(used.handlers, used.prefix ?? '', used.exact) })),
      ...mounted.map((mount) => ({ ...mount, ran: below(mount.prefix, this.#passedBy(mount.child)) })),
    ]);
    return below(
      prefix,
      ran.flatMap((step) => step.ran),
    );
  }

  /** What runs in a mounted router for requests that none of its routes answers, under paths relative to it. */
  #passedBy(router: RouterKey): Passed[] {
    const known = this.#passedOn.get(router);
    if (known) return known;
    // Routers mounted on each other in circles pass on what was found before the circle closes.
    this.#passedOn.set(router, []);
    const found = this.#before(router, AFTER_ALL, '').slice(0, MAX_PASSED);
    this.#passedOn.set(router, found);
    return found;
  }

  #routes(registration: Registration, way: Way, instance: RouterKey): Route[] {
    const doubt = computed(registration.path, registration.partial, 'its path');
    const prefix = doubt ?? way.known;
    const path = joinPath(way.prefix, registration.path ?? '/:computed');
    const before = [...way.middleware, ...this.#before(instance, registration, way.prefix)];
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

/** The same middleware where what it is limited to lies below a prefix. */
const below = (prefix: string | undefined, items: Passed[]): Passed[] =>
  items.map((item) => ({ ...item, under: joinPath(prefix ?? '', item.under) }));

const placeKey = (at: Location): string => `${at.path}:${at.line}:${at.column}`;

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
