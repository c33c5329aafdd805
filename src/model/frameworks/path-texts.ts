import type { Expr, TemplateExpr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import { elementsIn, type OptionValue, textsOf } from './options.ts';
import { joinPath } from './route-graph.ts';

/** A path as written; `text` is `undefined` when nothing of it is known, `partial` when some of it is not. */
export interface PathText {
  text: string | undefined;
  partial?: boolean;
}

/** The paths an expression gives, one for each value and array element; what is known of a template that is partly computed. */
export function pathTexts(evaluator: Evaluator, expr: Expr, frame: Frame): PathText[] {
  return pathsOfOption(evaluator, { values: evaluator.evaluate(expr, frame), expr, frame });
}

export function pathsOfOption(evaluator: Evaluator, option: OptionValue): PathText[] {
  const patterns = elementsIn(evaluator, option.values).some((value) => value.kind === 'regex');
  const values = patterns ? elementsIn(evaluator, option.values).map(asText) : option.values;
  const texts = textsOf(evaluator, { ...option, values });
  if (option.expr === undefined || !texts.includes(undefined)) return texts.map((text) => ({ text }));
  const known = partOf(evaluator, option.expr, option.frame, 0);
  return [known === undefined || known === '' ? { text: undefined } : { text: known, partial: true }];
}

/** `/^\/users\/(\d+)$/` is `/users/(\d+)`. */
function asText(value: Value): Value {
  if (value.kind !== 'regex') return value;
  return { kind: 'text', text: value.source.replace(/^\^|\$$/g, '').replaceAll('\\/', '/') };
}

/** A path without its computed beginning; `:computed` stands for a computed part further on. */
function partOf(evaluator: Evaluator, expr: Expr, frame: Frame, depth: number): string | undefined {
  if (expr.kind === 'template' && !expr.tag) return partOfTemplate(evaluator, expr, frame, depth);
  if (expr.kind !== 'reference' || expr.binding === undefined || depth > 4) return undefined;
  const { init, kind, path } = evaluator.program.binding(frame.module, expr.binding);
  return init && kind === 'const' && !path ? partOf(evaluator, init, frame, depth + 1) : undefined;
}

function partOfTemplate(evaluator: Evaluator, expr: TemplateExpr, frame: Frame, depth: number): string {
  return expr.parts.reduce<string>((before, part, index) => {
    const text = evaluator.texts(part, frame)?.[0] ?? partOf(evaluator, part, frame, depth + 1);
    const after = expr.texts[index + 1] ?? '';
    // A word after a computed beginning is taken for a segment of its own: such prefixes end with a slash.
    const hole = before === '' && /^([/\w]|$)/.test(after) ? '' : ':computed';
    return before + (text ?? hole) + after;
  }, expr.texts[0] ?? '');
}

/** A path behind a prefix; doubt in either is doubt in both. */
export function joined(prefix: PathText, path: PathText): PathText {
  const partial = prefix.partial || path.partial || prefix.text === undefined;
  if (path.text === undefined) return { text: undefined };
  const text = prefix.text ? joinPath(prefix.text, path.text) : path.text;
  return { text, ...(partial && { partial }) };
}
