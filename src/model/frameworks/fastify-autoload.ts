import { posix } from 'node:path';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import { type FolderEntry, folderOf } from './autoload-folders.ts';
import { type PluginTargets, pluginTargets } from './fastify-plugins.ts';
import { type NameFilter, nameFilter } from './name-filters.ts';
import { flagOf, type OptionValue, optionOf, textsOf } from './options.ts';

/** A file that `@fastify/autoload` registers. */
export interface AutoloadedPlugin {
  path: string;
  /** Prefix from folders, options and the file itself; `undefined` when it cannot be told. */
  prefix: string | undefined;
  targets: PluginTargets;
  /** Hook files whose hooks hold for it, outermost first; all plugins with the same list share a scope. */
  hooks: string[];
}

export interface Autoload {
  plugins: AutoloadedPlugin[];
  /** The folders it looks in: what it does not load there is not served. */
  folders: string[];
  /** Why nothing was loaded. */
  failure?: string;
}

const SCRIPT = /(?:(?:^.?|\.[^d]|[^.]d|[^.][^d])\.ts|\.js|\.cjs|\.mjs|\.cts|\.mts)$/iu;
const INDEX = { source: '^index(?:\\.ts|\\.js|\\.cjs|\\.mjs|\\.cts|\\.mts)$', flags: 'iu' };
const AUTO_HOOKS = { source: '^[_.]?auto_?hooks(?:\\.ts|\\.js|\\.cjs|\\.mjs|\\.cts|\\.mts)$', flags: 'iu' };

/** What the plugin does with its options, after version 6 of its code. */
interface Settings {
  evaluator: Evaluator;
  directory: string;
  script: NameFilter;
  index: NameFilter;
  hookFile: NameFilter;
  ignored: NameFilter;
  /** On the path from the directory, with a leading slash. */
  wanted: (path: string) => boolean;
  autoHooks: boolean;
  cascadeHooks: boolean;
  overwriteHooks: boolean;
  /** `undefined` when a function names the folders. */
  folderPrefix: boolean | undefined;
  routeParams: boolean;
  transparent: boolean;
  maxDepth: number;
  prefixes: (string | undefined)[];
}

/** The plugins that `register(autoload, options)` loads from the repository. */
export function autoloaded(evaluator: Evaluator, options: Value[]): Autoload {
  const dir = optionOf(evaluator, options, 'dir');
  const directories = dir ? textsOf(evaluator, dir) : [];
  const plugins: AutoloadedPlugin[] = [];
  const folders: string[] = [];
  for (const directory of directories) {
    if (directory === undefined) {
      return { plugins, folders, failure: 'the folder that @fastify/autoload loads is computed' };
    }
    const settings = settingsOf(evaluator, options, posix.normalize(directory).replace(/^\/|\/$/g, ''));
    folders.push(settings.directory);
    loadFolder(settings, { path: settings.directory, prefix: undefined, depth: 0, hooks: [] }, plugins);
  }
  if (plugins.length > 0) return { plugins, folders };
  const where = folders.map((folder) => `/${folder}`).join(', ') || 'the folder';
  return { plugins, folders, failure: `no plugin is found in ${where} that @fastify/autoload loads` };
}

function settingsOf(evaluator: Evaluator, options: Value[], directory: string): Settings {
  const option = (name: string): OptionValue | undefined => optionOf(evaluator, options, name);
  const filter = (name: string): NameFilter | undefined => nameFilter(evaluator, option(name));
  const matched = filter('matchFilter');
  const left = filter('ignoreFilter');
  const [depth] = option('maxDepth')?.values ?? [];
  const named = option('dirNameRoutePrefix');
  const shared = optionOf(evaluator, option('options')?.values ?? [], 'prefix');
  return {
    evaluator,
    directory,
    script: filter('scriptPattern') ?? ((name) => SCRIPT.test(name)),
    index: filter('indexPattern') ?? regexFilter(INDEX),
    hookFile: filter('autoHooksPattern') ?? regexFilter(AUTO_HOOKS),
    ignored: filter('ignorePattern') ?? (() => false),
    wanted: (path) => (matched?.(path) ?? true) && !(left?.(path) ?? false),
    autoHooks: flagOf(option('autoHooks')) === true,
    cascadeHooks: flagOf(option('cascadeHooks')) === true,
    overwriteHooks: flagOf(option('overwriteHooks')) === true,
    folderPrefix: named ? flagOf(named) : true,
    routeParams: flagOf(option('routeParams')) === true,
    transparent: flagOf(option('encapsulate')) === false,
    maxDepth: depth?.kind === 'constant' && typeof depth.value === 'number' ? depth.value : Number.POSITIVE_INFINITY,
    prefixes: shared ? textsOf(evaluator, shared) : [''],
  };
}

