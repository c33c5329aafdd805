import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { RouterKey } from './by-router.ts';
import { registerOpenApi } from './hono-openapi.ts';
import { HONO_VERBS, type HonoRouter, honoRouters } from './hono-routers.ts';
import {
  addView,
  mountFetch,
  mountRouter,
  noteErrorHandler,
  registerMiddleware,
  registerOn,
  registerVerb,
} from './hono-routes.ts';
import { servedRouters } from './hono-served.ts';
import { pathTexts } from './path-texts.ts';
import {
  locationIn,
  positionInChain,
  type ReceivedCall,
  type Recogniser,
  type Recognition,
  receivedCalls,
} from './recogniser.ts';

type Registrar = (recognition: Recognition, router: HonoRouter, call: CallFact, frame: Frame) => void;

const REGISTRARS: Record<string, Registrar> = {
  use: registerMiddleware,
  on: registerOn,
  route: mountRouter,
  mount: mountFetch,
  basePath: addView,
  openapi: registerOpenApi,
  doc: registerDocument,
  doc31: registerDocument,
  onError: (recognition, _router, call, frame) => noteErrorHandler(recognition, call, frame),
};
const METHODS = new Set([...HONO_VERBS, ...Object.keys(REGISTRARS)]);

/** Hono with its OpenAPI variant: applications, mounted routers, base paths, chains, loops over routers. */
export const hono: Recogniser = {
  name: 'hono',
  packages: ['hono', '@hono/hono', '@hono/zod-openapi'],
  versioned: ['hono', '@hono/hono'],
  recognise(recognition) {
    const seen = new Map<RouterKey, Seen>();
    const routersOf = (object: Expr, frame: Frame): HonoRouter[] => honoRouters(recognition.evaluator, object, frame);
    for (const received of receivedCalls(recognition, METHODS, routersOf)) registerCall(recognition, seen, received);
    markApplications(recognition, seen);
  },
  catchesAsync: () => ({
    catchesAsync: true,
    because: 'Hono awaits its handlers and passes what they throw to its error handler',
  }),
};

interface Seen {
  module: LinkedModule;
}

function registerCall(
  recognition: Recognition,
  seen: Map<RouterKey, Seen>,
  { module, call, method, frame, receivers }: ReceivedCall<HonoRouter>,
): void {
  for (const router of receivers) {
    if (!seen.has(router.base)) seen.set(router.base, { module });
    const registrar = REGISTRARS[method];
    if (registrar) registrar(recognition, router, call, frame);
    else registerVerb(recognition, router, call, method, frame);
  }
}

/** `doc('/doc', …)` serves the OpenAPI document that the router describes. */
function registerDocument({ evaluator, graph }: Recognition, router: HonoRouter, call: CallFact, frame: Frame): void {
  const [path] = call.expr.args;
  if (!path) return;
  for (const { text, partial } of pathTexts(evaluator, path, frame)) {
    graph.register({
      router: router.key,
      framework: 'hono',
      methods: ['GET'],
      path: text,
      ...(partial && { partial }),
      middleware: [],
      at: locationIn(frame.module, positionInChain(call)),
    });
  }
}

/** Applications are what is served; a router that is the only one of its package left unmounted must be one too. */
function markApplications(recognition: Recognition, seen: Map<RouterKey, Seen>): void {
  const { graph } = recognition;
  const served = servedRouters(recognition);
  for (const key of served) graph.root(key);
  const unmounted = [...seen].filter(([key]) => !graph.isMounted(key));
  for (const [key, { module }] of unmounted) {
    const rivals = unmounted.filter(([, other]) => other.module.package === module.package);
    if (rivals.length === 1 && !key.startsWith('parameter:') && !key.startsWith('typed:')) graph.root(key);
  }
}
