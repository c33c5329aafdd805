import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { HapiAuthentication } from './hapi-authentication.ts';
import { hapiDecorations } from './hapi-decorations.ts';
import { registerExtension } from './hapi-extensions.ts';
import { followHapiPlugins } from './hapi-registrations.ts';
import { type HapiContext, registerHapiRoutes } from './hapi-routes.ts';
import { HapiServers } from './hapi-servers.ts';
import { registerExportedRoutes } from './hapi-unregistered.ts';
import { methodCalls, type Recogniser, type Recognition } from './recogniser.ts';

const METHODS = new Set(['route', 'ext']);

/** hapi: servers, plugins with prefixes, manifests of glue, routes as objects in any module, extensions, authentication. */
export const hapi: Recogniser = {
  name: 'hapi',
  packages: ['@hapi/hapi', 'hapi', '@hapi/glue', 'glue'],
  versioned: ['@hapi/hapi', 'hapi'],
  prepare({ evaluator, modules }) {
    evaluator.providers.push(hapiDecorations(evaluator, modules));
  },
  recognise(recognition) {
    const servers = new HapiServers(recognition.evaluator);
    followHapiPlugins(recognition, servers);
    const context: HapiContext = { servers, authentication: new HapiAuthentication(recognition, servers) };
    for (const { module, call, method } of methodCalls(recognition.modules, METHODS))
      registerCall(recognition, context, module, call, method);
    registerExportedRoutes(recognition, context);
  },
  catchesAsync({ major }) {
    if (major !== undefined && major < 17)
      return { catchesAsync: false, because: `hapi ${major} does not wait for its handlers` };
    return { catchesAsync: true, because: 'hapi answers rejections of handlers as errors' };
  },
};

function registerCall(
  recognition: Recognition,
  context: HapiContext,
  module: LinkedModule,
  call: CallFact,
  method: string,
): void {
  const { callee } = call.expr;
  const { servers } = context;
  if (callee.kind !== 'member') return;
  const plain = servers.serversOf(callee.object, { module: module.path });
  if (plain.length === 0) return;
  for (const frame of environmentsOf(recognition.evaluator, module.path, call)) {
    const keys = frame.env ? servers.serversOf(callee.object, frame) : plain;
    if (method === 'route') registerHapiRoutes(recognition, context, keys, call, frame);
    else registerExtension(recognition, servers, keys, call, frame);
  }
}
