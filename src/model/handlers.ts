import type { HandlerRef, HandlerUse, Route } from './repo-model.ts';

const MAX_ROUTES = 20;

/** The functions behind routes and other operations, once each; what is both handler and middleware counts as handler. */
export function handlersOf(routes: Route[], operations: HandlerUse[]): HandlerUse[] {
  const uses = new Map<string, HandlerUse>();
  for (const route of routes) {
    for (const item of route.middleware) add(uses, item, route, 'middleware');
    if (route.handler) add(uses, route.handler, route, 'handler');
  }
  for (const use of operations) {
    const key = `${use.fn.module}#${use.fn.fn}`;
    if (!uses.has(key)) uses.set(key, use);
  }
  return [...uses.values()];
}

function add(uses: Map<string, HandlerUse>, ref: HandlerRef, route: Route, kind: HandlerUse['kind']): void {
  if (!ref.fn) return;
  const key = `${ref.fn.module}#${ref.fn.fn}`;
  const known = uses.get(key);
  if (!known) {
    uses.set(key, {
      fn: ref.fn,
      name: ref.name,
      kind,
      framework: route.framework,
      routes: [route],
      wrappers: ref.wrappers,
    });
    return;
  }
  if (kind === 'handler') known.kind = 'handler';
  if (known.routes.length < MAX_ROUTES) known.routes.push(route);
}
