import type { FrameworkName, HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { inOrder, type Placed, precedes } from './middleware-order.ts';

export interface Registration extends Placed {
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
  /** The handler goes on to what is registered after it on the same path, rather than answer. */
  passesOn?: boolean;
}

export interface Mount extends Placed {
  parent: RouterKey;
  child: RouterKey;
  /** `undefined` when the prefix is computed; `partial` when only some of it is. */
  prefix: string | undefined;
  partial?: boolean;
  middleware: HandlerRef[];
  /** What the child does not answer goes on to what the parent has after it, through the child's middleware. */
  passesOn?: boolean;
}

export interface Used extends Placed {
  router: RouterKey;
  /** Path the middleware is limited to. */
  prefix: string | undefined;
  handlers: HandlerRef[];
  /** Holds for all that is registered on the router, also before it. */
  unordered?: boolean;
  /** Holds for the path itself only, not for what lies below it. */
  exact?: boolean;
}

/**
 * `app.post('/users', check); app.post('/users', create)`: what is registered repeatedly on one path and goes on is middleware of
 * what comes last.
 */
export function foldRepeated(registrations: Registration[]): Registration[] {
  const passing = registrations.filter((item) => item.passesOn && item.path !== undefined);
  if (passing.length === 0) return registrations;
  const folded = new Set<Registration>();
  const before = new Map<Registration, HandlerRef[]>();
  for (const item of inOrder(passing)) {
    const next = registrations.filter((other) => other !== item && isSame(item, other) && precedes(item, other));
    if (next.length === 0) continue;
    folded.add(item);
    const handlers = [...item.middleware, ...(item.handler ? [item.handler] : [])];
    for (const other of next) before.set(other, [...(before.get(other) ?? []), ...handlers]);
  }
  return registrations
    .filter((item) => !folded.has(item))
    .map((item) => ({ ...item, middleware: [...(before.get(item) ?? []), ...item.middleware] }));
}

const isSame = (first: Registration, second: Registration): boolean =>
  first.router === second.router && first.path === second.path && first.methods.join() === second.methods.join();
