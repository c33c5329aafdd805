import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame } from '../evaluate/values.ts';
import { noteErrorListener, noteErrorPackages } from './koa-errors.ts';
import { useMiddleware } from './koa-middleware.ts';
import { KoaPrefixes } from './koa-prefixes.ts';
import { KOA_VERBS, type KoaRouter, koaRouters } from './koa-routers.ts';
import { registerDeclared, registerNamed, registerVerb } from './koa-routes.ts';
import { PathParameters } from './path-parameters.ts';
import { type ReceivedCall, type Recogniser, type Recognition, receivedCalls } from './recogniser.ts';

const METHODS = new Set([...KOA_VERBS, 'use', 'register', 'route', 'on']);

/** Koa with its router packages: routers and their prefixes, nesting, `koa-mount`, `koa-compose`, middleware in order. */
export const koa: Recogniser = {
  name: 'koa',
  packages: ['koa', '@koa/router', 'koa-router', 'koa-joi-router'],
  versioned: ['koa'],
  recognise(recognition) {
    const routersOf = (object: Expr, frame: Frame): KoaRouter[] => koaRouters(recognition.evaluator, object, frame);
    const settings: Settings = {
      prefixes: new KoaPrefixes(recognition),
      parameters: new PathParameters(recognition, routersOf),
    };
    for (const received of receivedCalls(recognition, METHODS, routersOf))
      registerCall(recognition, settings, received);
    noteErrorPackages(recognition);
  },
  catchesAsync() {
    return { catchesAsync: true, because: 'koa awaits its middleware and handles what they reject' };
  },
};

interface Settings {
  prefixes: KoaPrefixes;
  parameters: PathParameters;
}

function registerCall(
  recognition: Recognition,
  { prefixes, parameters }: Settings,
  { call, method, frame, receivers }: ReceivedCall<KoaRouter>,
): void {
  for (const router of receivers) {
    if (router.application) recognition.graph.root(router.key);
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
