import { posix } from 'node:path';
import type { CallExpr, Expr, NewExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from './evaluator.ts';
import { folderModules, requiredValues } from './required-modules.ts';
import { returnedExpressions } from './returns.ts';
import { type Frame, unknown, type Value } from './values.ts';

/** Calls of the language and of Node whose result is known: `require`, `import()`, `path.join`, `Object.freeze`, … */
export function builtinCall(evaluator: Evaluator, expr: CallExpr | NewExpr, frame: Frame): Value[] | undefined {
  const { callee } = expr;
  if (callee.kind === 'reference' && callee.binding === undefined)
    return globalCall(evaluator, callee.name, expr, frame);
  const node = nodeFunction(evaluator, callee, frame);
  if (node) return nodeCall(evaluator, node, expr, frame);
  if (callee.kind !== 'member' || typeof callee.property !== 'string') return undefined;
  const { object, property } = callee;
  if (object.kind === 'reference' && object.binding === undefined && object.name === 'Object') {
    return objectCall(evaluator, property, expr, frame);
  }
  if (property === 'then' || property === 'catch' || property === 'finally')
    return settled(evaluator, object, property, expr, frame);
  return textCall(evaluator, object, property, expr, frame);
}

const NODE_FUNCTIONS = new Set(['join', 'resolve', 'dirname', 'fileURLToPath', 'promisify']);

/** `path.join` and its kin, however they were imported. */
function nodeFunction(evaluator: Evaluator, callee: Expr, frame: Frame): string | undefined {
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'reference' ? callee.name : undefined;
  if (typeof name !== 'string' || !NODE_FUNCTIONS.has(name)) return undefined;
  const origin = evaluator.evaluate(callee, frame).find((value) => value.kind === 'package');
  if (origin?.kind !== 'package') return undefined;
  // `join(import.meta.url, 'routes')` of desm starts at the module's folder.
  if (origin.package === 'desm' && name === 'join') return 'joinUrl';
  return /^node:(path|url|util)/.test(origin.package) ? name : undefined;
}

function nodeCall(evaluator: Evaluator, name: string, expr: CallExpr | NewExpr, frame: Frame): Value[] {
  const [first] = expr.args;
  if (name === 'fileURLToPath' || name === 'promisify') return first ? evaluator.evaluate(first, frame) : [];
  return joinPaths(evaluator, name, expr, frame);
}

function globalCall(evaluator: Evaluator, name: string, expr: CallExpr | NewExpr, frame: Frame): Value[] | undefined {
  const [argument] = expr.args;
  if (!argument) return undefined;
  if (name === 'String' || name === 'Number') return evaluator.evaluate(argument, frame);
  if (name === 'URL' && expr.args[1]) return relativeUrl(evaluator, argument, expr.args[1], frame);
  if (name !== 'require' && name !== 'import') return undefined;
  const texts = evaluator.texts(argument, frame);
  if (!texts) return folderModules(evaluator, argument, frame);
  return texts.flatMap((specifier) => requiredValues(evaluator, specifier, name === 'require', frame));
}

/** `new URL('./routes', import.meta.url)`. */
function relativeUrl(evaluator: Evaluator, path: Expr, base: Expr, frame: Frame): Value[] | undefined {
  const [relative] = evaluator.texts(path, frame) ?? [];
  const [from] = evaluator.texts(base, frame) ?? [];
  if (relative === undefined || from?.startsWith('/') !== true) return undefined;
  return [{ kind: 'text', text: posix.join(posix.dirname(from), relative) }];
}

function objectCall(
  evaluator: Evaluator,
  property: string,
  expr: CallExpr | NewExpr,
  frame: Frame,
): Value[] | undefined {
  const values = (argument: Expr | undefined): Value[] => (argument ? evaluator.evaluate(argument, frame) : []);
  if (property === 'freeze' || property === 'seal') return values(expr.args[0]);
  if (property === 'assign') return expr.args.flatMap(values).reverse();
  return undefined;
}

/** Paths start at the repository's root: `/src/routes`. */
function joinPaths(evaluator: Evaluator, property: string, expr: CallExpr | NewExpr, frame: Frame): Value[] {
  let paths = [''];
  for (const argument of expr.args) {
    const texts = evaluator.texts(argument, frame);
    if (!texts || argument.spread) return [unknown('path with an unknown part')];
    paths = paths.flatMap((path) =>
      texts.map((text) => {
        if (property === 'joinUrl' && path === '') return posix.dirname(text);
        return property === 'resolve' && text.startsWith('/') ? text : posix.join(path, text);
      }),
    );
  }
  if (property === 'dirname') paths = paths.map((path) => posix.dirname(path));
  return paths.map((text) => ({ kind: 'text', text }));
}

/** `p.then(f)` gives what `f` returns; `p.catch(f)` and `p.finally(f)` pass `p` on. */
function settled(
  evaluator: Evaluator,
  object: Expr,
  property: string,
  expr: CallExpr | NewExpr,
  frame: Frame,
): Value[] | undefined {
  const before = evaluator.evaluate(object, frame);
  if (before.length === 0) return undefined;
  if (property !== 'then') return before;
  const callbacks = expr.args.slice(0, 1).flatMap((argument) => evaluator.evaluate(argument, frame));
  const results = callbacks.flatMap((callback) => {
    if (callback.kind !== 'function') return [];
    const { ref } = callback;
    return evaluator.inquiry.intoCall(() =>
      returnedExpressions(evaluator.program, ref).flatMap((item) => evaluator.evaluate(item, { module: ref.module })),
    );
  });
  return results.length > 0 ? results : [unknown('result of then')];
}

type TextMethod = (text: string, args: (string | number)[]) => string;
const TEXT_METHODS: Record<string, TextMethod> = {
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  toString: (text: string) => text,
  concat: (text, args) => text + args.join(''),
  substring: (text, [from, to]) => text.substring(Number(from), to === undefined ? undefined : Number(to)),
  slice: (text, [from, to]) => text.slice(Number(from), to === undefined ? undefined : Number(to)),
  replace: (text, [from, to]) => text.replace(String(from), () => String(to)),
  replaceAll: (text, [from, to]) => text.replaceAll(String(from), () => String(to)),
};

function textCall(
  evaluator: Evaluator,
  object: Expr,
  property: string,
  expr: CallExpr | NewExpr,
  frame: Frame,
): Value[] | undefined {
  const method: TextMethod | undefined = Object.hasOwn(TEXT_METHODS, property) ? TEXT_METHODS[property] : undefined;
  if (method === undefined) return undefined;
  const texts = evaluator.texts(object, frame);
  const args = expr.args.map((argument) => plainArgument(evaluator, argument, frame));
  if (!texts || args.includes(undefined)) return undefined;
  return texts.map((text): Value => ({ kind: 'text', text: method(text, args as (string | number)[]) }));
}

/** An argument that is one text or number. */
function plainArgument(evaluator: Evaluator, argument: Expr, frame: Frame): string | number | undefined {
  const [value, ...others] = evaluator.evaluate(argument, frame);
  if (others.length > 0) return undefined;
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}
