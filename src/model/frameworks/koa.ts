import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { noteErrorListener, noteErrorPackages } from './koa-errors.ts';
import { useMiddleware } from './koa-middleware.ts';
import { KoaParameters } from './koa-parameters.ts';
import { KoaPrefixes } from './koa-prefixes.ts';
import { KOA_VERBS, koaRouters } from './koa-routers.ts';
import { registerDeclared, registerNamed, registerVerb } from './koa-routes.ts';
import { methodCalls, type Recogniser, type Recognition } from './recogniser.ts';

const METHODS = new Set([...KOA_VERBS, 'use', 'register', 'route', 'on']);

/** Koa with its router packages: routers and their prefixes, nesting, `koa-mount`, `koa-compose`, middleware in order. */
export const koa: Recogniser = {
  name: 'koa',
  packages: ['koa', '@koa/router', 'koa-router', 'koa-joi-router'],
  versioned: ['koa'],
  recognise(recognition) {
    const settings: Settings = { prefixes: new KoaPrefixes(recognition), parameters: new KoaParameters(recognition) };
    for (const { module, call, method } of methodCalls(recognition.modules, METHODS))
      registerCall(recognition, settings, module, call, method);
    noteErrorPackages(recognition);
  },
  catchesAsync() {
    return { catchesAsync: true, because: 'koa awaits its middleware and handles what they reject' };
  },
};

interface Settings {
  prefixes: KoaPrefixes;
  parameters: KoaParameters;
}

function registerCall(
  recognition: Recognition,
  { prefixes, parameters }: Settings,
  module: LinkedModule,
  call: CallFact,
  method: string,
): void {
  const { evaluator, graph } = recognition;
  const { callee } = call.expr;
  if (callee.kind !== 'member') return;
  const plain = koaRouters(evaluator, callee.object, { module: module.path });
  if (plain.length === 0) return;
  for (const frame of environmentsOf(evaluator, module.path, call)) {
    const found = frame.env ? koaRouters(evaluator, callee.object, frame) : plain;
    for (const router of found) {
      if (router.application) graph.root(router.key);
      const own = prefixes.of(router, frame);
      const target = { router, own, parameters };
      if (method === 'use') useMiddleware(recognition, router, own, call, frame);
      else if (method === 'on') noteErrorListener(recognition, call, frame);
      else if (router.application) continue;
      else if (method === 'register') registerNamed(recognition, target, call, frame);
      else if (method === 'route') registerDeclared(recognition, target, call, frame);
      else registerVerb(recognition, target, call, method, frame);
    }
  }
}
