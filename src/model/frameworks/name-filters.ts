import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame } from '../evaluate/values.ts';
import type { OptionValue } from './options.ts';

/** Whether a file name or path is meant; `undefined` when that cannot be told. */
export type NameFilter = (name: string) => boolean | undefined;

/** A filter given as a regular expression, a text it must contain, or a function of one simple expression. */
export function nameFilter(evaluator: Evaluator, option: OptionValue | undefined): NameFilter | undefined {
  const [value] = option?.values ?? [];
  if (value?.kind === 'regex') return matching(value.source, value.flags);
  if (value?.kind === 'text') return (name) => name.includes(value.text);
  if (value?.kind !== 'function') return undefined;
  const returns = evaluator.program
    .fn(value.ref)
    .steps.flatMap((step) => (step.kind === 'return' && step.value ? [step.value] : []));
  const [only] = returns;
  const frame: Frame = { module: value.ref.module };
  return only && returns.length === 1 ? (name) => test(evaluator, only, frame, name) : () => undefined;
}

function matching(source: string, flags: string): NameFilter {
  try {
    const regex = new RegExp(source, flags.replace(/[gy]/g, ''));
    return (name) => regex.test(name);
  } catch {
    return () => undefined;
  }
}

/** `path.endsWith('.route.ts')`, `/x/.test(path)` and what `||` and `&&` make of such. */
function test(evaluator: Evaluator, expr: Expr, frame: Frame, name: string): boolean | undefined {
  if (expr.kind === 'conditional' && expr.operator !== '?:') {
    const parts = expr.options.map((option) => test(evaluator, option, frame, name));
    if (parts.includes(undefined)) return undefined;
    return expr.operator === '&&' ? parts.every(Boolean) : parts.some(Boolean);
  }
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return undefined;
  const { object, property } = expr.callee;
  const [argument] = expr.args;
  if (property === 'test') return byRegex(evaluator, object, frame, name);
  if (property === 'match' && argument) return byRegex(evaluator, argument, frame, name);
  const [text] = (argument && evaluator.texts(argument, frame)) ?? [];
  if (text === undefined) return undefined;
  if (property === 'endsWith') return name.endsWith(text);
  if (property === 'startsWith') return name.startsWith(text);
  return property === 'includes' ? name.includes(text) : undefined;
}

function byRegex(evaluator: Evaluator, expr: Expr, frame: Frame, name: string): boolean | undefined {
  const [value] = evaluator.evaluate(expr, frame);
  return value?.kind === 'regex' ? matching(value.source, value.flags)(name) : undefined;
}
