import type { HandlerRef, Route } from '../repo-model.ts';
import type { NestApp } from './nestjs-apps.ts';
import { type Component, inRunningOrder } from './nestjs-components.ts';
import type { Controller, Endpoint } from './nestjs-controllers.ts';
import type { ModulePath } from './nestjs-modules.ts';
import { isExcluded } from './nestjs-prefix.ts';
import { NEUTRAL, type Version } from './nestjs-versions.ts';
import { joinPath } from './route-graph.ts';

/** Where a controller is used: its application and the path of the module that lists it. */
export interface Use {
  app: NestApp | undefined;
  modulePath: ModulePath | undefined;
  /** Why the prefix cannot be told, when no application was found or it makes its settings in an unreadable way. */
  doubt: string | undefined;
  /** Middleware, guards and the like that hold for the whole application. */
  around: (path: string, method: string) => Component[];
}

interface Joined {
  path: string;
  /** Without the global prefix. */
  belowPrefix: string;
  mounts: Route['mounts'];
  version: string | undefined;
  doubts: string[];
}

/** Every route of a controller in one of its uses, in Nest's order: global prefix, version, module, controller, method. */
export function routesOf(controller: Controller, use: Use): Route[] {
  return controller.endpoints.flatMap((endpoint) =>
    controller.paths.flatMap((controllerPath) =>
      endpoint.paths.flatMap((path) =>
        versionsFor(controller, endpoint, use.app).map((version) => {
          const joined = joinAll(controller, endpoint, use, { controllerPath, path, version });
          return routeOf(controller, endpoint, use, joined);
        }),
      ),
    ),
  );
}

function routeOf(controller: Controller, endpoint: Endpoint, use: Use, joined: Joined): Route {
  const { at } = endpoint;
  const [reason] = joined.doubts;
  const globals = use.around(joined.belowPrefix, endpoint.method);
  const middleware: HandlerRef[] = inRunningOrder([...globals, ...controller.components, ...endpoint.components]);
  return {
    method: endpoint.method,
    path: joined.path,
    framework: 'nestjs',
    file: at.path,
    line: at.line,
    column: at.column,
    endLine: at.endLine,
    middleware,
    handler: endpoint.handler,
    mounts: joined.mounts,
    prefix: reason === undefined ? { known: true } : { known: false, reason },
    ...(joined.version !== undefined && { version: joined.version }),
  };
}

/** A handler's own versions come before its controller's, those before the application's default. */
function versionsFor(controller: Controller, endpoint: Endpoint, app: NestApp | undefined): Version[][] {
  const candidates = [endpoint.versions, controller.versions, app?.versioning?.defaults ?? []];
  const versions = candidates.find((list) => list.length > 0);
  if (!versions || !app?.versioning) return [[]];
  return app.versioning.type === 'other' ? [versions] : versions.map((version) => [version]);
}

interface Parts {
  controllerPath: string | undefined;
  path: string | undefined;
  version: Version[];
}

function joinAll(controller: Controller, endpoint: Endpoint, use: Use, parts: Parts): Joined {
  const { app, modulePath } = use;
  const doubts = use.doubt === undefined ? [] : [use.doubt];
  const mounts: Route['mounts'] = [];
  const version = versionPart(app, parts.version, doubts);
  const inside = [modulePath ? (modulePath.text ?? '') : '', parts.controllerPath ?? '', parts.path ?? ':computed'];
  if (modulePath?.text) mounts.push({ prefix: modulePath.text, at: modulePath.at });
  if (parts.controllerPath) mounts.push({ prefix: parts.controllerPath, at: controller.at });
  if (modulePath && modulePath.text === undefined) doubts.push('the path of its module is computed');
  if (parts.controllerPath === undefined) doubts.push('the path of its controller is computed');
  if (parts.path === undefined) doubts.push('its path is computed');
  if (version.inPath && app?.versioning) mounts.unshift({ prefix: version.inPath, at: app.versioning.at });
  const global = globalPart(app, joinPath(...inside), endpoint.method, doubts);
  if (global !== '' && app?.prefix) mounts.unshift({ prefix: global, at: app.prefix.at });
  doubts.push(...(app?.doubts ?? []));
  const belowPrefix = joinPath(version.inPath, ...inside);
  return { path: joinPath(global, belowPrefix), belowPrefix, mounts, version: version.shown, doubts };
}

function versionPart(
  app: NestApp | undefined,
  versions: Version[],
  doubts: string[],
): { inPath: string; shown: string | undefined } {
  const none = { inPath: '', shown: undefined };
  const versioning = app?.versioning;
  if (!versioning || versions.length === 0) return none;
  const place = `${versioning.at.path}:${versioning.at.line}`;
  if (versioning.type === 'other') {
    const named = versions.filter((item): item is string => typeof item === 'string');
    return { inPath: '', shown: named.length > 0 ? named.join(', ') : undefined };
  }
  const [version] = versions;
  if (version === NEUTRAL) return none;
  if (versioning.type === undefined) doubts.push(`the kind of versioning is computed at ${place}`);
  else if (version === undefined || versioning.prefix === undefined)
    doubts.push(`its version is computed, see ${place}`);
  else return { inPath: versioning.prefix + version, shown: undefined };
  return none;
}

function globalPart(app: NestApp | undefined, inside: string, method: string, doubts: string[]): string {
  const prefix = app?.prefix;
  if (!prefix || isExcluded(prefix, inside, method)) return '';
  const place = `${prefix.at.path}:${prefix.at.line}`;
  if (prefix.text === undefined) doubts.push(`the global prefix is computed at ${place}`);
  else if (prefix.computedExclusion) doubts.push(`what is excluded from the global prefix is computed at ${place}`);
  return prefix.text ?? '';
}
