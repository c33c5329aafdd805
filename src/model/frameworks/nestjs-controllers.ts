import type { Location } from '../../parse/position.ts';
import type { Argument } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import { methodHandler } from './class-handlers.ts';
import { constantText, objectsOf, optionValues, pathsOfValues } from './constants.ts';
import { type DecoratedClass, lineage, visibleMethods } from './decorated-classes.ts';
import { type AppliedDecorator, appliedDecorators } from './decorators.ts';
import { type Component, decoratorComponents } from './nestjs-components.ts';
import { requestMethod } from './nestjs-prefix.ts';
import { type Version, versionsOf } from './nestjs-versions.ts';

/** What a controller class says of itself, apart from the application it is used in. */
export interface Controller {
  cls: DecoratedClass;
  /** `undefined` for a computed one. */
  paths: (string | undefined)[];
  at: Location;
  /** Empty when it names none. */
  versions: Version[];
  components: Component[];
  endpoints: Endpoint[];
}

export interface Endpoint {
  method: string;
  paths: (string | undefined)[];
  versions: Version[];
  components: Component[];
  handler: HandlerRef;
  at: Location;
}

const VERBS: Record<string, string> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Delete: 'DELETE',
  Patch: 'PATCH',
  Options: 'OPTIONS',
  Head: 'HEAD',
  All: 'ALL',
  Sse: 'GET',
  Search: 'SEARCH',
  Propfind: 'PROPFIND',
  Proppatch: 'PROPPATCH',
  Mkcol: 'MKCOL',
  Copy: 'COPY',
  Move: 'MOVE',
  Lock: 'LOCK',
  Unlock: 'UNLOCK',
};

export const isController = (item: AppliedDecorator): boolean =>
  item.package === '@nestjs/common' && item.name === 'Controller';

/** Reads a controller with what it inherits: base classes give methods, guards and, where it has none, the decorator itself. */
export function readController(evaluator: Evaluator, cls: DecoratedClass): Controller {
  const classes = lineage(evaluator, cls);
  const decorator = classes.flatMap((item) => item.decorators.filter(isController))[0];
  const options = decorator ? controllerOptions(evaluator, decorator.args, decorator.frame) : {};
  return {
    cls,
    paths: options.paths ?? [''],
    versions: options.versions ?? [],
    at: decorator?.at ?? { path: cls.module, ...cls.fact.at },
    components: [...classes].reverse().flatMap((item) => decoratorComponents(evaluator, item.decorators)),
    endpoints: endpointsOf(evaluator, classes),
  };
}

function controllerOptions(
  evaluator: Evaluator,
  [first]: Argument[],
  frame: Frame,
): { paths?: (string | undefined)[]; versions?: Version[] } {
  if (!first) return {};
  const [object] = objectsOf(evaluator, first, frame);
  if (!object) return { paths: pathsOfValues(evaluator, evaluator.evaluate(first, frame)) };
  const path = optionValues(evaluator, object, 'path');
  const version = optionValues(evaluator, object, 'version');
  return {
    ...(path && { paths: pathsOfValues(evaluator, path) }),
    ...(version && { versions: versionsOf(evaluator, version) }),
  };
}

const endpointsOf = (evaluator: Evaluator, classes: DecoratedClass[]): Endpoint[] =>
  visibleMethods(classes).flatMap(({ cls, method, fn }) => {
    if (method.decorators.length === 0) return [];
    const decorators = appliedDecorators(evaluator, method.decorators, cls.frame);
    const versions = decorators
      .filter((item) => item.package === '@nestjs/common' && item.name === 'Version')
      .flatMap(({ args: [version], frame }) =>
        version ? versionsOf(evaluator, evaluator.evaluate(version, frame)) : [],
      );
    const components = decoratorComponents(evaluator, decorators);
    const handler = methodHandler(evaluator, { module: cls.module, fn }, method);
    return decorators.flatMap((item) =>
      mappingOf(evaluator, item).map((mapping) => ({ ...mapping, versions, components, handler, at: item.at })),
    );
  });

/** `@Get('x')`, `@RequestMapping({ path, method })`, and the typed routes of nestia, which work the same. */
function mappingOf(evaluator: Evaluator, item: AppliedDecorator): Pick<Endpoint, 'method' | 'paths'>[] {
  const [first] = item.args;
  const nestia = item.package === '@nestia/core' && /^(Typed|Encrypted)Route\./.test(item.name);
  if (item.package !== '@nestjs/common' && !nestia) return [];
  if (item.name === 'RequestMapping') return requestMapping(evaluator, item);
  const method = VERBS[nestia ? (item.name.split('.')[1] as string) : item.name];
  if (method === undefined) return [];
  return [{ method, paths: first ? pathsOfValues(evaluator, evaluator.evaluate(first, item.frame)) : [''] }];
}

function requestMapping(evaluator: Evaluator, { args, frame }: AppliedDecorator): Pick<Endpoint, 'method' | 'paths'>[] {
  return objectsOf(evaluator, args[0], frame).map((object) => {
    const path = optionValues(evaluator, object, 'path');
    const method = optionValues(evaluator, object, 'method');
    return {
      method: method ? (requestMethod(method) ?? constantText(method) ?? 'ALL') : 'GET',
      paths: path ? pathsOfValues(evaluator, path) : [''],
    };
  });
}
