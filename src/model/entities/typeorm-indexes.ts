import { returnedExpressions } from '../evaluate/returns.ts';
import type { AppliedDecorator } from '../frameworks/decorators.ts';
import { argumentOf, argumentOfKind, type CodeReader, type Placed } from './code-values.ts';
import type { IndexDraft } from './entity-draft.ts';

/** `@Index` and `@Unique` on a class (fields are named) or on a field (`own`). */
export function readIndexes(reader: CodeReader, decorators: AppliedDecorator[], own?: string): IndexDraft[] {
  return decorators.flatMap((decorator) => {
    if (decorator.name !== 'Index' && decorator.name !== 'Unique') return [];
    const fields = own === undefined ? namedFields(reader, decorator) : [own];
    if (fields.length === 0) return [];
    return indexOf(reader, decorator, fields) ?? [];
  });
}

function indexOf(reader: CodeReader, decorator: AppliedDecorator, fields: string[]): IndexDraft | undefined {
  const options = argumentOfKind(decorator, 'object', 'reference');
  // `synchronize: false`: made elsewhere, so that what it covers is not known; it exists all the same.
  const name = reader.text(argumentOf(decorator, 0));
  const where = reader.optionText(options, 'where');
  const method = ['spatial', 'fulltext'].find((kind) => reader.optionFlag(options, kind) === true);
  const constraint = decorator.name === 'Unique';
  return {
    fields,
    unique: constraint || reader.optionFlag(options, 'unique') === true,
    constraint,
    ...(name !== undefined && { name }),
    ...(where !== undefined && { where }),
    ...(method !== undefined && { method: method === 'spatial' ? 'gist' : method }),
    at: decorator.at,
  };
}

/** `['a', 'b']`, `'a', 'b'` is not allowed, `(user) => [user.a, user.b]`, `(user) => ({ a: 1 })`. */
function namedFields(reader: CodeReader, decorator: AppliedDecorator): string[] {
  const list = argumentOfKind(decorator, 'array');
  if (list.expr) return reader.texts(list) ?? [];
  return memberNames(reader, argumentOfKind(decorator, 'function', 'reference'));
}

/** Members that a function takes from its argument: `(user) => user.posts`, `(user) => [user.a, user.b]`. */
export function memberNames(reader: CodeReader, place: Placed): string[] {
  for (const value of reader.values(place)) {
    if (value.kind === 'array') return reader.texts(place) ?? [];
    if (value.kind !== 'function') continue;
    return returnedExpressions(reader.evaluator.program, value.ref).flatMap((expr) => membersOf(expr));
  }
  return [];
}

function membersOf(expr: NonNullable<Placed['expr']>): string[] {
  if (expr.kind === 'array') return expr.elements.flatMap((element) => membersOf(element));
  if (expr.kind === 'object') return expr.properties.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  return expr.kind === 'member' && typeof expr.property === 'string' ? [expr.property] : [];
}
