import {
  allSteps,
  type CodeFacts,
  calleeName,
  defineRule,
  dottedNames,
  type ErrorHandler,
  type Expr,
  isLogCall,
  type RepoModel,
  type Subject,
} from '#rule';

interface Handler extends Subject {
  handler: ErrorHandler;
  others: ErrorHandler[];
}

/** A central error handler that answers the client and tells nobody else. */
export const silentErrorHandler = defineRule({
  id: 'silent-error-handler',
  summary: 'The central error handler logs nothing',
  why: 'Every unexpected error of the service ends there. When it is only turned into a response, nobody who runs the service can find out what happened.',
  fix: 'Log the error with its stack before answering, at least when it is not one of the expected kinds.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['logging inside a response helper of a package'],
  params: {},
  examples: {
    good: [
      {
        title: 'logs, then answers',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\napp.use((err, req, res, next) => {\n  console.error(err);\n  res.status(500).end();\n});\n",
        },
      },
      {
        title: 'a filter of Nest that leaves what it does not know to the filter it extends',
        files: {
          'package.json': '{"dependencies":{"@nestjs/common":"^10.0.0","@nestjs/core":"^10.0.0"}}',
          'main.ts':
            "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nimport { Filter } from './filter';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.useGlobalFilters(new Filter());\n  await app.listen(3000);\n}\nbootstrap();\n",
          'app.module.ts':
            "import { Controller, Get, Module } from '@nestjs/common';\n@Controller('v1')\nclass A {\n  @Get()\n  list() {\n    return [];\n  }\n}\n@Module({ controllers: [A] })\nexport class AppModule {}\n",
          'filter.ts':
            "import { Catch } from '@nestjs/common';\nimport { BaseExceptionFilter } from '@nestjs/core';\n@Catch()\nexport class Filter extends BaseExceptionFilter {\n  catch(exception, host) {\n    super.catch(exception, host);\n  }\n}\n",
        },
      },
      {
        title: 'a filter for one kind of error: the rest goes to the exception layer of Nest',
        files: {
          'package.json': '{"dependencies":{"@nestjs/common":"^10.0.0","@nestjs/core":"^10.0.0"}}',
          'main.ts':
            "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nimport { Filter } from './filter';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.useGlobalFilters(new Filter());\n  await app.listen(3000);\n}\nbootstrap();\n",
          'app.module.ts':
            "import { Controller, Get, Module } from '@nestjs/common';\n@Controller('v1')\nclass A {\n  @Get()\n  list() {\n    return [];\n  }\n}\n@Module({ controllers: [A] })\nexport class AppModule {}\n",
          'filter.ts':
            "import { Catch, NotFoundException } from '@nestjs/common';\n@Catch(NotFoundException)\nexport class Filter {\n  catch(exception, host) {\n    host.switchToHttp().getResponse().status(404).json({});\n  }\n}\n",
        },
      },
    ],
    bad: [
      {
        title: 'a filter of Nest that catches everything and only answers',
        files: {
          'package.json': '{"dependencies":{"@nestjs/common":"^10.0.0","@nestjs/core":"^10.0.0"}}',
          'main.ts':
            "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nimport { Filter } from './filter';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.useGlobalFilters(new Filter());\n  await app.listen(3000);\n}\nbootstrap();\n",
          'app.module.ts':
            "import { Controller, Get, Module } from '@nestjs/common';\n@Controller('v1')\nclass A {\n  @Get()\n  list() {\n    return [];\n  }\n}\n@Module({ controllers: [A] })\nexport class AppModule {}\n",
          'filter.ts':
            "import { Catch } from '@nestjs/common';\n@Catch()\nexport class Filter {\n  catch(exception, host) {\n    host.switchToHttp().getResponse().status(500).json({ message: exception.message });\n  }\n}\n",
        },
        keys: ['filter.ts#Filter'],
      },
      {
        title: 'answers only',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\napp.use((err, req, res, next) => {\n  res.status(500).json({ message: err.message });\n});\n",
        },
        keys: ['app.js#(anonymous)'],
      },
    ],
  },
  *subjects(model): Iterable<Handler> {
    for (const use of model.frameworks) {
      for (const handler of use.errorHandlers) {
        if (!handler.fn) continue;
        const fact = model.code.fn(handler.fn);
        yield {
          key: `${handler.fn.module}#${handler.name}`,
          at: { path: handler.fn.module, ...fact.at },
          handler,
          others: use.errorHandlers,
        };
      }
    }
  },
  check({ handler, others }, _params, model) {
    if (others.some((other) => other.external || tells(model, other)) || handsOver(model, handler, others))
      return undefined;
    return {
      message: `${handler.name === '(anonymous)' ? 'the error handler' : handler.name} answers the client and logs nothing: unexpected errors leave no trace`,
    };
  },
});

/** Calls another of the handlers, which then answers for both. */
function handsOver(model: RepoModel, handler: ErrorHandler, others: ErrorHandler[]): boolean {
  const facts = handler.fn && model.code.module(handler.fn.module)?.facts;
  if (!handler.fn || !facts) return false;
  const own = handler.fn;
  return allSteps(facts, own.fn).some((step) => {
    const call = step.kind === 'call' ? facts.calls[step.call] : undefined;
    const reached = call ? model.code.callees(own.module, call) : [];
    return reached.some((ref) =>
      others.some((other) => other !== handler && other.fn?.module === ref.module && other.fn.fn === ref.fn),
    );
  });
}

/** Logs, here or in a function it calls, or passes the error on to the framework's own handler. */
function tells(model: RepoModel, handler: ErrorHandler): boolean {
  if (!handler.fn) return true;
  const module = model.code.module(handler.fn.module);
  if (!module) return true;
  const cause = errorParameter(module.facts, handler.fn.fn);
  return allSteps(module.facts, handler.fn.fn).some((step) => {
    if ((step.kind === 'throw' || step.kind === 'return') && step.value && isCause(step.value, cause)) return true;
    const call = step.kind === 'call' ? module.facts.calls[step.call] : undefined;
    if (!call) return false;
    return (
      isLogCall(call) ||
      // A filter that extends the one of the framework leaves the rest to it, which logs.
      isSuperCall(call.expr.callee) ||
      dottedNames(call.expr.callee).some((name) => /log|monitor|report|track|capture|sentry/i.test(name)) ||
      // Fastify hands an error that is sent to its own handler, which logs it.
      (calleeName(call.expr.callee) === 'send' &&
        call.expr.args[0] !== undefined &&
        isCause(call.expr.args[0], cause)) ||
      (/^(next|emit)$/.test(calleeName(call.expr.callee) ?? '') && passesError(call.expr.args.length)) ||
      calledLogs(model, module.path, call)
    );
  });
}

const isSuperCall = (callee: Expr): boolean =>
  callee.kind === 'member' && callee.object.kind === 'this' && callee.object.super === true;

const passesError = (count: number): boolean => count > 0;

function calledLogs(model: RepoModel, path: string, call: Parameters<typeof isLogCall>[0]): boolean {
  return model.code.callees(path, call).some((ref) => {
    const facts = model.code.module(ref.module)?.facts;
    return (
      facts !== undefined &&
      allSteps(facts, ref.fn).some((step) => step.kind === 'call' && isLogCall(facts.calls[step.call] as typeof call))
    );
  });
}

/** The binding of the first parameter: the error. */
const errorParameter = (facts: CodeFacts, fn: number): number | undefined => facts.functions[fn]?.params[0]?.binding;

const isCause = (expr: Expr, cause: number | undefined): boolean =>
  cause !== undefined && expr.kind === 'reference' && expr.binding === cause;
