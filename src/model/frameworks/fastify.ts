import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { fastifyDecorations } from './fastify-decorations.ts';
import { FASTIFY_VERBS, FastifyScopes } from './fastify-instances.ts';
import { followPlugins } from './fastify-registrations.ts';
import {
  registerErrorHandler,
  registerFull,
  registerHook,
  registerMiddleware,
  registerShorthand,
} from './fastify-routes.ts';
import { methodCalls, type Recogniser, type Recognition } from './recogniser.ts';

const METHODS = new Set([...FASTIFY_VERBS, 'route', 'addHook', 'use', 'setErrorHandler']);

/** Fastify: applications, plugins and their prefixes in any module, autoloaded folders, hooks, decorations. */
export const fastify: Recogniser = {
  name: 'fastify',
  packages: [
    'fastify',
    'fastify-plugin',
    '@fastify/autoload',
    'fastify-autoload',
    '@fastify/type-provider-typebox',
    '@fastify/type-provider-json-schema-to-ts',
    'fastify-type-provider-zod',
  ],
  versioned: ['fastify'],
  prepare({ evaluator, modules }) {
    evaluator.providers.push(fastifyDecorations(evaluator, modules));
  },
  recognise(recognition) {
    const scopes = new FastifyScopes(recognition.evaluator);
    followPlugins(recognition, scopes);
    for (const { module, call, method } of methodCalls(recognition.modules, METHODS))
      registerCall(recognition, scopes, module, call, method);
  },
  catchesAsync() {
    return { catchesAsync: true, because: 'fastify passes rejections of async handlers to its error handler' };
  },
};

function registerCall(
  recognition: Recognition,
  scopes: FastifyScopes,
  module: LinkedModule,
  call: CallFact,
  method: string,
): void {
  const { callee } = call.expr;
  if (callee.kind !== 'member') return;
  const plain = scopes.instancesOf(callee.object, { module: module.path });
  if (plain.length === 0) return;
  for (const frame of environmentsOf(recognition.evaluator, module.path, call)) {
    const found = frame.env ? scopes.instancesOf(callee.object, frame) : plain;
    const keys = [...new Set(found.flatMap(({ key }) => scopes.scopesOf(key)))];
    if (method === 'route') registerFull(recognition, keys, call, frame);
    else if (method === 'addHook') registerHook(recognition, keys, call, frame);
    else if (method === 'use') registerMiddleware(recognition, keys, call, frame);
    else if (method === 'setErrorHandler') registerErrorHandler(recognition, call, frame);
    else registerShorthand(recognition, keys, call, method, frame);
  }
}
