import type { Location } from '../../parse/position.ts';
import type { CallFact } from '../../parse/typescript/code-facts.ts';
import { environmentsOf } from '../evaluate/environments.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import { isReached } from '../evaluate/truth.ts';
import { type Frame, originOf, type Value } from '../evaluate/values.ts';
import type { LinkedModule } from '../linking/linked-modules.ts';
import type { Package } from '../repo-model.ts';
import { objectsOf } from './constants.ts';
import { type Component, type ComponentKind, componentsOf } from './nestjs-components.ts';
import { type GlobalPrefix, globalPrefixOf } from './nestjs-prefix.ts';
import { type Versioning, versioningOf } from './nestjs-versions.ts';
import { locationIn, methodCalls, type Recognition } from './recogniser.ts';

/** One `NestFactory.create(RootModule)`, once for each way in which its function is called, with what is set on it. */
export interface NestApp {
  at: Location;
  package: Package;
  roots: Value[];
  /** It is listened on, initialised, or handed out. */
  serves: boolean;
  prefix: GlobalPrefix | undefined;
  versioning: (Versioning & { at: Location }) | undefined;
  components: Component[];
  /** Settings that are made only under some condition. */
  doubts: string[];
}

interface Creation extends NestApp {
  module: string;
  call: CallFact;
  /** Which of the ways in which its function is called, and by which call. */
  index: number;
  caller: string | undefined;
}

const SERVING = new Set(['listen', 'listenAsync', 'init', 'getHttpServer', 'getHttpAdapter']);
const GLOBAL_COMPONENTS: Record<string, ComponentKind> = {
  useGlobalGuards: 'guard',
  useGlobalInterceptors: 'interceptor',
  useGlobalPipes: 'pipe',
  useGlobalFilters: 'filter',
};
const SETTINGS = new Set(['setGlobalPrefix', 'enableVersioning', ...Object.keys(GLOBAL_COMPONENTS), ...SERVING]);
const APP_TYPES = /^(INestApplication|NestApplication|NestExpressApplication|NestFastifyApplication)$/;

/** The HTTP applications of the repository. */
export function nestApps(recognition: Recognition): NestApp[] {
  const { evaluator, modules } = recognition;
  const apps = [...methodCalls(modules, new Set(['create']))].flatMap(({ module, call }) =>
    creationsBy(evaluator, module, call),
  );
  if (apps.length === 0) return [];
  for (const { module, call, method } of methodCalls(modules, SETTINGS))
    applySetting(evaluator, apps, module, call, method);
  for (const app of apps) app.serves ||= isHandedOut(evaluator, app);
  return serving(apps);
}

/** Applications made only to look something up are left out, unless their package has no other. */
function serving(apps: Creation[]): NestApp[] {
  return apps.filter((app) => app.serves || !apps.some((other) => other.serves && other.package === app.package));
}

function creationsBy(evaluator: Evaluator, module: LinkedModule, call: CallFact): Creation[] {
  const isCreate = evaluator.evaluate(call.expr.callee, { module: module.path }).some(isFactoryCreate);
  const [root] = call.expr.args;
  if (!isCreate || !root) return [];
  const frames = environmentsOf(evaluator, module.path, call);
  const callers = evaluator.callers.of({ module: module.path, fn: call.fn });
  return frames.map((frame, index): Creation => {
    const caller = frames.length === callers.length ? callers[index] : undefined;
    return {
      at: locationIn(module.path, call.expr.at),
      package: (caller ? evaluator.program.module(caller.module) : module).package,
      roots: evaluator.evaluate(root, frame),
      serves: false,
      prefix: undefined,
      versioning: undefined,
      components: [],
      doubts: [],
      module: module.path,
      call,
      index,
      caller: caller && `${caller.module}#${caller.expr.id}`,
    };
  });
}

function isFactoryCreate(value: Value): boolean {
  const origin = originOf(value);
  return origin?.package === '@nestjs/core' && origin.path.join('.') === 'NestFactory.create';
}

