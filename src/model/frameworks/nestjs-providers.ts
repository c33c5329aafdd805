import type { Location } from '../../parse/position.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { returnedExpressions } from '../evaluate/returns.ts';
import { describe, originOf, type Value } from '../evaluate/values.ts';
import { optionValues } from './constants.ts';
import { type Component, type ComponentKind, componentOfValues } from './nestjs-components.ts';

const TOKENS: Record<string, ComponentKind> = {
  APP_GUARD: 'guard',
  APP_INTERCEPTOR: 'interceptor',
  APP_PIPE: 'pipe',
  APP_FILTER: 'filter',
};

/** Guards, interceptors, pipes and filters that `{ provide: APP_GUARD, useClass: X }` puts around the whole application. */
export const globalProviders = (evaluator: Evaluator, providers: Value[]): Component[] =>
  providers.flatMap((provider) => {
    if (provider.kind !== 'object') return [];
    const kind = tokenKind(optionValues(evaluator, provider, 'provide') ?? []);
    return kind ? [providedComponent(evaluator, kind, provider)] : [];
  });

function tokenKind(values: Value[]): ComponentKind | undefined {
  const origin = values[0] && originOf(values[0]);
  return origin?.package === '@nestjs/core' ? TOKENS[origin.path.at(-1) ?? ''] : undefined;
}

function providedComponent(
  evaluator: Evaluator,
  kind: ComponentKind,
  provider: Extract<Value, { kind: 'object' }>,
): Component {
  const at: Location = { path: provider.module, ...provider.expr.at };
  const named = ['useClass', 'useExisting', 'useValue'].flatMap(
    (name) => optionValues(evaluator, provider, name) ?? [],
  );
  const made = (optionValues(evaluator, provider, 'useFactory') ?? []).flatMap((value) => returned(evaluator, value));
  const values = [...named, ...made];
  const known = componentOfValues(evaluator, kind, values, at);
  if (known) return known;
  const [value] = values;
  const name = value ? shortName(value) : '(unknown)';
  return { kind, ref: { name, file: at.path, line: at.line, wrappers: [] }, at };
}

const returned = (evaluator: Evaluator, value: Value): Value[] =>
  value.kind === 'function'
    ? returnedExpressions(evaluator.program, value.ref).flatMap((expr) =>
        evaluator.evaluate(expr, { module: value.ref.module, ...(value.env && { env: value.env }) }),
      )
    : [];

function shortName(value: Value): string {
  const origin = value.kind === 'result' ? originOf(value.of) : originOf(value);
  return origin?.path.at(-1) ?? describe(value);
}
