import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator, MemberProvider } from '../evaluate/evaluator.ts';
import type { Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import { modulesUsingHapi } from './hapi-registrations.ts';
import { isMadeServer } from './hapi-servers.ts';
import { optionOf } from './options.ts';
import { methodCalls } from './recogniser.ts';

interface Addition {
  module: string;
  owner: Package;
  value: Expr;
}

type Index = Map<string, Addition[]>;

/**
 * What hapi hangs on servers and requests at run time: `server.decorate('request', 'name', value)`, `server.app.name = value`
 * (also reached as `request.server.app`), `server.method('name', fn)` (reached as `server.methods.name`). By name, within a package.
 */
export function hapiDecorations(evaluator: Evaluator, modules: LinkedModule[]): MemberProvider {
  const using = modulesUsingHapi(modules);
  const decorated = indexDecorations(using);
  const state = indexState(using);
  const methods = indexMethods(evaluator, using);
  return (of, name) => {
    const index =
      of.kind !== 'member' ? decorated : of.name === 'app' ? state : of.name === 'methods' ? methods : undefined;
    const found = index?.get(name);
    if (!found || !isServerOrRequest(of.kind === 'member' ? of.of : of)) return [];
    const from = packageOf(evaluator, of);
    const own = found.filter(({ owner }) => from === undefined || owner === from);
    const values = own.flatMap(({ module, value }) => evaluator.evaluate(value, { module }));
    return values.filter((value) => value.kind !== 'constant' && value.kind !== 'unknown');
  };
}

/** A server, a request or response toolkit that hapi hands to a function, or a server reached from those. */
function isServerOrRequest(value: Value): boolean {
  if (value.kind === 'member') return value.name === 'server' && isServerOrRequest(value.of);
  if (value.kind === 'typed')
    return /^(Server|Request|ResponseToolkit)$/.test(value.name) && /hapi/.test(value.package);
  return value.kind === 'parameter' || isMadeServer(value);
}

/** The package whose code a value stands in, where it can be told. */
function packageOf(evaluator: Evaluator, value: Value): Package | undefined {
  if (value.kind === 'member') return packageOf(evaluator, value.of);
  const module =
    value.kind === 'parameter'
      ? value.fn.module
      : value.kind === 'typed'
        ? value.from?.fn.module
        : value.kind === 'result'
          ? value.site.module
          : undefined;
  return module === undefined ? undefined : evaluator.program.module(module).package;
}

function add(index: Index, name: string, { path, package: owner }: LinkedModule, value: Expr): void {
  const list = index.get(name);
  const addition = { module: path, owner, value };
  if (list) list.push(addition);
  else index.set(name, [addition]);
}

const textOf = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined;

function indexDecorations(modules: LinkedModule[]): Index {
  const index: Index = new Map();
  for (const { module, call } of methodCalls(modules, new Set(['decorate']))) {
    const [kind, name, value] = call.expr.args.map((arg): Expr => arg);
    const text = textOf(name);
    if (/^(server|request|toolkit|response)$/.test(textOf(kind) ?? '') && text !== undefined && value)
      add(index, text, module, value);
  }
  return index;
}

/** `server.app.db = connect()`. */
function indexState(modules: LinkedModule[]): Index {
  const index: Index = new Map();
  for (const module of modules) {
    for (const step of module.facts.functions.flatMap((fn) => fn.steps)) {
      if (step.kind !== 'assign' || step.target.kind !== 'member' || typeof step.target.property !== 'string') continue;
      const { object, property } = step.target;
      if (object.kind === 'member' && object.property === 'app') add(index, property, module, step.value);
    }
  }
  return index;
}

function indexMethods(evaluator: Evaluator, modules: LinkedModule[]): Index {
  const index: Index = new Map();
  for (const { module, call } of methodCalls(modules, new Set(['method']))) {
    const [first, second] = call.expr.args;
    const name = textOf(first);
    if (name !== undefined && second) add(index, name, module, second);
    if (first?.kind !== 'object') continue;
    const owner: Value = { kind: 'object', module: module.path, expr: first };
    const named = textOf(optionOf(evaluator, [owner], 'name')?.expr);
    const given = optionOf(evaluator, [owner], 'method')?.expr;
    if (named !== undefined && given) add(index, named, module, given);
  }
  return index;
}
