import type { FieldFact } from '../../parse/typescript/code-facts.ts';
import type { DecoratedClass } from '../frameworks/decorated-classes.ts';

/** What decorators can make a column or a path of: fields, and accessors that stand in for one. */
export const membersOf = ({ fact: { fields, methods } }: Pick<DecoratedClass, 'fact'>): FieldFact[] => [
  ...fields,
  ...methods.flatMap(({ name, kind, static: isStatic, access, decorators, at }): FieldFact[] =>
    (kind === 'get' || kind === 'set') && decorators.length > 0
      ? [{ name, static: isStatic, readonly: false, access, decorators, at }]
      : [],
  ),
];
