import type { CallFact, Step } from '../../parse/typescript/code-facts.ts';
import { calleeName, dottedNames } from './expression-search.ts';

const LOGGERS =
  /^(console|log|logger|_logger|logging|winston|pino|bunyan|signale|debug|sentry|newrelic|bugsnag|rollbar|honeybadger|airbrake|raven|morgan|tracer|consola|loglevel|appinsights)$/i;
const LOG_METHODS =
  /^(log|error|err|warn|warning|info|fatal|debug|trace|verbose|critical|exception|captureException|captureError|captureMessage|noticeError|recordException|notify|report|reportError)$/;
const LOG_FUNCTIONS = /^(log[A-Z_]\w*|captureException|reportError|debug)$/;

/** Whether a call writes to a log or an error monitor: by the usual names of loggers and their methods. */
export function isLogCall(call: CallFact): boolean {
  const names = dottedNames(call.expr.callee);
  const last = names[names.length - 1] ?? '';
  if (names.length === 1) return LOG_FUNCTIONS.test(last);
  const holder = names.slice(0, -1).some((name) => LOGGERS.test(name) || /log(ger)?$/i.test(name));
  return holder && LOG_METHODS.test(last);
}

/** `logger.info(…)`, `log.debug(…)`: a level at which failures are not reported. */
export const isQuietLogCall = (call: CallFact): boolean =>
  isLogCall(call) && /^(info|debug|trace|verbose)$/.test(calleeName(call.expr.callee) ?? '');

/** `process.exit(…)`, `process.kill`, `process.abort`, and Commander's `program.error(…)`. */
export const isExitCall = (call: CallFact): boolean => {
  const names = dottedNames(call.expr.callee);
  if (names.join('.') === 'program.error') return true;
  return names[0] === 'process' && /^(exit|kill|abort|emitWarning|reallyExit)$/.test(names[1] ?? '')
    ? names[1] !== 'emitWarning'
    : /^exit(Process|Handler)?$/.test(names[names.length - 1] ?? '');
};

/** `process.exitCode = 1`. */
export const setsExitCode = (step: Step): boolean =>
  step.kind === 'assign' && step.target.kind === 'member' && step.target.property === 'exitCode';

/** `ctx.throw(…)`, `ctx.assert(…)`, `Promise.reject(…)`, `reject(…)`: raising by a call, told by its name. */
export const isRethrow = (call: CallFact): boolean => {
  const names = dottedNames(call.expr.callee);
  const last = calleeName(call.expr.callee) ?? '';
  return (
    /^(throw|assert|rethrow|reject|fail|abort|raise)$/i.test(last) ||
    (names[0] === 'Promise' && last === 'reject') ||
    /^(throw|raise|rethrow)[A-Z]/.test(last)
  );
};
