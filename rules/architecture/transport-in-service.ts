import {
  calleeName,
  defineRule,
  type FunctionFact,
  type Location,
  type ModuleNode,
  mentions,
  type RepoModel,
  type Subject,
  type TypeRef,
  topOf,
  type Violation,
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
      {
        title: 'the application itself is set up',
        files: {
          'src/services/collaboration.ts':
            "import Koa from 'koa';\nexport const init = (app: Koa, port: number) => ({ app, port });\n",
        },
      },
    ],
    bad: [
      {
        title: 'functions answer the request',
        files: {
          'src/services/user.service.js':
            'exports.find = (req, res) => res.json({ id: req.params.id });\nexports.drop = (req, res) => res.status(204).end();\n',
        },
        keys: ['src/services/user.service.js'],
      },
      {
        title: 'a request type reached through the default import',
        files: {
          'src/services/auth.service.ts':
            "import * as express from 'express';\nexport const read = (req: express.Request) => req.headers;\n",
        },
        keys: ['src/services/auth.service.ts -> express'],
      },
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
    const places = [...typedParameters(module), ...responsesSent(module)];
    return byImport(model, module, places) ?? byUse(module, places);
  },
});

interface Place {
  at: Location;
  message: string;
  /** The function that sends a response, by name. */
  sender?: string;
}

/** Imports of what belongs to one request; an application is handed round to set it up, which is another matter. */
function byImport(model: RepoModel, module: ModuleNode, places: Place[]): Violation | undefined {
  for (const found of model.graph.external) {
    if (found.from !== module.path || !TRANSPORT_PACKAGES.has(found.package)) continue;
    const names = module.facts.imports
      .filter((item) => item.specifier === found.specifier)
      .flatMap((item) => item.names);
    if (!names.some((name) => isTelling(module, name))) continue;
    const unused = names.every(({ binding }) => isUnused(module, binding));
    return {
      key: `${module.path} -> ${found.package}`,
      at: within(module.path, found.at),
      message: `${module.layer} ${module.path} imports ${names.map((name) => name.imported).join(', ')} from ${found.package}${unused ? ', and uses nothing of it' : ''}`,
      ...(unused && { severity: 'info' as const, fix: 'Remove the import.' }),
      related: places,
    };
  }
  return undefined;
}

type ImportedName = ModuleNode['facts']['imports'][number]['names'][number];

function isTelling(module: ModuleNode, { imported, binding }: ImportedName): boolean {
  if (imported !== 'default' && imported !== '*') return TRANSPORT_TYPES.test(imported);
  const local = binding === undefined ? undefined : module.facts.bindings[binding];
  return local === undefined || local.valueUses > 0 || isUnused(module, binding) || typesIn(module).some(isRequestSide);
}

const isUnused = (module: ModuleNode, binding: number | undefined): boolean => {
  const local = binding === undefined ? undefined : module.facts.bindings[binding];
  return local !== undefined && local.valueUses + local.typeUses + local.metadataUses === 0;
};

/** `express.Request`, `Koa.Context`; the plain `Koa` is the application. */
const isRequestSide = ({ name }: TypeRef): boolean => name.includes('.') && isTransportType(name);

const isTransportType = (name: string): boolean => TRANSPORT_TYPES.test(name.split('.').pop() ?? '');

const typesIn = (module: ModuleNode): TypeRef[] =>
  module.facts.functions.flatMap((fn) => fn.params.flatMap(({ type }) => (type ? [type] : [])));

/** Parameters whose declared type comes from a web framework. */
function typedParameters(module: ModuleNode): Place[] {
  const { bindings } = module.facts;
  return typesIn(module).flatMap((type): Place[] => {
    const specifier = type.binding === undefined ? undefined : bindings[type.binding]?.import?.specifier;
    if (!isTransportType(type.name) || specifier === undefined || !TRANSPORT_PACKAGES.has(specifier)) return [];
    return [{ at: within(module.path, type.at), message: `takes ${type.name}` }];
  });
}

/** Without types: functions with a parameter that is used as a response (`res.status(…).json(…)`), at their first use. */
function responsesSent(module: ModuleNode): Place[] {
  return module.facts.functions.flatMap((fn): Place[] => {
    const responses = responseParameters(module, fn);
    const sent =
      responses.size === 0
        ? undefined
        : module.facts.calls.find(({ expr: { callee } }) => {
            const name = callee.kind === 'member' ? callee.property : undefined;
            return callee.kind === 'member' && SENDS.has(String(name)) && mentions(callee.object, responses);
          });
    if (!sent) return [];
    const sender = fn.name ?? 'a function';
    return [
      {
        at: within(module.path, sent.expr.at),
        message: `${sender} sends a response (${calleeName(sent.expr.callee)})`,
        sender,
      },
    ];
  });
}

function byUse(module: ModuleNode, places: Place[]): Violation | undefined {
  const senders = places.filter(({ sender }) => sender !== undefined);
  const [first] = senders;
  if (!first) return undefined;
  const names = senders.slice(0, 3).map(({ sender }) => sender);
  const more = senders.length > names.length ? ` and ${senders.length - names.length} more` : '';
  return {
    at: first.at,
    message: `${module.layer} ${module.path} sends responses itself, in ${names.join(', ')}${more}`,
    related: senders,
  };
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
