import type { CodeFacts, Context, Expr, FunctionFact } from '../../parse/typescript/code-facts.ts';
import { elementsOf } from '../evaluate/elements.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { mentions, some } from '../flow/expression-search.ts';
import type { QueryLoop } from '../repo-model.ts';

export const PER_ELEMENT =
  /^(map|forEach|flatMap|filter|some|every|reduce|each|mapSeries|eachSeries|eachOf|mapLimit|eachLimit)$/;
const BATCHES = /(chunk|batch|page|bucket|slice|partition|group)/i;

/** The innermost loop or per-element callback around a call, looking outward through the functions that hold it. */
export function loopAround(
  evaluator: Evaluator,
  module: string,
  place: { fn: number; context: Context },
  used: Expr[],
): QueryLoop | undefined {
  const { facts } = evaluator.program.module(module);
  let { context } = place;
  let fn = facts.functions[place.fn];
  for (let hops = 0; fn && hops < 5; hops += 1) {
    const loop = context.loops[context.loops.length - 1];
    if (loop !== undefined) return ofLoop(evaluator, module, loop, used);
    const callback = ofCallback(evaluator, module, fn, used);
    if (callback) return callback;
    // A function that is only made here runs whenever somebody calls it: what is around it says nothing.
    if (!fn.callback || fn.parent === undefined || !runsAtOnce(evaluator, module, fn)) return undefined;
    context = fn.context;
    fn = facts.functions[fn.parent];
  }
  return undefined;
}

/** Callbacks that run once, right away, as part of the call they are given to. */
export function runsAtOnce(evaluator: Evaluator, module: string, fn: FunctionFact): boolean {
  if (!fn.callback) return false;
  const { callee } = evaluator.program.call(module, fn.callback.call).expr;
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : '';
  return typeof name === 'string' && /^(then|catch|finally|\$?transaction|withTransaction|Promise|tx|task)$/.test(name);
}

function ofLoop(evaluator: Evaluator, module: string, id: number, used: Expr[]): QueryLoop | undefined {
  const loop = evaluator.program.module(module).facts.loops[id];
  if (!loop || loop.kind === 'while') return undefined;
  const { iterates } = loop;
  if (!iterates) return ofCounter(evaluator, module, loop.at, used);
  return {
    kind: 'loop',
    at: loop.at,
    over: written(iterates),
    perElement: depends(evaluator, module, used, loop.bindings),
    fixed: isFixed(evaluator, module, iterates),
    batches: isBatched(evaluator, module, iterates, loop.bindings),
  };
}

/** `for (let i = 0; …) await insert(rows[i])`: the query uses an element that the counter picks. */
function ofCounter(evaluator: Evaluator, module: string, at: QueryLoop['at'], used: Expr[]): QueryLoop | undefined {
  const { bindings } = evaluator.program.module(module).facts;
  const locals = used.flatMap((expr) => referencesIn(expr).flatMap((id) => bindings[id]?.init ?? []));
  const inside = locals.filter((expr) => expr.at.line >= at.line && expr.at.endLine <= at.endLine);
  const picked = [...used, ...inside].flatMap(picks)[0];
  if (!picked) return undefined;
  return {
    kind: 'loop',
    at,
    over: written(picked),
    perElement: true,
    fixed: isFixed(evaluator, module, picked),
    batches: isBatched(evaluator, module, picked, []),
  };
}

/** Lists of which an expression takes the element at a variable index. */
function picks(expr: Expr): Expr[] {
  const found: Expr[] = [];
  some(expr, (part) => {
    if (part.kind === 'member' && typeof part.property !== 'string' && part.property.kind === 'reference')
      found.push(part.object);
    return false;
  });
  return found;
}

function referencesIn(expr: Expr): number[] {
  const found: number[] = [];
  some(expr, (part) => {
    if (part.kind === 'reference' && part.binding !== undefined) found.push(part.binding);
    return false;
  });
  return found;
}