function applySetting(
  evaluator: Evaluator,
  apps: Creation[],
  module: LinkedModule,
  call: CallFact,
  method: string,
): void {
  const { callee } = call.expr;
  if (callee.kind !== 'member') return;
  const plain = evaluator.evaluate(callee.object, { module: module.path });
  if (!plain.some((value) => isApp(value) || isAppType(value))) return;
  for (const [index, frame] of environmentsOf(evaluator, module.path, call).entries()) {
    const receivers = evaluator.evaluate(callee.object, frame);
    const concerned = new Set(
      receivers.flatMap((value) => appsBehind(evaluator, apps, value, { module, call, index })),
    );
    for (const app of concerned) set(evaluator, app, call, method, frame);
  }
}

/** `app.setGlobalPrefix('x')` gives the application back. */
function unchained(value: Value): Value {
  const through = value.kind === 'result' && value.of.kind === 'member' && !isFactoryCreate(value.of);
  return through && value.kind === 'result' && value.of.kind === 'member' ? unchained(value.of.of) : value;
}

function isApp(value: Value): boolean {
  const inner = unchained(value);
  return inner.kind === 'result' && isFactoryCreate(inner.of);
}

const isAppType = (value: Value): boolean =>
  value.kind === 'typed' && value.package.startsWith('@nestjs/') && APP_TYPES.test(value.name);

interface Place {
  module: LinkedModule;
  call: CallFact;
  index: number;
}

/** The applications that a value can be, at the place of a call in one of the ways its function is called. */
function appsBehind(evaluator: Evaluator, apps: Creation[], value: Value, place: Place): Creation[] {
  if (isAppType(value)) {
    const called = evaluator.callers.of({ module: place.module.path, fn: place.call.fn }).length > 0;
    return called ? apps.filter((app) => app.package === place.module.package) : [];
  }
  const inner = unchained(value);
  if (inner.kind !== 'result' || !isFactoryCreate(inner.of)) return [];
  const { module, call, via } = inner.site;
  return apps.filter((app) => {
    if (app.module !== module || app.call.expr.id !== call) return false;
    if (place.module.path === module && place.call.fn === app.call.fn) return app.index === place.index;
    return app.caller === undefined || via.length === 0 || via.includes(app.caller);
  });
}

function set(evaluator: Evaluator, app: Creation, call: CallFact, method: string, frame: Frame): void {
  const conditions = conditionsOf(evaluator, app, call, frame);
  if (conditions === 'never') return;
  const at = locationIn(frame.module, call.expr.at);
  const { args } = call.expr;
  const kind = GLOBAL_COMPONENTS[method];
  if (kind) app.components.push(...componentsOf(evaluator, kind, args, frame));
  else if (SERVING.has(method)) app.serves = true;
  else if (method === 'setGlobalPrefix') app.prefix = globalPrefixOf(evaluator, args, frame, at);
  else {
    const options = objectsOf(evaluator, args[0], frame);
    const unread = args[0] !== undefined && options.length === 0;
    const versioning = versioningOf(evaluator, options);
    app.versioning = { ...versioning, ...(unread && { type: undefined }), at };
  }
  if (conditions === 'perhaps' && !kind && !SERVING.has(method))
    app.doubts.push(`${method} is called under a condition at ${at.path}:${at.line}`);
}

/** Whether a setting is made whenever its application is: no further condition stands around it, or all are known to hold. */
function conditionsOf(
  evaluator: Evaluator,
  app: Creation,
  { context }: CallFact,
  frame: Frame,
): 'always' | 'perhaps' | 'never' {
  const reached = isReached(evaluator, context, frame);
  if (reached === false) return 'never';
  return reached || context.branches <= app.call.context.branches ? 'always' : 'perhaps';
}

/** `return app;` of the function that makes it, for a caller outside the repository (serverless, development servers). */
function isHandedOut(evaluator: Evaluator, app: Creation): boolean {
  const returns = returnedExpressions(evaluator.program, { module: app.module, fn: app.call.fn });
  return returns.some((expr) =>
    evaluator.evaluate(expr, { module: app.module }).some((value) => {
      const inner = unchained(value);
      return inner.kind === 'result' && inner.site.module === app.module && inner.site.call === app.call.expr.id;
    }),
  );
}
