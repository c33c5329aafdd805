import type { HandlerUse, ModuleNode, RepoModel, Route } from '../model/repo-model.ts';
import { wrap } from './audit-layout.ts';
import { tally } from './check-report.ts';
import type { Page } from './palette.ts';
import { count, printable } from './terminal-text.ts';
import { placeOf } from './text-finding.ts';

const WIDEST_PATH = 48;
const ARROW = ' → ';

/** Routes by package. What runs before every route of a package is said once. */
export function routesText({ routes, modules }: RepoModel, page: Page): string[] {
  const homes = new Map(modules.map((module: ModuleNode) => [module.path, module.package.path]));
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const home = homes.get(route.file) ?? '';
    groups.set(home, [...(groups.get(home) ?? []), route]);
  }
  return [...[...groups.values()].flatMap((group) => groupText(group, page)), ...unknownPrefixes(routes, page)];
}

function groupText(routes: Route[], { palette, width }: Page): string[] {
  const shared = routes.length > 1 ? sharedStart(routes.map(namesOf)) : [];
  const intro = shared.length > 0 ? wrap(`before each: ${shared.join(ARROW)}`, width - 4, '  ') : [];
  const method = Math.max(...routes.map((route) => route.method.length));
  const path = Math.min(WIDEST_PATH, Math.max(...routes.map((route) => pathOf(route).length)));
  const lines = routes.map((route) => {
    const chain = [...namesOf(route).slice(shared.length), printable(route.handler?.name ?? '(handler unknown)')];
    const place = palette.dim(placeOf({ path: route.file, line: route.line }));
    return `  ${palette.name(route.method.padEnd(method))} ${pathOf(route).padEnd(path)}  ${chain.join(ARROW)}  ${place}`;
  });
  return [...intro.map((line) => `  ${palette.dim(line)}`), ...lines];
}

/** Operations that are no HTTP routes, with what answers them. */
export function operationsText(operations: HandlerUse[], { palette }: Page): string[] {
  const named = operations.map(({ operation = '', name, fn }) => [printable(operation), printable(name), fn.module]);
  const column = Math.min(WIDEST_PATH, Math.max(...named.map(([operation = '']) => operation.length)));
  return named.map(
    ([operation = '', name, module]) =>
      `  ${operation.padEnd(column)}  ${name}  ${palette.dim(printable(module ?? ''))}`,
  );
}

const namesOf = ({ middleware }: Route): string[] => middleware.map(({ name }) => printable(name));

/** The names with which all lists begin. */
function sharedStart(lists: string[][]): string[] {
  const [first = [], ...others] = lists;
  const end = first.findIndex((name, index) => others.some((list) => list[index] !== name));
  return end === -1 ? first : first.slice(0, end);
}

/** `…` stands for a prefix that could not be told. */
const pathOf = ({ path, prefix, version }: Route): string =>
  `${prefix.known ? '' : '…'}${printable(path)}${version === undefined ? '' : ` (version ${printable(version)})`}`;

function unknownPrefixes(routes: Route[], { palette }: Page): string[] {
  const reasons = routes.flatMap(({ prefix }) => (prefix.known ? [] : [prefix.reason]));
  return tally(reasons).map(
    ([reason, number]) => `  ${palette.warning(`… before ${count(number, 'route')}: ${printable(reason)}`)}`,
  );
}