function ofCallback(evaluator: Evaluator, module: string, fn: FunctionFact, used: Expr[]): QueryLoop | undefined {
  if (!fn.callback) return undefined;
  const { expr } = evaluator.program.call(module, fn.callback.call);
  const { callee } = expr;
  if (callee.kind !== 'member' || typeof callee.property !== 'string' || !PER_ELEMENT.test(callee.property))
    return undefined;
  const over = fn.callback.index === 0 ? callee.object : expr.args[0];
  const param = fn.params[callee.property === 'reduce' ? 1 : 0];
  if (!over || !param) return undefined;
  const bindings = param.binding === undefined ? Object.values(param.names ?? {}) : [param.binding];
  return {
    kind: 'callback',
    at: expr.at,
    over: written(over),
    perElement: depends(evaluator, module, used, bindings),
    fixed: isFixed(evaluator, module, over),
    batches: isBatched(evaluator, module, over, bindings),
  };
}

/** Whether an expression names an element of the loop, directly or through locals computed from it. */
export function depends(evaluator: Evaluator, module: string, used: Expr[], elements: number[]): boolean {
  const tainted = new Set(elements);
  const { facts } = evaluator.program.module(module);
  const { bindings } = facts;
  const stored = storedInMembers(facts);
  for (let pass = 0; pass < 3; pass += 1) {
    for (const binding of bindings) {
      if (!tainted.has(binding.id) && binding.init && binding.kind !== 'param' && mentions(binding.init, tainted))
        tainted.add(binding.id);
    }
    for (const { target, value } of stored) if (!tainted.has(target) && mentions(value, tainted)) tainted.add(target);
  }
  return used.some((expr) => mentions(expr, tainted));
}

const members = new WeakMap<CodeFacts, { target: number; value: Expr }[]>();

/** What is put into members of names: `row.title = item.title`. */
function storedInMembers(facts: CodeFacts): { target: number; value: Expr }[] {
  const known = members.get(facts);
  if (known) return known;
  const found = facts.functions.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.kind !== 'assign' || step.target.kind !== 'member') return [];
      const { object } = step.target;
      return object.kind === 'reference' && object.binding !== undefined
        ? [{ target: object.binding, value: step.value }]
        : [];
    }),
  );
  members.set(facts, found);
  return found;
}

/** A list written out in the code, or the keys of an object that is. */
export function isFixed(evaluator: Evaluator, module: string, iterated: Expr): boolean {
  if (iterated.kind === 'array') return !iterated.elements.some((element) => element.spread);
  const values = evaluator.evaluate(iterated, { module });
  const listed = values.length > 0 && values.every((value) => value.kind === 'array' && value.expr.elements.length > 0);
  const enumerated = values.some((value) => value.kind === 'enum');
  if (enumerated) return true;
  const pushedTo = values.some(
    (value) => value.kind === 'array' && evaluator.program.pushedTo(value.module, value.expr).length > 0,
  );
  if (listed) return !pushedTo;
  const inner = iterated.kind === 'call' && iterated.callee.kind === 'member' ? iterated : undefined;
  if (
    inner?.callee.kind === 'member' &&
    inner.callee.object.kind === 'reference' &&
    inner.callee.object.name === 'Object'
  ) {
    const elements = elementsOf(evaluator, iterated, { module });
    return elements.length > 0;
  }
  return false;
}

export const isBatched = (evaluator: Evaluator, module: string, iterated: Expr, elements: number[]): boolean =>
  some(
    iterated,
    (part) =>
      (part.kind === 'reference' && BATCHES.test(part.name)) ||
      (part.kind === 'member' &&
        typeof part.property === 'string' &&
        BATCHES.test(part.property) &&
        part.property !== 'slice'),
  ) || elements.some((id) => BATCHES.test(evaluator.program.binding(module, id).name));

/** An argument that is a plain name or key: `config.get('tasks')`. */
const named = (arg: Expr): string =>
  arg.kind === 'literal' && /^[\w.-]{1,30}$/.test(String(arg.value)) ? `'${arg.value}'` : '';

/** An expression in short, for messages. */
export function written(expr: Expr): string {
  switch (expr.kind) {
    case 'reference':
      return expr.name;
    case 'this':
      return 'this';
    case 'member':
      return `${written(expr.object)}${typeof expr.property === 'string' ? `.${expr.property}` : '[…]'}`;
    case 'call':
      return `${written(expr.callee)}(${expr.args.length === 1 ? expr.args.map(named).join('') : ''})`;
    case 'await':
      return written(expr.value);
    case 'conditional':
      return expr.options[0] ? written(expr.options[0]) : '…';
    default:
      return '…';
  }
}
