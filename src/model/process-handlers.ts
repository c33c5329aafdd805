import type { Location } from '../parse/position.ts';
import { dottedNames } from './flow/expression-search.ts';
import type { LinkedModule } from './linking/linked-modules.ts';

/** A handler registered for an event of the process: `unhandledRejection`, `uncaughtException`, `SIGTERM`, … */
export interface ProcessHandler {
  event: string;
  /** Name of the package of the repository it belongs to. */
  package: string;
  at: Location;
}

/** Packages that register handlers for the process's last-resort events by being called. */
const INSTALLERS: Record<string, string[]> = {
  'close-with-grace': ['unhandledRejection', 'uncaughtException', 'SIGTERM', 'SIGINT'],
  'make-promises-safe': ['unhandledRejection'],
  'hard-rejection': ['unhandledRejection'],
  'exception-handler': ['uncaughtException'],
};

export function processHandlers(modules: LinkedModule[]): ProcessHandler[] {
  return modules
    .filter((module) => module.role !== 'test')
    .flatMap((module) => [...registered(module), ...installed(module)]);
}

function registered(module: LinkedModule): ProcessHandler[] {
  return module.facts.calls.flatMap(({ expr }): ProcessHandler[] => {
    const names = dottedNames(expr.callee);
    const [event] = expr.args;
    if (names[0] !== 'process' || !/^(on|once|addListener|prependListener)$/.test(names[1] ?? '')) return [];
    if (event?.kind !== 'literal' || typeof event.value !== 'string') return [];
    return [{ event: event.value, package: module.package.name, at: { path: module.path, ...expr.at } }];
  });
}

function installed(module: LinkedModule): ProcessHandler[] {
  return module.facts.imports.flatMap((item) => {
    const events = INSTALLERS[item.specifier ?? ''] ?? [];
    return events.map((event) => ({ event, package: module.package.name, at: { path: module.path, ...item.at } }));
  });
}
