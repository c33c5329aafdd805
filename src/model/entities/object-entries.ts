import type { Location } from '../../parse/position.ts';
import type { Frame, Value } from '../evaluate/values.ts';
import { locationIn } from '../frameworks/recogniser.ts';
import type { CodeReader, Placed } from './code-values.ts';

/** A member of an object literal, wherever it is written. */
export interface ObjectEntry {
  name: string;
  place: Placed;
  at: Location;
}

/** Members of the objects that an expression can be, those of spread objects in their place; of equal names the last. */
export function objectEntries(reader: CodeReader, place: Placed): ObjectEntry[] {
  const found = new Map<string, ObjectEntry>();
  for (const value of reader.values(place)) collect(reader, value, found, 0);
  return [...found.values()];
}

function collect(reader: CodeReader, value: Value, found: Map<string, ObjectEntry>, depth: number): void {
  if (value.kind !== 'object' || depth > 5) return;
  const frame: Frame = { module: value.module, ...(value.env && { env: value.env }) };
  for (const { key, value: expr, at } of value.expr.properties) {
    if (key === undefined)
      for (const spread of reader.values({ expr, frame })) collect(reader, spread, found, depth + 1);
    else {
      const names = typeof key === 'string' ? [key] : (reader.evaluator.texts(key, frame) ?? []);
      for (const name of names) found.set(name, { name, place: { expr, frame }, at: locationIn(frame.module, at) });
    }
  }
}

/** Nobody spreads an object without members: code fills it later, or makes another of it. */
const isEmpty = (value: Value): boolean => value.kind === 'object' && value.expr.properties.length === 0;

/** Whether an object has members that could not be told: a spread of something unknown, a computed name. */
export function hasHiddenEntries(reader: CodeReader, place: Placed): boolean {
  const values = reader.values(place);
  return values.length === 0 || values.some((value) => isHidden(reader, value, 0));
}

function isHidden(reader: CodeReader, value: Value, depth: number): boolean {
  if (value.kind !== 'object' || depth > 5) return value.kind !== 'constant';
  const frame: Frame = { module: value.module, ...(value.env && { env: value.env }) };
  return value.expr.properties.some(({ key, value: expr }) => {
    if (key === undefined) {
      const spread = reader.values({ expr, frame });
      return spread.length === 0 || spread.some((item) => isEmpty(item) || isHidden(reader, item, depth + 1));
    }
    return typeof key !== 'string' && reader.evaluator.texts(key, frame) === undefined;
  });
}
