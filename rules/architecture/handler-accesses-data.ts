import {
  type CallFact,
  defineRule,
  type Expr,
  type Location,
  type ModuleNode,
  type RepoModel,
  type Subject,
  some,
  topOf,
  within,
} from '#rule';

interface TransportModule extends Subject {
  module: ModuleNode;
  kind: 'controller' | 'middleware';
  /** Functions that serve requests, with those made inside them; all of the module's when its layer says so. */
  serves: (fn: number) => boolean;
}

/** Request handlers and middleware that talk to the database themselves. */
export const handlerAccessesData = defineRule({
  id: 'handler-accesses-data',
  summary: 'A request handler queries the database itself',
  why: 'A handler that queries carries business logic and persistence at once: neither can be tested, reused or changed without the transport.',
  fix: 'Move the query into a service or repository, and let the handler call that.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: [
    'data access through a client that comes from a container by name',
    'queries sent over HTTP to a data service',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'the handler calls a service',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0","mongoose":"^8.0.0"}}',
          'src/app.js':
            "const express = require('express');\nconst { list } = require('./users.controller');\nconst app = express();\napp.get('/v1/users', list);\n",
          'src/users.controller.js':
            "const service = require('./users.service');\nexports.list = (req, res, next) => service.all().then((users) => res.json(users)).catch(next);\n",
          'src/users.service.js':
            "const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));\nexports.all = () => User.find().limit(10);\n",
        },
      },
    ],
    bad: [
      {
        title: 'the handler calls the model',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0","mongoose":"^8.0.0"}}',
          'src/app.js':
            "const express = require('express');\nconst { list } = require('./users.controller');\nconst app = express();\napp.get('/v1/users', list);\n",
          'src/users.controller.js':
            "const User = require('./user');\nexports.list = (req, res, next) => User.find().then((users) => res.json(users)).catch(next);\n",
          'src/user.js':
            "const mongoose = require('mongoose');\nmodule.exports = mongoose.model('User', new mongoose.Schema({}));\n",
        },
        keys: ['src/users.controller.js -> mongoose'],
      },
    ],
  },
  *subjects(model): Iterable<TransportModule> {
    for (const module of model.modules) {
      if (module.role !== 'source' && module.role !== 'config') continue;
      const kind = transportKind(model, module);
      if (kind) yield { key: module.path, at: topOf(module.path), module, ...kind };
    }
  },
  check({ module, kind, serves }, _params, model) {
    const byLibrary = new Map<string, CallFact[]>();
    for (const call of module.facts.calls) {
      const data = serves(call.fn) ? model.code.dataCall(module.path, call) : undefined;
      if (data && !data.connects) byLibrary.set(data.library, [...(byLibrary.get(data.library) ?? []), call]);
    }
    return [...byLibrary].map(([library, calls]) => {
      const places = outermost(calls);
      const first = places[0] as CallFact;
      const what = kind === 'controller' ? 'request handling' : 'middleware';
      return {
        key: `${module.path} -> ${library}`,
        at: within(module.path, { ...first.expr.at, endLine: first.expr.at.line }),
        message: `${what} in ${module.path} queries ${library} itself, in ${places.length} place${places.length === 1 ? '' : 's'}`,
        ...(kind === 'middleware' && { severity: 'info' as const }),
        related: [
          ...importsOf(module, first),
          ...places
            .slice(0, 20)
            .map((call) => ({ at: within(module.path, call.expr.at), message: `queries ${library}` })),
        ],
      };
    });
  },
  blind: (model) =>
    model.frameworks.filter((use) => !use.recognised).map((use) => `routes of ${use.name} are not read`),
});

/** The import that brings the client or model which the call starts from. */
function importsOf(module: ModuleNode, call: CallFact): { at: Location; message: string }[] {
  let root: Expr = call.expr;
  while (root.kind === 'call' || root.kind === 'member' || root.kind === 'await') {
    root = root.kind === 'call' ? root.callee : root.kind === 'member' ? root.object : root.value;
  }
  const binding =
    root.kind === 'reference' && root.binding !== undefined ? module.facts.bindings[root.binding] : undefined;
  const from = binding?.import ? binding.import.specifier : binding?.init && originImport(module, binding.init);
  const fact = module.facts.imports.find((item) => item.specifier !== undefined && item.specifier === from);
  return fact ? [{ at: within(module.path, fact.at), message: `imports ${fact.specifier}` }] : [];
}

/** The specifier behind a local that was made from an import: `const users = getRepository(User)`, `require('./db')`. */
function originImport(module: ModuleNode, expr: Expr): string | undefined {
  const found: string[] = [];
  some(expr, (part) => {
    const binding =
      part.kind === 'reference' && part.binding !== undefined ? module.facts.bindings[part.binding] : undefined;
    if (binding?.import?.specifier) found.push(binding.import.specifier);
    const required =
      part.kind === 'call' && part.callee.kind === 'reference' && part.callee.name === 'require'
        ? part.args[0]
        : undefined;
    if (required?.kind === 'literal') found.push(String(required.value));
    return false;
  });
  return found[0];
}

/** One call per chain: `User.find().sort().limit()` is one query. */
function outermost(calls: CallFact[]): CallFact[] {
  const lines = new Set<string>();
  return calls.filter((call) => {
    const key = `${call.expr.at.line}:${call.expr.at.column}`;
    if (lines.has(key)) return false;
    lines.add(key);
    return true;
  });
}

function transportKind(model: RepoModel, module: ModuleNode): Pick<TransportModule, 'kind' | 'serves'> | undefined {
  if (/^(service|repository|model)$/.test(module.layer ?? '')) return undefined;
  if (module.layer === 'controller' && module.layerNamed && servesRequests(model, module)) {
    return { kind: 'controller', serves: () => true };
  }
  const own = model.handlers.filter((use) => use.fn.module === module.path);
  if (own.length === 0) return undefined;
  const serving = reachedFrom(
    model,
    module,
    own.map((use) => use.fn.fn),
  );
  return {
    kind: own.some((use) => use.kind === 'handler') ? 'controller' : 'middleware',
    serves: (fn) => serving.has(fn),
  };
}

/** Functions of a module that run when the given ones do: made inside them, or called by them. */
function reachedFrom(model: RepoModel, module: ModuleNode, roots: number[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const queue = [...roots];
  for (let fn = queue.pop(); fn !== undefined; fn = queue.pop()) {
    if (reached.has(fn)) continue;
    reached.add(fn);
    const here = fn;
    queue.push(...module.facts.functions.filter((inner) => inner.parent === here).map((inner) => inner.id));
    for (const call of module.facts.calls) {
      if (call.fn !== here) continue;
      queue.push(
        ...model.code.callees(module.path, call).flatMap((ref) => (ref.module === module.path ? [ref.fn] : [])),
      );
    }
  }
  return reached;
}

/** A module that only looks like a controller by its folder (an API client, say) is none until something is served by it. */
const servesRequests = (model: RepoModel, module: ModuleNode): boolean =>
  model.handlers.some((use) => use.fn.module === module.path) ||
  model.routes.some((route) => route.file === module.path);
