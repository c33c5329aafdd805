import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import { type Frame, siteKey } from '../evaluate/values.ts';
import type { RouterKey } from './by-router.ts';
import { type AutoloadedPlugin, autoloaded } from './fastify-autoload.ts';
import { addPluginsByShape } from './fastify-by-shape.ts';
import { startedPlugins } from './fastify-cli-scripts.ts';
import { type FastifyScopes, isApplication, pluginKey } from './fastify-instances.ts';
import { type PluginTargets, pluginTargets, typedPlugins, wrappedPlugins } from './fastify-plugins.ts';
import { placeOf, prefixesOf, registerObject } from './fastify-routes.ts';
import type { PathText } from './path-texts.ts';
import { locationIn, methodCalls, type Recognition } from './recogniser.ts';

interface RegisterCall {
  module: string;
  call: CallFact;
}

/**
 * Follows every `register` from the applications inwards: what a plugin function registers is known only once it is known to
 * be a plugin, so the calls are tried until no more plugins are found. Fills the scopes and mounts plugins in the route graph.
 */
export function followPlugins(recognition: Recognition, scopes: FastifyScopes): void {
  addApplications(recognition);
  addDeclaredPlugins(recognition, scopes);
  const mounts: PendingMount[] = [];
  let open = registerCalls(recognition);
  for (let grown = true; grown; ) {
    const before = open.length;
    open = open.filter((item) => !follow(recognition, scopes, mounts, item));
    grown = open.length < before;
    if (!grown) grown = addPluginsByShape(recognition, scopes);
  }
  // Scopes of transparent plugins are known only now.
  for (const mount of mounts) mountPlugin(recognition, scopes, mount);
}

interface PendingMount {
  parent: RouterKey;
  child: RouterKey;
  prefix: PathText;
  module: string;
  call: CallFact;
}

function mountPlugin({ graph }: Recognition, scopes: FastifyScopes, mount: PendingMount): void {
  if (scopes.isTransparent(mount.child)) return;
  const at = locationIn(mount.module, mount.call.expr.at);
  const { text, partial } = mount.prefix;
  const prefix = text === '/' ? '' : text;
  for (const parent of scopes.scopesOf(mount.parent))
    graph.mount({ parent, child: mount.child, prefix, ...(partial && { partial }), middleware: [], at });
}

const registerCalls = ({ modules }: Recognition): RegisterCall[] =>
  [...methodCalls(modules, new Set(['register']))].map(({ module, call }) => ({ module: module.path, call }));

function addApplications({ evaluator, modules, graph }: Recognition): void {
  for (const { path, facts, links } of modules) {
    if (![...links.values()].some((link) => link.kind === 'package' && link.name === 'fastify')) continue;
    for (const { expr } of facts.calls) {
      for (const value of evaluator.evaluate(expr, { module: path }))
        if (isApplication(value)) graph.root(siteKey(value.site));
    }
  }
}

function addDeclaredPlugins(recognition: Recognition, scopes: FastifyScopes): void {
  const { evaluator, modules, graph } = recognition;
  for (const { path } of modules) {
    for (const item of wrappedPlugins(evaluator, path)) scopes.addPlugin(item.ref, item.transparent);
    for (const ref of typedPlugins(evaluator, path)) scopes.addPlugin(ref, false);
  }
  for (const { targets, prefix } of startedPlugins(recognition)) {
    for (const item of targets.functions) {
      scopes.addPlugin(item.ref, item.transparent);
      graph.root(pluginKey(item.ref), item.transparent ? '' : prefix);
    }
  }
}

/** @returns whether the call was on a Fastify instance, and so is done with */
function follow(recognition: Recognition, scopes: FastifyScopes, mounts: PendingMount[], item: RegisterCall): boolean {
  const { evaluator } = recognition;
  const { callee } = item.call.expr;
  if (callee.kind !== 'member') return true;
  const plain = scopes.instancesOf(callee.object, { module: item.module });
  if (plain.length === 0) return false;
  for (const frame of environmentsOf(evaluator, item.module, item.call)) {
    const found = frame.env ? scopes.instancesOf(callee.object, frame) : plain;
    for (const { key } of found) registerIn(recognition, scopes, mounts, { ...item, key, frame });
  }
  return true;
}

interface Registering extends RegisterCall {
  key: RouterKey;
  frame: Frame;
}

function registerIn(recognition: Recognition, scopes: FastifyScopes, mounts: PendingMount[], item: Registering): void {
  const { evaluator, unknowns } = recognition;
  const { call, frame, module } = item;
  const [plugin, options] = call.expr.args;
  if (!plugin) return;
  const targets = pluginTargets(evaluator, evaluator.evaluate(plugin, frame));
  const unknown = (reason: string): void => {
    unknowns.push({ path: module, line: call.expr.at.line, subject: 'route', reason });
  };
  if (!targets.complete) unknown('a plugin that is registered here could not be followed');
  const prefixes = targets.functions.length > 0 ? prefixesOf(evaluator, options, frame) : [];
  for (const { ref, transparent } of targets.functions) {
    scopes.addPlugin(ref, transparent);
    addChild(scopes, mounts, item, pluginKey(ref), prefixes);
  }
  if (!targets.autoload) return;
  const loaded = autoloaded(evaluator, options ? evaluator.evaluate(options, frame) : []);
  for (const folder of loaded.folders) scopes.addAutoloadedFolder(folder);
  if (loaded.failure !== undefined) unknown(loaded.failure);
  for (const file of loaded.plugins) addAutoloaded(recognition, scopes, mounts, item, file);
}

function addChild(
  scopes: FastifyScopes,
  mounts: PendingMount[],
  { key, module, call }: Registering,
  child: RouterKey,
  prefixes: PathText[],
): void {
  scopes.addParent(child, key);
  for (const prefix of prefixes) mounts.push({ parent: key, child, prefix, module, call });
}

/** An autoloaded file stands in the scope that its hook files make, where there are such. */
function addAutoloaded(
  recognition: Recognition,
  scopes: FastifyScopes,
  mounts: PendingMount[],
  item: Registering,
  file: AutoloadedPlugin,
): void {
  const within = file.hooks.length > 0 ? hookScope(recognition, scopes, mounts, item, file.hooks) : item;
  for (const { ref, transparent } of file.targets.functions) {
    scopes.addPlugin(ref, transparent);
    addChild(scopes, mounts, within, pluginKey(ref), [{ text: file.prefix }]);
  }
  for (const route of file.targets.routes) {
    const child = `autoloaded:${file.path}`;
    addChild(scopes, mounts, within, child, [{ text: file.prefix }]);
    registerObject(recognition, [child], route, placeOf(route));
  }
}

function hookScope(
  { evaluator }: Recognition,
  scopes: FastifyScopes,
  mounts: PendingMount[],
  item: Registering,
  hooks: string[],
): Registering {
  const key = `hooks:${item.key}:${hooks.join()}`;
  addChild(scopes, mounts, item, key, [{ text: '' }]);
  const inside: Registering = { ...item, key };
  for (const hook of hooks) {
    const targets: PluginTargets = pluginTargets(evaluator, evaluator.exported(hook, 'default'));
    for (const { ref } of targets.functions) {
      scopes.addPlugin(ref, true);
      addChild(scopes, mounts, inside, pluginKey(ref), []);
    }
  }
  return inside;
}
