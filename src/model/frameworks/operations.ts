import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { FrameworkName, HandlerUse } from '../repo-model.ts';
import { methodHandler } from './class-handlers.ts';
import { appliedDecorators } from './decorators.ts';

/** Decorators of methods that answer what is no HTTP route, by package: what they answer. */
const OPERATIONS: Record<string, { framework: FrameworkName; names: Record<string, string> }> = {
  '@nestjs/graphql': {
    framework: 'nestjs',
    names: {
      Query: 'GraphQL query',
      Mutation: 'GraphQL mutation',
      Subscription: 'GraphQL subscription',
      ResolveField: 'GraphQL field',
      ResolveProperty: 'GraphQL field',
      ResolveReference: 'GraphQL reference',
    },
  },
  'type-graphql': {
    framework: 'type-graphql',
    names: {
      Query: 'GraphQL query',
      Mutation: 'GraphQL mutation',
      Subscription: 'GraphQL subscription',
      FieldResolver: 'GraphQL field',
    },
  },
  '@nestjs/microservices': {
    framework: 'nestjs',
    names: {
      MessagePattern: 'message',
      EventPattern: 'event',
      GrpcMethod: 'gRPC method',
      GrpcStreamMethod: 'gRPC method',
      GrpcStreamCall: 'gRPC method',
    },
  },
  '@nestjs/websockets': { framework: 'nestjs', names: { SubscribeMessage: 'socket message' } },
};

/** Methods that answer GraphQL operations, messages and events, by the decorators that say so. */
export function operationHandlers(evaluator: Evaluator, modules: LinkedModule[]): HandlerUse[] {
  const packages = Object.keys(OPERATIONS);
  return modules.flatMap((module) => {
    const uses = [...module.links.values()].some((link) => link.kind === 'package' && packages.includes(link.name));
    return uses ? operationsOf(evaluator, module) : [];
  });
}

const operationsOf = (evaluator: Evaluator, { path, facts }: LinkedModule): HandlerUse[] =>
  facts.classes.flatMap((cls) =>
    cls.methods.flatMap((method): HandlerUse[] => {
      if (method.fn === undefined || method.decorators.length === 0) return [];
      const fn = { module: path, fn: method.fn };
      const [found] = appliedDecorators(evaluator, method.decorators, { module: path }).flatMap((item) => {
        const known = OPERATIONS[item.package];
        const answers = known?.names[item.name];
        return known && answers ? [{ framework: known.framework, operation: `${answers} ${method.name}` }] : [];
      });
      const { name } = methodHandler(evaluator, fn, method);
      return found ? [{ fn, name, kind: 'handler', routes: [], wrappers: [], ...found }] : [];
    }),
  );
