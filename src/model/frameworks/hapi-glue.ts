import { posix } from 'node:path';
import type { CallFact, ObjectExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { type Frame, originOf, siteKey, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { RouterKey } from './by-router.ts';
import { type HapiPlugins, hapiPlugins } from './hapi-plugins.ts';
import { GLUE, isMadeServer } from './hapi-servers.ts';
import { optionIn, optionOf, textsOf } from './options.ts';

/** A server that `Glue.compose(manifest, { relativeTo })` makes, and the plugins of its manifest. */
export interface ComposedServer {
  key: RouterKey;
  module: string;
  call: CallFact;
  found: HapiPlugins;
}

export function composedServers(evaluator: Evaluator, modules: LinkedModule[]): ComposedServer[] {
  const servers: ComposedServer[] = [];
  for (const { path, facts, links } of modules) {
    if (![...links.values()].some((link) => link.kind === 'package' && GLUE.has(link.name))) continue;
    const frame = { module: path };
    for (const call of facts.calls) {
      const made = evaluator.evaluate(call.expr, frame).find(isMadeServer);
      if (!made || made.site.module !== path || made.site.call !== call.expr.id) continue;
      if (!GLUE.has(originOf(made.of)?.package ?? '')) continue;
      servers.push({
        key: siteKey(made.site),
        module: path,
        call,
        found: manifestPlugins(evaluator, modules, call, frame),
      });
    }
  }
  return servers;
}

function manifestPlugins(evaluator: Evaluator, modules: LinkedModule[], call: CallFact, frame: Frame): HapiPlugins {
  const [manifest, options] = call.expr.args;
  const relative = optionIn(evaluator, options, frame, 'relativeTo');
  const folder = (relative && textsOf(evaluator, relative)[0]) ?? `/${posix.dirname(frame.module)}`;
  const given = manifest ? evaluator.evaluate(manifest, frame).filter((value) => value.kind === 'object') : [];
  const manifests = given.length > 0 ? given : manifestsByShape(evaluator, modules, frame.module);
  const lists = manifests.flatMap((value) => [
    ...(optionOf(evaluator, optionOf(evaluator, [value], 'register')?.values ?? [], 'plugins')?.values ?? []),
    ...(optionOf(evaluator, [value], 'registrations')?.values ?? []),
  ]);
  return lists.length > 0 ? hapiPlugins(evaluator, lists, folder) : { plugins: [], complete: false };
}

/** A manifest behind a store of configurations (`confidence`) is told by its shape, within the package. */
function manifestsByShape(evaluator: Evaluator, modules: LinkedModule[], composing: string): Value[] {
  const owner = evaluator.program.module(composing).package;
  return modules
    .filter((module) => module.package === owner)
    .flatMap(({ path, facts }) =>
      facts.bindings.flatMap(({ init }): Value[] =>
        init?.kind === 'object' && isManifest(init) ? [{ kind: 'object', module: path, expr: init }] : [],
      ),
    );
}

function isManifest({ properties }: ObjectExpr): boolean {
  const has = (name: string): boolean => properties.some(({ key }) => key === name);
  return (has('server') && has('register')) || (has('connections') && has('registrations'));
}
