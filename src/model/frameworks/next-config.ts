import type { Location } from '../../parse/position.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import { isEnvironment, type Value } from '../evaluate/values.ts';
import { constantText } from './constants.ts';
import { optionOf } from './options.ts';
import type { Recognition } from './recogniser.ts';

/** `basePath` of an application's configuration; `text` is `undefined` when it is computed. */
export interface BasePath {
  text: string | undefined;
  at?: Location;
}

export function basePathOf({ evaluator }: Recognition, root: string): BasePath {
  const names = ['ts', 'mts', 'js', 'mjs', 'cjs'].map(
    (extension) => `${root === '' ? '' : `${root}/`}next.config.${extension}`,
  );
  const path = names.find((name) => evaluator.program.modules.has(name));
  if (path === undefined) return { text: '' };
  const objects = configurations(evaluator, evaluator.exported(path, 'default'), 0);
  if (objects.length === 0) return { text: undefined };
  const option = optionOf(evaluator, objects, 'basePath');
  if (!option) return { text: '' };
  const at = option.expr && { path: option.frame.module, ...option.expr.at };
  return { text: isEmptyByDefault(option.values) ? '' : constantText(option.values), ...(at && { at }) };
}

/** `process.env.BASE_PATH || undefined`. */
const isEmptyByDefault = (values: Value[]): boolean => {
  const fixed = values.filter((value) => !isEnvironment(value));
  return fixed.length > 0 && fixed.every((value) => value.kind === 'global' && value.path.join() === 'undefined');
};

/** Objects in a configuration: itself, what a function returns, and what plugins such as `withSentry(config)` are given. */
function configurations(evaluator: Evaluator, values: Value[], depth: number): Value[] {
  if (depth > 6) return [];
  return values.flatMap((value): Value[] => {
    if (value.kind === 'object') return [value];
    if (value.kind === 'function') {
      const { module } = value.ref;
      const returned = returnedExpressions(evaluator.program, value.ref).flatMap((expr) =>
        evaluator.evaluate(expr, { module }),
      );
      return configurations(evaluator, returned, depth + 1);
    }
    if (value.kind !== 'result' || value.site.call < 0) return [];
    const { module, call } = value.site;
    const given = evaluator.program.call(module, call).expr.args.flatMap((arg) => evaluator.evaluate(arg, { module }));
    return configurations(evaluator, given, depth + 1);
  });
}
