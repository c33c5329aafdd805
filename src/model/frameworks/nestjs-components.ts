import type { Location } from '../../parse/position.ts';
import type { Argument } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import { classHandler, classHandlers } from './class-handlers.ts';
import type { AppliedDecorator } from './decorators.ts';

export type ComponentKind = 'middleware' | 'guard' | 'interceptor' | 'pipe' | 'filter';

/** Something that Nest runs around a handler. */
export interface Component {
  kind: ComponentKind;
  ref: HandlerRef;
  /** Where it is attached. */
  at: Location;
}

/** The order in which Nest runs them before a handler; filters are not among them, they see what the others threw. */
const ORDER: ComponentKind[] = ['middleware', 'guard', 'interceptor', 'pipe'];
const METHOD: Record<ComponentKind, string> = {
  middleware: 'use',
  guard: 'canActivate',
  interceptor: 'intercept',
  pipe: 'transform',
  filter: 'catch',
};
const DECORATORS: Record<string, ComponentKind> = {
  UseGuards: 'guard',
  UseInterceptors: 'interceptor',
  UsePipes: 'pipe',
  UseFilters: 'filter',
};

/**
 * Guards, interceptors, pipes and filters that decorators attach, in the order in which they take effect: of decorators stacked on
 * each other the lowest first, those composed in one as they are listed.
 */
export function decoratorComponents(evaluator: Evaluator, decorators: AppliedDecorator[]): Component[] {
  const lowestFirst = decorators.toSorted((a, b) => b.at.line - a.at.line || b.at.column - a.at.column);
  return lowestFirst.flatMap(({ package: from, name, args, frame }) => {
    const kind = from === '@nestjs/common' ? DECORATORS[name] : undefined;
    return kind ? componentsOf(evaluator, kind, args, frame) : [];
  });
}

export const componentsOf = (evaluator: Evaluator, kind: ComponentKind, args: Argument[], frame: Frame): Component[] =>
  classHandlers(evaluator, args, frame, METHOD[kind]).map(({ ref, at, module }) => ({
    kind,
    ref,
    at: { path: module, ...at },
  }));

/** A component by its class; `undefined` when no class of the repository, or none with a name, is behind it. */
export function componentOfValues(
  evaluator: Evaluator,
  kind: ComponentKind,
  values: Value[],
  at: Location,
): Component | undefined {
  const ref = classHandler(evaluator, values, METHOD[kind]);
  return ref && { kind, ref, at };
}

/** What surrounds a handler, in running order: by kind, and within a kind global before class before method. */
export const inRunningOrder = (components: Component[]): HandlerRef[] =>
  ORDER.flatMap((kind) => components.filter((item) => item.kind === kind)).map((item) => item.ref);
