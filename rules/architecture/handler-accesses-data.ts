import {
  defineRule,
  type Expr,
  type FunctionRef,
  type Location,
  type ModuleNode,
  nameOf,
  type Position,
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
      {
        title: 'the handler searches rows that a service read',
        files: {
          'package.json': '{"dependencies":{"express":"^5.0.0","@prisma/client":"^6.0.0"}}',
          'src/app.ts':
            "import express from 'express';\nimport { accounts } from './accounts.service';\nconst app = express();\napp.get('/v1/accounts/:id', async (req, res) => {\n  const rows = await accounts();\n  res.json(rows.find(({ id }) => id === req.params.id));\n});\n",
          'src/accounts.service.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const accounts = () => prisma.account.findMany({ take: 10 });\n",
        },
      },
      {
        title: 'the handler calls a repository made from its library',
        files: {
          'package.json': '{"dependencies":{"express":"^5.0.0","typeorm":"^0.2.0"}}',
          'src/app.ts':
            "import express from 'express';\nimport { users } from './users';\nconst app = express();\napp.get('/v1/users/:name', async (req, res) => {\n  res.json(await users.named(req.params.name));\n});\n",
          'src/users.ts':
            "import { Repository } from 'typeorm';\nclass Users extends Repository<{ name: string }> {\n  named(name: string) { return this.findOne({ where: { name } }); }\n}\nexport const users = new Users();\n",
        },
      },
    ],
    bad: [
      {
        title: 'the handler calls a query that the model adds to its library',
        files: {
          'package.json': '{"dependencies":{"express":"^5.0.0","sequelize":"^6.0.0"}}',
          'src/app.ts':
            "import express from 'express';\nimport { User } from './user';\nconst app = express();\napp.get('/v1/users/:name', async (req, res) => {\n  res.json(await User.named(req.params.name));\n});\n",
          'src/user.ts':
            "import { Model } from 'sequelize';\nexport class User extends Model {\n  static named(name: string) { return this.findOne({ where: { name } }); }\n}\n",
        },
        keys: ['src/app.ts -> sequelize'],
      },
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
    const byLibrary = new Map<string, Access[]>();
    for (const access of accesses(model, module, serves)) {
      byLibrary.set(access.library, [...(byLibrary.get(access.library) ?? []), access]);
    }
    return [...byLibrary].map(([library, found]) => {
      const places = outermost(found);
      const first = places[0] as Access;
      const what = kind === 'controller' ? 'request handling' : 'middleware';
      return {
        key: `${module.path} -> ${library}`,
        at: within(module.path, { ...first.expr.at, endLine: first.expr.at.line }),
        message: `${what} in ${module.path} queries ${library} itself, in ${places.length} place${places.length === 1 ? '' : 's'}`,
        ...(kind === 'middleware' && { severity: 'info' as const }),
        related: [
          ...importsOf(module, first.expr),
          ...places.map(({ expr, through }) => ({
            at: within(module.path, expr.at),
            message: through ? `queries ${library} by ${through}` : `queries ${library}`,
          })),
        ],
      };
    });
  },
  blind: (model) =>
    model.frameworks.filter((use) => !use.recognised).map((use) => `routes of ${use.name} are not read`),
});

interface Access {
  library: string;
  expr: Expr;
  /** The method of a model of the repository that queries in its place. */
  through?: string;
}

/** Queries, transactions and writes of rows in functions that serve requests, their own and those of the models they call. */
function accesses(model: RepoModel, module: ModuleNode, serves: TransportModule['serves']): Access[] {
  const queried = new Map(
    model.queries.filter((query) => query.module === module.path).map((query) => [placeOf(query.at), query.library]),
  );
  return module.facts.calls.flatMap((call): Access[] => {
    if (!serves(call.fn)) return [];
    const { expr } = call;
    const data = model.code.dataCall(module.path, call);
    const library = data && !data.connects ? data.library : queried.get(placeOf(expr.at));
    if (library !== undefined) return [{ library, expr }];
    return data ? [] : model.code.callees(module.path, call).flatMap((ref) => throughModel(model, ref, expr) ?? []);
  });
}

const placeOf = (at: Position): string => `${at.line}:${at.column}`;

/** A method that a model of the repository adds to its library's own, when it queries. */
function throughModel(model: RepoModel, ref: FunctionRef, expr: Expr): Access | undefined {
  const target = model.code.module(ref.module);
  const cls = target?.facts.functions[ref.fn]?.cls;
  if (!target || cls === undefined || !isModelClass(model, target, cls)) return undefined;
  const query = model.queries.find((item) => item.module === ref.module && item.fn.fn === ref.fn);
  const library = query?.library ?? queriedBy(model, target, ref.fn);
  return library === undefined ? undefined : { library, expr, through: nameOf(model, ref) };
}

/** A class that extends its library's active record, through classes of the repository; a repository of rows is no model. */
function isModelClass(model: RepoModel, module: ModuleNode, cls: number, depth = 0): boolean {
  const superClass = module.facts.classes[cls]?.superClass;
  if (!superClass || depth > MAX_HERITAGE) return false;
  return model.code.values(module.path, superClass).some((value) => {
    if (value.kind !== 'class')
      return value.kind === 'package' && ACTIVE_RECORD.test(value.path[value.path.length - 1] ?? '');
    const parent = model.code.module(value.module);
    return parent !== undefined && isModelClass(model, parent, value.cls, depth + 1);
  });
}
const MAX_HERITAGE = 6;
const ACTIVE_RECORD = /^(Model|BaseEntity|BaseModel)$/;

function queriedBy(model: RepoModel, module: ModuleNode, fn: number): string | undefined {
  for (const call of module.facts.calls) {
    const data = call.fn === fn ? model.code.dataCall(module.path, call) : undefined;
    if (data && !data.connects) return data.library;
  }
  return undefined;
}

/** The import that brings the client or model which the call starts from. */
function importsOf(module: ModuleNode, expr: Expr): { at: Location; message: string }[] {
  let root = expr;
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
function outermost(calls: Access[]): Access[] {
  const lines = new Set<string>();
  return calls.filter(({ expr }) => {
    const key = placeOf(expr.at);
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
