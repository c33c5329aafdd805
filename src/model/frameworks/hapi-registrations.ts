import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import { type Frame, siteKey, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { RouterKey } from './by-router.ts';
import { composedServers } from './hapi-glue.ts';
import { exportedPlugin, type HapiPlugin, hapiPlugins, prefixIn } from './hapi-plugins.ts';
import { type HapiServers, hapiPluginKey, isMadeServer } from './hapi-servers.ts';
import type { PathText } from './path-texts.ts';
import { locationIn, methodCalls, type Recognition } from './recogniser.ts';

interface RegisterCall {
  module: string;
  call: CallFact;
}

interface PendingMount extends RegisterCall {
  parent: RouterKey;
  child: RouterKey;
  prefix: PathText;
}

/** Follows every `register` from the servers inwards and mounts plugins in the route graph. */
export function followHapiPlugins(recognition: Recognition, servers: HapiServers): void {
  const { evaluator, modules } = recognition;
  const using = modulesUsingHapi(modules);
  const mounts: PendingMount[] = [];
  addServers(recognition, using);
  for (const { path } of using) addExportedPlugins(recognition, servers, path);
  for (const { key, module, call, found } of composedServers(evaluator, modules)) {
    if (!found.complete) unknownPlugin(recognition, { module, call });
    for (const plugin of found.plugins) mounts.push(addPlugin(servers, { module, call }, key, plugin, undefined));
  }
  let open: RegisterCall[] = [...methodCalls(modules, new Set(['register']))].map(({ module, call }) => ({
    module: module.path,
    call,
  }));
  for (let before = Number.POSITIVE_INFINITY; open.length < before; ) {
    before = open.length;
    open = open.filter((item) => !follow(recognition, servers, mounts, item));
  }
  noteOwnPrefixes(recognition, servers);
  for (const item of mounts) mountPlugin(recognition, servers, item);
}

function mountPlugin({ graph }: Recognition, servers: HapiServers, mount: PendingMount): void {
  const { parent, child, module, call } = mount;
  const { text, partial } = servers.within(parent, mount.prefix);
  const at = locationIn(module, call.expr.at);
  graph.mount({ parent, child, prefix: text, ...(partial && { partial }), middleware: [], at });
}

/** Modules of the packages that use hapi, also those that do not import it: a plugin needs nothing but the server it is given. */
export function modulesUsingHapi(modules: LinkedModule[]): LinkedModule[] {
  const owners = new Set(modules.filter(importsHapi).map((module) => module.package));
  return modules.filter((module) => owners.has(module.package));
}

const importsHapi = ({ links }: LinkedModule): boolean =>
  [...links.values()].some((link) => link.kind === 'package' && /^(hapi$|hapi-|@hapi\/|glue$)/.test(link.name));

function addServers({ evaluator, graph }: Recognition, modules: LinkedModule[]): void {
  for (const { path, facts } of modules) {
    for (const { expr } of facts.calls)
      for (const value of evaluator.evaluate(expr, { module: path }).filter(isMadeServer))
        graph.root(siteKey(value.site));
  }
}

/** Plugins that a module exports are known as such by their shape, registered or not. */
function addExportedPlugins({ evaluator }: Recognition, servers: HapiServers, path: string): void {
  for (const value of exportedPlugin(evaluator, path)) {
    if (!isPluginShaped(value, (name) => namesMember(evaluator.member(value, name)))) continue;
    for (const { fn } of hapiPlugins(evaluator, [value]).plugins) servers.addPlugin(fn);
  }
}

const namesMember = (values: Value[]): boolean =>
  values.some((value) => value.kind !== 'member' && value.kind !== 'unknown');

function isPluginShaped(value: Value, has: (name: string) => boolean): boolean {
  if (value.kind === 'function') return has('attributes');
  if (value.kind !== 'object' && value.kind !== 'module') return false;
  return has('plugin') || (has('register') && (value.kind === 'module' || has('name') || has('pkg') || has('version')));
}

/** @returns whether the call was on a hapi server, and so is done with */
function follow(recognition: Recognition, servers: HapiServers, mounts: PendingMount[], item: RegisterCall): boolean {
  const { evaluator } = recognition;
  const { callee } = item.call.expr;
  if (callee.kind !== 'member') return true;
  const plain = servers.serversOf(callee.object, { module: item.module });
  if (plain.length === 0) return false;
  for (const frame of environmentsOf(evaluator, item.module, item.call)) {
    const keys = frame.env ? servers.serversOf(callee.object, frame) : plain;
    for (const key of keys) mounts.push(...registerIn(recognition, servers, item, key, frame));
  }
  return true;
}

function registerIn(
  recognition: Recognition,
  servers: HapiServers,
  item: RegisterCall,
  key: RouterKey,
  frame: Frame,
): PendingMount[] {
  const { evaluator } = recognition;
  const [given, options] = item.call.expr.args;
  if (!given) return [];
  const found = hapiPlugins(evaluator, evaluator.evaluate(given, frame));
  if (!found.complete) unknownPlugin(recognition, item);
  const shared = options && prefixIn(evaluator, evaluator.evaluate(options, frame));
  return found.plugins.map((plugin) => addPlugin(servers, item, key, plugin, shared));
}

function unknownPlugin({ unknowns }: Recognition, { module, call }: RegisterCall): void {
  const reason = 'a plugin that is registered here could not be followed';
  unknowns.push({ path: module, line: call.expr.at.line, subject: 'route', reason });
}

function addPlugin(
  servers: HapiServers,
  { module, call }: RegisterCall,
  parent: RouterKey,
  { fn, prefix }: HapiPlugin,
  shared: PathText | undefined,
): PendingMount {
  const child = hapiPluginKey(fn);
  servers.addPlugin(fn);
  servers.addParent(child, parent);
  return { parent, child, prefix: prefix ?? shared ?? { text: '' }, module, call };
}

/** `server.realm.modifiers.route.prefix = '/api'`: for what the server is given, before plugins are mounted in it. */
function noteOwnPrefixes({ modules }: Recognition, servers: HapiServers): void {
  for (const { path, facts } of modulesUsingHapi(modules)) {
    for (const step of facts.functions.flatMap((fn) => fn.steps)) {
      if (step.kind !== 'assign' || step.target.kind !== 'member' || step.target.property !== 'prefix') continue;
      const server = ['route', 'modifiers', 'realm'].reduce<typeof step.target.object | undefined>(
        (expr, name) => (expr?.kind === 'member' && expr.property === name ? expr.object : undefined),
        step.target.object,
      );
      if (!server) continue;
      for (const key of servers.serversOf(server, { module: path }))
        servers.setOwnPrefix(key, step.value, { module: path });
    }
  }
}
