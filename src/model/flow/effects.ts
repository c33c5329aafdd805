import type { CallFact, CodeFacts, Step } from '../../parse/typescript/code-facts.ts';
import { calleeName, dottedNames, mentions } from './expression-search.ts';

const LOGGERS =
  /^(console|log|logger|_logger|logging|winston|pino|bunyan|signale|debug|sentry|newrelic|bugsnag|rollbar|honeybadger|airbrake|raven|morgan|tracer|consola|loglevel|appinsights)$/i;
const LOG_METHODS =
  /^(log|error|err|warn|warning|info|fatal|debug|trace|verbose|critical|exception|captureException|captureError|captureMessage|noticeError|recordException|notify|report|reportError)$/;
const LOG_FUNCTIONS = /^(log[A-Z_]\w*|logError|captureException|reportError|handleError|debug)$/;

/** Whether a call writes to a log or an error monitor: by the usual names of loggers and their methods. */
export function isLogCall(call: CallFact): boolean {
  const names = dottedNames(call.expr.callee);
  const last = names[names.length - 1] ?? '';
  if (names.length === 1) return LOG_FUNCTIONS.test(last);
  const holder = names.slice(0, -1).some((name) => LOGGERS.test(name) || /log(ger)?$/i.test(name));
  return holder && LOG_METHODS.test(last);
}

/** `process.exit(…)`, `process.kill`, `process.abort`. */
export const isExitCall = (call: CallFact): boolean => {
  const names = dottedNames(call.expr.callee);
  return names[0] === 'process' && /^(exit|kill|abort|emitWarning|reallyExit)$/.test(names[1] ?? '')
    ? names[1] !== 'emitWarning'
    : /^exit(Process|Handler)?$/.test(names[names.length - 1] ?? '');
};

/** `process.exitCode = 1`. */
export const setsExitCode = (step: Step): boolean =>
  step.kind === 'assign' && step.target.kind === 'member' && step.target.property === 'exitCode';

/** What the body of a catch clause does, nested callbacks included. */
export interface CatchEffects {
  /** Nothing at all happens: empty, or only expressions without effect. */
  nothing: boolean;
  throws: boolean;
  logs: boolean;
  exits: boolean;
  /** The caught error is named somewhere. */
  usesCause: boolean;
  /** Returns, all of them without the caught error. */
  returns: Step[];
  calls: CallFact[];
  assigns: boolean;
}

export function catchEffects(facts: CodeFacts, id: number): CatchEffects {
  const fact = facts.tries[id];
  const steps = fact ? stepsInCatch(facts, id, fact.fn) : [];
  const calls = steps.flatMap((step) => (step.kind === 'call' ? (facts.calls[step.call] ?? []) : []));
  const param = fact?.handler?.param;
  const cause = new Set(param === undefined ? [] : [param]);
  const binding = param === undefined ? undefined : facts.bindings[param];
  return {
    nothing: steps.length === 0,
    throws: steps.some((step) => step.kind === 'throw') || calls.some(isRethrow),
    logs: calls.some(isLogCall),
    exits: calls.some(isExitCall) || steps.some(setsExitCode),
    usesCause:
      (binding?.valueUses ?? 0) > 0 || steps.some((step) => step.kind === 'throw' && mentions(step.value, cause)),
    returns: steps.filter((step) => step.kind === 'return'),
    calls,
    assigns: steps.some((step) => step.kind === 'assign'),
  };
}

/** `ctx.throw(…)`, `ctx.assert(…)`, `Promise.reject(…)`, `reject(…)`: raising by a call. */
const isRethrow = (call: CallFact): boolean => {
  const names = dottedNames(call.expr.callee);
  const last = calleeName(call.expr.callee) ?? '';
  return (
    /^(throw|assert|rethrow|reject|fail|abort|raise)$/i.test(last) ||
    (names[0] === 'Promise' && last === 'reject') ||
    /^(throw|raise|rethrow)[A-Z]/.test(last)
  );
};

/** Steps of a catch clause, with those of functions made inside it. */
function stepsInCatch(facts: CodeFacts, id: number, fn: number): Step[] {
  const own = (facts.functions[fn]?.steps ?? []).filter((step) => step.context.catches.includes(id));
  const inner = facts.functions.filter(
    (item) => item.parent === fn && item.context.catches.includes(id) && item.callback,
  );
  return [...own, ...inner.flatMap((item) => allSteps(facts, item.id))];
}

/** Steps of a function with those of every function made inside it. */
export function allSteps(facts: CodeFacts, fn: number): Step[] {
  const inner = facts.functions.filter((item) => item.parent === fn);
  return [...(facts.functions[fn]?.steps ?? []), ...inner.flatMap((item) => allSteps(facts, item.id))];
}
