import type { Expr } from '../../parse/typescript/code-facts.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { LimitValidators, Verdict } from './limit-validators.ts';
import { decoratorName } from './request-parts.ts';

interface ClassRef {
  module: string;
  cls: number;
}

const UPPER = /^(Max|IsIn|IsEnum|Equals)$/;
/** Decorators of class-validator, class-transformer and API documents that set no upper bound. */
const HARMLESS =
  /^(Is(Optional|Int|Number|NumberString|Positive|NotEmpty|Defined|String|Numeric|Divisible)\w*|Min|Type|Expose|Transform|Allow|Api\w+|Field|Optional|ArgsType|InputType|Prop|Property|Query|QueryParam|JSONSchema|Validate(If|Nested)|ToInt|ToNumber)$/;

/** What the declaration of a class says of a field that a request fills: `@Max(100) limit?: number`. */
export function dtoField(
  evaluator: Evaluator,
  ref: ClassRef,
  key: string,
  search: LimitValidators,
  depth = 0,
): Verdict[] {
  const fact = evaluator.program.cls(ref.module, ref.cls);
  const field = fact.fields.find((item) => item.name === key);
  if (!field)
    return fact.superClass && depth < 5 ? inherited(evaluator, ref.module, fact.superClass, key, search, depth) : [];
  const verdicts = field.decorators.map(({ expr }): Verdict['kind'] => decorated(expr, evaluator, ref.module));
  if (verdicts.includes('capped')) return [{ kind: 'capped' }];
  if (verdicts.includes('unclear')) return [{ kind: 'unclear' }];
  return [{ kind: 'open', module: ref.module, at: field.at }];
}

/** `extends PageDto`, `extends PartialType(PageDto)`, `extends createZodDto(schema)`. */
function inherited(
  evaluator: Evaluator,
  module: string,
  parent: Expr,
  key: string,
  search: LimitValidators,
  depth: number,
): Verdict[] {
  const exprs = parent.kind === 'call' ? parent.args : [parent];
  return exprs.flatMap((expr): Verdict[] => {
    const values = evaluator.evaluate(expr, { module });
    const classes = values.flatMap((value) => (value.kind === 'class' ? [value] : []));
    if (classes.length > 0) return classes.flatMap((value) => dtoField(evaluator, value, key, search, depth + 1));
    const found = search.of(module, expr);
    return found.length > 0 ? found : [{ kind: 'unclear' }];
  });
}

function decorated(expr: Expr, evaluator: Evaluator, module: string): Verdict['kind'] {
  const name = decoratorName(expr);
  const args = expr.kind === 'call' ? expr.args : [];
  const bounded = args.some(
    (arg) => arg.kind === 'object' && arg.properties.some(({ key }) => /^(max|maximum|enum)$/.test(String(key))),
  );
  if (UPPER.test(name) || (bounded && !/^Api/.test(name))) return 'capped';
  if (!HARMLESS.test(name)) return 'unclear';
  if (name !== 'Transform') return 'open';
  return args.some((arg) => arg.kind === 'function' && limits(evaluator, module, arg.fn)) ? 'unclear' : 'open';
}

/** Whether a function compares or takes the smaller of two values. */
function limits(evaluator: Evaluator, module: string, fn: number): boolean {
  const { facts } = evaluator.program.module(module);
  return facts.calls.some(
    ({ expr, fn: at }) =>
      at === fn && expr.callee.kind === 'member' && /^(min|clamp|parse)$/.test(String(expr.callee.property)),
  );
}
