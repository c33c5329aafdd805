import type { Location } from '../../parse/position.ts';
import type { CallFact, Expr } from '../../parse/typescript/code-facts.ts';
import type { Frame } from '../evaluate/values.ts';
import type { HandlerRef } from '../repo-model.ts';
import { flatten, handlerOf } from './handlers.ts';
import { noteErrorMiddleware } from './koa-errors.ts';
import { type KoaRouter, middlewareOf } from './koa-routers.ts';
import { joined, type PathText, pathTexts } from './path-texts.ts';
import { locationIn, positionInChain, type Recognition } from './recogniser.ts';

/** Where middleware goes: what a `use` call is made on, and the prefix that holds at this depth of `mount` and `compose`. */
interface Place {
  router: KoaRouter;
  prefix: PathText;
  at: Location;
  /** Functions given before what follows in the same call. */
  before: HandlerRef[];
}

interface Item {
  expr: Expr;
  frame: Frame;
}

/** `use(path?, …middleware)` of an application or a router; `own` is the router's own prefix. */
export function useMiddleware(
  recognition: Recognition,
  router: KoaRouter,
  own: PathText,
  call: CallFact,
  frame: Frame,
): void {
  const { evaluator } = recognition;
  const { args } = call.expr;
  const [first] = args;
  if (!first) return;
  const at = locationIn(frame.module, positionInChain(call));
  const values = flatten(evaluator, [first], frame).flatMap((item) => evaluator.evaluate(item.expr, item.frame));
  const hasPath = first.kind === 'template' || values.some(({ kind }) => kind === 'text' || kind === 'regex');
  const items = flatten(evaluator, hasPath ? args.slice(1) : args, frame);
  for (const path of hasPath ? pathTexts(evaluator, first, frame) : [{ text: '' }])
    addAll(recognition, { router, prefix: joined(own, path), at, before: [] }, items, 0);
}

/** Adds middleware in order, and lets the functions among it hold for what comes after the call. */
function addAll(recognition: Recognition, place: Place, items: Item[], depth: number): void {
  const given = place.before.length;
  for (const item of items) add(recognition, place, item, depth);
  const handlers = place.before.slice(given);
  if (handlers.length === 0 || depth > 0) return;
  recognition.graph.use({ router: place.router.key, prefix: place.prefix.text, handlers, at: place.at });
}

function add(recognition: Recognition, place: Place, item: Item, depth: number): void {
  const { evaluator } = recognition;
  const parts = evaluator.evaluate(item.expr, item.frame).map((value) => middlewareOf(evaluator, value, item.frame));
  if (depth > 6 || parts.every(({ kind }) => kind === 'function')) {
    const handler = handlerOf(evaluator, item.expr, item.frame);
    place.before.push(handler);
    noteErrorMiddleware(recognition, handler, locationIn(item.frame.module, item.expr.at), item);
    return;
  }
  for (const part of parts) {
    if (part.kind === 'router') mount(recognition, place, part.router);
    if (part.kind === 'composed') addAll(recognition, place, spread(recognition, part.inner), depth + 1);
    // What is mounted holds under its own prefix only.
    if (part.kind === 'mounted') {
      const inside: Place = { ...place, prefix: joined(place.prefix, part.prefix), before: [] };
      addAll(recognition, inside, [part.inner], 0);
    }
  }
}

const spread = ({ evaluator }: Recognition, items: Item[]): Item[] =>
  items.flatMap(({ expr, frame }) => flatten(evaluator, [expr], frame));

function mount({ graph }: Recognition, { router, prefix, at, before }: Place, child: KoaRouter): void {
  const { text, partial } = prefix;
  graph.mount({
    parent: router.key,
    child: child.key,
    prefix: text,
    ...(partial && { partial }),
    middleware: [...before],
    at,
  });
}
