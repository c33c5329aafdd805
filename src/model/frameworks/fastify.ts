import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame } from '../evaluate/values.ts';
import { fastifyDecorations } from './fastify-decorations.ts';
import { FASTIFY_VERBS, type FastifyInstance, FastifyScopes } from './fastify-instances.ts';
import { followPlugins } from './fastify-registrations.ts';
import {
  registerErrorHandler,
  registerFull,
  registerHook,
  registerMiddleware,
  registerShorthand,
} from './fastify-routes.ts';
import { type ReceivedCall, type Recogniser, type Recognition, receivedCalls } from './recogniser.ts';

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
    const instancesOf = (object: Expr, frame: Frame): FastifyInstance[] => scopes.instancesOf(object, frame);
    for (const received of receivedCalls(recognition, METHODS, instancesOf))
      registerCall(recognition, scopes, received);
  },
  catchesAsync() {
    return { catchesAsync: true, because: 'fastify passes rejections of async handlers to its error handler' };
  },
};

function registerCall(recognition: Recognition, scopes: FastifyScopes, received: ReceivedCall<FastifyInstance>): void {
  const { call, method, frame, receivers } = received;
  const keys = [...new Set(receivers.flatMap(({ key }) => scopes.scopesOf(key)))];
  if (method === 'route') registerFull(recognition, keys, call, frame);
  else if (method === 'addHook') registerHook(recognition, keys, call, frame);
  else if (method === 'use') registerMiddleware(recognition, keys, call, frame);
  else if (method === 'setErrorHandler') registerErrorHandler(recognition, call, frame);
  else registerShorthand(recognition, keys, call, method, frame);
}
