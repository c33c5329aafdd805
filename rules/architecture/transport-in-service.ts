import {
  defineRule,
  type FunctionFact,
  type ModuleNode,
  mentions,
  type RepoModel,
  type Subject,
  topOf,
  within,
} from '#rule';

interface Inner extends Subject {
  module: ModuleNode;
}

/** Types and packages of the web frameworks' request side; Nest's own exceptions and decorators are its idiom everywhere. */
const TRANSPORT_PACKAGES = new Set([
  'express',
  'express-serve-static-core',
  'fastify',
  'koa',
  '@koa/router',
  'koa-router',
  'hono',
  '@hapi/hapi',
  'restify',
  'polka',
]);
const TRANSPORT_TYPES =
  /^(Request|Response|NextFunction|FastifyRequest|FastifyReply|Context|ParameterizedContext|RequestHandler|ResponseToolkit)$/;
const SENDS = new Set(['status', 'json', 'send', 'render', 'redirect', 'sendStatus', 'end', 'cookie', 'setHeader']);

/** Services, repositories and the domain that take or import request and response. */
export const transportInService = defineRule({
  id: 'transport-in-service',
  summary: 'Business logic depends on the web framework',
  why: 'A service that takes a request or sends a response can only be called by HTTP: not by a job, a queue consumer, a test or another service.',
  fix: 'Pass the plain values the service needs, return a result or throw an error of your own, and let the handler turn that into a response.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['request data that travels in untyped objects', 'HTTP status codes in error classes'],
  params: {},
  examples: {
    good: [
      {
        title: 'the service takes values',
        files: { 'src/services/user.service.ts': 'export const find = (id: string) => ({ id });\n' },
      },
    ],
    bad: [
      {
        title: 'the service takes the request',
        files: {
          'src/services/user.service.ts':
            "import type { Request, Response } from 'express';\nexport const find = (req: Request, res: Response) => res.json({ id: req.params.id });\n",
        },
        keys: ['src/services/user.service.ts -> express'],
      },
    ],
  },
  *subjects(model): Iterable<Inner> {
    for (const module of model.modules) {
      if (module.role === 'source' && /^(service|repository|domain)$/.test(module.layer ?? ''))
        yield { key: module.path, at: topOf(module.path), module };
    }
  },
  check({ module }, _params, model) {
    const serves = model.handlers.some((use) => use.fn.module === module.path);
    if (serves) return undefined;
    return byImport(model, module) ?? byParameter(module);
  },
});

function byImport(model: RepoModel, module: ModuleNode) {
  const found = model.graph.external.find((item) => item.from === module.path && TRANSPORT_PACKAGES.has(item.package));
  if (!found) return undefined;
  const names = module.facts.imports.filter((item) => item.specifier === found.specifier).flatMap((item) => item.names);
  const telling = names.some(
    (name) => TRANSPORT_TYPES.test(name.imported) || name.imported === 'default' || name.imported === '*',
  );
  if (!telling) return undefined;
  return {
    key: `${module.path} -> ${found.package}`,
    at: within(module.path, found.at),
    message: `${module.layer} ${module.path} imports ${names.map((name) => name.imported).join(', ')} from ${found.package}`,
  };
}

/** Without types: a parameter that is used as a response (`res.status(…).json(…)`). */
function byParameter(module: ModuleNode) {
  for (const fn of module.facts.functions) {
    const responses = responseParameters(module, fn);
    if (responses.size === 0) continue;
    for (const call of module.facts.calls) {
      const { callee } = call.expr;
      if (callee.kind !== 'member' || typeof callee.property !== 'string' || !SENDS.has(callee.property)) continue;
      if (!mentions(callee.object, responses)) continue;
      return {
        key: `${module.path}#${fn.name ?? 'function'}`,
        at: within(module.path, call.expr.at),
        message: `${fn.name ?? 'a function'} of ${module.layer} ${module.path} sends a response itself (${callee.property})`,
      };
    }
  }
  return undefined;
}

function responseParameters(module: ModuleNode, fn: FunctionFact): Set<number> {
  const named = fn.params.flatMap((param) => {
    const binding = param.binding === undefined ? undefined : module.facts.bindings[param.binding];
    return binding && /^(res|response|reply)$/.test(binding.name) ? [binding.id] : [];
  });
  const takesRequest = fn.params.some((param) =>
    /^(req|request)$/.test(module.facts.bindings[param.binding ?? -1]?.name ?? ''),
  );
  return takesRequest ? new Set(named) : new Set();
}
