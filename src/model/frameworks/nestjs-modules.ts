import type { Location } from '../../parse/position.ts';
import { elementsOfValue } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import { constantText, objectsOf, optionValues } from './constants.ts';
import { type ClassKey, classKey, decoratedClass } from './decorated-classes.ts';
import { joinPath } from './route-graph.ts';

/** The path that `RouterModule` gives to the controllers of a module. */
export interface ModulePath {
  /** `undefined` when it is computed. */
  text: string | undefined;
  at: Location;
}

/** What an application's root module leads to. */
export interface ModuleTree {
  modules: Set<ClassKey>;
  /** Controllers with the modules that list them. */
  controllers: Map<ClassKey, { module: string; cls: number; listedBy: Set<ClassKey> }>;
  providers: Value[];
  paths: Map<ClassKey, ModulePath>;
  /** Something in it could not be followed, so that it may lead to more. */
  open: boolean;
  /** `RouterModule` was given routes that could not be read. */
  computedPaths: boolean;
}

type ClassValue = Extract<Value, { kind: 'class' }>;

export function moduleTree(evaluator: Evaluator, roots: Value[]): ModuleTree {
  const tree: ModuleTree = {
    modules: new Set(),
    controllers: new Map(),
    providers: [],
    paths: new Map(),
    open: false,
    computedPaths: false,
  };
  const queue = [...roots];
  for (let value = queue.shift(); value; value = queue.shift()) queue.push(...follow(evaluator, tree, value));
  return tree;
}

/** Adds what one entry of `imports` stands for; gives the entries that it brings along. */
function follow(evaluator: Evaluator, tree: ModuleTree, value: Value): Value[] {
  switch (value.kind) {
    case 'class':
      return visit(evaluator, tree, value);
    case 'object':
      return dynamicModule(evaluator, tree, value);
    case 'array':
      return elementsOfValue(evaluator, value);
    case 'result':
      return followResult(evaluator, tree, value);
    case 'unknown':
    case 'parameter':
      tree.open = true;
      return [];
    default:
      return [];
  }
}

function visit(evaluator: Evaluator, tree: ModuleTree, value: ClassValue): Value[] {
  const key = classKey(value.module, value.cls);
  if (tree.modules.has(key)) return [];
  tree.modules.add(key);
  return decoratedClass(evaluator, value.module, value.cls)
    .decorators.filter((item) => item.package === '@nestjs/common' && item.name === 'Module')
    .flatMap((item) => {
      const [metadata] = item.args;
      const objects = objectsOf(evaluator, metadata, item.frame);
      if (metadata && objects.length === 0) tree.open = true;
      return objects.flatMap((object) => addParts(evaluator, tree, key, object));
    });
}

/** `{ module: X, imports: […] }`, as `X.forRoot()` returns it. */
function dynamicModule(evaluator: Evaluator, tree: ModuleTree, object: Value): Value[] {
  const owners = (optionValues(evaluator, object, 'module') ?? []).filter((item) => item.kind === 'class');
  return owners.flatMap((owner) => [
    owner,
    ...addParts(evaluator, tree, classKey(owner.module, (owner as ClassValue).cls), object),
  ]);
}

function addParts(evaluator: Evaluator, tree: ModuleTree, owner: ClassKey, object: Value): Value[] {
  for (const value of partsOf(evaluator, tree, object, 'controllers')) {
    if (value.kind !== 'class') {
      tree.open ||= value.kind !== 'package';
      continue;
    }
    const key = classKey(value.module, value.cls);
    const known = tree.controllers.get(key) ?? { module: value.module, cls: value.cls, listedBy: new Set<ClassKey>() };
    known.listedBy.add(owner);
    tree.controllers.set(key, known);
  }
  tree.providers.push(...partsOf(evaluator, tree, object, 'providers'));
  return partsOf(evaluator, tree, object, 'imports');
}

function partsOf(evaluator: Evaluator, tree: ModuleTree, object: Value, name: string): Value[] {
  return (optionValues(evaluator, object, name) ?? []).flatMap((value) => {
    if (value.kind === 'array' || value.kind === 'result') return elementsOfValue(evaluator, value);
    if (value.kind === 'unknown' || value.kind === 'parameter') tree.open = true;
    return [];
  });
}

function followResult(evaluator: Evaluator, tree: ModuleTree, value: Extract<Value, { kind: 'result' }>): Value[] {
  if (value.site.call < 0) return [];
  const { args, callee } = evaluator.program.call(value.site.module, value.site.call).expr;
  const frame: Frame = { module: value.site.module };
  const [first] = args;
  const origin = originOf(value.of);
  const name = origin ? `${origin.package} ${origin.path.join('.')}` : '';
  if (name === '@nestjs/common forwardRef' && first) return returnedBy(evaluator, evaluator.evaluate(first, frame));
  if (name === '@nestjs/config ConditionalModule.registerWhen' && first) return evaluator.evaluate(first, frame);
  if (name === '@nestjs/core RouterModule.register' || name === 'nest-router RouterModule.forRoutes') {
    const routes = first ? evaluator.evaluate(first, frame).flatMap((list) => elementsOfValue(evaluator, list)) : [];
    if (routes.length === 0) tree.computedPaths = true;
    for (const route of routes) addPath(evaluator, tree, route, undefined);
    return [];
  }
  // `X.register()` that a package's base class provides: what it is registered on is a module all the same.
  const owner = callee.kind === 'member' ? evaluator.evaluate(callee.object, frame) : [];
  return owner.filter((item) => item.kind === 'class');
}

/** One entry of `RouterModule.register([...])`: `{ path, module, children }`, or a module alone among children. */
function addPath(evaluator: Evaluator, tree: ModuleTree, entry: Value, parent: ModulePath | undefined): void {
  if (entry.kind === 'class' && parent) {
    tree.paths.set(classKey(entry.module, entry.cls), parent);
    return;
  }
  if (entry.kind !== 'object') {
    tree.computedPaths = true;
    return;
  }
  const own = constantText(optionValues(evaluator, entry, 'path') ?? [{ kind: 'text', text: '' }]);
  const above = parent ? parent.text : '';
  const text = own === undefined || above === undefined ? undefined : joinPath(above, own);
  const path: ModulePath = { text, at: { path: entry.module, ...entry.expr.at } };
  for (const value of optionValues(evaluator, entry, 'module') ?? []) {
    if (value.kind === 'class') tree.paths.set(classKey(value.module, value.cls), path);
  }
  const children = (optionValues(evaluator, entry, 'children') ?? []).flatMap((list) =>
    elementsOfValue(evaluator, list),
  );
  for (const child of children) addPath(evaluator, tree, child, path);
}

const returnedBy = (evaluator: Evaluator, values: Value[]): Value[] =>
  values.flatMap((value) =>
    value.kind === 'function'
      ? returnedExpressions(evaluator.program, value.ref).flatMap((expr) =>
          evaluator.evaluate(expr, { module: value.ref.module, ...(value.env && { env: value.env }) }),
        )
      : [],
  );
