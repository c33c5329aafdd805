import type { Argument } from '../../parse/typescript/code-facts.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import type { FastifyScopes } from './fastify-instances.ts';
import { methodCalls, type Recognition } from './recogniser.ts';

const INSTANCE_NAMES = /^(fastify|app|server|instance)$/;
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'route', 'register']);
const OTHER_FRAMEWORKS = new Set([
  'express',
  'koa',
  '@koa/router',
  'koa-router',
  'hono',
  '@hapi/hapi',
  'hapi',
  'restify',
]);

/**
 * Functions that nothing known registers and that use their first parameter as an instance, told by its name and by what is
 * called on it: their routes are real, only where they are mounted is not known.
 * @returns whether there were any
 */
export function addPluginsByShape({ evaluator, modules }: Recognition, scopes: FastifyScopes): boolean {
  const owners = fastifyPackages(modules);
  let grown = false;
  for (const { module, call, method } of methodCalls(modules, METHODS)) {
    const { callee, args } = call.expr;
    if (callee.kind !== 'member' || callee.object.kind !== 'reference' || !owners.has(module.package)) continue;
    if (!INSTANCE_NAMES.test(callee.object.name) || !looksLikeRegistration(method, args)) continue;
    if (scopes.isInAutoloadedFolder(module.path)) continue;
    const [value] = evaluator.evaluate(callee.object, { module: module.path });
    if (value?.kind === 'parameter' && value.index === 0) grown = scopes.addPlugin(value.fn, false) || grown;
  }
  return grown;
}

/** Packages that use Fastify and no other framework whose routers look alike. */
function fastifyPackages(modules: LinkedModule[]): Set<Package> {
  const using = new Set<Package>();
  const others = new Set<Package>();
  for (const module of modules) {
    for (const link of module.links.values()) {
      if (link.kind !== 'package') continue;
      if (/^(fastify$|fastify-|@fastify\/)/.test(link.name)) using.add(module.package);
      if (OTHER_FRAMEWORKS.has(link.name)) others.add(module.package);
    }
  }
  return new Set([...using].filter((owner) => !others.has(owner)));
}

function looksLikeRegistration(method: string, [first, second]: Argument[]): boolean {
  if (!first) return false;
  if (method === 'register') return first.kind === 'call' || first.kind === 'function' || first.kind === 'reference';
  if (method === 'route') return first.kind === 'object' && first.properties.some(({ key }) => key === 'url');
  const path = first.kind === 'literal' ? first.value : first.kind === 'template' ? first.texts[0] : undefined;
  return second !== undefined && typeof path === 'string' && path.startsWith('/');
}
