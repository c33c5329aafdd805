import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import type { RouterKey } from './by-router.ts';
import { flatten, handlerFrom, handlerOf } from './handlers.ts';
import type { HapiServers } from './hapi-servers.ts';
import { elementsIn, optionOf, textsOf } from './options.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** Extension points that run before the handler. */
const BEFORE = new Set(['onRequest', 'onPreAuth', 'onCredentials', 'onPostAuth', 'onPreHandler']);

/** `server.ext(event, method, options?)` or `server.ext({ type, method })`, or a list of such. */
export function registerExtension(
  recognition: Recognition,
  servers: HapiServers,
  keys: RouterKey[],
  call: CallFact,
  frame: Frame,
): void {
  const { evaluator } = recognition;
  const [first, method, options] = call.expr.args;
  if (!first) return;
  const place: Place = { servers, keys, call, frame };
  if (method) {
    const [event] = evaluator.texts(first, frame) ?? [];
    const sandboxed = options !== undefined && isSandboxed(recognition, evaluator.evaluate(options, frame));
    if (event !== undefined) extend(recognition, place, event, handlersIn(recognition, method, frame), sandboxed);
    return;
  }
  for (const value of elementsIn(evaluator, evaluator.evaluate(first, frame)))
    extendByObject(recognition, place, value);
}

/** `{ type, method, options? }`. */
function extendByObject(recognition: Recognition, place: Place, value: Value): void {
  const { evaluator } = recognition;
  const type = optionOf(evaluator, [value], 'type');
  const given = optionOf(evaluator, [value], 'method');
  const [event] = type ? textsOf(evaluator, type) : [];
  if (event === undefined || !given) return;
  const written = { name: event, file: place.frame.module, line: place.call.expr.at.line };
  const handlers = given.expr
    ? handlersIn(recognition, given.expr, given.frame)
    : [handlerFrom(evaluator, given.values, written)];
  const options = optionOf(evaluator, [value], 'options')?.values ?? [];
  extend(recognition, place, event, handlers, isSandboxed(recognition, options));
}

interface Place {
  servers: HapiServers;
  keys: RouterKey[];
  call: CallFact;
  frame: Frame;
}

const handlersIn = ({ evaluator }: Recognition, expr: Expr, frame: Frame): HandlerRef[] =>
  flatten(evaluator, [expr], frame).map((item) => handlerOf(evaluator, item.expr, item.frame));

/** `sandbox: 'plugin'` limits an extension to the plugin that adds it. */
function isSandboxed({ evaluator }: Recognition, options: Value[]): boolean {
  const sandbox = optionOf(evaluator, options, 'sandbox');
  return sandbox !== undefined && textsOf(evaluator, sandbox).includes('plugin');
}

/** A function without any branch treats errors like everything else. */
const tellsErrors = ({ evaluator }: Recognition, { fn }: HandlerRef): boolean =>
  !fn || evaluator.program.fn(fn).steps.some((step) => step.context.branches > 0);

function extend(
  recognition: Recognition,
  place: Place,
  event: string,
  handlers: HandlerRef[],
  sandboxed: boolean,
): void {
  const at = locationIn(place.frame.module, positionInChain(place.call));
  if (event === 'onPreResponse') {
    for (const { fn, name } of handlers.filter((handler) => tellsErrors(recognition, handler))) {
      const handler = { at, name, external: !fn, ...(fn && { fn }) };
      recognition.errorHandlers.push({ framework: 'hapi', handler });
    }
  }
  if (!BEFORE.has(event)) return;
  const staged = handlers.map((handler) => ({ ...handler, stage: event }));
  const scopes = sandboxed ? place.keys : place.keys.flatMap((key) => place.servers.rootsOf(key));
  for (const router of new Set(scopes))
    recognition.graph.use({ router, prefix: undefined, handlers: staged, unordered: true, at });
}
