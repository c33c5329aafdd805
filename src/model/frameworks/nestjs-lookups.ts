import type { CallExpr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator, ResultProvider } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import { listOption, objectsOf } from './constants.ts';

const CONTAINERS =
  /^(INestApplication|INestApplicationContext|NestApplication|NestExpressApplication|NestFastifyApplication|ModuleRef)$/;

/**
 * Lookups by which Nest leads back into the repository: `app.get(UserService)` gives an instance of it,
 * `configService.get('app.prefix')` what the function given to `registerAs('app', …)` returns there.
 */
export function nestLookups(evaluator: Evaluator): ResultProvider {
  const configuration = new Configuration(evaluator);
  return (callee, call, frame) => {
    if (callee.kind !== 'member' || call.args.length === 0) return [];
    if (callee.name !== 'get' && callee.name !== 'getOrThrow' && callee.name !== 'resolve') return [];
    if (isConfigService(callee.of)) return configuration.lookup(call, frame);
    return isContainer(callee.of) ? fromContainer(evaluator, call, frame) : [];
  };
}

function isContainer(value: Value): boolean {
  if (value.kind === 'typed') return value.package.startsWith('@nestjs/') && CONTAINERS.test(value.name);
  const origin = originOf(value);
  return origin?.package === '@nestjs/core' && origin.path[0] === 'NestFactory' && origin.path.includes('()');
}

/** `ConfigService` itself, or what a class that extends it inherits. */
function isConfigService(value: Value): boolean {
  if (value.kind === 'typed') return value.package === '@nestjs/config' && value.name === 'ConfigService';
  const origin = value.kind === 'result' && value.construct ? originOf(value.of) : undefined;
  return origin?.package === '@nestjs/config' && origin.path.join('.') === 'ConfigService';
}

function fromContainer(evaluator: Evaluator, { args: [token] }: CallExpr | NewExpr, frame: Frame): Value[] {
  return (token ? evaluator.evaluate(token, frame) : []).flatMap((value): Value[] => {
    if (value.kind === 'class') return [{ kind: 'instance', module: value.module, cls: value.cls }];
    if (value.kind === 'package')
      return [{ kind: 'typed', package: value.package, name: value.path.at(-1) ?? 'default' }];
    const registered = value.kind === 'member' && value.name === 'KEY' ? value.of : undefined;
    return registered?.kind === 'result' ? registeredValues(evaluator, registered) : [];
  });
}

type Result = Extract<Value, { kind: 'result' }>;

/** What the function of `registerAs('app', () => ({ … }))` returns. */
function registeredValues(evaluator: Evaluator, { site }: Result): Value[] {
  const [, factory] = site.call < 0 ? [] : evaluator.program.call(site.module, site.call).expr.args;
  return factory ? returned(evaluator, evaluator.evaluate(factory, { module: site.module })) : [];
}

const returned = (evaluator: Evaluator, values: Value[]): Value[] =>
  values.flatMap((value) =>
    value.kind === 'function'
      ? returnedExpressions(evaluator.program, value.ref).flatMap((expr) =>
          evaluator.evaluate(expr, { module: value.ref.module, ...(value.env && { env: value.env }) }),
        )
      : [],
  );

interface Source {
  module: string;
  /** Absent for a function given to `ConfigModule.forRoot({ load })`, whose keys stand at the top. */
  namespace: string | undefined;
  values: Value[];
}

/** Configuration that `@nestjs/config` gathers, found on the first lookup. */
class Configuration {
  readonly #evaluator: Evaluator;
  #sources: Source[] | undefined;
  #gathering = false;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  lookup({ args: [key, second] }: CallExpr | NewExpr, frame: Frame): Value[] {
    const keys = key ? this.#evaluator.texts(key, frame) : undefined;
    if (keys?.length !== 1) return [];
    const found = this.#found(keys[0] as string, frame.module);
    const isDefault = second !== undefined && second.kind !== 'object';
    return isDefault ? [...found, ...this.#evaluator.evaluate(second, frame)] : found;
  }

  #found(key: string, module: string): Value[] {
    const sources = this.#gathered();
    const near = sources.filter((item) => this.#packageOf(item.module) === this.#packageOf(module));
    const fromNear = near.flatMap((source) => this.#within(source, key));
    return fromNear.length > 0 ? fromNear : sources.flatMap((source) => this.#within(source, key));
  }

  #packageOf(module: string): unknown {
    return this.#evaluator.program.module(module).package;
  }

  #within({ namespace, values }: Source, key: string): Value[] {
    const path = key.split('.');
    if (namespace !== undefined && path.shift() !== namespace) return [];
    return this.#evaluator
      .along(values, path)
      .filter((value) => !(value.kind === 'member' && (value.of.kind === 'object' || value.of.kind === 'member')));
  }

  #gathered(): Source[] {
    if (this.#sources) return this.#sources;
    if (this.#gathering) {
      this.#evaluator.inquiry.markProvisional();
      return [];
    }
    this.#gathering = true;
    const found: Source[] = [];
    this.#evaluator.inquiry.detached(() => {
      for (const { module, call } of this.#evaluator.program.calls()) {
        const { callee } = call.expr;
        const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : '';
        if (name === 'registerAs') found.push(...this.#registered(module.path, call.expr));
        else if (name === 'forRoot') found.push(...this.#loaded(module.path, call.expr));
      }
    });
    this.#sources = found;
    this.#gathering = false;
    return found;
  }

  #isConfig(call: CallExpr | NewExpr, module: string, name: string): boolean {
    return this.#evaluator
      .evaluate(call.callee, { module })
      .some((value) => value.kind === 'package' && value.package === '@nestjs/config' && value.path.join('.') === name);
  }

  #registered(module: string, call: CallExpr | NewExpr): Source[] {
    const [name, factory] = call.args;
    if (!name || !factory || !this.#isConfig(call, module, 'registerAs')) return [];
    const namespaces = this.#evaluator.texts(name, { module }) ?? [];
    const values = returned(this.#evaluator, this.#evaluator.evaluate(factory, { module }));
    return namespaces.map((namespace) => ({ module, namespace, values }));
  }

  #loaded(module: string, call: CallExpr | NewExpr): Source[] {
    if (!this.#isConfig(call, module, 'ConfigModule.forRoot')) return [];
    const options = objectsOf(this.#evaluator, call.args[0], { module });
    const functions = options
      .flatMap((object) => listOption(this.#evaluator, object, 'load'))
      .filter((value) => value.kind === 'function');
    return functions.map((value) => ({ module, namespace: undefined, values: returned(this.#evaluator, [value]) }));
  }
}
