import type { Position } from '../position.ts';
import { childOf, itemsOf, type Place, startOf, textOf } from './document/source-document.ts';
import type { OperationFact } from './openapi-facts.ts';
import { type Context, resolve } from './reading-context.ts';

type ParameterFact = OperationFact['parameters'][number];

interface Owner {
  operation: Place;
  item: Place;
  at: Position;
}

/**
 * Parameters of the path item and of the operation, the operation's own in place of equal ones. Positions are in the
 * operation's file: where the list has the parameter or the reference to it.
 */
export function parametersOf(context: Context, { operation, item, at }: Owner): ParameterFact[] {
  const merged = new Map<string, ParameterFact>();
  for (const owner of [item, operation]) {
    const list = childOf(owner, 'parameters');
    for (const written of itemsOf(list && resolve(context, list, 'a list of parameters'))) {
      const fact = parameter(context, written, written.document === operation.document ? startOf(written) : at);
      if (fact) merged.set(`${fact.in} ${fact.name}`, fact);
    }
  }
  return [...merged.values()];
}

function parameter(context: Context, written: Place, at: Position): ParameterFact | undefined {
  const place = resolve(context, written, 'a parameter');
  const name = place && textOf(place, 'name');
  const where = place && textOf(place, 'in');
  if (place === undefined || name === undefined || where === undefined) return undefined;
  return { name, in: where, required: where === 'path' || textOf(place, 'required') === 'true', at };
}
