import type { Position } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { ClientLimit, FunctionRef, HandlerRef, Route } from '../repo-model.ts';
import { handlerOf } from './handler-index.ts';
import { LimitValidators, type Verdict } from './limit-validators.ts';
import { type RequestSource, requestBehind } from './request-values.ts';

const CHECKS =
  /^(parse|parseAsync|safeParse|safeParseAsync|validate|validateAsync|validateSync|cast|attempt|assert|check)$/;
/** Middleware that holds requests to an API contract, whose maxima are then kept. */
const BY_CONTRACT = /openapi.*(validator|backend|glue)|swagger-(tools|express)|exegesis|oas-tools/;

/** What bounds a number of rows that a client asks for; undefined when something does or may. */
export function clientLimit(evaluator: Evaluator, source: RequestSource): ClientLimit | undefined {
  const { key } = source;
  if (key === undefined) return undefined;
  const { dependencies } = evaluator.program.module(source.fn.module).package;
  if (Object.keys(dependencies).some((name) => BY_CONTRACT.test(name))) return undefined;
  const search = new LimitValidators(evaluator, key);
  const served = handlerOf(evaluator, source.fn)?.routes ?? [];
  const verdicts = [
    ...source.validators.flatMap(({ module, expr }) => search.of(module, expr)),
    ...ofParameter(evaluator, source, search),
    ...served.flatMap((route) => ofRoute(evaluator, route, search)),
    ...servingFunctions(source.fn, served).flatMap((ref) => ofFunction(evaluator, ref, key, search)),
  ];
  if (verdicts.some(({ kind }) => kind !== 'open')) return undefined;
  const places = verdicts.flatMap((verdict) =>
    verdict.kind === 'open' ? [{ module: verdict.module, at: verdict.at }] : [],
  );
  const [read] = source.trail;
  const [place = read && { module: read.module, at: read.at }, ...others] = places;
  return place && { name: source.name, parameter: key, missing: place, also: others, trail: source.trail };
}

/** The declared class of the parameter that holds the request, and pipes of its decorator. */
function ofParameter(evaluator: Evaluator, { fn, param }: RequestSource, search: LimitValidators): Verdict[] {
  const fact = evaluator.program.fn(fn).params[param];
  const piped = fact?.decorators.flatMap(({ expr }) => (expr.kind === 'call' ? expr.args : [])) ?? [];
  const unclear = piped.some((arg) => !isPlainPipe(arg));
  const type = fact?.type;
  const named: Expr | undefined =
    type?.binding === undefined
      ? undefined
      : { kind: 'reference', name: type.name, binding: type.binding, at: type.at };
  return [
    ...(unclear ? [{ kind: 'unclear' as const }] : []),
    ...piped.flatMap((arg) => search.of(fn.module, arg)),
    ...(named ? search.of(fn.module, named) : []),
  ];
}

/** Pipes that convert and set no bound, and the names of parameters. */
function isPlainPipe(arg: Expr): boolean {
  if (arg.kind === 'literal' || arg.kind === 'object') return true;
  const callee = arg.kind === 'new' ? arg.callee : arg;
  return (
    callee.kind === 'reference' &&
    /^(ParseInt|ParseFloat|DefaultValue|Validation|ParseEnum|OptionalParseInt)Pipe$/.test(callee.name)
  );
}

/** What stands beside the handler where the route is registered: `validate(schema)`, `{ schema: { querystring } }`. */
function ofRoute(evaluator: Evaluator, route: Route, search: LimitValidators): Verdict[] {
  const { calls } = evaluator.program.modules.get(route.file)?.facts ?? { calls: [] };
  const beside = (arg: Expr): boolean => arg.at.line >= route.line && arg.at.line <= route.endLine;
  return calls
    .filter(({ expr }) => expr.kind === 'call' && expr.callee.kind === 'member')
    .flatMap(({ expr }) => expr.args.filter(beside))
    .flatMap((arg) => search.of(route.file, arg));
}

function servingFunctions(own: FunctionRef, routes: readonly Route[]): FunctionRef[] {
  const refs = routes.flatMap((route): HandlerRef[] => [
    ...route.middleware,
    ...(route.handler ? [route.handler] : []),
  ]);
  const all = [own, ...refs.flatMap((ref) => [ref.fn, ...ref.wrappers.map((wrapper) => wrapper.fn)])];
  const found = new Map(all.flatMap((ref) => (ref ? [[`${ref.module}#${ref.fn}`, ref] as const] : [])));
  return [...found.values()];
}

/** Validators that a function of the route runs, and what it makes of the value before the handler reads it. */
function ofFunction(evaluator: Evaluator, ref: FunctionRef, key: string, search: LimitValidators): Verdict[] {
  const { facts } = evaluator.program.module(ref.module);
  const checks = facts.calls.filter(({ fn, expr }) => fn === ref.fn && isCheck(expr));
  const stated = checks.flatMap(({ expr }) =>
    expr.callee.kind === 'member'
      ? search.of(ref.module, expr.callee.object)
      : expr.args.flatMap((arg) => search.of(ref.module, arg)),
  );
  const set = evaluator.program.fn(ref).steps.flatMap((step): Verdict[] => {
    if (step.kind !== 'assign' || step.target.kind !== 'member' || step.target.property !== key) return [];
    return [rewritten(evaluator, ref.module, step.value, step.at)];
  });
  return [...stated, ...set];
}

const isCheck = (expr: CallFact['expr']): boolean =>
  expr.callee.kind === 'member' && typeof expr.callee.property === 'string' && CHECKS.test(expr.callee.property);

/** A value that a middleware puts in the client's place. */
function rewritten(evaluator: Evaluator, module: string, value: Expr, at: Position): Verdict {
  return requestBehind(evaluator, module, value, 'uncapped') ? { kind: 'open', module, at } : { kind: 'unclear' };
}
