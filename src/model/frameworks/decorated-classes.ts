import type { ClassFact, FunctionId, MethodFact } from '../../parse/typescript/code-facts.ts';
import { argumentsEnv } from '../evaluate/calls.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import { type AppliedDecorator, appliedDecorators } from './decorators.ts';

/** A class of the repository: `src/users/users.controller.ts#c0`. */
export type ClassKey = string;

export interface DecoratedClass {
  key: ClassKey;
  module: string;
  fact: ClassFact;
  /** Where its decorators and members are to be read; fixes the parameters of a factory that made the class. */
  frame: Frame;
  decorators: AppliedDecorator[];
}

export const classKey = (module: string, cls: number): ClassKey => `${module}#c${cls}`;

/** A class with its decorators, composed ones taken apart. */
export function decoratedClass(evaluator: Evaluator, module: string, cls: number, frame?: Frame): DecoratedClass {
  const fact = evaluator.program.cls(module, cls);
  const inner = frame ?? { module };
  return {
    key: classKey(module, cls),
    module,
    fact,
    frame: inner,
    decorators: appliedDecorators(evaluator, fact.decorators, inner),
  };
}

/** Every class of the modules on which a decorator of the given package takes effect, by that decorator. */
export function classesWith(
  evaluator: Evaluator,
  modules: LinkedModule[],
  isWanted: (decorator: AppliedDecorator) => boolean,
): Map<ClassKey, DecoratedClass> {
  const found = new Map<ClassKey, DecoratedClass>();
  for (const module of modules) {
    for (const fact of module.facts.classes) {
      if (fact.decorators.length === 0) continue;
      const decorated = decoratedClass(evaluator, module.path, fact.id);
      if (decorated.decorators.some(isWanted)) found.set(decorated.key, decorated);
    }
  }
  return found;
}

const MAX_LINEAGE = 8;

/** A class and what it extends in the repository, nearest first; a base class made by a factory keeps what it was given. */
export function lineage(evaluator: Evaluator, start: DecoratedClass): DecoratedClass[] {
  const classes = [start];
  while (classes.length < MAX_LINEAGE) {
    const last = classes[classes.length - 1] as DecoratedClass;
    const parent = parentOf(evaluator, last);
    if (!parent || classes.some((item) => item.key === parent.key)) break;
    classes.push(parent);
  }
  return classes;
}

/** Methods of a class and what it extends; one of a nearer class hides one of the same name, decorated or not. */
export function visibleMethods(
  classes: DecoratedClass[],
): { cls: DecoratedClass; method: MethodFact; fn: FunctionId }[] {
  const seen = new Set<string>();
  return classes.flatMap((cls) => {
    const own = cls.fact.methods.flatMap((method) => {
      const visible = method.kind === 'method' && !method.static && !seen.has(method.name);
      return visible && method.fn !== undefined ? [{ cls, method, fn: method.fn }] : [];
    });
    for (const { method } of own) seen.add(method.name);
    return own;
  });
}

function parentOf(evaluator: Evaluator, { fact, frame }: DecoratedClass): DecoratedClass | undefined {
  if (!fact.superClass) return undefined;
  const parent = evaluator.evaluate(fact.superClass, frame).find((value) => value.kind === 'class');
  if (parent?.kind !== 'class') return undefined;
  return decoratedClass(evaluator, parent.module, parent.cls, factoryFrame(evaluator, fact, parent, frame));
}

/** `extends CrudController(User, 'users')`: the factory's parameters hold what was passed. */
function factoryFrame(
  evaluator: Evaluator,
  { superClass }: ClassFact,
  parent: Extract<Value, { kind: 'class' }>,
  frame: Frame,
): Frame | undefined {
  if (superClass?.kind !== 'call') return undefined;
  const factory = evaluator.evaluate(superClass.callee, frame).find((value) => value.kind === 'function');
  if (factory?.kind !== 'function' || factory.ref.module !== parent.module) return undefined;
  return {
    module: parent.module,
    env: argumentsEnv(evaluator, factory.ref, superClass.args, frame, factory.env),
  };
}
