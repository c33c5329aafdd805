import { posix } from 'node:path';
import type { Location } from '../../parse/position.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { HandlerRef, Route } from '../repo-model.ts';
import { handlerFrom } from './handlers.ts';
import { type BasePath, basePathOf } from './next-config.ts';
import { type NextMiddleware, nextMiddleware } from './next-middleware.ts';
import { locationIn, type Recogniser, type Recognition } from './recogniser.ts';
import { joinPath } from './route-graph.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
const HANDLER_FILE = /^(?:src\/)?app\/(?:(.*)\/)?route\.[cm]?[jt]sx?$/;
const API_FILE = /^(?:src\/)?pages\/(api(?:\/.*)?)\.[cm]?[jt]sx?$/;

/** Next.js: route handlers of the `app` folder and API routes of the `pages` folder, each where its folders put it. */
export const next: Recogniser = {
  name: 'next',
  packages: ['next'],
  recognise(recognition) {
    const apps = nextApps(recognition);
    for (const module of recognition.modules) {
      const app = apps.find(({ root }) => root === '' || module.path.startsWith(`${root}/`));
      if (app) addRoutes(recognition, app, module);
    }
  },
  catchesAsync: () => ({
    catchesAsync: true,
    because: 'Next.js awaits route handlers and answers what they reject with an error',
  }),
};

interface NextApp {
  /** Folder that holds `app`, `pages` or `src`, `''` for the repository's root. */
  root: string;
  base: BasePath;
  middleware: NextMiddleware | undefined;
}

/** Inner ones first. */
function nextApps(recognition: Recognition): NextApp[] {
  return rootsOf(recognition).map((root) => ({
    root,
    base: basePathOf(recognition, root),
    middleware: nextMiddleware(recognition, root),
  }));
}

/** Folders with a configuration of Next.js, and packages that depend on it. */
function rootsOf({ evaluator, packages }: Recognition): string[] {
  const configured = [...evaluator.program.modules.keys()].filter((path) =>
    /(^|\/)next\.config\.[cm]?[jt]s$/.test(path),
  );
  const folders = configured.map((path) => (posix.dirname(path) === '.' ? '' : posix.dirname(path)));
  const depending = packages.filter((item) => 'next' in item.dependencies).map((item) => item.path);
  return [...new Set([...folders, ...depending])].sort((a, b) => b.length - a.length);
}

function addRoutes(recognition: Recognition, app: NextApp, module: LinkedModule): void {
  const inside = app.root === '' ? module.path : module.path.slice(app.root.length + 1);
  const handlers = HANDLER_FILE.exec(inside);
  const api = API_FILE.exec(inside);
  if (handlers) {
    const path = pathOfFolders(handlers[1] ?? '');
    for (const item of path === undefined ? [] : module.facts.exports) {
      const at = locationIn(module.path, item.at);
      if (METHODS.has(item.name) && !item.typeOnly)
        add(recognition, app, { method: item.name, path, name: item.name, at });
    }
  }
  const whole = api && module.facts.exports.find((item) => /^(default|module\.exports)$/.test(item.name));
  const path = api?.[1] === undefined ? undefined : pathOfFolders(api[1].replace(/(^|\/)index$/, ''));
  if (whole) add(recognition, app, { method: 'ALL', path, name: whole.name, at: locationIn(module.path, whole.at) });
}

interface Found {
  method: string;
  path: string | undefined;
  /** The export that handles it. */
  name: string;
  at: Location;
}

function add(
  { evaluator, routes }: Recognition,
  { base, middleware }: NextApp,
  { method, path, name, at }: Found,
): void {
  if (path === undefined) return;
  const written = { name, file: at.path, line: at.line };
  const handler: HandlerRef = handlerFrom(evaluator, evaluator.exported(at.path, name), written);
  const prefix: Route['prefix'] =
    base.text === undefined
      ? { known: false, reason: 'the base path of its application is computed' }
      : { known: true };
  routes.push({
    method,
    path: joinPath(base.text ?? '', path),
    framework: 'next',
    file: at.path,
    line: at.line,
    column: at.column,
    endLine: at.endLine,
    middleware: middleware?.covers(path) ? [middleware.handler] : [],
    handler,
    mounts: base.text && base.at ? [{ prefix: base.text, at: base.at }] : [],
    prefix,
  });
}

/**
 * The path that folders stand for: `[id]` is a parameter, `[...rest]` all that follows; groups and slots leave no trace.
 * `undefined` for private folders, which are not served.
 */
function pathOfFolders(folders: string): string | undefined {
  const segments = folders.split('/').filter((segment) => segment !== '' && !/^(\(.*\)|@.*)$/.test(segment));
  if (segments.some((segment) => segment.startsWith('_'))) return undefined;
  return joinPath(...segments.map(segmentOf));
}

function segmentOf(segment: string): string {
  return segment
    .replace(/^\[\[\.\.\.(.+)\]\]$/, ':$1*')
    .replace(/^\[\.\.\.(.+)\]$/, ':$1+')
    .replace(/^\[(.+)\]$/, ':$1')
    .replace(/^%5F/i, '_');
}