const regexFilter = ({ source, flags }: { source: string; flags: string }): NameFilter => {
  const regex = new RegExp(source, flags);
  return (name) => regex.test(name);
};

interface Folder {
  path: string;
  /** Prefix from folder names; `undefined` for the directory itself, `null` when it cannot be told. */
  prefix: string | null | undefined;
  depth: number;
  hooks: string[];
}

function loadFolder(settings: Settings, folder: Folder, plugins: AutoloadedPlugin[]): void {
  const entries = folderOf(settings.evaluator.program, folder.path);
  const files = entries.filter((entry) => !entry.folder);
  const hooks = hooksIn(settings, folder, files);
  const index = files.find((entry) => settings.index(entry.name));
  if (index) addPlugin(settings, folder, index, hooks, plugins);
  for (const entry of entries) {
    if (settings.ignored(posix.relative(settings.directory, entry.path))) continue;
    if (entry.folder) {
      if (settings.maxDepth > folder.depth) loadFolder(settings, within(settings, folder, entry, hooks), plugins);
    } else if (!index && settings.script(entry.name) && !settings.hookFile(entry.name)) {
      addPlugin(settings, folder, entry, hooks, plugins);
    }
  }
}

function hooksIn(settings: Settings, folder: Folder, files: FolderEntry[]): string[] {
  if (!settings.autoHooks) return [];
  const own = files.find((entry) => settings.hookFile(entry.name));
  if (!own) return folder.hooks;
  return settings.overwriteHooks ? [own.path] : [...folder.hooks, own.path];
}

function within(settings: Settings, folder: Folder, entry: FolderEntry, hooks: string[]): Folder {
  const prefix =
    settings.folderPrefix === undefined || folder.prefix === null
      ? null
      : `${folder.prefix ?? ''}/${settings.folderPrefix ? entry.name : ''}`;
  return { path: entry.path, prefix, depth: folder.depth + 1, hooks: settings.cascadeHooks ? hooks : [] };
}

function addPlugin(
  settings: Settings,
  folder: Folder,
  entry: FolderEntry,
  hooks: string[],
  plugins: AutoloadedPlugin[],
): void {
  const { evaluator } = settings;
  if (!settings.wanted(`/${posix.relative(settings.directory, entry.path)}`)) return;
  const values = evaluator.exported(entry.path, 'default');
  const found = pluginTargets(evaluator, values);
  const targets = settings.transparent
    ? { ...found, functions: found.functions.map((item) => ({ ...item, transparent: true })) }
    : found;
  if (isSwitchedOff(evaluator, entry.path, values)) return;
  for (const shared of settings.prefixes) {
    plugins.push({ path: entry.path, prefix: prefixOf(settings, folder, entry, values, shared), targets, hooks });
  }
}

const isSwitchedOff = (evaluator: Evaluator, path: string, values: Value[]): boolean =>
  exportedSetting(evaluator, path, values, 'autoload').some((item) => item.kind === 'constant' && item.value === false);

function prefixOf(
  settings: Settings,
  folder: Folder,
  entry: FolderEntry,
  values: Value[],
  shared: string | undefined,
): string | undefined {
  const { evaluator } = settings;
  const text = (name: string): string | undefined =>
    exportedSetting(evaluator, entry.path, values, name).flatMap((item) =>
      item.kind === 'text' ? [item.text] : [],
    )[0];
  const override = text('prefixOverride');
  if (override !== undefined) return withParameters(settings, override);
  const own = text('autoPrefix') ?? (folder.prefix === null ? undefined : (folder.prefix ?? ''));
  if (own === undefined || shared === undefined) return undefined;
  return withParameters(settings, shared.replace(/\/$/, '') + own.replace(/\/+/g, '/'));
}

/** `export const autoPrefix`, or the same as a property of the plugin. */
function exportedSetting(evaluator: Evaluator, path: string, values: Value[], name: string): Value[] {
  const exported = evaluator.exported(path, name).filter((item) => item.kind !== 'member');
  return exported.length > 0 ? exported : values.flatMap((value) => evaluator.member(value, name));
}

/** `/_id` is `/:id` and `a__id` is `a:id` under `routeParams`. */
function withParameters(settings: Settings, prefix: string): string {
  if (!settings.routeParams) return prefix;
  return prefix.includes('__') ? prefix.replaceAll('__', ':') : prefix.replaceAll('/_', '/:');
}
